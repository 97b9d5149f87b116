/*
 * day_resolve: which day of the calendar it is that was said. None that two
 * readings of the words, or the calendar, leave open.
 */
#ifndef NLP_DAY_RESOLVE_H
#define NLP_DAY_RESOLVE_H

#include "nlp/day.h"

/* The day, and of DAY_MOMENT the minute; CALENDAR_NONE when nobody can tell. */
int64_t	day_resolve(const struct day *, const struct day_context *, int *minute);

#endif
