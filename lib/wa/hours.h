/*
 * hours: when the desk is open, by workspace.yaml's hours, holidays and time
 * zone. Spans are local wall time; one past midnight belongs to the day it
 * began on, and on the days the clocks change a span is as long as the wall
 * clock makes it.
 */
#ifndef WA_HOURS_H
#define WA_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/workspace.h"

/* Is it open at `now` (ms)? Without any hours it is, but for holidays. */
bool	hours_open(const struct workspace *, int64_t now);
/* When it opens next after `now`, ms; 0 when not within a month. */
int64_t	hours_next(const struct workspace *, int64_t now);
/* The same of a member (an object of `team`; NULL: the desk), who has the
 * desk's hours where none are given, its holidays, and days `off`. */
bool	hours_open_for(const struct workspace *, const json_t *member, int64_t now);
int64_t	hours_next_for(const struct workspace *, const json_t *member, int64_t now);
/* The stretches of time between in which the desk is open, in order. */
void	hours_spans(const struct workspace *, int64_t since, int64_t until,
	    void (*each)(void *arg, int64_t from, int64_t to), void *arg);
/* How much of the time between is business time, ms. */
int64_t	hours_business(const struct workspace *, int64_t since, int64_t until);
/* The latest time from which `ms` of business time have passed until `now`;
 * INT64_MIN when there were not so many within a year. */
int64_t	hours_before(const struct workspace *, int64_t now, int64_t ms);
/* When a member who is on duty at `now` came on; `now` when they are not. */
int64_t	hours_since_for(const struct workspace *, const json_t *member, int64_t now);
/* A time for a customer, in the workspace's zone: "09:00" of the same day,
 * "Monday, 09:00" within the week, else "2026-11-23, 09:00". weekdays: their
 * names from Monday, between commas; NULL for dates only. The caller frees. */
char	*hours_say(const struct workspace *, int64_t when, int64_t now, const char *weekdays);

#endif
