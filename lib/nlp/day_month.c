#include <string.h>

#include "nlp/day_month.h"
#include "nlp/number.h"

#define YEAR_MIN	1900
#define YEAR_MAX	2199

static int
digits(const struct reading *r, size_t i)
{
	return (int)reading_number(r, i);
}

/* "5", "5th", "fifth", "cinco"; `named` when it can be nothing but a place in a row. */
static bool
month_day(const struct reading *r, size_t i, int *day, size_t *to, bool *named)
{
	const struct sense *v;
	struct number n;
	size_t end;

	*named = false;
	if ((end = reading_is(r, i, SENSE_ORDINAL, &v)) != 0 && v->n > 0) {
		*day = (int)v->n;
		*to = end;
		*named = true;
		return true;
	}
	/* "ein und zwanzigster" */
	if (number_plain(r, i, &n) && n.words && n.value < 10 && (end = reading_is(r, n.to, SENSE_JOIN, NULL)) != 0 &&
	    (end = reading_is(r, end, SENSE_ORDINAL, &v)) != 0 && v->n >= 20) {
		*day = (int)(n.value + v->n);
		*to = end;
		return *named = true;
	}
	if (!number_plain(r, i, &n) || n.value < 1 || n.value > 31 || n.digits > 2)
		return false;
	*day = (int)n.value;
	*to = n.to;
	if (!n.words && reading_attached(r, n.to) && (end = reading_is(r, n.to, SENSE_SUFFIX, NULL)) != 0) {
		*to = end;
		*named = true;
	} else if (!n.words && reading_attached(r, n.to) && pieces_mark(r->pieces, n.to, ".") && reading_in(r, "de") &&
	    !(reading_attached(r, n.to + 1) && reading_digits(r, n.to + 1, 99))) {
		*to = n.to + 1;
		*named = true;
	}
	return true;
}

static bool
is_between(const struct reading *r, size_t i)
{
	return reading_is(r, i, SENSE_OR, NULL) != 0 || reading_is(r, i, SENSE_AND, NULL) != 0 ||
	    reading_is(r, i, SENSE_TO, NULL) != 0 || pieces_mark(r->pieces, i, "-");
}

/* Is the day at i one end of several: "3-5 May", "3 or 4 May"? */
static bool
one_of_several(const struct reading *r, size_t i)
{
	size_t k = i;

	while (k > 0 && reading_is(r, k - 1, SENSE_DATE, NULL) != 0)
		k--;
	if (k < 3)
		return k == 2 && reading_digits(r, 0, 2) && is_between(r, 1);
	if (!is_between(r, k - 1))
		return false;
	/* "vom 9. bis 11." */
	if (pieces_mark(r->pieces, k - 2, "."))
		k--;
	if (reading_digits(r, k - 2, 2))
		return digits(r, k - 2) >= 1 && digits(r, k - 2) <= 31 && !pieces_mark(r->pieces, k - 3, ":");
	/* "3rd or 4th May" */
	return k >= 3 && reading_is(r, k - 2, SENSE_SUFFIX, NULL) == k - 1 && reading_digits(r, k - 3, 2);
}

/* A year in words: "two thousand twenty seven", "twenty twenty seven", "del veintisiete". */
static size_t
year_in_words(const struct reading *r, size_t i, bool of, int *year)
{
	struct number n, rest;
	size_t to;
	int said;

	if (!number_at(r, i, false, &n) || !n.words)
		return 0;
	to = n.to;
	said = (int)n.value;
	if (said == 20 && number_at(r, n.to, false, &rest) && rest.words && rest.value >= 10 && rest.value < 100) {
		said = 2000 + (int)rest.value;
		to = rest.to;
	} else if (of && said >= 20 && said < 100) {
		said += 2000;
	}
	if (said < YEAR_MIN || said > YEAR_MAX || reading_is(r, to, SENSE_CURRENCY, NULL) != 0 || reading_is(r, to, SENSE_MEASURE, NULL) != 0)
		return 0;
	*year = said;
	return to;
}

/* A year behind a month: "2026", "of 2026", ", 2026". */
static size_t
year_at(const struct reading *r, size_t i, int *year)
{
	size_t at = i, to;
	bool of = reading_is(r, i, SENSE_OF, NULL) != 0 && strcmp(r->pieces->v[i].word, "del") == 0;

	if (pieces_mark(r->pieces, at, ",") || (pieces_mark(r->pieces, at, "-") && reading_attached(r, at) && reading_attached(r, at + 1)))
		at++;
	at = reading_skip(r, at, SENSE_OF);
	if ((to = year_in_words(r, at, of, year)) != 0)
		return to;
	if (of && reading_digits(r, at, 2) && digits(r, at) >= 20 && strlen(r->pieces->v[at].word) == 2) {
		*year = 2000 + digits(r, at);
		return at + 1;
	}
	if (!reading_digits(r, at, 4) || digits(r, at) < YEAR_MIN || digits(r, at) > YEAR_MAX ||
	    reading_is(r, at + 1, SENSE_CURRENCY, NULL) != 0 || reading_is(r, at + 1, SENSE_MEASURE, NULL) != 0)
		return 0;
	*year = digits(r, at);
	return at + 1;
}

