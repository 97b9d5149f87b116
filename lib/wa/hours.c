#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "wa/hours.h"
#include "wa/week.h"

#define WEEK_MS	(6 * INT64_C(86400000))	/* within which a weekday is one day only */

enum { LOOK_AHEAD_DAYS = 31, LOOK_BACK_DAYS = 366 };

/* A process serves one workspace, so its zone may be the process's. */
static void
enter_zone(const struct workspace *ws)
{
	static char *entered;
	const char *zone = json_text(ws->config, "timezone");

	if (zone == NULL)
		zone = "UTC";
	if (entered != NULL && strcmp(entered, zone) == 0)
		return;
	setenv("TZ", zone, 1);
	tzset();
	free(entered);
	entered = mem_str(zone);
}

static struct tm
local(int64_t ms)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	return tm;
}

/* A wall time of the day `days` after tm's, minutes from its midnight, as ms. */
static int64_t
wall(const struct tm *tm, int days, int minutes)
{
	struct tm t = { .tm_year = tm->tm_year, .tm_mon = tm->tm_mon, .tm_mday = tm->tm_mday + days,
	    .tm_hour = minutes / 60, .tm_min = minutes % 60, .tm_isdst = -1 };

	return (int64_t)mktime(&t) * 1000;
}

/* Whose hours: the desk's, or a member's, who has the desk's where none are
 * given, and the desk's holidays as well as days off. */
struct rota {
	const json_t	*hours;
	const json_t	*closed[2];	/* lists of dates */
};

static struct rota
rota_of(const struct workspace *ws, const json_t *member)
{
	const json_t *own = json_object_get(member, "hours");

	return (struct rota){ json_object_size(own) > 0 ? own : json_object_get(ws->config, "hours"),
	    { json_object_get(ws->config, "holidays"), json_object_get(member, "off") } };
}

static bool
is_closed(const struct rota *r, const struct tm *tm, int days)
{
	struct tm day = local(wall(tm, days, 12 * 60));
	char date[sizeof "2026-11-21"];
	json_t *h;
	size_t i;

	strftime(date, sizeof date, "%Y-%m-%d", &day);
	for (size_t k = 0; k < sizeof r->closed / sizeof *r->closed; k++)
		json_array_foreach((json_t *)r->closed[k], i, h)
			if (strcmp(json_string_value(h), date) == 0)
				return true;
	return false;
}

static const json_t *
all_day(void)
{
	static json_t *spans;

	if (spans == NULL)
		spans = json_pack("[[ii]]", 0, 24 * 60);
	return spans;
}

/* The spans of the day `days` after tm's, or NULL when it is closed. */
static const json_t *
spans_of(const struct rota *r, const struct tm *tm, int days)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	if (is_closed(r, tm, days))
		return NULL;
	if (json_object_size(r->hours) == 0)
		return all_day();
	return json_object_get(r->hours, names[(tm->tm_wday + days + 7) % 7]);
}

/* A span's ends as ms. */
static void
ends_of(const json_t *span, const struct tm *tm, int day, int64_t *from, int64_t *to)
{
	*from = wall(tm, day, (int)json_integer_value(json_array_get(span, 0)));
	*to = wall(tm, day, (int)json_integer_value(json_array_get(span, 1)));
}

/* The beginning of the span that `now` is in, the earliest where several
 * are; -1 when it is in none. */
static int64_t
span_at(const struct workspace *ws, const json_t *member, int64_t now)
{
	struct rota r = rota_of(ws, member);
	int64_t from, to, since = -1;
	struct tm tm;
	json_t *span;
	size_t i;

	enter_zone(ws);
	tm = local(now);
	/* Yesterday's last span may reach into today. */
	for (int day = -1; day <= 0; day++)
		json_array_foreach((json_t *)spans_of(&r, &tm, day), i, span) {
			ends_of(span, &tm, day, &from, &to);
			if (now >= from && now < to && (since == -1 || from < since))
				since = from;
		}
	return since;
}

