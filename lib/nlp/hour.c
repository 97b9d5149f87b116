#include <stdio.h>
#include <string.h>

#include "nlp/hour.h"
#include "nlp/hour_single.h"

#define NOON		(12 * 60)
#define DAY		(24 * 60)

static const char *const part_names[] = { NULL, "morning", "afternoon", "evening" };

enum hour_part
hour_part_named(const char *name)
{
	for (int i = HOUR_MORNING; i <= HOUR_EVENING; i++)
		if (strcmp(part_names[i], name) == 0)
			return (enum hour_part)i;
	return HOUR_NO_PART;
}

/* "3 nights", "130 a night": counted, and no part of a day. */
static bool
is_counted(const struct reading *r, size_t i)
{
	const struct sense *unit;

	if (i > 0 && reading_is(r, i - 1, SENSE_RATE, NULL) > i)
		return true;

	return i > 0 && reading_is(r, i, SENSE_UNIT, &unit) != 0 && strcmp(unit->name, "night") == 0 &&
	    (r->pieces->v[i - 1].kind == PIECE_DIGITS || reading_is(r, i - 1, SENSE_NUMBER, NULL) == i);
}

/* Where a part of the day is named, in its language's ways. */
size_t
hour_part_at(const struct reading *r, size_t i, enum hour_part *part)
{
	const struct sense *s;
	size_t to = is_counted(r, i) ? 0 : reading_is(r, i, SENSE_PART, &s);

	if (to != 0)
		*part = hour_part_named(s->name);
	return to;
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
settle(const struct hour_single *s)
{
	if (s->fixed)
		return s->minute;
	return s->part != HOUR_NO_PART ? put_in_part(s->minute, s->part) : by_rule(s->minute);
}

static bool
is_loose(const struct hour_single *s)
{
	return !s->fixed && s->part == HOUR_NO_PART;
}

/* Two ends: what one says of the half of the day holds for the other where
 * that leaves them in order: "3-5pm", "11 to 1pm", "3pm to 5", "9 to 5". */
static void
settle_both(const struct hour_single *a, const struct hour_single *b, struct hour *h)
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
ends_range(const struct reading *r, size_t i, const struct hour_single *a, struct hour *h)
{
	struct hour_single b;

	if (!hour_single(r, i, false, &b))
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
	struct hour_single a;

	if (between != 0 && hour_single(r, between, true, &a) && ((to = reading_is(r, a.to, SENSE_AND, NULL)) != 0 ||
	    (to = reading_is(r, a.to, SENSE_TO, NULL)) != 0 || (to = dash_at(r, a.to)) != 0) && ends_range(r, to, &a, h))
		return true;
	if (from == 0 || !hour_single(r, from, true, &a))
		return false;
	a.marked |= from > i + 1;
	return ((to = reading_is(r, a.to, SENSE_TO, NULL)) != 0 || (to = dash_at(r, a.to)) != 0) && ends_range(r, to, &a, h);
}

/* "after 5", "not before 9"; "until noon" */
static bool
open_range(const struct reading *r, size_t i, struct hour *h)
{
	size_t after = reading_is(r, i, SENSE_AFTER, NULL), before = reading_is(r, i, SENSE_BEFORE, NULL);
	struct hour_single s;

	/* "not after" is longer than "after". */
	if (before > after)
		after = 0;
	if ((after == 0 && before == 0) || !hour_single(r, after != 0 ? after : before, false, &s))
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
	struct hour_single a, b;
	size_t to;

	if (!hour_single(r, i, false, &a))
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
	if ((to = reading_is(r, a.to, SENSE_OR, NULL)) != 0 && hour_single(r, to, false, &b)) {
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

	if ((h->to = hour_part_at(r, i, &h->part)) == 0)
		return false;
	h->alone = true;
	h->marked = true;
	if (((to = reading_is(r, h->to, SENSE_OR, NULL)) != 0 || (to = reading_is(r, h->to, SENSE_AND, NULL)) != 0) &&
	    (next = hour_part_at(r, to, &other)) != 0) {
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
