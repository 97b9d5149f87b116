#include <string.h>

#include "nlp/calendar.h"
#include "nlp/day_month.h"
#include "nlp/day_narrow.h"
#include "nlp/day_resolve.h"
#include "nlp/hour.h"
#include "nlp/when.h"

#define DAWN	(5 * 60)
#define REACH	6	/* pieces between "next week" and its Friday */

/* What stands together: at most one day, and hours. */
struct cluster {
	struct day		 day;
	size_t			 day_from, day_to;
	bool			 has_day;
	struct hour		 hour;
	size_t			 hour_from;
	bool			 has_hour;
};

struct finder {
	const struct reading		*r;
	const struct day_context	*context;
	const bool			*claimed;
	struct findings			*days, *hours;
	struct day			 last;		/* the day of the last in days */
};

/* ------------------------------------------------------------------ hours */

static void
add_hour(struct finder *f, struct cluster *c)
{
	struct finding v;

	if (!c->has_hour)
		return;
	v = (struct finding){ .from = c->hour_from, .to = c->hour.to, .value = hour_json(&c->hour), .clear = c->hour.marked,
	    .n = { c->hour.alone ? -1 : c->hour.min, c->hour.alone ? -1 : c->hour.max } };
	finding_add(f->hours, &v);
	c->has_hour = false;
}

/* A part of the day and an hour that stand together are one time. */
static bool
meet(struct hour *a, const struct hour *b)
{
	struct hour both = a->alone ? *b : *a;

	if (a->alone == b->alone && !(a->alone && a->part == b->part))
		return false;
	/* "tonight at 12" is tomorrow. */
	if (!hour_in_part(&both, a->alone ? a->part : b->part) || (both.part == HOUR_EVENING && !both.alone && !both.range && both.min < DAWN))
		both.unclear = true;
	both.to = b->to;
	both.marked = true;
	*a = both;
	return true;
}

static void
take_hour(struct finder *f, struct cluster *c, size_t from, const struct hour *h)
{
	if (c->has_hour && meet(&c->hour, h))
		return;
	add_hour(f, c);
	c->hour = *h;
	c->hour_from = from;
	c->has_hour = true;
}

/* ------------------------------------------------------------------- days */

static bool
is_vague(const struct day *d)
{
	return (d->about & ~(unsigned)(DAY_WEEK | DAY_MONTHS | DAY_MONTH | DAY_YEAR | DAY_VAGUE)) == 0;
}

/* "after Friday", "until the 5th", "the week of the 9th": not the day. */
static bool
is_bound(const struct reading *r, size_t from)
{
	const struct sense *unit;
	size_t week = from;

	while (week > 0 && (reading_is(r, week - 1, SENSE_OF, NULL) != 0 || reading_is(r, week - 1, SENSE_DATE, NULL) != 0))
		week--;
	if (week > 0 && (week < from || reading_is(r, from, SENSE_OF, NULL) != 0) && reading_is(r, week - 1, SENSE_UNIT, &unit) != 0 && strcmp(unit->name, "week") == 0)
		return true;
	for (size_t k = 1; k <= 4 && k <= from; k++) {
		size_t at = from - k, after = reading_is(r, at, SENSE_AFTER, NULL), before = reading_is(r, at, SENSE_BEFORE, NULL);
		size_t to = after > before ? after : before;

		if (to == 0)
			continue;
		if (reading_is(r, at, SENSE_GLUE, NULL) == to || reading_is(r, at, SENSE_DATE, NULL) == to)
			return false;
		while (to < from && (reading_is(r, to, SENSE_GLUE, NULL) != 0 || reading_is(r, to, SENSE_DATE, NULL) != 0))
			to++;
		return to >= from;
	}
	return false;
}

/* "From the 5th", "ab Freitag": the first day of those that are meant; "after"
 * and "since" say none. */
static bool
is_first(const struct reading *r, size_t from)
{
	for (size_t k = 1; k <= 4 && k <= from; k++) {
		size_t at = from - k, to = reading_is(r, at, SENSE_AFTER, NULL), next;

		if (to == 0 || (reading_is(r, at, SENSE_FROM, NULL) != to && reading_is(r, at, SENSE_ATLEAST, NULL) != to))
			continue;
		while (to < from && ((next = reading_is(r, to, SENSE_GLUE, NULL)) != 0 || (next = reading_is(r, to, SENSE_DATE, NULL)) != 0))
			to = next;
		return to >= from;
	}
	return false;
}

