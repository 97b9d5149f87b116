/*
 * day_month: days of a month, and months: "the 5th", "5 March 2026", "March the
 * 3rd", "el cinco de mayo", "am 5.", "1er avril".
 */
#ifndef NLP_DAY_MONTH_H
#define NLP_DAY_MONTH_H

#include "nlp/day.h"

bool	day_month(const struct reading *, size_t i, struct day *);
/* A bare number right behind a weekday, which may be its day: "Friday 10". */
bool	day_month_behind(const struct reading *, size_t i, const struct day *before, struct day *);

#endif
