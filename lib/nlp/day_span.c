#include <string.h>

#include "nlp/day_span.h"
#include "nlp/number.h"

#define SPAN_MAX	4000	/* days, weeks, months ahead */

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

/* "Fortnight on Friday", "week tomorrow" */
static bool
one_unit(const struct reading *r, size_t i, struct span *s)
{
	const struct sense *unit;
	size_t to = reading_is(r, i, SENSE_UNIT, &unit);

	*s = (struct span){ .n = 1, .unit = to != 0 ? unit->name : NULL, .to = to };
	return to != 0 && reading_in(r, "en") && (i == 0 || (reading_is(r, i - 1, SENSE_WEEKDAY, NULL) == 0 && reading_is(r, i - 1, SENSE_EVERY, NULL) == 0)) &&
	    (strcmp(unit->name, "week") == 0 || strcmp(unit->name, "fortnight") == 0) && reading_is(r, to, SENSE_FROMNOW, NULL) == 0;
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
bool
day_span(const struct reading *r, size_t i, struct day *d)
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
	if (!span_at(r, i, &s) && !one_unit(r, i, &s))
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
