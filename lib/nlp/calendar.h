/*
 * calendar: days as numbers (since 1970-01-01), and wall times of the process's
 * time zone.
 */
#ifndef NLP_CALENDAR_H
#define NLP_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_NONE	INT64_MIN
#define CALENDAR_TEXT	sizeof "-2147483648-11-21"

struct calendar_date {
	int	year, month, day;	/* 1 is January */
	int	weekday;		/* 1 is Monday */
};

/* CALENDAR_NONE when there is no such day. */
int64_t			calendar_day(int year, int month, int day);
struct calendar_date	calendar_date(int64_t day);
int			calendar_month_days(int year, int month);
/* Easter Sunday, of the Western churches. */
int64_t			calendar_easter(int year);
/* The day and the minute of it, of a time in ms. */
int64_t			calendar_at(int64_t ms, int *minute);
/* Does a clock ever show this minute on this day? Not in the hour that is left
 * out when the clocks change. */
bool			calendar_exists(int64_t day, int minute);
char			*calendar_text(int64_t day, char out[CALENDAR_TEXT]);

#endif
