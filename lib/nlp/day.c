#include <string.h>

#include "nlp/calendar.h"
#include "nlp/day.h"
#include "nlp/number.h"

#define YEAR_MIN	1900
#define YEAR_MAX	2199
#define SPAN_MAX	4000	/* days, weeks, months ahead */

static bool
is_digits(const struct reading *r, size_t i, size_t max)
{
	return i < r->pieces->n && r->pieces->v[i].kind == PIECE_DIGITS && strlen(r->pieces->v[i].word) <= max;
}

static bool
attached(const struct reading *r, size_t i)
{
	return i < r->pieces->n && !r->pieces->v[i].spaced;
}

static int
digits(const struct reading *r, size_t i)
{
	return (int)r->pieces->v[i].number;
}

static size_t
skip_glue(const struct reading *r, size_t i)
{
	size_t to;

	while ((to = reading_is(r, i, SENSE_OF, NULL)) != 0 || (to = reading_is(r, i, SENSE_GLUE, NULL)) != 0)
		i = to;
	return i;
}

/* --------------------------------------------------- dates in digits alone */

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

/* Do digits go on behind piece i, as in telephone numbers and addresses? */
static bool
goes_on(const struct reading *r, size_t i, const char *mark)
{
	return pieces_mark(r->pieces, i, mark) && attached(r, i) && is_digits(r, i + 1, 99) && attached(r, i + 1);
}

/* "28.3.", "5. 3. 2026": German dots stand apart, too. */
static bool
joined(const struct reading *r, size_t i, const char *mark)
{
	return pieces_mark(r->pieces, i, mark) && attached(r, i) && is_digits(r, i + 1, 4) &&
	    (attached(r, i + 1) || (strcmp(mark, ".") == 0 && pieces_mark(r->pieces, i + 2, ".")));
}

/* "28/3", "28.3.", "3-28": without a year much else looks the same. */
static bool
short_date(const struct reading *r, size_t i, const char *mark, const struct day_context *c, struct day *d)
{
	bool announced = i > 0 && reading_is(r, i - 1, SENSE_DATE, NULL) == i;

	if (!is_digits(r, i + 2, 2) || !day_and_month(r, digits(r, i), digits(r, i + 2), c->country, d))
		return false;
	d->to = i + 3;
	if (strcmp(mark, "-") == 0 && !announced)
		return false;
	if (strcmp(mark, ".") == 0) {
		if (pieces_mark(r->pieces, i + 3, ".") && attached(r, i + 3) && !reading_in(r, "en"))
			d->to = i + 4;
		else
			d->bare = !announced;
	}
	/* "1/2 hour", "3/4 full" */
	return strcmp(mark, "/") != 0 || (reading_is(r, i + 3, SENSE_UNIT, NULL) == 0 &&
	    reading_is(r, i + 3, SENSE_MEASURE, NULL) == 0 && (announced || !reading_strange(r, i + 3)));
}

static bool
numeric(const struct reading *r, size_t i, const struct day_context *c, struct day *d)
{
	static const char *const marks[] = { "/", ".", "-" };
	const char *mark = NULL;
	size_t last;

	for (size_t k = 0; k < sizeof marks / sizeof *marks && mark == NULL; k++)
		if (is_digits(r, i, 4) && joined(r, i + 1, marks[k]))
			mark = marks[k];
	if (mark == NULL || (i >= 2 && attached(r, i) && attached(r, i - 1) && is_digits(r, i - 2, 99)))
		return false;
	d->about = DAY_FULL;
	last = i + 4;
	if (!joined(r, i + 3, mark) && !(is_digits(r, last, 4) && pieces_mark(r->pieces, i + 3, ".")))
		return !goes_on(r, i + 3, mark) && short_date(r, i, mark, c, d);
	if (goes_on(r, i + 5, mark) || strlen(r->pieces->v[last].word) == 3)
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
	return day_and_month(r, digits(r, i), digits(r, i + 2), c->country, d) && d->year >= YEAR_MIN && d->year <= YEAR_MAX;
}

