#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

static int64_t
clock_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_mono(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

static int64_t
clock_from_file(const char *path)
{
	static int64_t last;
	char text[64] = "";
	int64_t ms;
	ssize_t n = 0;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) != -1) {
		n = read(fd, text, sizeof text - 1);
		close(fd);
	}
	if (n > 0)
		text[strcspn(text, "\r\n")] = '\0';
	/* A test may be rewriting the file at this moment: keep the last time. */
	if (n > 0 && clock_parse(text, &ms) == 0)
		last = ms;
	else if (last == 0)
		log_die(EX_USAGE, "WA_NOW: %s: no time in it, as 2026-11-21T09:30:00Z", path);
	return last;
}

static _Thread_local int64_t pinned;

void
clock_pin(int64_t ms)
{
	pinned = ms;
}

int64_t
clock_now(void)
{
	static const char *spec;
	static int64_t fixed;

	if (pinned != 0)
		return pinned;
	if (spec == NULL) {
		const char *env = getenv("WA_NOW");

		if (env != NULL && *env != '\0' && *env != '@' && clock_parse(env, &fixed) == -1)
			log_die(EX_USAGE, "WA_NOW: %s: not a time, as 2026-11-21T09:30:00Z or @FILE", env);
		spec = env != NULL ? env : "";
	}
	if (*spec == '\0')
		return clock_ms(CLOCK_REALTIME);
	return *spec == '@' ? clock_from_file(spec + 1) : fixed;
}

char *
clock_format(int64_t ms, char out[CLOCK_LEN])
{
	time_t s = (time_t)(ms / 1000);
	int frac = (int)(ms % 1000);
	struct tm tm;
	size_t n;

	if (frac < 0) {
		frac += 1000;
		s--;
	}
	gmtime_r(&s, &tm);
	n = strftime(out, CLOCK_LEN, "%Y-%m-%dT%H:%M:%S", &tm);
	if (n == 0)
		out[0] = '\0';
	else if (frac != 0)
		snprintf(out + n, CLOCK_LEN - n, ".%03dZ", frac);
	else
		snprintf(out + n, CLOCK_LEN - n, "Z");
	return out;
}

/* Days since 1970-01-01 of a Gregorian date. */
static int64_t
days_from_civil(int64_t y, int m, int d)
{
	int64_t era, doe;
	int yoe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = (int)(y - era * 400);
	doe = yoe * 365 + yoe / 4 - yoe / 100 + (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + doe - 719468;
}

static int
digits(const char **p, int n)
{
	int v = 0;

	for (; n > 0; n--, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

/* "Z", "+02:00" or nothing; minutes east of UTC, INT32_MIN when malformed. */
static int
offset_minutes(const char *p)
{
	int sign, h, m;

	if (*p == '\0' || strcmp(p, "Z") == 0 || strcmp(p, "z") == 0)
		return 0;
	if (*p != '+' && *p != '-')
		return INT32_MIN;
	sign = *p++ == '-' ? -1 : 1;
	h = digits(&p, 2);
	if (*p == ':')
		p++;
	m = digits(&p, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59 || *p != '\0')
		return INT32_MIN;
	return sign * (h * 60 + m);
}

int
clock_parse(const char *p, int64_t *ms)
{
	static const int month_days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, mo, d, h = 0, mi = 0, s = 0, frac = 0, offset = 0;

	if ((y = digits(&p, 4)) < 0 || *p++ != '-' || (mo = digits(&p, 2)) < 1 || mo > 12 ||
	    *p++ != '-' || (d = digits(&p, 2)) < 1 || d > month_days[mo - 1])
		return -1;
	if (*p == 'T' || *p == 't' || *p == ' ') {
		p++;
		if ((h = digits(&p, 2)) < 0 || h > 23 || *p++ != ':' || (mi = digits(&p, 2)) < 0 || mi > 59)
			return -1;
		if (*p == ':') {
			p++;
			if ((s = digits(&p, 2)) < 0 || s > 60)
				return -1;
		}
		if (*p == '.') {
			int scale = 100;

			for (p++; isdigit((unsigned char)*p); p++, scale /= 10)
				frac += (*p - '0') * scale;
		}
		if ((offset = offset_minutes(p)) == INT32_MIN)
			return -1;
	} else if (*p != '\0') {
		return -1;
	}
	*ms = ((days_from_civil(y, mo, d) * 24 + h) * 60 + mi - offset) * 60000 + s * 1000 + frac;
	return 0;
}
