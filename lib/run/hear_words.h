/*
 * hear_words: names and free text: bare words only in answer to their
 * question, or after words that announce them.
 */
#ifndef RUN_HEAR_WORDS_H
#define RUN_HEAR_WORDS_H

#include "run/said.h"

void	hear_words_field(struct said *, const struct ear *);
/* A name and nothing else, where one was asked for: "Sam", "April", "Domingo
 * Díaz" are no days then. Whether it was one. */
bool	hear_words_bare_name(struct said *);

#endif
