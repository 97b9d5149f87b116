#include <string.h>

#include "nlp/day.h"
#include "nlp/day_month.h"
#include "nlp/day_narrow.h"
#include "nlp/day_numeric.h"
#include "nlp/day_span.h"

#define ABBR_ALONE	2	/* pieces of an answer that may be no more than "Sat" */

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

/* Does a month follow, for a first Monday? A name and "of the month" are taken
 * along, "next month" is a piece of its own. */
static size_t
month_of(const struct reading *r, size_t i, struct day *d)
{
	enum day_which which;
	const struct sense *unit;
	size_t at = reading_skip_glue(r, i), noun = which_at(r, at, &which), to;

	if ((to = reading_is(r, at, SENSE_MONTH, &unit)) != 0) {
		d->about = DAY_MONTH;
		d->month = (int)unit->n;
		return to;
	}
	if ((to = reading_is(r, noun != 0 ? noun : at, SENSE_UNIT, &unit)) == 0 || strcmp(unit->name, "month") != 0 || at == i)
		return 0;
	if (noun != 0 || which_behind(r, to, &which) != 0)
		return i;
	d->about = DAY_MONTHS;
	return to;
}

static bool
is_weekday(const struct reading *r, size_t i)
{
	return reading_is(r, i, SENSE_WEEKDAY, NULL) != 0 || reading_is(r, i, SENSE_ABBR, NULL) != 0;
}

/* "mon or tue", "mo, di" */
static bool
has_company(const struct reading *r, size_t i, size_t to)
{
	bool ahead = i >= 2 && (reading_is(r, i - 1, SENSE_OR, NULL) != 0 || pieces_mark(r->pieces, i - 1, ",") ||
	    pieces_mark(r->pieces, i - 1, "/") || pieces_mark(r->pieces, i - 1, "-"));
	bool behind = reading_is(r, to, SENSE_OR, NULL) != 0 || pieces_mark(r->pieces, to, ",") ||
	    pieces_mark(r->pieces, to, "/") || pieces_mark(r->pieces, to, "-");

	return (ahead && is_weekday(r, i - 2)) || (behind && is_weekday(r, to + 1));
}

/* "So 15", not "so 75 m2": a number that may be a day of the month. */
static bool
is_day_number(const struct reading *r, size_t i)
{
	return reading_digits(r, i, 2) && reading_number(r, i) >= 1 && reading_number(r, i) <= 31 &&
	    reading_is(r, i + 1, SENSE_MEASURE, NULL) == 0 && reading_is(r, i + 1, SENSE_CURRENCY, NULL) == 0 &&
	    reading_is(r, i + 1, SENSE_TIMES, NULL) == 0;
}

/* "Sat", "di.", "mer": a day only where the text is nothing much else, or a
 * number, a month or a part of the day follows. */
static size_t
weekday_word(const struct reading *r, size_t i, bool introduced, const struct sense **v)
{
	size_t to = reading_is(r, i, SENSE_WEEKDAY, v), next;

	if (to != 0 || (to = reading_is(r, i, SENSE_ABBR, v)) == 0)
		return to;
	next = pieces_mark(r->pieces, to, ",") ? to + 1 : to;
	if (introduced || r->pieces->n <= ABBR_ALONE || to > i + 1 || has_company(r, i, to) || is_day_number(r, next) ||
	    reading_is(r, next, SENSE_MONTH, NULL) != 0 || reading_is(r, next, SENSE_PART, NULL) != 0 ||
	    reading_digits(r, reading_is(r, next, SENSE_AT, NULL), 2))
		return to;
	return 0;
}

/* "Friday week", "tomorrow fortnight": so many days on. */
static size_t
weeks_later(const struct reading *r, size_t i, int64_t *days)
{
	const struct sense *unit;
	size_t to = reading_in(r, "en") ? reading_is(r, i, SENSE_UNIT, &unit) : 0;

	if (to == 0 || (strcmp(unit->name, "week") != 0 && strcmp(unit->name, "fortnight") != 0))
		return 0;
	*days = strcmp(unit->name, "week") == 0 ? 7 : 14;
	return to;
}

