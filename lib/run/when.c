#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "run/when.h"

int64_t
when_of(const json_t *v, const char *path)
{
	const char *text = json_text(v, path);
	int64_t ms = 0;

	if (text != NULL)
		clock_parse(text, &ms);
	return ms;
}

const char *
when_local(int64_t ms, const char *format, char out[WHEN_LEN])
{
	time_t s = (time_t)(ms / CLOCK_SECOND);
	struct tm tm;

	if (ms == 0 || localtime_r(&s, &tm) == NULL || strftime(out, WHEN_LEN, format, &tm) == 0)
		out[0] = '\0';
	return out;
}

const char *
when_short(int64_t ms, int64_t now, char out[WHEN_LEN])
{
	time_t then_s = (time_t)(ms / CLOCK_SECOND), now_s = (time_t)(now / CLOCK_SECOND);
	struct tm then, today;

	if (localtime_r(&then_s, &then) == NULL || localtime_r(&now_s, &today) == NULL || then.tm_year != today.tm_year)
		return when_local(ms, "%d %b %y", out);
	return when_local(ms, then.tm_yday == today.tm_yday ? "%H:%M" : "%d %b", out);
}

const char *
when_span(int64_t ms, char out[WHEN_LEN])
{
	int64_t minutes = ms / CLOCK_MINUTE;

	if (minutes < 1)
		snprintf(out, WHEN_LEN, "now");
	else if (minutes < 60)
		snprintf(out, WHEN_LEN, "%dm", (int)minutes);
	else if (minutes < 48 * 60)
		snprintf(out, WHEN_LEN, "%dh", (int)(minutes / 60));
	else
		snprintf(out, WHEN_LEN, "%dd", (int)(minutes / (24 * 60) % 100000));
	return out;
}
