/*
 * hear_words: free text, and names among it (run/hear_name.h): bare words only
 * in answer to their question, or after words that announce them.
 */
#ifndef RUN_HEAR_WORDS_H
#define RUN_HEAR_WORDS_H

#include "run/said.h"

/* What says itself which field it is for: "my name is", "address:". */
bool	hear_words_told(struct said *, const struct ear *);
/* The answer, where the field was asked for; and, with the wish that begins a
 * lead, what it is about. After all other fields have had theirs. */
void	hear_words_answer(struct said *, const struct ear *);

#endif
