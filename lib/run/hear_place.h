/*
 * hear_place: places in the customer's own words, and addresses: "I live in
 * Toledo", "12 Maple Street", "ref. 4410".
 */
#ifndef RUN_HEAR_PLACE_H
#define RUN_HEAR_PLACE_H

#include "run/said.h"

/* Of a place without choices: what nobody need have asked ("I live in"), and
 * the answer where it was asked for. */
bool	hear_place_told(struct said *, const struct ear *);
void	hear_place_answer(struct said *, const struct ear *);
/* Of a text that an address or a reference is asked for with; whether one was said. */
bool	hear_place_address(struct said *, const struct ear *);

#endif
