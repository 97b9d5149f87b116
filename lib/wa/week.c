#include <string.h>

#include "base/buf.h"
#include "wa/week.h"

#define DAYS		7
#define DASH		"\xe2\x80\x93"
#define DAY_MINUTES	(24 * 60)

const char *
week_day(const char *names, int day, int *len)
{
	for (; day > 0 && names != NULL; day--)
		if ((names = strchr(names, ',')) != NULL)
			names++;
	if (names == NULL)
		return NULL;
	names += strspn(names, " ");
	*len = (int)strcspn(names, ",");
	return *len > 0 ? names : NULL;
}

static void
add_day(struct buf *b, const char *names, int day)
{
	int len;
	const char *name = week_day(names, day, &len);

	if (name != NULL)
		buf_add(b, name, (size_t)len);
}

static void
add_spans(struct buf *b, const json_t *spans, const char *closed)
{
	json_t *span;
	size_t i;

	if (json_array_size(spans) == 0)
		buf_str(b, closed);
	json_array_foreach((json_t *)spans, i, span) {
		int from = (int)json_integer_value(json_array_get(span, 0)), to = (int)json_integer_value(json_array_get(span, 1));

		if (to > DAY_MINUTES)
			to -= DAY_MINUTES;
		buf_printf(b, "%s%02d:%02d" DASH "%02d:%02d", i > 0 ? ", " : "", from / 60, from % 60, to / 60, to % 60);
	}
}

char *
week_text(const json_t *hours, const char *names, const char *closed)
{
	static const char *const keys[DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	struct buf b = {0};
	int last, len;

	if (json_object_size(hours) == 0 || names == NULL || week_day(names, DAYS - 1, &len) == NULL || closed == NULL)
		return NULL;
	for (int d = 0; d < DAYS; d = last + 1) {
		const json_t *spans = json_object_get(hours, keys[d]);

		for (last = d; last + 1 < DAYS && json_equal(json_object_get(hours, keys[last + 1]), spans); last++)
			;
		buf_str(&b, d > 0 ? "; " : "");
		add_day(&b, names, d);
		if (last > d) {
			buf_str(&b, DASH);
			add_day(&b, names, last);
		}
		buf_char(&b, ' ');
		add_spans(&b, spans, closed);
	}
	return buf_take(&b);
}

char *
week_dates(const json_t *dates)
{
	struct buf b = {0};
	json_t *date;
	size_t i;

	buf_str(&b, "");
	json_array_foreach((json_t *)dates, i, date)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", json_string_value(date));
	return buf_take(&b);
}
