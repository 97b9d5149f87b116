#include <stdio.h>
#include <string.h>

#include "nlp/hour.h"
#include "nlp/number.h"
#include "nlp/phone.h"

#define NOON		(12 * 60)
#define DAY		(24 * 60)

/* One hour, before it is known which half of the day it is in. */
struct single {
	int		 minute;	/* as said, 0 to 24 * 60 */
	bool		 fixed;		/* am, pm, 17:00, noon */
	bool		 half;		/* by am or pm */
	bool		 marked;
	enum hour_part	 part;		/* "5 de la tarde" */
	size_t		 to;
};

static const char *const part_names[] = { NULL, "morning", "afternoon", "evening" };

enum hour_part
hour_part_named(const char *name)
{
	for (int i = HOUR_MORNING; i <= HOUR_EVENING; i++)
		if (strcmp(part_names[i], name) == 0)
			return (enum hour_part)i;
	return HOUR_NO_PART;
}

static bool
attached(const struct reading *r, size_t i)
{
	return i < r->pieces->n && !r->pieces->v[i].spaced;
}

static bool
is_digits(const struct reading *r, size_t i, size_t len)
{
	return i < r->pieces->n && r->pieces->v[i].kind == PIECE_DIGITS && strlen(r->pieces->v[i].word) == len;
}

/* Where a part of the day is named, in its language's ways. */
static size_t
part_at(const struct reading *r, size_t i, enum hour_part *part)
{
	const struct sense *s;
	size_t to = reading_is(r, i, SENSE_PART, &s);

	if (to != 0)
		*part = hour_part_named(s->name);
	return to;
}

/* What shows that a number is no hour: a unit, a currency, a month, "th". */
static bool
counts_something(const struct reading *r, size_t i)
{
	static const enum sense_kind kinds[] = { SENSE_MEASURE, SENSE_CURRENCY, SENSE_MONTH, SENSE_TIMES, SENSE_UNIT,
	    SENSE_WEEKDAY };

	if (attached(r, i) && (reading_is(r, i, SENSE_SUFFIX, NULL) != 0 || pieces_mark(r->pieces, i, "/")))
		return true;
	/* "5 de mayo" */
	if (reading_is(r, i, SENSE_OF, NULL) != 0 && reading_is(r, reading_is(r, i, SENSE_OF, NULL), SENSE_MONTH, NULL) != 0)
		return true;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (reading_is(r, i, kinds[k], NULL) != 0 && reading_is(r, i, SENSE_OCLOCK, NULL) == 0)
			return kinds[k] != SENSE_WEEKDAY;
	return false;
}

/* Minutes after the hour: ":30", "h30", "Uhr 30", "y media", "menos cuarto",
 * "thirty". Moves *to; false when what follows makes it no time. */
