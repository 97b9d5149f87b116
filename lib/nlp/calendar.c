#include <stdio.h>
#include <time.h>

#include "nlp/calendar.h"

int
calendar_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Years begin in March here, so that the leap day is their last. */
int64_t
calendar_day(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, era, of_era, of_year;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > calendar_month_days(year, month))
		return CALENDAR_NONE;
	era = y / 400;
	of_era = y % 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct calendar_date
calendar_date(int64_t day)
{
	int64_t z = day + 719468, era = z / 146097, of_era = z % 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
	struct calendar_date d;

	d.day = (int)(of_year - (153 * month + 2) / 5 + 1);
	d.month = (int)(month < 10 ? month + 3 : month - 9);
	d.year = (int)(year + era * 400 + (d.month <= 2));
	/* 1970-01-01 was a Thursday. */
	d.weekday = (int)((day % 7 + 10) % 7) + 1;
	return d;
}

/* The anonymous Gregorian computus. */
int64_t
calendar_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7, m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return calendar_day(year, n / 31, n % 31 + 1);
}

int64_t
calendar_at(int64_t ms, int *minute)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	*minute = tm.tm_hour * 60 + tm.tm_min;
	return calendar_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

bool
calendar_exists(int64_t day, int minute)
{
	struct calendar_date d = calendar_date(day);
	struct tm tm = { .tm_year = d.year - 1900, .tm_mon = d.month - 1, .tm_mday = d.day,
	    .tm_hour = minute / 60, .tm_min = minute % 60, .tm_isdst = -1 };

	return mktime(&tm) != (time_t)-1 && tm.tm_hour * 60 + tm.tm_min == minute;
}

char *
calendar_text(int64_t day, char out[CALENDAR_TEXT])
{
	struct calendar_date d = calendar_date(day);

	snprintf(out, CALENDAR_TEXT, "%04d-%02d-%02d", d.year, d.month, d.day);
	return out;
}
