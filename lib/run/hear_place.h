/*
 * hear_place: places in the customer's own words: "I live in Toledo".
 */
#ifndef RUN_HEAR_PLACE_H
#define RUN_HEAR_PLACE_H

#include "run/said.h"

/* Of a place without choices: what nobody need have asked ("I live in"), and
 * the answer where it was asked for. */
bool	hear_place_told(struct said *, const struct ear *);
void	hear_place_answer(struct said *, const struct ear *);
/* The words from a place on, before `stop`, that name one: false for none.
 * capital: they begin so, but for "de" and the like between two that do. */
bool	hear_place_town(const struct said *, size_t from, size_t stop, bool capital, size_t *at, size_t *end);

#endif
