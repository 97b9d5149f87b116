/*
 * day_span: days at a distance: "in 3 days", "dentro de dos semanas", "in half
 * an hour", "2 days ago", "a week from Friday".
 */
#ifndef NLP_DAY_SPAN_H
#define NLP_DAY_SPAN_H

#include "nlp/day.h"

bool	day_span(const struct reading *, size_t i, struct day *);

#endif