/* "el uno del once", "dia 1 do 11": months are counted there. */
static size_t
month_number(const struct reading *r, size_t i, int *month)
{
	size_t of = reading_is(r, i, SENSE_OF, NULL);
	struct number n;

	if (of == 0 || (strcmp(r->pieces->v[i].word, "del") != 0 && strcmp(r->pieces->v[i].word, "do") != 0) ||
	    !number_plain(r, of, &n) || n.value < 1 || n.value > 12 || !reading_stops(r, n.to))
		return 0;
	*month = (int)n.value;
	return n.to;
}

/* "am zweiten vierten": months are places in a row there. */
static size_t
month_ordinal(const struct reading *r, size_t i, int *month)
{
	const struct sense *v;
	size_t to = reading_in(r, "de") ? reading_is(r, i, SENSE_ORDINAL, &v) : 0;

	if (to == 0 || v->n < 1 || v->n > 12 || reading_strange(r, to))
		return 0;
	*month = (int)v->n;
	return to;
}

/* "5 March", "the 3rd of March 2026" */
static bool
day_then_month(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *month;
	size_t to, year;
	bool named;

	if (!month_day(r, i, &d->day, &to, &named))
		return false;
	d->about = DAY_OF_MONTH | DAY_MONTH;
	/* "23-Mar" */
	if (reading_attached(r, to) && (pieces_mark(r->pieces, to, "-") || pieces_mark(r->pieces, to, "/")) &&
	    reading_attached(r, to + 1) && reading_is(r, to + 1, SENSE_MONTH, NULL) != 0)
		to++;
	if ((year = reading_is(r, reading_skip(r, to, SENSE_OF), SENSE_MONTH, &month)) != 0)
		d->month = (int)month->n;
	else if ((year = month_number(r, to, &d->month)) == 0 && (!named || (year = month_ordinal(r, to, &d->month)) == 0))
		return false;
	to = year;
	d->unclear = one_of_several(r, i);
	d->to = to;
	if ((year = year_at(r, to, &d->year)) != 0) {
		d->about |= DAY_YEAR;
		d->to = year;
	}
	return true;
}

/* Is a number behind a month an hour, a year or an amount rather than a day? */
static bool
no_month_day(const struct reading *r, size_t i)
{
	static const enum sense_kind kinds[] = { SENSE_OCLOCK, SENSE_AM, SENSE_PM, SENSE_CURRENCY, SENSE_MEASURE, SENSE_TIMES,
	    SENSE_UNIT };

	if (pieces_mark(r->pieces, i, ":"))
		return true;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (reading_is(r, i, kinds[k], NULL) != 0)
			return true;
	return false;
}

/* Names of months that are other words, too. */
static bool
is_sure_month(const struct reading *r, size_t i, size_t to)
{
	if (i > 0 && (reading_is(r, i - 1, SENSE_IN, NULL) == i ||
	    (reading_in(r, "de") && reading_is(r, i - 1, SENSE_GLUE, NULL) == i)))
		return true;
	return to == i + 1 && strlen(r->pieces->v[i].word) > 5;
}

/* "March 5", "March the 3rd, 2026"; "in March" is no day. */
static bool
month_then_day(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *month;
	size_t to = reading_is(r, i, SENSE_MONTH, &month), behind, year;
	bool named;

	if (to == 0)
		return false;
	d->month = (int)month->n;
	d->about = DAY_MONTH;
	d->to = to;
	if ((year = year_at(r, to, &d->year)) != 0) {
		d->about |= DAY_YEAR;
		d->to = year;
		return true;
	}
	if (month_day(r, reading_skip(r, to, SENSE_DATE), &d->day, &behind, &named) && !no_month_day(r, behind) &&
	    !(pieces_mark(r->pieces, behind, "-") && reading_digits(r, behind + 1, 2)) &&
	    reading_is(r, reading_skip(r, behind, SENSE_OF), SENSE_MONTH, NULL) == 0) {
		d->about |= DAY_OF_MONTH;
		d->to = behind;
		if ((year = year_at(r, behind, &d->year)) != 0) {
			d->about |= DAY_YEAR;
			d->to = year;
		}
		return true;
	}
	return is_sure_month(r, i, to);
}

