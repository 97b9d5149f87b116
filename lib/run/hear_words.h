/*
 * hear_words: names and free text: bare words only in answer to their
 * question, or after words that announce them.
 */
#ifndef RUN_HEAR_WORDS_H
#define RUN_HEAR_WORDS_H

#include "run/said.h"

/* What says itself which field it is for: "my name is", "address:". */
bool	hear_words_told(struct said *, const struct ear *);
/* The answer, where the field was asked for; and, with the wish that begins a
 * lead, what it is about. After all other fields have had theirs. */
void	hear_words_answer(struct said *, const struct ear *);
/* A name and nothing else, where one was asked for: "Sam", "April", "Domingo
 * Díaz" are no days then. Whether it was one. */
bool	hear_words_bare_name(struct said *);

#endif