/* "from Monday to Wednesday": is this the other end of what was said last? */
static bool
ends_range(const struct finder *f, size_t from)
{
	static const enum sense_kind kinds[] = { SENSE_TO, SENSE_BEFORE };
	const struct finding *last = f->days->n > 0 ? &f->days->v[f->days->n - 1] : NULL;

	for (size_t k = 0; last != NULL && k < sizeof kinds / sizeof *kinds; k++) {
		size_t to = reading_is(f->r, last->to, kinds[k], NULL);

		while (to != 0 && to < from && (reading_is(f->r, to, SENSE_GLUE, NULL) != 0 || reading_is(f->r, to, SENSE_DATE, NULL) != 0))
			to++;
		if (to != 0 && to >= from)
			return true;
	}
	return last != NULL && last->to + 1 == from && pieces_mark(f->r->pieces, last->to, "-");
}

static struct finding
day_finding(const struct finder *f, const struct day *d, size_t from, size_t to, int *minute)
{
	struct finding v = { .from = from, .to = to, .clear = !d->bare, .vague = is_vague(d) };
	int64_t day = day_resolve(d, f->context, minute);
	char text[CALENDAR_TEXT];

	if (ends_range(f, from))
		return v;
	if (is_bound(f->r, from)) {
		v.vague = true;
		v.n[0] = day;
		v.n[1] = day != CALENDAR_NONE && day >= f->context->today && is_first(f->r, from);
	} else if (day != CALENDAR_NONE) {
		v.value = json_string(calendar_text(day, text));
		v.n[0] = day;
		/* What is over is told, not asked for. */
		v.clear = v.clear && day >= f->context->today;
	}
	return v;
}

/* "..." ends nothing. */
static bool
is_full_stop(const struct pieces *p, size_t i)
{
	return pieces_mark(p, i, ".") && !pieces_mark(p, i + 1, ".") && !(i > 0 && pieces_mark(p, i - 1, "."));
}

/* Does what stands between make two days of them? With `narrower`, "rather"
 * doesn't. */
static bool
parts_days(const struct finder *f, size_t from, size_t to, bool narrower)
{
	for (; from < to; from++)
		if (reading_is(f->r, from, SENSE_OR, NULL) != 0 || reading_role(f->r, from, SENSE_NOT) ||
		    (!narrower && reading_role(f->r, from, SENSE_CORRECT)) || is_full_stop(f->r->pieces, from))
			return true;
	return false;
}

/* "Next week, I think Friday": apart, yet about one day. */
static bool
belongs_to_last(const struct finder *f, const struct cluster *c, struct day *both)
{
	const struct finding *last = f->days->n > 0 ? &f->days->v[f->days->n - 1] : NULL;

	if (last == NULL || c->day_from > last->to + REACH)
		return false;
	/* "Since Monday, tomorrow": what is only a bound says nothing of another day. */
	if (last->vague && !is_vague(&f->last) && !is_vague(&c->day))
		return false;
	*both = f->last;
	if (!parts_days(f, last->to, c->day_from, true) && day_narrow(both, &c->day))
		return true;
	if ((!last->vague && !is_vague(&c->day)) || ((f->last.about | c->day.about) & DAY_VAGUE) != 0 ||
	    f->last.which != DAY_BARE || c->day.which != DAY_BARE || parts_days(f, last->to, c->day_from, false))
		return false;
	*both = f->last;
	return day_add(both, &c->day);
}

/* "3 November, which is a Tuesday": says of one day what it is besides. */
static bool
repeats_last(const struct finder *f, const struct cluster *c)
{
	const struct finding *last = f->days->n > 0 ? &f->days->v[f->days->n - 1] : NULL;

	if (last == NULL || last->value == NULL || c->day.about != DAY_WEEKDAY || c->day.which != DAY_BARE ||
	    (f->last.about & DAY_WEEKDAY) != 0 || c->day_from > last->to + REACH ||
	    calendar_date(last->n[0]).weekday != c->day.weekday)
		return false;
	return !parts_days(f, last->to, c->day_from, false);
}

static void
add_day(struct finder *f, struct cluster *c)
{
	struct finding v;
	struct day both;
	int minute = HOUR_OPEN;

	if (!c->has_day || repeats_last(f, c))
		return;
	c->day.unclear |= day_or_next(f->r, c->day_to);
	v = day_finding(f, &c->day, c->day_from, c->day_to, &minute);
	if (belongs_to_last(f, c, &both)) {
		struct finding *last = &f->days->v[f->days->n - 1];

		json_decref(v.value);
		json_decref(last->value);
		v = *last = day_finding(f, &both, last->from, c->day_to, &minute);
		c->day = both;
	} else {
		finding_add(f->days, &v);
	}
	f->last = c->day;
	if (minute != HOUR_OPEN && v.value != NULL) {
		struct hour h = { .min = minute, .max = minute, .marked = true, .to = c->day_to };

		take_hour(f, c, c->day_from, &h);
	}
}

