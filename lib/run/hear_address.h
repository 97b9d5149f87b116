/*
 * hear_address: streets with their numbers, and references: "12 Maple Street",
 * "ref. 4410".
 */
#ifndef RUN_HEAR_ADDRESS_H
#define RUN_HEAR_ADDRESS_H

#include "run/said.h"

/* Of a text that an address or a reference is asked for with; whether one was said. */
bool	hear_address_told(struct said *, const struct ear *);

#endif