static bool
add_minutes(const struct reading *r, struct single *s, bool words, bool narrow)
{
	const struct sense *v;
	struct number n;
	size_t i = s->to, to;

	if (attached(r, i) && is_digits(r, i + 1, 2) && attached(r, i + 1) && r->pieces->v[i + 1].number < 60 &&
	    (pieces_mark(r->pieces, i, ":") || pieces_mark(r->pieces, i, "."))) {
		bool colon = pieces_mark(r->pieces, i, ":");

		/* 28.03.2026 */
		if (!colon && pieces_mark(r->pieces, i + 2, ".") && attached(r, i + 2) &&
		    i + 3 < r->pieces->n && r->pieces->v[i + 3].kind == PIECE_DIGITS)
			return false;
		s->minute += (int)r->pieces->v[i + 1].number;
		s->marked |= colon;
		s->to = i + 2;
		/* Seconds say nothing. */
		if (colon && pieces_mark(r->pieces, i + 2, ":") && is_digits(r, i + 3, 2))
			s->to = i + 4;
		return true;
	}
	if ((to = reading_is(r, i, SENSE_OCLOCK, &v)) != 0) {
		/* "15 heures" is a time; "2 hours" is a stretch, unless it is at them. */
		s->marked |= reading_is(r, i, SENSE_UNIT, NULL) == 0 || s->minute >= 8 * 60;
		s->to = i = to;
		if (number_plain(r, i, &n) && n.value < 60 && (n.words ? n.value >= 5 : n.digits == 2) &&
		    (attached(r, i) || n.words || !counts_something(r, n.to)) &&
		    !(narrow && reading_is(r, n.to, SENSE_OCLOCK, NULL) != 0)) {
			s->minute += (int)n.value;
			s->marked = true;
			s->to = n.to;
			return true;
		}
	}
	if ((to = reading_is(r, i, SENSE_THEN, &v)) != 0) {
		s->minute += (int)v->n;
		s->to = to;
		s->marked = true;
	} else if ((to = reading_is(r, i, SENSE_MINUS, NULL)) != 0 && number_plain(r, to, &n) && n.value < 30) {
		s->minute -= (int)n.value;
		s->to = n.to;
		s->marked = true;
	} else if (!narrow && (to = reading_is(r, i, SENSE_PLUS, NULL)) != 0 && number_plain(r, to, &n) &&
	    n.value >= 5 && n.value < 60 && (n.value >= 10 || s->marked) && !counts_something(r, n.to)) {
		s->minute += (int)n.value;
		s->to = n.to;
	} else if (words && number_plain(r, pieces_next(r->pieces, i - 1), &n) && n.words && n.value >= 10 && n.value < 60) {
		s->minute += (int)n.value;
		s->to = n.to;
	}
	return true;
}

static void
fix(struct single *s, int minute)
{
	s->minute = minute;
	s->fixed = s->marked = true;
}

/* "pm", "de la tarde" behind the hour. */
static void
add_half(const struct reading *r, struct single *s)
{
	enum hour_part part;
	size_t to, of;

	/* "6-ish" */
	if (pieces_mark(r->pieces, s->to, "-") && attached(r, s->to) && attached(r, s->to + 1) &&
	    r->pieces->v[s->to + 1].kind == PIECE_WORD && reading_is(r, s->to + 1, SENSE_OCLOCK, NULL) != 0)
		s->to++;
	if ((to = reading_is(r, s->to, SENSE_OCLOCK, NULL)) != 0 && !s->fixed) {
		s->marked |= reading_is(r, s->to, SENSE_UNIT, NULL) == 0 || s->minute >= 8 * 60;
		s->to = to;
	}
	if ((to = reading_is(r, s->to, SENSE_AM, NULL)) != 0) {
		fix(s, s->minute < 13 * 60 ? s->minute % NOON : s->minute);
		s->half = true;
	} else if ((to = reading_is(r, s->to, SENSE_PM, NULL)) != 0) {
		fix(s, s->minute < 13 * 60 ? s->minute % NOON + NOON : s->minute);
		s->half = true;
	} else if ((to = part_at(r, s->to, &part)) != 0 || (((of = reading_is(r, s->to, SENSE_GLUE, NULL)) != 0 ||
	    (of = reading_is(r, s->to, SENSE_OF, NULL)) != 0) && (to = part_at(r, of, &part)) != 0)) {
		s->part = part;
		s->marked = true;
	} else if (s->minute >= 5 * 60 && s->minute < NOON) {
		return;
	} else if ((to = reading_is(r, s->to, SENSE_CLOCK, NULL)) != 0 ||
	    ((of = reading_is(r, s->to, SENSE_GLUE, NULL)) != 0 && (to = reading_is(r, of, SENSE_CLOCK, NULL)) != 0)) {
		/* "12 del mediodía", "12 noon", "2 del mediodía" */
		fix(s, s->minute < 5 * 60 ? s->minute + NOON : s->minute);
	}
	if (to != 0)
		s->to = to;
}

/* The hour itself, behind "at" and before any minutes. */
static bool
hour_number(const struct reading *r, size_t i, struct single *s, bool *words)
{
	struct number n;

	if (!number_plain(r, i, &n) || n.value > 24 || n.digits > 2 || phone_looks(r, i))
		return false;
	s->minute = (int)n.value * 60;
	s->fixed = n.value > 12 || n.value == 0 || n.zero;
	s->to = n.to;
	*words = n.words;
	return true;
}