/* A number behind a weekday is its day of the month when that is such a day,
 * else an hour: "Friday 10". */
static bool
number_of_day(const struct finder *f, const struct cluster *c, size_t i, struct day *d)
{
	struct day both = c->day;
	int minute;

	return c->has_day && i == c->day_to && day_month_behind(f->r, i, &c->day, d) && day_add(&both, d) &&
	    day_resolve(&both, f->context, &minute) != CALENDAR_NONE;
}

/* "Freitag morgen", "mañana tarde" */
static size_t
part_of_day(const struct finder *f, const struct cluster *c, size_t i, struct hour *h)
{
	const struct sense *v;
	size_t to = reading_is(f->r, i, SENSE_DAYPART, &v);

	if (to == 0 || !c->has_day || i != c->day_to)
		return 0;
	*h = (struct hour){ .part = hour_part_named(v->name), .alone = true, .marked = true, .to = to };
	return to;
}

/* "this evening", "tonight": the day and its part in one. */
static void
take_today(struct finder *f, struct cluster *c, size_t i)
{
	const struct sense *v;
	size_t to = reading_is(f->r, i, SENSE_TODAY, &v);
	struct hour h;

	if (to == 0)
		return;
	h = (struct hour){ .part = hour_part_named(v->name), .alone = true, .marked = true, .to = to };
	take_hour(f, c, i, &h);
}

static void
take_day(struct finder *f, struct cluster *c, size_t i, const struct day *d)
{
	if (!c->has_day) {
		c->day = *d;
		c->day_from = i;
		c->has_day = true;
	}
	c->day_to = d->to;
	take_today(f, c, i);
}

/* ---------------------------------------------------------------- clusters */

static bool
is_claimed(const struct finder *f, size_t from, size_t to)
{
	for (; from < to; from++)
		if (f->claimed[from])
			return true;
	return false;
}

/* A bare number is an hour where it stands right by a day or its part, and a
 * range of them wherever a day or part is said. */
static bool
goes_with(const struct cluster *c, size_t i, const struct hour *h)
{
	if (h->range)
		return c->has_day || c->has_hour;
	return (c->has_day && c->day_to == i) || (c->has_hour && c->hour.alone && c->hour.to == i);
}

/* "between 3 and 5 tomorrow"; "10 tomorrow", where nothing ahead is counted. */
static bool
day_follows(const struct finder *f, size_t i, const struct hour *h)
{
	size_t at = h->to;
	struct day d;

	if (!h->range && i > 0 && !reading_stops(f->r, i - 1))
		return false;
	while (h->range && (reading_is(f->r, at, SENSE_GLUE, NULL) != 0))
		at = reading_is(f->r, at, SENSE_GLUE, NULL);
	return (reading_is(f->r, at, SENSE_DAY, NULL) != 0 || reading_is(f->r, at, SENSE_WEEKDAY, NULL) != 0) &&
	    day_at(f->r, at, f->context, &d) && !is_claimed(f, h->to, d.to);
}

/* "Not tomorrow, on Sunday": over a comma, what can't be one day is two. */
static bool
is_another(const struct finder *f, const struct cluster *c, size_t i, const struct day *both, const struct day *d)
{
	bool comma = false;
	int minute;

	for (size_t k = c->day_to; k < i; k++)
		comma |= pieces_mark(f->r->pieces, k, ",");
	return comma && day_resolve(both, f->context, &minute) == CALENDAR_NONE &&
	    day_resolve(d, f->context, &minute) != CALENDAR_NONE &&
	    day_resolve(&c->day, f->context, &minute) != CALENDAR_NONE;
}

/* One more piece of the cluster at i, a day's or an hour's; the index behind
 * it, 0 when there is none. */
static size_t
piece_at(struct finder *f, struct cluster *c, size_t i, bool close)
{
	struct day d = {0}, both = c->day;
	struct hour h = {0};
	bool number = number_of_day(f, c, i, &d), day = number || day_at(f->r, i, f->context, &d);
	bool hour = !number && hour_at(f->r, i, &h), either = day && d.bare && hour && !h.marked;

	if (part_of_day(f, c, i, &h) != 0) {
		hour = true;
		day = false;
	}
	day = day && !is_claimed(f, i, d.to);
	hour = hour && !is_claimed(f, i, h.to);
	if (hour && !h.marked && !(close && goes_with(c, i, &h)) && !day_follows(f, i, &h))
		hour = false;
	else if (hour)
		h.marked = true;
	/* "10.12" may be either. */
	if (day && ((d.bare && hour && !number) || (either && !c->has_day)))
		day = false;
	if (day && (!hour || d.to >= h.to)) {
		if (c->has_day && (!day_add(&both, &d) || is_another(f, c, i, &both, &d)))
			return 0;
		if (c->has_day)
			c->day = both;
		take_day(f, c, i, &d);
		return d.to;
	}
	if (!hour)
		return 0;
	take_hour(f, c, i, &h);
	return h.to;
}

