#include "nlp/calendar.h"
#include "nlp/day_resolve.h"

static bool
says(const struct day *d, unsigned about)
{
	return (d->about & about) != 0;
}

/* The month `months` from today's; false when out of all calendars. */
static void
month_from(const struct day_context *c, int64_t months, int *year, int *month)
{
	struct calendar_date now = calendar_date(c->today);
	int64_t m = now.year * 12 + now.month - 1 + months;

	*year = (int)(m / 12);
	*month = (int)(m % 12) + 1;
}

/* A day of a month in the year said, else the next such: this year or next. */
static int64_t
in_year(const struct day *d, const struct day_context *c)
{
	struct calendar_date now = calendar_date(c->today);
	bool passed = d->month < now.month || (d->month == now.month && d->day < now.day);

	if (d->year != 0)
		return calendar_day(d->year, d->month, d->day);
	return calendar_day(now.year + passed, d->month, d->day);
}

/* "the 5th": of this month, or the next when it has passed. What this month
 * hasn't is not looked for in another. */
static int64_t
next_month_day(const struct day *d, const struct day_context *c)
{
	struct calendar_date now = calendar_date(c->today);
	int year, month;

	month_from(c, d->day < now.day, &year, &month);
	return calendar_day(year, month, d->day);
}

/* The month that is said, of this or the next year. */
static bool
month_said(const struct day *d, const struct day_context *c, int *year, int *month)
{
	struct calendar_date now = calendar_date(c->today);

	if (says(d, DAY_MONTH)) {
		*month = d->month;
		*year = d->year != 0 ? d->year : now.year + (d->month < now.month);
		return true;
	}
	month_from(c, d->n, year, month);
	return says(d, DAY_MONTHS);
}

static int64_t
nth_weekday(const struct day *d, const struct day_context *c)
{
	int year, month, days, first;

	if (!month_said(d, c, &year, &month))
		return CALENDAR_NONE;
	days = calendar_month_days(year, month);
	first = 1 + (d->weekday - calendar_date(calendar_day(year, month, 1)).weekday + 7) % 7;
	if (d->nth == -1)
		return calendar_day(year, month, first + (days - first) / 7 * 7);
	return calendar_day(year, month, first + (d->nth - 1) * 7);
}

/*
 * "Friday" is the next one, but on a Friday nobody knows whether today is
 * meant; "this Friday" is then today. "next Friday" is clear when this week has
 * none left, and not when it would be tomorrow.
 */
static int64_t
weekday_alone(const struct day *d, const struct day_context *c)
{
	int today = calendar_date(c->today).weekday, ahead = (d->weekday - today + 7) % 7;

	switch (d->which) {
	case DAY_BARE:
		return ahead == 0 ? CALENDAR_NONE : c->today + ahead;
	case DAY_THIS:
		return c->today + ahead;
	case DAY_LAST:
		return c->today - (ahead == 0 ? 7 : 7 - ahead);
	case DAY_COMING:
		return c->today + (ahead == 0 ? 7 : ahead);
	case DAY_NEXT:
	case DAY_AFTERNEXT:
		if (d->weekday > today || ahead == 1)
			return CALENDAR_NONE;
		return c->today + (ahead == 0 ? 7 : ahead) + (d->which == DAY_AFTERNEXT ? 7 : 0);
	}
	return CALENDAR_NONE;
}

/* A weekday of a week that is said; none that has passed. */
static int64_t
weekday_of_week(const struct day *d, const struct day_context *c)
{
	int today = calendar_date(c->today).weekday;
	int64_t weeks = says(d, DAY_RELATIVE) ? d->n / 7 : d->n, day = c->today - today + d->weekday + weeks * 7;

	/* "Monday in a week" may count from the next Monday. */
	if (d->span && day != c->today + (d->weekday - today + 7) % 7 + weeks * 7)
		return CALENDAR_NONE;
	return day < c->today ? CALENDAR_NONE : day;
}

/* The same day of a month some months on, where that has it. */
static int64_t
months_later(int64_t months, const struct day_context *c)
{
	int year, month;

	month_from(c, months, &year, &month);
	return calendar_day(year, month, calendar_date(c->today).day);
}

static int64_t
easter(const struct day *d, const struct day_context *c)
{
	int year = calendar_date(c->today).year;
	int64_t day = calendar_easter(year) + d->n;

	return day >= c->today ? day : calendar_easter(year + 1) + d->n;
}

static int64_t
moment(const struct day *d, const struct day_context *c, int *minute)
{
	return calendar_at(c->now_ms + d->n * 60 * 1000, minute);
}

/* Without regard to a weekday that is only named along. */
static int64_t
resolve(const struct day *d, const struct day_context *c, int *minute)
{
	int year, month;

	if (d->unclear || says(d, DAY_VAGUE))
		return CALENDAR_NONE;
	if (says(d, DAY_FULL))
		return in_year(d, c);
	if (says(d, DAY_NTH))
		return nth_weekday(d, c);
	if (says(d, DAY_END))
		return month_said(d, c, &year, &month) ? calendar_day(year, month, calendar_month_days(year, month)) : CALENDAR_NONE;
	if (says(d, DAY_OF_MONTH)) {
		if (says(d, DAY_MONTH))
			return in_year(d, c);
		if (!says(d, DAY_MONTHS))
			return next_month_day(d, c);
		month_from(c, d->n, &year, &month);
		return calendar_day(year, month, d->day);
	}
	if (says(d, DAY_MONTH | DAY_MONTHS))
		return CALENDAR_NONE;
	if (says(d, DAY_MOMENT))
		return moment(d, c, minute);
	if (says(d, DAY_WEEK) && says(d, DAY_WEEKDAY))
		return weekday_of_week(d, c);
	if (says(d, DAY_EASTER))
		return easter(d, c);
	if (says(d, DAY_SPAN_MONTHS))
		return months_later(d->n, c);
	if (says(d, DAY_RELATIVE))
		return c->today + d->n;
	return says(d, DAY_WEEKDAY) ? weekday_alone(d, c) : CALENDAR_NONE;
}

int64_t
day_resolve(const struct day *d, const struct day_context *c, int *minute)
{
	int64_t day = resolve(d, c, minute);

	if (day == CALENDAR_NONE)
		return day;
	/* "Friday 4 April" that is a Saturday: one of the two is wrong. */
	if (says(d, DAY_WEEKDAY) && calendar_date(day).weekday != d->weekday)
		return CALENDAR_NONE;
	return day + d->later;
}