/* "1730h", "1730 Uhr" */
static bool
four_digits(const struct reading *r, size_t i, struct single *s)
{
	int64_t n;

	if (!is_digits(r, i, 4) || reading_is(r, i + 1, SENSE_OCLOCK, NULL) == 0)
		return false;
	n = r->pieces->v[i].number;
	if (n / 100 > 24 || n % 100 > 59)
		return false;
	fix(s, (int)(n / 100 * 60 + n % 100));
	s->to = reading_is(r, i + 1, SENSE_OCLOCK, NULL);
	return true;
}

/* "half past five", "halb sechs", "cuarto para las cinco". */
static bool
past_hour(const struct reading *r, size_t i, struct single *s)
{
	const struct sense *v;
	size_t to = reading_is(r, i, SENSE_PAST, &v);
	bool words;

	if (to == 0 || !hour_number(r, reading_skip(r, to, SENSE_AT), s, &words) || counts_something(r, s->to))
		return false;
	s->minute += (int)v->n;
	s->marked = true;
	return true;
}

/* "ten past five", "fünf vor halb sechs", "diez para las tres". "10 to 12" is
 * more likely a range. */
static bool
minutes_and_hour(const struct reading *r, size_t i, struct single *s)
{
	struct number n;
	size_t after, before, to;
	bool words;

	if (!number_plain(r, i, &n) || n.value < 1 || n.value > 29)
		return false;
	after = reading_is(r, n.to, SENSE_AFTERHOUR, NULL);
	before = reading_is(r, n.to, SENSE_TOHOUR, NULL);
	if ((to = after != 0 ? after : before) == 0 || ((int)n.value % 5 != 0 && !n.words) ||
	    (reading_is(r, n.to, SENSE_TO, NULL) != 0 && (!n.words || (int)n.value % 5 != 0)))
		return false;
	if (!past_hour(r, to, s) && !(hour_number(r, reading_skip(r, to, SENSE_AT), s, &words) &&
	    !counts_something(r, s->to)))
		return false;
	s->minute += after != 0 ? (int)n.value : -(int)n.value;
	s->marked = true;
	return true;
}

/* "at" is strong where it is nothing else: not Spanish "las", French "à". */
static size_t
skip_at(const struct reading *r, size_t i, bool *strong)
{
	size_t to;

	*strong = false;
	while ((to = reading_is(r, i, SENSE_AT, NULL)) != 0) {
		if (reading_is(r, i, SENSE_GLUE, NULL) != to)
			*strong = true;
		i = to;
	}
	return i;
}

/* narrow: between "between" and "and", which then is not part of the hour. */
static bool
single_at(const struct reading *r, size_t i, bool narrow, struct single *s)
{
	const struct sense *v;
	bool strong, words = false;
	size_t at = skip_at(r, i, &strong), clock;

	*s = (struct single){0};
	if ((clock = reading_is(r, at, SENSE_CLOCK, &v)) != 0 || (clock = reading_is(r, i, SENSE_CLOCK, &v)) != 0) {
		fix(s, (int)v->n);
		s->to = clock;
		if ((clock = reading_is(r, s->to, SENSE_THEN, &v)) != 0) {
			s->minute += (int)v->n;
			s->to = clock;
		}
		return s->minute >= 0;
	}
	if (four_digits(r, at, s))
		return true;
	if (!minutes_and_hour(r, at, s) && !past_hour(r, at, s)) {
		if (!hour_number(r, at, s, &words))
			return false;
		s->marked = at > i;
		if (!add_minutes(r, s, words, narrow))
			return false;
	}
	if (counts_something(r, s->to))
		return false;
	add_half(r, s);
	/* "las 5 personas", "à 5 minutes d'ici": a noun follows. */
	if (reading_strange(r, s->to) && s->to == at + 1 && !strong)
		return false;
	if (at == i && !s->marked && reading_strange(r, s->to))
		return false;
	if (s->minute < 0)
		s->minute += DAY;
	return s->minute <= DAY;
}