/* Words that may stand between two pieces. */
static size_t
skip_between(const struct finder *f, size_t i)
{
	size_t to, marks = 0;

	for (;;) {
		if ((to = reading_is(f->r, i, SENSE_GLUE, NULL)) != 0 || (to = reading_is(f->r, i, SENSE_DATE, NULL)) != 0)
			i = to;
		else if (marks++ == 0 && (pieces_mark(f->r->pieces, i, ",") || pieces_mark(f->r->pieces, i, "(") ||
		    pieces_mark(f->r->pieces, i, "-") || pieces_mark(f->r->pieces, i, "/")))
			i++;
		else
			return i;
	}
}

/* Tries at i and, when nothing starts there, behind each word between. */
static size_t
next_piece(struct finder *f, struct cluster *c, size_t i)
{
	size_t until = skip_between(f, i), to;

	for (size_t k = i; k <= until && k < f->r->pieces->n; k++)
		if ((to = piece_at(f, c, k, k == i)) != 0)
			return to;
	return 0;
}

static size_t
cluster_at(struct finder *f, size_t i)
{
	struct cluster c = {0};
	size_t to = piece_at(f, &c, i, false), more;

	if (to == 0)
		return 0;
	while (to < f->r->pieces->n && (more = next_piece(f, &c, to)) != 0)
		to = more;
	add_day(f, &c);
	add_hour(f, &c);
	return to;
}

/* Bare numbers: an hour if that was asked for; or both, "10.12". */
static size_t
bare_at(struct finder *f, size_t i)
{
	struct cluster c = {0};
	struct hour h;
	struct day d;
	size_t to = 0;

	if (day_at(f->r, i, f->context, &d) && d.bare && !is_claimed(f, i, d.to)) {
		take_day(f, &c, i, &d);
		add_day(f, &c);
		to = d.to;
	}
	if (hour_at(f->r, i, &h) && !is_claimed(f, i, h.to)) {
		take_hour(f, &c, i, &h);
		add_hour(f, &c);
		to = h.to > to ? h.to : to;
	}
	return to;
}

/* Nothing but "28" or "28.", said of a day. */
static void
only_number(struct finder *f)
{
	const struct pieces *p = f->r->pieces;
	struct cluster c = {0};

	if (p->n == 0 || p->n > 2 || p->v[0].kind != PIECE_DIGITS || f->claimed[0] || p->v[0].number < 1 || p->v[0].number > 31 ||
	    (p->n == 2 && !pieces_mark(p, 1, ".")))
		return;
	c.day = (struct day){ .about = DAY_OF_MONTH, .day = (int)p->v[0].number, .bare = true, .to = 1 };
	c.day_to = 1;
	c.has_day = true;
	add_day(f, &c);
}

/* Nothing but "tarde" or "noche", said of an hour. */
static void
only_part(struct finder *f)
{
	const struct sense *v;
	struct cluster c = {0};
	size_t to = reading_is(f->r, 0, SENSE_DAYPART, &v);

	if (to == 0 || to + 1 < f->r->pieces->n)
		return;
	c.hour = (struct hour){ .part = hour_part_named(v->name), .alone = true, .to = to };
	c.has_hour = true;
	add_hour(f, &c);
}

void
when_find(const struct reading *r, const struct day_context *context, const bool *claimed, struct findings *days,
    struct findings *hours)
{
	struct finder f = { .r = r, .context = context, .claimed = claimed, .days = days, .hours = hours };

	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		to = reading_role(r, i, SENSE_FILLER) ? reading_is(r, i, SENSE_FILLER, NULL) : 0;
		if (to == 0 && !claimed[i] && (to = cluster_at(&f, i)) == 0)
			to = bare_at(&f, i);
		if (to == 0)
			to = i + 1;
	}
	if (days->n == 0)
		only_number(&f);
	if (hours->n == 0 && days->n == 0)
		only_part(&f);
}

bool
when_exists(const struct finding *day, const struct finding *hour)
{
	for (size_t k = 0; k < 2; k++)
		if (hour->n[k] != HOUR_OPEN && !calendar_exists(day->n[0], (int)hour->n[k]))
			return false;
	return true;
}
