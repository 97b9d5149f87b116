/*
 * day_numeric: dates in digits alone: 2026-03-28, 28/3/26, 28.3., 3/28.
 *
 * Day and month stand in the order of the language, in English of the country;
 * where nobody knows it and both could be either, the day is unclear.
 */
#ifndef NLP_DAY_NUMERIC_H
#define NLP_DAY_NUMERIC_H

#include "nlp/day.h"

bool	day_numeric(const struct reading *, size_t i, const struct day_context *, struct day *);

#endif