static bool
weekday_at(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *nth, *weekday;
	enum day_which which = DAY_BARE;
	size_t ordinal = reading_is(r, i, SENSE_ORDINAL, &nth), before = which_at(r, i, &which), to, behind;

	if (ordinal != 0 && (to = reading_is(r, ordinal, SENSE_WEEKDAY, &weekday)) != 0 &&
	    (behind = month_of(r, to, d)) != 0) {
		d->about |= DAY_WEEKDAY | DAY_NTH;
		d->weekday = (int)weekday->n;
		d->nth = (int)nth->n;
		d->to = behind;
		return true;
	}
	if ((to = weekday_word(r, before != 0 ? before : i, before != 0, &weekday)) == 0)
		return false;
	d->about = DAY_WEEKDAY;
	d->weekday = (int)weekday->n;
	d->to = to;
	if (before == 0 && (behind = which_behind(r, to, &which)) != 0)
		d->to = behind;
	d->which = which;
	if ((behind = weeks_later(r, to, &d->later)) != 0) {
		d->about |= DAY_LATER;
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

/* The month or week that a stretch of days is of: "March", "next month", "the
 * week"; false when nothing of the kind follows. */
static bool
stretch_of(const struct reading *r, size_t i, enum day_stretch stretch, struct day *d)
{
	const struct sense *v;
	struct day of = {0};
	size_t to;

	*d = (struct day){ .stretch = stretch };
	if ((to = reading_is(r, i, SENSE_MONTH, &v)) != 0) {
		d->about = DAY_VAGUE | DAY_MONTH;
		d->month = (int)v->n;
		d->to = to;
	} else if (week_or_month(r, i, &of)) {
		d->about = DAY_VAGUE | of.about;
		d->n = of.n;
		d->to = of.to;
	} else if ((to = reading_is(r, i, SENSE_UNIT, &v)) != 0) {
		d->about = DAY_VAGUE | (strcmp(v->name, "month") == 0 ? DAY_MONTHS : strcmp(v->name, "week") == 0 ? DAY_WEEK : 0);
		d->to = to;
	}
	return d->to != 0;
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
	next = reading_skip_glue(r, to);
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
	if (strcmp(unit->name, "month") != 0)
		return stretch_of(r, next, DAY_LATE, d);
	if (noun == 0 && which_behind(r, reading_is(r, next, SENSE_UNIT, NULL), &which) == 0) {
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
	enum day_which which = DAY_BARE;
	size_t before = which_at(r, i, &which), to = reading_is(r, before != 0 ? before : i, SENSE_VAGUE, &v), next;

	/* "every Monday" */
	if (to == 0 && (next = reading_is(r, i, SENSE_EVERY, NULL)) != 0 && (to = reading_is(r, next, SENSE_WEEKDAY, &v)) != 0) {
		d->about = DAY_VAGUE;
		d->to = to;
		return true;
	}
	if (to == 0)
		return false;
	if ((enum day_stretch)v->n != DAY_WEEKEND)
		return before == 0 && stretch_of(r, reading_skip_glue(r, pieces_next(r->pieces, to - 1)), (enum day_stretch)v->n, d);
	d->about = DAY_VAGUE;
	d->stretch = DAY_WEEKEND;
	d->to = to;
	if (before == 0 && (next = which_at(r, to, &which)) != 0)
		d->to = next;
	d->which = which;
	return true;
}

static bool
named_day(const struct reading *r, size_t i, struct day *d)
{
	const struct sense *v;
	size_t to, behind;
	int64_t days;

	if ((to = reading_is(r, i, SENSE_DAY, &v)) != 0 || (to = reading_is(r, i, SENSE_TODAY, NULL)) != 0) {
		d->about = DAY_RELATIVE;
		d->n = reading_is(r, i, SENSE_DAY, NULL) != 0 ? (int64_t)v->n : 0;
		if ((behind = weeks_later(r, to, &days)) != 0 && d->n >= 0) {
			d->n += days;
			to = behind;
		}
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
	static bool (*const ways[])(const struct reading *, size_t, struct day *) = { day_span, end_at, vague_at, named_day,
	    day_month, week_or_month, weekday_at };
	struct day best = {0};

	*d = (struct day){0};
	if (day_numeric(r, i, c, d))
		best = *d;
	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
		*d = (struct day){0};
		if (ways[k](r, i, d) && d->to > best.to)
			best = *d;
	}
	*d = best;
	return best.to != 0;
}

bool
day_add(struct day *d, const struct day *p)
{
	if (day_narrow(d, p))
		return true;
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
