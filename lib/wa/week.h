/*
 * week: opening hours in words, for customers who ask.
 */
#ifndef WA_WEEK_H
#define WA_WEEK_H

#include "ext/json.h"

/* The name of day 0, Monday, to 6 among `names`, seven between commas; its
 * length through len. NULL when there are fewer. */
const char	*week_day(const char *names, int day, int *len);
/* "Monday–Friday 09:00–14:00, 16:00–20:00; Saturday closed": days that are
 * alike together. hours: workspace.yaml's, as read: mon ... sun to spans in
 * minutes. names: of the days. NULL where one of them is missing. The caller
 * frees. */
char		*week_text(const json_t *hours, const char *names, const char *closed);
/* Dates as they stand, between commas; "" for none. The caller frees. */
char		*week_dates(const json_t *dates);

#endif