/* ----------------------------------------------------- halves of the day */

/* Into a part of the day; the minute as said. */
static int
put_in_part(int minute, enum hour_part part)
{
	if (minute >= 13 * 60 || part == HOUR_NO_PART)
		return minute;
	if (part == HOUR_MORNING)
		return minute;
	if (part == HOUR_AFTERNOON)
		return minute % NOON + NOON;
	/* "12 at night" is midnight, "2 de la noche" before dawn. */
	if (minute >= NOON)
		return minute - NOON;
	return minute < 5 * 60 ? minute : minute + NOON;
}

static int
by_rule(int minute)
{
	return minute >= 60 && minute < 8 * 60 ? minute + NOON : minute;
}

static int
settle(const struct single *s)
{
	if (s->fixed)
		return s->minute;
	return s->part != HOUR_NO_PART ? put_in_part(s->minute, s->part) : by_rule(s->minute);
}

static bool
is_loose(const struct single *s)
{
	return !s->fixed && s->part == HOUR_NO_PART;
}

/* Two ends: what one says of the half of the day holds for the other where
 * that leaves them in order: "3-5pm", "11 to 1pm", "3pm to 5", "9 to 5". */
static void
settle_both(const struct single *a, const struct single *b, struct hour *h)
{
	int min = settle(a), max = settle(b);

	if (is_loose(a) && !is_loose(b)) {
		if (b->part != HOUR_NO_PART)
			min = put_in_part(a->minute, b->part);
		else if (b->half)
			min = a->minute % NOON + (max >= NOON ? NOON : 0);
		if (min >= max)
			min = a->minute;
	} else if (!is_loose(a) && is_loose(b)) {
		max = b->minute;
	}
	if (is_loose(b) && max <= min && b->minute <= NOON)
		max = b->minute % NOON + NOON;
	h->min = min % DAY;
	h->max = max == DAY ? DAY - 1 : max;
	h->loose = is_loose(a) && is_loose(b);
	h->unclear = h->max <= h->min;
	h->range = true;
}

bool
hour_in_part(struct hour *h, enum hour_part part)
{
	if (h->alone || h->part != HOUR_NO_PART)
		return h->part == part;
	if (!h->loose) {
		int m = h->min != HOUR_OPEN ? h->min : h->max;

		return part == HOUR_MORNING ? m <= NOON : part == HOUR_AFTERNOON ? m >= NOON : m >= 16 * 60 || m < 5 * 60;
	}
	if (h->min != HOUR_OPEN)
		h->min = put_in_part(h->min >= 13 * 60 ? h->min - NOON : h->min, part) % DAY;
	if (h->max != HOUR_OPEN)
		h->max = put_in_part(h->max >= 13 * 60 && !(part == HOUR_MORNING && h->range && h->max - NOON <= h->min) ?
		    h->max - NOON : h->max, part) % DAY;
	h->loose = false;
	h->part = part;
	return true;
}

/* ---------------------------------------------------------------- ranges */

/* "of the", "at": what stands between "from" and the hour. */
static bool
ends_range(const struct reading *r, size_t i, const struct single *a, struct hour *h)
{
	struct single b;

	if (!single_at(r, i, false, &b))
		return false;
	h->marked = a->marked || b.marked;
	h->to = b.to;
	settle_both(a, &b, h);
	return true;
}

static size_t
dash_at(const struct reading *r, size_t i)
{
	return pieces_mark(r->pieces, i, "-") ? i + 1 : 0;
}

/* "between 3 and 5", "de 9 a 12" */
static bool
full_range(const struct reading *r, size_t i, struct hour *h)
{
	size_t between = reading_is(r, i, SENSE_BETWEEN, NULL), from = reading_is(r, i, SENSE_FROM, NULL), to;
	struct single a;

	if (between != 0 && single_at(r, between, true, &a) && ((to = reading_is(r, a.to, SENSE_AND, NULL)) != 0 ||
	    (to = reading_is(r, a.to, SENSE_TO, NULL)) != 0 || (to = dash_at(r, a.to)) != 0) && ends_range(r, to, &a, h))
		return true;
	if (from == 0 || !single_at(r, from, true, &a))
		return false;
	a.marked |= from > i + 1;
	return ((to = reading_is(r, a.to, SENSE_TO, NULL)) != 0 || (to = dash_at(r, a.to)) != 0) && ends_range(r, to, &a, h);
}