/* What shows that a number behind "the" or "el" is no day. */
static bool
counts_something(const struct reading *r, size_t i)
{
	static const enum sense_kind kinds[] = { SENSE_MEASURE, SENSE_CURRENCY, SENSE_TIMES, SENSE_UNIT, SENSE_OCLOCK, SENSE_AM,
	    SENSE_PM, SENSE_NUMBER, SENSE_WEEKDAY, SENSE_MONTH };

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (reading_is(r, i, kinds[k], NULL) != 0)
			return true;
	return pieces_mark(r->pieces, i, ":") || (reading_attached(r, i) && (pieces_mark(r->pieces, i, "/") || reading_goes_on(r, i, "."))) ||
	    reading_strange(r, i);
}

/* "the 5th", "el 5", "am 5.", "on the fifth"; "5th" */
static bool
day_alone(const struct reading *r, size_t i, struct day *d)
{
	size_t date = i, to, next;
	int month;
	bool named;

	while ((next = reading_is(r, date, SENSE_DATE, NULL)) != 0 || (next = reading_is(r, date, SENSE_NEXT, NULL)) != 0 ||
	    (next = reading_is(r, date, SENSE_THIS, NULL)) != 0 || (next = reading_is(r, date, SENSE_COMING, NULL)) != 0)
		date = next;
	if (!month_day(r, date, &d->day, &to, &named) || counts_something(r, to) || (named && month_ordinal(r, to, &month) != 0))
		return false;
	/* "the first of us", "el segundo de los dos" */
	if (reading_is(r, to, SENSE_OF, NULL) != 0) {
		next = reading_skip_glue(r, to);
		if (reading_is(r, next, SENSE_NEXT, NULL) == 0 && reading_is(r, next, SENSE_THIS, NULL) == 0 &&
		    reading_is(r, next, SENSE_UNIT, NULL) == 0 && reading_is(r, next, SENSE_COMING, NULL) == 0)
			return false;
	}
	if (date == i && !(named && r->pieces->v[i].kind == PIECE_DIGITS && !reading_in(r, "de")))
		return false;
	/* "the second time", "el primero que ..." */
	if (r->pieces->v[date].kind != PIECE_DIGITS && !reading_in(r, "de") && !reading_stops(r, to) &&
	    reading_is(r, to, SENSE_AT, NULL) == 0 && reading_is(r, to, SENSE_PART, NULL) == 0 &&
	    reading_is(r, to, SENSE_AFTER, NULL) == 0 && reading_is(r, to, SENSE_BEFORE, NULL) == 0 &&
	    reading_is(r, to, SENSE_BETWEEN, NULL) == 0 && reading_is(r, to, SENSE_OF, NULL) == 0)
		return false;
	d->about = DAY_OF_MONTH;
	d->unclear = one_of_several(r, date);
	d->to = to;
	return true;
}

/* "Jueves veintiséis", "Freitag, zwanzig": more than an hour that is said in words may be. */
static bool
says_day(const struct reading *r, size_t i)
{
	struct number n;

	return number_plain(r, i, &n) && n.words && n.value > 12;
}

/* "Wednesday 8 in the morning": an hour, where "the" would say a day. */
static bool
is_hour_of_part(const struct reading *r, size_t i)
{
	return reading_in(r, "en") && reading_number(r, i) <= 12 && reading_is(r, i + 1, SENSE_IN, NULL) == i + 2 &&
	    reading_is(r, i + 1, SENSE_PART, NULL) != 0;
}

bool
day_month_behind(const struct reading *r, size_t i, const struct day *before, struct day *d)
{
	size_t to;
	bool named;

	*d = (struct day){0};
	if ((before->about & (DAY_WEEKDAY | DAY_NTH)) != DAY_WEEKDAY || !(reading_digits(r, i, 2) || says_day(r, i)) ||
	    !month_day(r, i, &d->day, &to, &named) || counts_something(r, to) || is_hour_of_part(r, i) || pieces_mark(r->pieces, to, "-") ||
	    reading_is(r, reading_skip(r, to, SENSE_OF), SENSE_MONTH, NULL) != 0)
		return false;
	d->about = DAY_OF_MONTH;
	d->bare = true;
	d->to = to;
	return true;
}

static bool (*const ways[])(const struct reading *, size_t, struct day *) = { day_then_month, month_then_day, day_alone };

bool
day_month(const struct reading *r, size_t i, struct day *d)
{
	struct day best = {0};

	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
		*d = (struct day){0};
		if (ways[k](r, i, d) && d->to > best.to)
			best = *d;
	}
	*d = best;
	return best.to != 0;
}