/* -------------------------------------------------------- days of a month */

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
	if (!n.words && attached(r, n.to) && (end = reading_is(r, n.to, SENSE_SUFFIX, NULL)) != 0) {
		*to = end;
		*named = true;
	} else if (!n.words && attached(r, n.to) && pieces_mark(r->pieces, n.to, ".") && reading_in(r, "de") &&
	    !(attached(r, n.to + 1) && is_digits(r, n.to + 1, 99))) {
		*to = n.to + 1;
		*named = true;
	}
	return true;
}

/* Is the day at i one end of several: "3-5 May", "3 or 4 May"? */
static bool
one_of_several(const struct reading *r, size_t i)
{
	size_t k = i;

	while (k > 0 && reading_is(r, k - 1, SENSE_DATE, NULL) != 0)
		k--;
	if (k < 2)
		return false;
	if (reading_is(r, k - 1, SENSE_OR, NULL) == 0 && reading_is(r, k - 1, SENSE_AND, NULL) == 0 &&
	    reading_is(r, k - 1, SENSE_TO, NULL) == 0 && !pieces_mark(r->pieces, k - 1, "-"))
		return false;
	if (is_digits(r, k - 2, 2))
		return digits(r, k - 2) >= 1 && digits(r, k - 2) <= 31 && !pieces_mark(r->pieces, k - 3, ":");
	/* "3rd or 4th May" */
	return k >= 3 && reading_is(r, k - 2, SENSE_SUFFIX, NULL) == k - 1 && is_digits(r, k - 3, 2);
}

/* A year behind a month: "2026", "of 2026", ", 2026". */
static size_t
year_at(const struct reading *r, size_t i, int *year)
{
	size_t at = i;

	if (pieces_mark(r->pieces, at, ","))
		at++;
	at = reading_skip(r, at, SENSE_OF);
	if (!is_digits(r, at, 4) || strlen(r->pieces->v[at].word) != 4 || digits(r, at) < YEAR_MIN || digits(r, at) > YEAR_MAX ||
	    reading_is(r, at + 1, SENSE_CURRENCY, NULL) != 0 || reading_is(r, at + 1, SENSE_MEASURE, NULL) != 0)
		return 0;
	*year = digits(r, at);
	return at + 1;
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
	if ((to = reading_is(r, reading_skip(r, to, SENSE_OF), SENSE_MONTH, &month)) == 0)
		return false;
	d->about = DAY_OF_MONTH | DAY_MONTH;
	d->month = (int)month->n;
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
	if (i > 0 && (reading_is(r, i - 1, SENSE_IN, NULL) == i || reading_is(r, i - 1, SENSE_OF, NULL) == i ||
	    reading_is(r, i - 1, SENSE_GLUE, NULL) == i))
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
	    !(pieces_mark(r->pieces, behind, "-") && is_digits(r, behind + 1, 2))) {
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
	return pieces_mark(r->pieces, i, ":") || (attached(r, i) && (pieces_mark(r->pieces, i, "/") || goes_on(r, i, "."))) ||
	    reading_strange(r, i);
}

/* "the 5th", "el 5", "am 5.", "on the fifth"; "5th" */
static bool
day_alone(const struct reading *r, size_t i, struct day *d)
{
	size_t date = i, to, next;
	bool named;

	while ((next = reading_is(r, date, SENSE_DATE, NULL)) != 0 || (next = reading_is(r, date, SENSE_NEXT, NULL)) != 0 ||
	    (next = reading_is(r, date, SENSE_THIS, NULL)) != 0 || (next = reading_is(r, date, SENSE_COMING, NULL)) != 0)
		date = next;
	if (!month_day(r, date, &d->day, &to, &named) || counts_something(r, to))
		return false;
	/* "the first of us", "el segundo de los dos" */
	if (reading_is(r, to, SENSE_OF, NULL) != 0) {
		next = skip_glue(r, to);
		if (reading_is(r, next, SENSE_NEXT, NULL) == 0 && reading_is(r, next, SENSE_THIS, NULL) == 0 &&
		    reading_is(r, next, SENSE_UNIT, NULL) == 0 && reading_is(r, next, SENSE_COMING, NULL) == 0)
			return false;
	}
	if (date == i && !(named && r->pieces->v[i].kind == PIECE_DIGITS && !reading_in(r, "de")))
		return false;
	if (date > i && !named && r->pieces->v[date].kind != PIECE_DIGITS && reading_is(r, date, SENSE_ORDINAL, NULL) != 0)
		return false;
	d->about = DAY_OF_MONTH;
	d->unclear = one_of_several(r, date);
	d->to = to;
	return true;
}

