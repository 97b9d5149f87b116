#include <string.h>

#include "nlp/calendar.h"
#include "nlp/day_numeric.h"

#define YEAR_MIN	1900
#define YEAR_MAX	2199

static int
digits(const struct reading *r, size_t i)
{
	return (int)reading_number(r, i);
}

/* In which order does an English date of this country stand? 0: nobody knows. */
static char
english_order(const char *country)
{
	static const char months_first[][3] = { "US", "PH", "PR", "GU", "VI" };

	if (country == NULL || strcmp(country, "CA") == 0)
		return 0;
	for (size_t i = 0; i < sizeof months_first / sizeof *months_first; i++)
		if (strcmp(country, months_first[i]) == 0)
			return 'm';
	return 'd';
}

/* Two numbers as day and month: by what they can be, then by the language. */
static bool
day_and_month(const struct reading *r, int a, int b, const char *country, struct day *d)
{
	char order = reading_in(r, "en") ? english_order(country) : 'd';

	if (a < 1 || b < 1 || a > 31 || b > 31 || (a > 12 && b > 12))
		return false;
	if (a > 12)
		order = 'd';
	else if (b > 12)
		order = 'm';
	d->unclear = order == 0 && a != b;
	d->day = order == 'm' ? b : a;
	d->month = order == 'm' ? a : b;
	return true;
}

static int
full_year(const struct reading *r, size_t i)
{
	int y = digits(r, i);

	return strlen(r->pieces->v[i].word) == 2 ? 2000 + y : y;
}

/* "28.3.", "5. 3. 2026": German dots stand apart, too. */
static bool
joined(const struct reading *r, size_t i, const char *mark)
{
	return pieces_mark(r->pieces, i, mark) && reading_attached(r, i) && reading_digits(r, i + 1, 4) &&
	    (reading_attached(r, i + 1) || (strcmp(mark, ".") == 0 && pieces_mark(r->pieces, i + 2, ".")));
}

/* "12/24 9am", "28/3 10:30" */
static bool
is_hour(const struct reading *r, size_t i)
{
	return reading_digits(r, i, 2) && (pieces_mark(r->pieces, i + 1, ":") || reading_is(r, i + 1, SENSE_AM, NULL) != 0 ||
	    reading_is(r, i + 1, SENSE_PM, NULL) != 0 || reading_is(r, i + 1, SENSE_OCLOCK, NULL) != 0);
}

/* "28/3", "28.3.", "3-28": without a year much else looks the same. */
static bool
short_date(const struct reading *r, size_t i, const char *mark, const struct day_context *c, struct day *d)
{
	bool announced = i > 0 && reading_is(r, i - 1, SENSE_DATE, NULL) == i;

	if (!reading_digits(r, i + 2, 2) || !day_and_month(r, digits(r, i), digits(r, i + 2), c->country, d))
		return false;
	d->to = i + 3;
	/* "1.5k" */
	if ((strcmp(mark, "-") == 0 && !announced) || reading_is(r, i + 3, SENSE_TIMES, NULL) != 0)
		return false;
	if (strcmp(mark, ".") == 0) {
		if (pieces_mark(r->pieces, i + 3, ".") && reading_attached(r, i + 3) && !reading_in(r, "en"))
			d->to = i + 4;
		else
			d->bare = !announced;
	}
	/* "1/2 hour", "3/4 full" */
	return strcmp(mark, "/") != 0 || (reading_is(r, i + 3, SENSE_UNIT, NULL) == 0 &&
	    reading_is(r, i + 3, SENSE_MEASURE, NULL) == 0 && (announced || is_hour(r, i + 3) || !reading_strange(r, i + 3)));
}

bool
day_numeric(const struct reading *r, size_t i, const struct day_context *c, struct day *d)
{
	static const char *const marks[] = { "/", ".", "-" };
	const char *mark = NULL;
	size_t last;

	for (size_t k = 0; k < sizeof marks / sizeof *marks && mark == NULL; k++)
		if (reading_digits(r, i, 4) && joined(r, i + 1, marks[k]))
			mark = marks[k];
	if (mark == NULL || (i >= 2 && reading_attached(r, i) && reading_attached(r, i - 1) && reading_digits(r, i - 2, SIZE_MAX)))
		return false;
	d->about = DAY_FULL;
	last = i + 4;
	if (!joined(r, i + 3, mark) && !(pieces_mark(r->pieces, i + 3, ".") && digits(r, last) >= YEAR_MIN))
		return !reading_goes_on(r, i + 3, mark) && short_date(r, i, mark, c, d);
	/* "28.3. 10 Uhr" */
	if (!reading_attached(r, last) && digits(r, last) < YEAR_MIN)
		return short_date(r, i, mark, c, d);
	if (reading_goes_on(r, i + 5, mark) || strlen(r->pieces->v[last].word) == 3)
		return false;
	d->to = i + 5;
	if (strlen(r->pieces->v[i].word) == 4) {
		d->year = digits(r, i);
		d->month = digits(r, i + 2);
		d->day = digits(r, last);
		d->unclear = calendar_day(d->year, d->month, d->day) == CALENDAR_NONE;
		return d->year >= YEAR_MIN && d->year <= YEAR_MAX;
	}
	d->year = full_year(r, last);
	return d->year >= YEAR_MIN && d->year <= YEAR_MAX &&
	    day_and_month(r, digits(r, i), digits(r, i + 2), c->country, d);
}
