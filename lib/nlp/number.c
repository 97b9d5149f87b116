#include <math.h>
#include <string.h>

#include "nlp/number.h"

#define GROUPS_MAX	6	/* of digits: a million billion */
#define VALUE_MAX	1e15	/* what a double holds to the unit */

/* ---------------------------------------------------------------- digits */

/* Digits as they were typed: groups, and what parts them. */
struct literal {
	const struct piece	*groups[GROUPS_MAX];
	const char		*marks[GROUPS_MAX];	/* before each group but the first; " " for a space */
	size_t			 n;
};

static size_t
len_of(const struct literal *l, size_t i)
{
	return strlen(l->groups[i]->word);
}

/* Do groups from..to look like thousands: three digits each, behind one to three? */
static bool
are_thousands(const struct literal *l, size_t to)
{
	if (len_of(l, 0) > 3 || *l->groups[0]->word == '0')
		return false;
	for (size_t i = 1; i < to; i++)
		if (len_of(l, i) != 3)
			return false;
	return true;
}

/* What may part two groups of digits without a space around it. */
static const char *
mark_between(const struct pieces *p, size_t i)
{
	static const char *const marks[] = { ".", ",", "'" };

	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
		if (pieces_mark(p, i, marks[k]) && !p->v[i].spaced && i + 1 < p->n &&
		    p->v[i + 1].kind == PIECE_DIGITS && !p->v[i + 1].spaced)
			return marks[k];
	return NULL;
}

/* Groups from piece i on, and the piece behind them. */
static size_t
collect(const struct pieces *p, size_t i, struct literal *l)
{
	l->n = 1;
	l->groups[0] = &p->v[i++];
	while (i < p->n && l->n < GROUPS_MAX) {
		const char *mark = mark_between(p, i);
		bool spaced = l->n == 1 || strcmp(l->marks[1], " ") == 0;

		if (mark == NULL && !(spaced && p->v[i].kind == PIECE_DIGITS && p->v[i].spaced &&
		    strlen(p->v[i].word) == 3 && are_thousands(l, l->n)))
			break;
		l->marks[l->n] = mark != NULL ? mark : " ";
		i += mark != NULL;
		l->groups[l->n++] = &p->v[i++];
	}
	return i;
}

/* The value, when the marks make one: the same mark throughout parts
 * thousands, a single one before other than three digits, or one unlike those
 * ahead of it, is the decimal mark. */
static bool
value_of(const struct literal *l, double *value)
{
	size_t whole = l->n, last = l->n - 1;

	if (l->n == 2 && !are_thousands(l, 2))
		whole = 1;
	else if (l->n > 2 && strcmp(l->marks[last], l->marks[last - 1]) != 0)
		whole = last;
	for (size_t i = 2; i < whole; i++)
		if (strcmp(l->marks[i], l->marks[1]) != 0)
			return false;
	if ((whole > 1 && !are_thousands(l, whole)) || (whole < l->n && strcmp(l->marks[last], "'") == 0))
		return false;
	*value = 0;
	for (size_t i = 0; i < whole; i++)
		*value = *value * pow(10, (double)len_of(l, i)) + (double)l->groups[i]->number;
	if (whole < l->n)
		*value += (double)l->groups[last]->number / pow(10, (double)len_of(l, last));
	return true;
}

/* The minutes of 25:00, the end of 1.2.3.4, the 1 of SW1: no number of its own. */
static bool
is_inside(const struct reading *r, size_t i)
{
	const struct pieces *p = r->pieces;

	if (i >= 1 && !p->v[i].spaced && p->v[i - 1].kind == PIECE_WORD && reading_strange(r, i - 1))
		return true;
	return i >= 2 && !p->v[i].spaced && !p->v[i - 1].spaced && p->v[i - 2].kind == PIECE_DIGITS &&
	    (pieces_mark(p, i - 1, ":") || pieces_mark(p, i - 1, ".") || pieces_mark(p, i - 1, ","));
}

/* "3 1/2": adds the fraction behind whole digits; the piece behind it, or 0. */
static size_t
add_fraction(const struct reading *r, size_t i, double *value)
{
	int64_t over, under;

	if (i + 2 >= r->pieces->n || !r->pieces->v[i].spaced || !reading_digits(r, i, 1) || !reading_goes_on(r, i + 1, "/") ||
	    !reading_digits(r, i + 2, 1))
		return 0;
	over = reading_number(r, i);
	under = reading_number(r, i + 2);
	if (over < 1 || over >= under)
		return 0;
	*value += (double)over / (double)under;
	return i + 3;
}