bool
day_number_at(const struct reading *r, size_t i, const struct day *before, struct day *d)
{
	size_t to;
	bool named;

	*d = (struct day){0};
	if ((before->about & (DAY_WEEKDAY | DAY_NTH)) != DAY_WEEKDAY || !is_digits(r, i, 2) ||
	    !month_day(r, i, &d->day, &to, &named) || counts_something(r, to) || pieces_mark(r->pieces, to, "-"))
		return false;
	d->about = DAY_OF_MONTH;
	d->bare = true;
	d->to = to;
	return true;
}

/* --------------------------------------------------------- spans of time */

struct span {
	double		 n;
	const char	*unit;
	bool		 unclear;	/* "2 or 3", "a few" */
	size_t		 to;
};

/* In some languages "in eight days" is a week, in all of these fifteen are two. */
static bool
is_idiom(const struct reading *r, const struct span *s, bool words)
{
	if (!words || strcmp(s->unit, "day") != 0)
		return false;
	if (s->n == 8)
		return reading_in(r, "fr") || reading_in(r, "de") || reading_in(r, "es") || reading_in(r, "pt");
	return s->n == 15 && !reading_in(r, "de") && !reading_in(r, "en");
}

/* "3 days", "a week", "half an hour", "two weeks"; "2-3 weeks" */
static bool
span_at(const struct reading *r, size_t i, struct span *s)
{
	const struct sense *unit;
	struct number n = { .value = 1, .to = i }, more;
	size_t to, next;

	s->unclear = false;
	i = reading_skip(r, i, SENSE_ABOUT);
	if ((to = reading_is(r, i, SENSE_HALF, NULL)) != 0 &&
	    reading_is(r, to = pieces_next(r->pieces, to - 1), SENSE_UNIT, NULL) != 0)
		n = (struct number){ .value = 0.5, .to = to };
	else if ((to = reading_is(r, i, SENSE_FEW, NULL)) != 0)
		n = (struct number){ .value = 3, .to = to }, s->unclear = true;
	else if ((to = reading_is(r, i, SENSE_ARTICLE, NULL)) != 0 && reading_is(r, to, SENSE_UNIT, NULL) != 0)
		n.to = to;
	else if (!number_at(r, i, false, &n))
		return false;
	if (((next = reading_is(r, n.to, SENSE_OR, NULL)) != 0 || (next = reading_is(r, n.to, SENSE_TO, NULL)) != 0 ||
	    (pieces_mark(r->pieces, n.to, "-") && (next = n.to + 1) != 0)) && number_at(r, next, false, &more)) {
		s->unclear = true;
		n.to = more.to;
	}
	if ((to = reading_is(r, n.to, SENSE_UNIT, &unit)) == 0)
		return false;
	if (pieces_mark(r->pieces, to, "'"))
		to++;
	s->n = n.value;
	s->unit = unit->name;
	s->to = to;
	if ((next = reading_is(r, to, SENSE_PLUSHALF, NULL)) != 0) {
		s->n += 0.5;
		s->to = next;
	}
	if ((next = reading_is(r, s->to, SENSE_OR, NULL)) != 0 && number_at(r, next, false, &more)) {
		s->unclear = true;
		s->to = more.to;
	}
	s->unclear |= s->n > SPAN_MAX || is_idiom(r, s, n.words);
	return true;
}

static int
days_of(const char *unit)
{
	return strcmp(unit, "day") == 0 ? 1 : strcmp(unit, "week") == 0 ? 7 : strcmp(unit, "fortnight") == 0 ? 14 : 0;
}

