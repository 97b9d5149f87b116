/*
 * day_narrow: a stretch of days, and which of them is meant: "the beginning of
 * May, say the 4th", "early next week, maybe Tuesday", "at the weekend, rather
 * on Sunday".
 */
#ifndef NLP_DAY_NARROW_H
#define NLP_DAY_NARROW_H

#include "nlp/day.h"

/* Makes of a stretch (or a day) and a day of it (or its stretch) that day,
 * unclear when it isn't one of it. False when they aren't such a pair. */
bool	day_narrow(struct day *, const struct day *piece);

#endif
