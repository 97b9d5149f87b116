#include "nlp/day_narrow.h"

/* The days that are still called the beginning, middle and end of a month,
 * and of a week. */
static const struct {
	int from, to;
} month_days[] = { [DAY_ANY] = { 1, 31 }, [DAY_EARLY] = { 1, 12 }, [DAY_MIDDLE] = { 9, 21 }, [DAY_LATE] = { 19, 31 } },
  week_days[] = { [DAY_ANY] = { 1, 7 }, [DAY_EARLY] = { 1, 3 }, [DAY_MIDDLE] = { 2, 4 }, [DAY_LATE] = { 3, 7 } };

static bool
says(const struct day *d, unsigned about)
{
	return (d->about & about) != 0;
}

/* "The end of April" is its last day until another is said. */
static bool
is_stretch(const struct day *d)
{
	return says(d, DAY_VAGUE | DAY_END) || d->about == DAY_WEEK ||
	    (says(d, DAY_MONTH | DAY_MONTHS) && (d->about & ~(unsigned)(DAY_MONTH | DAY_MONTHS | DAY_YEAR)) == 0);
}

static bool
of_month(struct day *d, const struct day *wide, const struct day *day)
{
	enum day_stretch part = says(wide, DAY_END) ? DAY_LATE : wide->stretch;

	if (says(day, DAY_MONTH | DAY_FULL) && !(says(wide, DAY_MONTH) && wide->month == day->month))
		return false;
	*d = *day;
	if (!says(day, DAY_MONTH | DAY_FULL)) {
		d->about |= wide->about & ~(unsigned)(DAY_VAGUE | DAY_END);
		d->month = wide->month;
		d->year = wide->year;
		d->n = wide->n;
	}
	d->unclear |= day->day < month_days[part].from || day->day > month_days[part].to;
	return true;
}

static bool
of_week(struct day *d, const struct day *wide, const struct day *day)
{
	*d = *day;
	d->about |= DAY_WEEK;
	d->n = wide->n;
	d->unclear |= day->weekday < week_days[wide->stretch].from || day->weekday > week_days[wide->stretch].to;
	return true;
}

static bool
of_weekend(struct day *d, const struct day *wide, const struct day *day)
{
	if (day->weekday < 6)
		return false;
	*d = *day;
	d->which = wide->which;
	return true;
}

bool
day_narrow(struct day *d, const struct day *p)
{
	const struct day first = *d, *wide = is_stretch(&first) ? &first : p, *day = wide == p ? &first : p;
	bool done = false;

	if (!is_stretch(wide) || is_stretch(day))
		return false;
	if (says(wide, DAY_MONTH | DAY_MONTHS) && says(day, DAY_OF_MONTH | DAY_FULL) && !says(day, DAY_MONTHS))
		done = of_month(d, wide, day);
	else if (day->about == DAY_WEEKDAY && day->which == DAY_BARE && says(wide, DAY_WEEK))
		done = of_week(d, wide, day);
	else if (day->about == DAY_WEEKDAY && day->which == DAY_BARE && wide->stretch == DAY_WEEKEND)
		done = of_weekend(d, wide, day);
	if (done)
		d->to = p->to;
	return done;
}