/* A span as a distance from today, or (`later`) from the day that is said. */
static void
by_span(const struct span *s, int sign, bool later, struct day *d)
{
	int days = days_of(s->unit), minutes = strcmp(s->unit, "hour") == 0 ? 60 : strcmp(s->unit, "minute") == 0;
	int months = strcmp(s->unit, "month") == 0 ? 1 : strcmp(s->unit, "year") == 0 ? 12 : 0;
	double n = s->n * (double)(days + minutes + months);

	d->to = s->to;
	if (s->unclear || n != (double)(int64_t)n || days + minutes + months == 0) {
		d->about = DAY_VAGUE;
		return;
	}
	d->n = sign * (int64_t)n;
	d->span = true;
	d->about = days != 0 ? DAY_RELATIVE : minutes != 0 ? DAY_MOMENT : DAY_SPAN_MONTHS;
	if (later) {
		d->later = d->n;
		d->about = days != 0 ? DAY_LATER : DAY_VAGUE;
	} else if (days == 7 && sign > 0) {
		/* "in two weeks", and with a weekday that of its week. */
		d->about |= DAY_WEEK;
	}
}

/* Behind a span: "a week from Friday", "a fortnight on Monday", "a week tomorrow". */
static size_t
span_ahead(const struct reading *r, size_t i)
{
	static const enum sense_kind kinds[] = { SENSE_FROM, SENSE_AFTER, SENSE_DATE, SENSE_GLUE };
	size_t to = i;

	if (!reading_in(r, "en"))
		return 0;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds && to == i; k++)
		to = reading_is(r, i, kinds[k], NULL) != 0 ? reading_is(r, i, kinds[k], NULL) : i;
	return reading_is(r, to, SENSE_DAY, NULL) != 0 || reading_is(r, to, SENSE_WEEKDAY, NULL) != 0 ? to : 0;
}

/* "in 3 days", "3 days from now", "2 days ago", "a week from Friday" */
static bool
distance(const struct reading *r, size_t i, struct day *d)
{
	size_t in = reading_is(r, i, SENSE_IN, NULL), ago = reading_is(r, i, SENSE_AGO, NULL), to;
	struct span s;

	if (in != 0 && span_at(r, in, &s)) {
		by_span(&s, 1, false, d);
		if ((to = reading_is(r, d->to, SENSE_FROMNOW, NULL)) != 0)
			d->to = to;
		return true;
	}
	if (ago != 0 && span_at(r, ago, &s)) {
		by_span(&s, -1, false, d);
		return true;
	}
	if (!span_at(r, i, &s))
		return false;
	if ((to = reading_is(r, s.to, SENSE_FROMNOW, NULL)) != 0) {
		by_span(&s, 1, false, d);
	} else if ((to = reading_is(r, s.to, SENSE_AGO, NULL)) != 0) {
		by_span(&s, -1, false, d);
	} else if ((to = span_ahead(r, s.to)) != 0) {
		by_span(&s, 1, true, d);
	} else {
		return false;
	}
	d->to = to;
	return true;
}

/* ------------------------------------------------ weekdays, weeks, months */

static size_t
which_at(const struct reading *r, size_t i, enum day_which *which)
{
	static const struct {
		enum sense_kind	kind;
		enum day_which	which;
	} kinds[] = { { SENSE_AFTERNEXT, DAY_AFTERNEXT }, { SENSE_COMING, DAY_COMING }, { SENSE_NEXT, DAY_NEXT },
	    { SENSE_THIS, DAY_THIS }, { SENSE_LAST, DAY_LAST } };
	size_t best = 0, to;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if ((to = reading_is(r, i, kinds[k].kind, NULL)) > best) {
			best = to;
			*which = kinds[k].which;
		}
	return best;
}

/* "next", "this" before or behind a noun. */
static size_t
which_behind(const struct reading *r, size_t i, enum day_which *which)
{
	size_t to = which_at(r, i, which);

	/* "el viernes este mes" is about the month. */
	if (to != 0 && (reading_is(r, to, SENSE_UNIT, NULL) != 0 || reading_is(r, to, SENSE_WEEKDAY, NULL) != 0))
		return 0;
	if (to != 0 && *which == DAY_THIS)
		return 0;
	return to;
}

/* Does a month follow, for a first Monday? Its own piece if it is named, "next"
 * or "this"; "of the month" is taken along as this one. */