static bool
digits_at(const struct reading *r, size_t i, struct number *n)
{
	struct literal l;
	size_t to, more;

	if (i >= r->pieces->n || r->pieces->v[i].kind != PIECE_DIGITS || is_inside(r, i))
		return false;
	to = collect(r->pieces, i, &l);
	for (size_t k = 0; k < l.n; k++)
		if (l.groups[k]->number == -1)
			return false;
	if (!value_of(&l, &n->value))
		return false;
	if (l.n == 1 && n->value < 100 && (more = add_fraction(r, to, &n->value)) != 0)
		to = more;
	n->to = to;
	n->spaced = l.n > 1 && strcmp(l.marks[1], " ") == 0;
	n->zero = *l.groups[0]->word == '0' && len_of(&l, 0) > 1;
	n->digits = (int)len_of(&l, 0);
	return true;
}

/* ----------------------------------------------------------------- words */

/*
 * Words add up from the left: a group below a thousand grows by units, tens
 * and hundreds as long as each is smaller than the gap the last one left, and
 * a thousand or a million multiplies it and closes it.
 */
struct sum {
	double	total;
	double	group;
	bool	has_group;
	double	last;		/* the multiplier that closed the last group; 0: none yet */
	size_t	to;
};

static bool
unit_first(const struct reading *r)
{
	return reading_in(r, "de") || reading_in(r, "nl");
}

/* May v be added to a group? "hundred" takes what is below it, "twenty" units,
 * French "soixante" and "quatre-vingt" also what is up to nineteen. */
static bool
fits(double group, double v)
{
	double tens = fmod(group, 100);

	if (v != floor(v) || group != floor(group) || v < 1)
		return false;
	if (group >= 100 && tens == 0)
		return v < 100;
	if (tens >= 20 && fmod(tens, 10) == 0 && v < 10)
		return true;
	return (tens == 60 || tens == 80) && v >= 10 && v < 20;
}

static bool
add_unit(struct sum *s, double v, size_t to)
{
	if (v >= 1000) {
		if (s->has_group || s->last != 0)
			return false;
		s->total = s->last = v;
	} else if (!s->has_group) {
		if (s->last != 0 && v >= s->last)
			return false;
		s->group = v;
		s->has_group = true;
	} else if (fits(s->group, v)) {
		s->group += v;
	} else {
		return false;
	}
	s->to = to;
	return true;
}

static bool
multiply(struct sum *s, double by, size_t to)
{
	if (!s->has_group)
		return false;
	if (by < 1000) {
		if (s->group >= 100)
			return false;
		s->group *= by;
	} else {
		if (s->last != 0 && by >= s->last)
			return false;
		s->total += s->group * by;
		s->last = by;
		s->group = 0;
		s->has_group = false;
	}
	s->to = to;
	return true;
}

/* "and" in a number: between tens and units everywhere; behind hundreds and
 * thousands in some languages, unless it has to part two numbers. */
static bool
joins(const struct reading *r, const struct sum *s, double v, bool narrow)
{
	bool units = s->has_group && fmod(s->group, 10) == 0 && fmod(s->group, 100) >= 20 && v < 10;

	if (reading_in(r, "fr"))
		return units ? v == 1 : v == 11 && fits(s->group, v) && fmod(s->group, 100) >= 20;
	if (reading_in(r, "es") || narrow)
		return units;
	return units || (s->has_group ? fits(s->group, v) : v < s->last);
}

/* "fünf und zwanzig": the unit stands first. */
static bool
add_tens(const struct reading *r, struct sum *s, double v, size_t to)
{
	double unit = fmod(s->group, 100);

	if (!unit_first(r) || !s->has_group || unit < 1 || unit > 9 || v < 20 || v > 90 || fmod(v, 10) != 0)
		return false;
	s->group += v;
	s->to = to;
	return true;
}

static bool
step(const struct reading *r, struct sum *s, bool narrow)
{
	const struct sense *v;
	struct number digits;
	size_t at = pieces_next(r->pieces, s->to - 1), to, join;

	if ((to = reading_is(r, at, SENSE_TIMES, &v)) != 0 && multiply(s, v->n, to))
		return true;
	if ((to = reading_is(r, at, SENSE_NUMBER, &v)) != 0 && add_unit(s, v->n, to))
		return true;
	/* 2 mil 500 */
	if (s->last >= 1000 && !s->has_group && digits_at(r, at, &digits) && digits.digits == 3 &&
	    digits.value < s->last && digits.value >= 100)
		return add_unit(s, digits.value, digits.to);
	if ((join = reading_is(r, at, SENSE_JOIN, NULL)) == 0 ||
	    (to = reading_is(r, pieces_next(r->pieces, join - 1), SENSE_NUMBER, &v)) == 0)
		return false;
	if (add_tens(r, s, v->n, to))
		return true;
	return joins(r, s, v->n, narrow) && add_unit(s, v->n, to);
}