bool
hours_open_for(const struct workspace *ws, const json_t *member, int64_t now)
{
	return span_at(ws, member, now) != -1;
}

int64_t
hours_since_for(const struct workspace *ws, const json_t *member, int64_t now)
{
	int64_t since = span_at(ws, member, now);

	return since != -1 ? since : now;
}

bool
hours_open(const struct workspace *ws, int64_t now)
{
	return hours_open_for(ws, NULL, now);
}

void
hours_spans(const struct workspace *ws, int64_t since, int64_t until,
    void (*each)(void *arg, int64_t from, int64_t to), void *arg)
{
	struct rota r = rota_of(ws, NULL);
	int64_t reached = since, from, to;
	struct tm tm;
	json_t *span;
	size_t i;

	enter_zone(ws);
	tm = local(since);
	for (int day = -1; wall(&tm, day, 0) < until; day++)
		json_array_foreach((json_t *)spans_of(&r, &tm, day), i, span) {
			ends_of(span, &tm, day, &from, &to);
			/* Spans that overlap count once. */
			from = from > reached ? from : reached;
			to = to < until ? to : until;
			if (to <= from)
				continue;
			each(arg, from, to);
			reached = to;
		}
}

static void
add_span(void *arg, int64_t from, int64_t to)
{
	*(int64_t *)arg += to - from;
}

int64_t
hours_business(const struct workspace *ws, int64_t since, int64_t until)
{
	int64_t sum = 0;

	hours_spans(ws, since, until, add_span, &sum);
	return sum;
}

int64_t
hours_before(const struct workspace *ws, int64_t now, int64_t ms)
{
	int64_t late = now, early = now - ms;

	/* Back by steps that double, then between the last two to the millisecond. */
	while (hours_business(ws, early, now) < ms) {
		if (now - early > LOOK_BACK_DAYS * CLOCK_DAY)
			return INT64_MIN;
		late = early;
		early -= now - early > 0 ? now - early : 1;
	}
	while (late - early > 1) {
		int64_t middle = early + (late - early) / 2;

		if (hours_business(ws, middle, now) >= ms)
			early = middle;
		else
			late = middle;
	}
	return hours_business(ws, late, now) >= ms ? late : early;
}

int64_t
hours_next(const struct workspace *ws, int64_t now)
{
	return hours_next_for(ws, NULL, now);
}

int64_t
hours_next_for(const struct workspace *ws, const json_t *member, int64_t now)
{
	struct rota r = rota_of(ws, member);
	struct tm tm;
	json_t *span;
	size_t i;

	enter_zone(ws);
	tm = local(now);
	if (json_object_size(r.hours) == 0 && !is_closed(&r, &tm, 0))
		return now;
	for (int day = 0; day <= LOOK_AHEAD_DAYS; day++) {
		int64_t first = 0;

		json_array_foreach((json_t *)spans_of(&r, &tm, day), i, span) {
			int64_t from = wall(&tm, day, (int)json_integer_value(json_array_get(span, 0)));

			if (from > now && (first == 0 || from < first))
				first = from;
		}
		if (first != 0)
			return first;
	}
	return 0;
}

char *
hours_say(const struct workspace *ws, int64_t when, int64_t now, const char *weekdays)
{
	struct buf text = {0};
	struct tm then, today;
	const char *day = NULL;
	char part[32];
	int len;

	enter_zone(ws);
	then = local(when);
	today = local(now);
	if (then.tm_yday != today.tm_yday || then.tm_year != today.tm_year) {
		if (when < now + WEEK_MS && weekdays != NULL)
			day = week_day(weekdays, (then.tm_wday + 6) % 7, &len);
		if (day != NULL) {
			buf_add(&text, day, (size_t)len);
		} else {
			strftime(part, sizeof part, "%Y-%m-%d", &then);
			buf_str(&text, part);
		}
		buf_str(&text, ", ");
	}
	strftime(part, sizeof part, "%H:%M", &then);
	buf_str(&text, part);
	return buf_take(&text);
}