static size_t
month_of(const struct reading *r, size_t i, unsigned *about)
{
	enum day_which which;
	const struct sense *unit;
	size_t at = skip_glue(r, i), noun = which_at(r, at, &which), to;

	if (reading_is(r, at, SENSE_MONTH, NULL) != 0)
		return i;
	if ((to = reading_is(r, noun != 0 ? noun : at, SENSE_UNIT, &unit)) == 0 || strcmp(unit->name, "month") != 0 || at == i)
		return 0;
	if (noun != 0 || which_behind(r, to, &which) != 0)
		return i;
	*about = DAY_MONTHS;
	return to;
}

static bool
weekday_at(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *nth, *weekday;
	enum day_which which = DAY_BARE;
	size_t ordinal = reading_is(r, i, SENSE_ORDINAL, &nth), before = which_at(r, i, &which), to, behind;

	if (ordinal != 0 && (to = reading_is(r, ordinal, SENSE_WEEKDAY, &weekday)) != 0 &&
	    (behind = month_of(r, to, &d->about)) != 0) {
		d->about |= DAY_WEEKDAY | DAY_NTH;
		d->weekday = (int)weekday->n;
		d->nth = (int)nth->n;
		d->to = behind;
		return true;
	}
	if ((to = reading_is(r, before != 0 ? before : i, SENSE_WEEKDAY, &weekday)) == 0)
		return false;
	d->about = DAY_WEEKDAY;
	d->weekday = (int)weekday->n;
	d->to = to;
	if (before == 0 && (behind = which_behind(r, to, &which)) != 0)
		d->to = behind;
	d->which = which;
	/* "Friday week" */
	if (reading_in(r, "en") && (behind = reading_is(r, to, SENSE_UNIT, &nth)) != 0 && strcmp(nth->name, "week") == 0) {
		d->about |= DAY_LATER;
		d->later = 7;
		d->to = behind;
	}
	return true;
}

/* "next week", "this month", "la semana que viene" */
static bool
week_or_month(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *unit;
	enum day_which which = DAY_BARE;
	size_t before = which_at(r, i, &which), to, behind;

	if ((to = reading_is(r, before != 0 ? before : i, SENSE_UNIT, &unit)) == 0)
		return false;
	if (before == 0 && (to = behind = which_behind(r, to, &which)) == 0)
		return false;
	d->to = to;
	d->n = which == DAY_THIS ? 0 : which == DAY_AFTERNEXT ? 2 : which == DAY_LAST ? -1 : 1;
	if (strcmp(unit->name, "week") == 0)
		d->about = DAY_WEEK;
	else if (strcmp(unit->name, "month") == 0)
		d->about = DAY_MONTHS;
	else if (strcmp(unit->name, "year") == 0)
		d->about = DAY_VAGUE;
	return d->about != 0;
}

/* "end of March", "fin de mes", "Monatsende"; what month is said next. */
static bool
end_at(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *unit;
	enum day_which which;
	size_t to = reading_is(r, i, SENSE_END, NULL), next, noun;

	if (to == 0)
		return false;
	next = skip_glue(r, to);
	d->about = DAY_END;
	d->to = next;
	if ((to = reading_is(r, next, SENSE_MONTH, &unit)) != 0) {
		d->about |= DAY_MONTH;
		d->month = (int)unit->n;
		d->to = to;
		return true;
	}
	noun = which_at(r, next, &which);
	if (reading_is(r, noun != 0 ? noun : next, SENSE_UNIT, &unit) == 0) {
		d->about |= DAY_MONTHS;
		d->to = reading_is(r, i, SENSE_END, NULL);
		return reading_in(r, "de") && strlen(r->pieces->v[i].word) > 6;	/* monatsende */
	}
	if (strcmp(unit->name, "month") != 0) {
		d->about = DAY_VAGUE;
		d->to = reading_is(r, noun != 0 ? noun : next, SENSE_UNIT, NULL);
	} else if (noun == 0 && which_behind(r, reading_is(r, next, SENSE_UNIT, NULL), &which) == 0) {
		d->about |= DAY_MONTHS;
		d->to = reading_is(r, next, SENSE_UNIT, NULL);
	}
	return true;
}

