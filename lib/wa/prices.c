#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/dial.h"
#include "wa/prices.h"

#define ELSEWHERE	"other"

static void
check_day(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);
	int64_t ms;

	if (strlen(s) != 10 || clock_parse(s, &ms) == -1)
		yaml_mistake(y, node, "%.40s: not a date; year, month, day, as in 2026-10-01", s);
}

static bool
is_code(const char *s, size_t n)
{
	size_t i = 0;

	while (isupper((unsigned char)s[i]))
		i++;
	return i == n && s[n] == '\0';
}

static void
check_currency(struct yaml *y, const json_t *node, const json_t *typed)
{
	if (!is_code(json_string_value(typed), 3))
		yaml_mistake(y, node, "%.40s: not a currency; its code of three letters, as in EUR", json_string_value(typed));
}

/* Of one message; NAN when it is no price. */
static double
amount(const json_t *v)
{
	const char *s = json_string_value(v);
	char *end;
	double d;

	if (s == NULL || !isdigit((unsigned char)*s))
		return NAN;
	d = strtod(s, &end);
	return *end == '\0' && d < 1000 ? d : NAN;
}

static void
check_amount(struct yaml *y, const json_t *node, const json_t *v)
{
	if (isnan(amount(v)))
		yaml_mistake(y, node, "not the price of a message; an amount as 0.05, or one by country: {ES: 0.05, " ELSEWHERE ": 0.06}");
}

/* One for everywhere, or one a country. */
static void
check_price(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *country;
	json_t *v;

	if (!json_is_object(typed))
		check_amount(y, node, typed);
	json_object_foreach((json_t *)typed, country, v) {
		if (!is_code(country, 2) && strcmp(country, ELSEWHERE) != 0)
			yaml_mistake(y, node, "%.40s: not a country; its code of two letters, as in ES, or " ELSEWHERE, country);
		check_amount(y, node, v);
	}
}

static const struct config_field a_price = { .type = CONFIG_ANY, .check = check_price };

static const struct config_field table[] = {
	{ .key = "from", .type = CONFIG_TEXT, .check = check_day },
	{ .key = "currency", .type = CONFIG_TEXT, .required = true, .check = check_currency },
	{ .key = "messages", .type = CONFIG_MAP, .of = &a_price },
	{0}
};

const struct config_field prices_item = { .type = CONFIG_OBJECT, .of = table };

/* The item that holds at a time: of those that have begun the one that began last. */
static const json_t *
item_at(const json_t *settings, int64_t at)
{
	const json_t *best = NULL, *item;
	int64_t newest = INT64_MIN;
	size_t i;

	json_array_foreach(json_object_get(settings, "prices"), i, item) {
		const char *from = json_text(item, "from");
		int64_t begins = INT64_MIN;

		if (from != NULL)
			clock_parse(from, &begins);
		if (begins <= at && begins >= newest) {
			newest = begins;
			best = item;
		}
	}
	return best;
}

const char *
prices_currency(const json_t *settings)
{
	return json_text(json_array_get(json_object_get(settings, "prices"), 0), "currency");
}

double
prices_of(const json_t *settings, const char *category, const char *phone, int64_t at)
{
	const json_t *price = category != NULL ? json_object_get(json_object_get(item_at(settings, at), "messages"), category) : NULL;
	const struct dial_plan *plan = phone != NULL ? dial_code(phone) : NULL;
	const json_t *local = plan != NULL ? json_object_get(price, plan->country) : NULL;

	if (!json_is_object(price))
		return amount(price);
	return amount(local != NULL ? local : json_object_get(price, ELSEWHERE));
}
