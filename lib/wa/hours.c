#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/hours.h"

enum { LOOK_AHEAD_DAYS = 31 };

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

static bool
is_holiday(const struct workspace *ws, const struct tm *tm, int days)
{
	struct tm day = local(wall(tm, days, 12 * 60));
	char date[sizeof "2026-11-21"];
	json_t *h;
	size_t i;

	strftime(date, sizeof date, "%Y-%m-%d", &day);
	json_array_foreach(json_object_get(ws->config, "holidays"), i, h)
		if (strcmp(json_string_value(h), date) == 0)
			return true;
	return false;
}

/* The spans of the day `days` after tm's, or NULL when it is closed. */
static const json_t *
spans_of(const struct workspace *ws, const struct tm *tm, int days)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	if (is_holiday(ws, tm, days))
		return NULL;
	return json_object_get(json_object_get(ws->config, "hours"), names[(tm->tm_wday + days + 7) % 7]);
}

static bool
always(const struct workspace *ws)
{
	return json_object_size(json_object_get(ws->config, "hours")) == 0;
}

bool
hours_open(const struct workspace *ws, int64_t now)
{
	struct tm tm;
	json_t *span;
	size_t i;

	if (always(ws))
		return true;
	enter_zone(ws);
	tm = local(now);
	/* Yesterday's last span may reach into today. */
	for (int day = -1; day <= 0; day++)
		json_array_foreach((json_t *)spans_of(ws, &tm, day), i, span) {
			int from = (int)json_integer_value(json_array_get(span, 0));
			int to = (int)json_integer_value(json_array_get(span, 1));

			if (now >= wall(&tm, day, from) && now < wall(&tm, day, to))
				return true;
		}
	return false;
}

int64_t
hours_next(const struct workspace *ws, int64_t now)
{
	struct tm tm;
	json_t *span;
	size_t i;

	if (always(ws))
		return now;
	enter_zone(ws);
	tm = local(now);
	for (int day = 0; day <= LOOK_AHEAD_DAYS; day++) {
		int64_t first = 0;

		json_array_foreach((json_t *)spans_of(ws, &tm, day), i, span) {
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
hours_say(const struct workspace *ws, int64_t when, int64_t now)
{
	struct tm then, today;
	char text[64];

	enter_zone(ws);
	then = local(when);
	today = local(now);
	strftime(text, sizeof text, then.tm_yday == today.tm_yday && then.tm_year == today.tm_year ?
	    "%H:%M" : "%Y-%m-%d, %H:%M", &then);
	return mem_str(text);
}