/* The weekend; the beginning of a month, mid May: no one day. */
static bool
vague_at(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *v;
	enum day_which which;
	size_t to = reading_is(r, i, SENSE_VAGUE, &v), next, noun;

	if (to == 0)
		return false;
	d->about = DAY_VAGUE;
	d->to = to;
	if (v->n == 1) {
		if ((next = which_at(r, to, &which)) != 0)
			d->to = next;
		return true;
	}
	next = skip_glue(r, to);
	noun = which_at(r, next, &which);
	if ((to = reading_is(r, next, SENSE_MONTH, NULL)) == 0 &&
	    (to = reading_is(r, noun != 0 ? noun : next, SENSE_UNIT, NULL)) == 0)
		return false;
	d->to = to;
	return true;
}

static bool
named_day(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *v;
	size_t to;

	if ((to = reading_is(r, i, SENSE_DAY, &v)) != 0 || (to = reading_is(r, i, SENSE_TODAY, NULL)) != 0) {
		d->about = DAY_RELATIVE;
		d->n = reading_is(r, i, SENSE_DAY, NULL) != 0 ? (int64_t)v->n : 0;
	}
	if (to == 0 && (to = reading_is(r, i, SENSE_EASTER, &v)) != 0) {
		d->about = DAY_EASTER;
		d->n = (int64_t)v->n;
	}
	if (to == 0 && (to = reading_is(r, i, SENSE_FEAST, &v)) != 0) {
		d->about = DAY_OF_MONTH | DAY_MONTH;
		d->month = (int)v->n / 100;
		d->day = (int)v->n % 100;
	}
	d->to = to;
	return to != 0;
}

bool
day_or_next(const struct reading *r, size_t i)
{
	enum day_which which;
	size_t to = reading_is(r, i, SENSE_OR, NULL), next;

	if (to == 0)
		return false;
	while ((next = reading_is(r, to, SENSE_DATE, NULL)) != 0 || (next = reading_is(r, to, SENSE_GLUE, NULL)) != 0)
		to = next;
	next = which_at(r, to, &which);
	return next != 0 && reading_is(r, next, SENSE_WEEKDAY, NULL) == 0;
}

bool
day_at(const struct reading *r, size_t i, const struct day_context *c, struct day *d)
{
	static bool (*const ways[])(const struct reading *, size_t, struct day *) = { distance, end_at, vague_at, named_day,
	    day_then_month, week_or_month, weekday_at, month_then_day, day_alone };
	struct day best = {0};

	*d = (struct day){0};
	if (numeric(r, i, c, d))
		best = *d;
	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
		*d = (struct day){0};
		if (ways[k](r, i, d) && d->to > best.to)
			best = *d;
	}
	*d = best;
	return best.to != 0;
}

/* ------------------------------------------------------------ resolution */

bool
day_add(struct day *d, const struct day *p)
{
	/* "heute in einer Woche" */
	if (d->about == DAY_RELATIVE && (p->about & DAY_RELATIVE) != 0 && p->span) {
		d->later += p->n;
		d->to = p->to;
		return true;
	}
	if ((d->about & p->about) != 0 || ((d->about & DAY_FULL) != 0 && (p->about & DAY_WEEKDAY) == 0))
		return false;
	if ((p->about & (DAY_RELATIVE | DAY_WEEK | DAY_MONTHS | DAY_SPAN_MONTHS | DAY_EASTER | DAY_MOMENT)) != 0) {
		if ((d->about & (DAY_RELATIVE | DAY_WEEK | DAY_MONTHS | DAY_SPAN_MONTHS | DAY_EASTER | DAY_MOMENT)) != 0)
			return false;
		d->n = p->n;
		d->span = p->span && (d->about & DAY_WEEKDAY) != 0;
	}
	if ((p->about & (DAY_OF_MONTH | DAY_FULL)) != 0)
		d->day = p->day;
	if ((p->about & (DAY_MONTH | DAY_FULL)) != 0)
		d->month = p->month;
	if ((p->about & (DAY_YEAR | DAY_FULL)) != 0)
		d->year = p->year;
	if ((p->about & DAY_WEEKDAY) != 0) {
		d->weekday = p->weekday;
		d->which = p->which;
		d->nth = p->nth;
	}
	d->later += p->later;
	d->about |= p->about;
	d->unclear |= p->unclear;
	d->bare &= p->bare;
	d->to = p->to;
	return true;
}

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