/* What a number may begin with: a cardinal, "a" or "half" before a multiplier. */
static bool
begin(const struct reading *r, size_t i, struct sum *s)
{
	const struct sense *v;
	size_t to;

	if ((to = reading_is(r, i, SENSE_HALF, NULL)) != 0 && reading_is(r, to, SENSE_TIMES, &v) != 0 && v->n >= 12) {
		s->group = 0.5;
	} else if ((to = reading_is(r, i, SENSE_ARTICLE, NULL)) != 0 && reading_is(r, to, SENSE_TIMES, &v) != 0 &&
	    r->pieces->v[to].kind == PIECE_WORD && strlen(r->pieces->v[to].word) > 2) {
		s->group = 1;
	} else if ((to = reading_is(r, i, SENSE_NUMBER, &v)) != 0) {
		return add_unit(s, v->n, to);
	} else if ((to = reading_is(r, i, SENSE_TIMES, &v)) != 0 && reading_is(r, to, SENSE_PLUSHALF, NULL) != 0) {
		s->group = 1;
		s->has_group = true;
		return multiply(s, v->n, to);
	} else {
		return false;
	}
	s->has_group = true;
	s->to = to;
	return true;
}

static double
sum_value(const struct sum *s)
{
	return s->total + (s->has_group ? s->group : 0);
}

/* "and a half": of the last million, or of one. */
static void
add_half(const struct reading *r, struct sum *s)
{
	const struct sense *v;
	size_t to = reading_is(r, s->to, SENSE_PLUSHALF, NULL), times;

	if (to == 0)
		return;
	s->to = to;
	if (!s->has_group) {
		s->total += s->last / 2;
		return;
	}
	s->group += 0.5;
	if ((times = reading_is(r, to, SENSE_TIMES, &v)) != 0 && v->n >= 1000)
		multiply(s, v->n, times);
}

/* "one point five million", "zwei komma fünf", "tres coma veinticinco" */
static void
add_point(const struct reading *r, struct sum *s)
{
	size_t at = s->has_group ? reading_is(r, s->to, SENSE_POINT, NULL) : 0, to;
	const struct sense *v;
	double place = 0.1;

	for (; at != 0 && (to = reading_is(r, at, SENSE_NUMBER, &v)) != 0 && v->n < 100; at = s->to = to) {
		place *= v->n < 10 ? 1 : 0.1;
		s->group += v->n * place;
		place *= 0.1;
	}
	if (place < 0.1 && (to = reading_is(r, s->to, SENSE_TIMES, &v)) != 0 && v->n >= 1000)
		multiply(s, v->n, to);
}

bool
number_at(const struct reading *r, size_t i, bool narrow, struct number *n)
{
	struct sum s = {0};

	*n = (struct number){ .scale = 1 };
	if (digits_at(r, i, n)) {
		s = (struct sum){ .group = n->value, .has_group = true, .to = n->to };
		/* No unit is added to digits: "20 5". */
		if (reading_is(r, s.to, SENSE_TIMES, NULL) != 0)
			while (step(r, &s, narrow))
				;
	} else {
		if (!begin(r, i, &s))
			return false;
		n->words = true;
		while (step(r, &s, narrow))
			;
		add_point(r, &s);
	}
	add_half(r, &s);
	n->value = sum_value(&s);
	n->to = s.to;
	n->base = n->value;
	if (s.last != 0 && !s.has_group) {
		n->scale = s.last;
		n->base = n->value / s.last;
	}
	return n->value < VALUE_MAX;
}

bool
number_plain(const struct reading *r, size_t i, struct number *n)
{
	struct sum s = {0};

	*n = (struct number){ .scale = 1 };
	if (i < r->pieces->n && r->pieces->v[i].kind == PIECE_DIGITS) {
		const struct piece *v = &r->pieces->v[i];

		n->value = (double)v->number;
		n->to = i + 1;
		n->zero = *v->word == '0' && v->word[1] != '\0';
		n->digits = (int)strlen(v->word);
		return v->number != -1 && !is_inside(r, i);
	}
	if (reading_is(r, i, SENSE_NUMBER, NULL) == 0 || !begin(r, i, &s))
		return false;
	while (step(r, &s, true))
		;
	n->value = sum_value(&s);
	n->to = s.to;
	n->words = true;
	return s.last == 0 && n->value == floor(n->value);
}

json_t *
number_json(double value)
{
	double cents = round(value * 100) / 100;

	if (cents == floor(cents) && fabs(cents) < VALUE_MAX)
		return json_integer((json_int_t)cents);
	return json_real(cents);
}