/* "after 5", "not before 9"; "until noon" */
static bool
open_range(const struct reading *r, size_t i, struct hour *h)
{
	size_t after = reading_is(r, i, SENSE_AFTER, NULL), before = reading_is(r, i, SENSE_BEFORE, NULL);
	struct single s;

	/* "not after" is longer than "after". */
	if (before > after)
		after = 0;
	if ((after == 0 && before == 0) || !single_at(r, after != 0 ? after : before, false, &s))
		return false;
	if (reading_strange(r, s.to) && !s.marked)
		return false;
	h->min = after != 0 ? settle(&s) % DAY : HOUR_OPEN;
	h->max = after != 0 ? HOUR_OPEN : settle(&s);
	h->range = true;
	h->loose = is_loose(&s);
	h->marked = true;
	h->to = after != 0 && reading_is(r, s.to, SENSE_ONWARDS, NULL) != 0 ? reading_is(r, s.to, SENSE_ONWARDS, NULL) : s.to;
	return true;
}

/* "5", "5-7", "5 or 6" */
static bool
plain_hour(const struct reading *r, size_t i, struct hour *h)
{
	struct single a, b;
	size_t to;

	if (!single_at(r, i, false, &a))
		return false;
	if (((to = dash_at(r, a.to)) != 0 || (to = reading_is(r, a.to, SENSE_TO, NULL)) != 0) && ends_range(r, to, &a, h))
		return true;
	/* "2-3 bedrooms" */
	if (!a.marked && dash_at(r, a.to) != 0)
		return false;
	h->to = a.to;
	h->marked = a.marked;
	h->min = h->max = settle(&a) % DAY;
	h->loose = is_loose(&a);
	h->part = a.part;
	if ((to = reading_is(r, a.to, SENSE_OR, NULL)) != 0 && single_at(r, to, false, &b)) {
		h->to = b.to;
		h->marked |= b.marked;
		h->unclear = true;
	} else if ((to = reading_is(r, a.to, SENSE_ONWARDS, NULL)) != 0) {
		h->max = HOUR_OPEN;
		h->range = true;
		h->marked = true;
		h->to = to;
	}
	return true;
}

/* "in the morning", "morning or afternoon" */
static bool
part_alone(const struct reading *r, size_t i, struct hour *h)
{
	enum hour_part other;
	size_t to, next;

	if ((h->to = part_at(r, i, &h->part)) == 0)
		return false;
	h->alone = true;
	h->marked = true;
	if (((to = reading_is(r, h->to, SENSE_OR, NULL)) != 0 || (to = reading_is(r, h->to, SENSE_AND, NULL)) != 0) &&
	    (next = part_at(r, to, &other)) != 0) {
		h->unclear = other != h->part;
		h->to = next;
	}
	return true;
}

bool
hour_at(const struct reading *r, size_t i, struct hour *h)
{
	static bool (*const ways[])(const struct reading *, size_t, struct hour *) = { full_range, open_range, part_alone,
	    plain_hour };

	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
		*h = (struct hour){0};
		if (ways[k](r, i, h))
			return true;
	}
	return false;
}

static json_t *
minute_json(int minute)
{
	char text[sizeof "-2147483648:00"];

	if (minute == HOUR_OPEN)
		return json_null();
	snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
	return json_string(text);
}

json_t *
hour_json(const struct hour *h)
{
	if (h->unclear)
		return NULL;
	if (h->alone)
		return json_string(part_names[h->part]);
	if (!h->range)
		return minute_json(h->min);
	return json_pack("{s:o, s:o}", "min", minute_json(h->min), "max", minute_json(h->max));
}
