/*
 * hear_way: where something goes from and to, where two fields ask for the two
 * ends of it: "from York to Hull", "a move to Bonn".
 */
#ifndef RUN_HEAR_WAY_H
#define RUN_HEAR_WAY_H

#include "run/said.h"

/* Both ends, or the one that is told. Before all that may take a place. */
void	hear_way_all(struct said *);

#endif
