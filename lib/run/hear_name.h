/*
 * hear_name: what people are called: behind words that introduce somebody or
 * say whom a wish is for, or in answer to the question.
 */
#ifndef RUN_HEAR_NAME_H
#define RUN_HEAR_NAME_H

#include "run/said.h"

/* "My name is Ana", "I'm Ana", "it's for my daughter, Ana Bell": nobody need
 * have asked. */
bool	hear_name_told(struct said *, const struct ear *);
/* The name that was asked for, in this stretch. Who it is alone says no name,
 * and a long sentence none that is clear. */
void	hear_name_answer(struct said *, const struct ear *, size_t from, size_t to);
/* A name and nothing else, where one was asked for: "Sam", "April", "Domingo
 * Díaz" are no days then. Whether it was one. */
bool	hear_name_bare(struct said *);

#endif
