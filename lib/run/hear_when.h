/*
 * hear_when: the days and hours that a message asks for.
 */
#ifndef RUN_HEAR_WHEN_H
#define RUN_HEAR_WHEN_H

#include "run/said.h"

/* All that is left in the message. */
void	 hear_when_all(struct said *);
/* "Can we make it 3 instead?": a bare hour that takes the place of one that is
 * known, where no other number may be meant. Before hear_when_all. */
void	 hear_when_changed(struct said *);
/* A day, a time or both (NULL or null for none), each to its field; without a
 * field for times, to the day's. */
void	 hear_when_take(struct said *, const json_t *date, const json_t *time, const struct value_match *);
/* "From the 5th", to a field that asks when something begins; whether it was. */
bool	 hear_when_first(struct said *, const struct value_match *);
/* Is it the desk's own time that is asked for, or when the matter began? */
bool	 hear_when_foreign(const struct said *, const struct value_match *);

#endif
