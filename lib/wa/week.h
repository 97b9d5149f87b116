/*
 * week: opening hours in words, for customers who ask.
 */
#ifndef WA_WEEK_H
#define WA_WEEK_H

#include "ext/json.h"

/* "Monday–Friday 09:00–14:00, 16:00–20:00; Saturday closed": days that are
 * alike together. hours: workspace.yaml's, as read: mon ... sun to spans in
 * minutes. days: seven names from Monday. NULL where one of them is missing.
 * The caller frees. */
char	*week_text(const json_t *hours, const json_t *days, const char *closed);
/* Dates as they stand, between commas; "" for none. The caller frees. */
char	*week_dates(const json_t *dates);

#endif
