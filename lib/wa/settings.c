#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/mem.h"
#include "wa/config.h"
#include "wa/prices.h"
#include "wa/settings.h"

static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
#define DAYS (sizeof days / sizeof *days)

static void
check_digits(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);

	if (s[strspn(s, "0123456789")] != '\0')
		yaml_mistake(y, node, "%s: not an id of a number; it is digits only, from the app's WhatsApp > API Setup page (not the phone number)", s);
}

static void
check_phone(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);
	char *digits = digits_of(s);
	size_t n = strlen(digits);

	if (s[strspn(s, "+0123456789 ()./-")] != '\0' || n < 5 || n > 15)
		yaml_mistake(y, node, "%.40s: not a phone number; with its country code, as in +34 600 123 456", s);
	free(digits);
}

static void
check_address(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed), *colon = strrchr(s, ':');
	char *end = NULL;
	long port = colon && isdigit((unsigned char)colon[1]) ? strtol(colon + 1, &end, 10) : -1;

	if (colon == NULL || colon == s || end == NULL || *end != '\0' || port < 1 || port > 65535)
		yaml_mistake(y, node, "%.60s: not an address to listen on; HOST:PORT, as in 127.0.0.1:8080", s);
}

static void
check_url(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);

	if (strncmp(s, "https://", 8) != 0 && strncmp(s, "http://127.0.0.1", 16) != 0 && strncmp(s, "http://localhost", 16) != 0)
		yaml_mistake(y, node, "%.60s: not an https:// address; the token travels there", s);
}

static void
check_zone(struct yaml *y, const json_t *node, const json_t *typed)
{
	static const char zones[] = "/usr/share/zoneinfo";
	const char *s = json_string_value(typed);
	char *path;

	/* Without the zone files (a bare container) nobody can tell. */
	if (strcmp(s, "UTC") == 0 || access(zones, R_OK) == -1)
		return;
	path = mem_printf("%s/%s", zones, s);
	if (*s == '/' || *s == '.' || strstr(s, "..") != NULL || access(path, R_OK) == -1)
		yaml_mistake(y, node, "%.60s: no such time zone; a region and city, as in Europe/Madrid", s);
	free(path);
}

static void
check_date(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);
	int64_t ms;

	if (strlen(s) != 10 || clock_parse(s, &ms) == -1)
		yaml_mistake(y, node, "%.40s: not a date; year, month, day, as in 2026-12-25", s);
}

static void
check_country(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);

	if (strlen(s) != 2 || !isupper((unsigned char)s[0]) || !isupper((unsigned char)s[1]))
		yaml_mistake(y, node, "%.40s: not a country; its code of two letters, as in ES", s);
}

static const struct config_field a_text = { .type = CONFIG_TEXT };
static const struct config_field a_local = { .type = CONFIG_LOCAL };
static const struct config_field an_id = { .type = CONFIG_ID };
static const struct config_field a_language = { .type = CONFIG_LANGUAGE };
static const struct config_field a_date = { .type = CONFIG_TEXT, .check = check_date };
static const struct config_field some_hours = { .type = CONFIG_LIST, .of = &a_text };
static const struct config_field some_texts = { .type = CONFIG_LIST, .of = &a_text };

static const struct config_field number[] = {
	{ .key = "phone_number_id", .type = CONFIG_ID, .required = true, .check = check_digits },
	{ .key = "display", .type = CONFIG_TEXT, .check = check_phone },
	{ .key = "coexistence", .type = CONFIG_BOOL, .def = "no" },
	{0}
};
static const struct config_field a_number = { .type = CONFIG_OBJECT, .of = number };

static const struct config_field member[] = {
	{ .key = "name", .type = CONFIG_ID, .required = true },
	{ .key = "phone", .type = CONFIG_TEXT, .check = check_phone },
	{ .key = "skills", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "languages", .type = CONFIG_LIST, .of = &a_language },
	{ .key = "hours", .type = CONFIG_MAP, .of = &some_hours },
	{ .key = "off", .type = CONFIG_LIST, .of = &a_date },
	{0}
};
static const struct config_field a_member = { .type = CONFIG_OBJECT, .of = member };

static const struct config_field category[] = {
	{ .key = "owners", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "after_hours", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "skill", .type = CONFIG_ID },
	{ .key = "priority", .type = CONFIG_INT, .def = "0", .max = 9 },
	{ .key = "claim", .type = CONFIG_DURATION, .min = 1e3 },
	{ .key = "first_response", .type = CONFIG_DURATION, .min = 1e3 },
	{ .key = "resolution", .type = CONFIG_DURATION, .min = 1e3 },
	{0}
};
static const struct config_field a_category = { .type = CONFIG_OBJECT, .of = category };

static const char *const kinds[] = { "question", "media", "stale", "delivery", "failure", NULL };
static const char *const urgencies[] = { "normal", "high", NULL };
static const struct config_field a_kind = { .type = CONFIG_CHOICE, .choices = kinds };
static const struct config_field an_urgency = { .type = CONFIG_CHOICE, .choices = urgencies };

/* What an inquiry must be for a route to take it; all that is named must hold. */
static const struct config_field route_when[] = {
	{ .key = "intent", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "category", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "kind", .type = CONFIG_LIST, .of = &a_kind },
	{ .key = "language", .type = CONFIG_LIST, .of = &a_language },
	{ .key = "lead", .type = CONFIG_MAP, .of = &some_texts },
	{ .key = "urgency", .type = CONFIG_LIST, .of = &an_urgency },
	{ .key = "tag", .type = CONFIG_LIST, .of = &an_id },
	{0}
};
static const struct config_field route[] = {
	{ .key = "name", .type = CONFIG_ID },
	{ .key = "when", .type = CONFIG_OBJECT, .of = route_when },
	{ .key = "category", .type = CONFIG_ID },
	{ .key = "skill", .type = CONFIG_ID },
	{ .key = "owner", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "after_hours", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "priority", .type = CONFIG_INT, .max = 9 },
	{0}
};
static const struct config_field a_route = { .type = CONFIG_OBJECT, .of = route };

/* What makes a case more pressing, on top of its route's or category's priority. */
static const struct config_field a_weight = { .type = CONFIG_INT, .max = 9 };
static const struct config_field pressure[] = {
	{ .key = "urgent", .type = CONFIG_INT, .def = "3", .max = 9 },
	{ .key = "negative", .type = CONFIG_INT, .def = "2", .max = 9 },
	{ .key = "tags", .type = CONFIG_MAP, .of = &a_weight },
	{0}
};

static const char *const ways_to_assign[] = { "manual", "round-robin", "least-loaded", "skill", NULL };

/* How long work may wait, in business time. */
static const struct config_field sla[] = {
	{ .key = "claim", .type = CONFIG_DURATION, .def = "30m", .min = 1e3 },
	{ .key = "first_response", .type = CONFIG_DURATION, .def = "1h", .min = 1e3 },
	{ .key = "resolution", .type = CONFIG_DURATION, .def = "8h", .min = 1e3 },
	{0}
};

static const struct config_field handoff[] = {
	{ .key = "words", .type = CONFIG_LIST, .of = &a_text },
	{ .key = "takes_control", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "takeover_text", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "release_after", .type = CONFIG_DURATION, .def = "24h" },
	{ .key = "release_claimed", .type = CONFIG_BOOL, .def = "no" },
	{0}
};

static const struct config_field session[] = {
	{ .key = "timeout", .type = CONFIG_DURATION, .def = "24h", .min = 60e3 },
	{ .key = "closing", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "satisfaction", .type = CONFIG_BOOL, .def = "no" },
	{0}
};

static const struct config_field turn[] = {
	{ .key = "quiet", .type = CONFIG_DURATION, .def = "3s", .max = 60e3 },
	{ .key = "cap", .type = CONFIG_DURATION, .def = "15s", .max = 300e3 },
	{0}
};

static const struct config_field notices[] = {
	{ .key = "whatsapp", .type = CONFIG_BOOL, .def = "no" },
	{ .key = "template", .type = CONFIG_ID },
	{ .key = "hook_timeout", .type = CONFIG_DURATION, .def = "10s", .min = 1e3, .max = 300e3 },
	{0}
};

/* What is asked, at most, while a person is waited for. */
static const struct config_field basic[] = {
	{ .key = "field", .type = CONFIG_ID, .required = true },
	{ .key = "ask", .type = CONFIG_LOCAL },
	{0}
};
static const struct config_field a_basic = { .type = CONFIG_OBJECT, .of = basic };

static const char *const digests[] = { "both", "lookup", NULL };

static const struct config_field media[] = {
	{ .key = "fetch", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "max_mb", .type = CONFIG_INT, .def = "100", .min = 1, .max = 2048 },
	{ .key = "digest", .type = CONFIG_CHOICE, .def = "both", .choices = digests },
	{ .key = "keep", .type = CONFIG_DURATION, .def = "365d", .min = 3600e3 },
	{0}
};

static const char *const engines[] = { "pocketsphinx", "http", "command", "none", NULL };
static const char *const dialects[] = { "openai", "whisper.cpp", NULL };

static const struct config_field transcribe[] = {
	{ .key = "engine", .type = CONFIG_CHOICE, .def = "pocketsphinx", .choices = engines },
	{ .key = "url", .type = CONFIG_TEXT, .check = check_url },
	{ .key = "dialect", .type = CONFIG_CHOICE, .def = "openai", .choices = dialects },
	{ .key = "model", .type = CONFIG_TEXT },
	{ .key = "key_file", .type = CONFIG_TEXT },
	{ .key = "command", .type = CONFIG_LIST, .of = &a_text },
	{ .key = "timeout", .type = CONFIG_DURATION, .def = "60s", .min = 1e3, .max = 3600e3 },
	{ .key = "at_once", .type = CONFIG_INT, .def = "2", .min = 1, .max = 16 },
	{ .key = "max_length", .type = CONFIG_DURATION, .def = "15m", .min = 1e3 },
	{ .key = "sure", .type = CONFIG_REAL, .max = 1 },
	{ .key = "doubtful", .type = CONFIG_REAL, .max = 1 },
	{0}
};

static const struct config_field tagging[] = {
	{ .key = "tag", .type = CONFIG_ID, .required = true },
	{ .key = "stays", .type = CONFIG_BOOL, .def = "no" },
	{ .key = "words", .type = CONFIG_LIST, .of = &a_local },
	{ .key = "signal", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "entry", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "language", .type = CONFIG_LIST, .of = &a_language },
	{0}
};
static const struct config_field a_tagging = { .type = CONFIG_OBJECT, .of = tagging };

static const struct config_field objection[] = {
	{ .key = "when", .type = CONFIG_LIST, .of = &a_local, .required = true },
	{ .key = "answer", .type = CONFIG_LOCAL, .required = true },
	{0}
};
static const struct config_field an_objection = { .type = CONFIG_OBJECT, .of = objection };

static const struct config_field rules[] = {
	{ .key = "tone", .type = CONFIG_LOCAL },
	{ .key = "do", .type = CONFIG_LIST, .of = &a_local },
	{ .key = "dont", .type = CONFIG_LIST, .of = &a_local },
	{ .key = "never_guess", .type = CONFIG_LIST, .of = &a_local },
	{ .key = "objections", .type = CONFIG_LIST, .of = &an_objection },
	{ .key = "ask_before_quote", .type = CONFIG_LIST, .of = &a_local },
	{0}
};

static const struct config_field secrets[] = {
	{ .key = "token_file", .type = CONFIG_TEXT },
	{ .key = "app_secret_file", .type = CONFIG_TEXT },
	{ .key = "verify_token_file", .type = CONFIG_TEXT },
	{0}
};

static const struct config_field graph[] = {
	{ .key = "url", .type = CONFIG_TEXT, .def = "https://graph.facebook.com", .check = check_url },
	{ .key = "version", .type = CONFIG_ID, .def = "v26.0" },
	{0}
};

static const struct config_field sandbox[] = {
	{ .key = "listen", .type = CONFIG_TEXT, .check = check_address },
	{0}
};

static const struct config_field answer[] = {
	{ .key = "threshold", .type = CONFIG_REAL, .max = 1 },
	{ .key = "precision", .type = CONFIG_REAL, .def = "0.95", .min = 0.5, .max = 1 },
	{0}
};

static const struct config_field greeting[] = {
	{ .key = "send", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "text", .type = CONFIG_LOCAL },
	{ .key = "returning", .type = CONFIG_LOCAL },
	{ .key = "after_hours", .type = CONFIG_LOCAL },
	{ .key = "question", .type = CONFIG_LOCAL },
	{0}
};

static const struct config_field sending[] = {
	{ .key = "rate", .type = CONFIG_INT, .def = "80", .max = 1000 },
	{ .key = "in_flight", .type = CONFIG_INT, .def = "32", .min = 1, .max = 256 },
	{ .key = "read_marks", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "typing", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "templates_to_strangers", .type = CONFIG_BOOL, .def = "no" },
	{ .key = "template_daily_cap", .type = CONFIG_INT, .def = "20", .max = 100 },
	{ .key = "budget_per_hour", .type = CONFIG_INT, .def = "30", .min = 1, .max = 600 },
	{ .key = "unknown_after", .type = CONFIG_DURATION, .def = "10m", .min = 1e3, .max = 86400e3 },
	{0}
};

static const struct config_field workspace[] = {
	{ .key = "name", .type = CONFIG_TEXT },
	{ .key = "description", .type = CONFIG_LOCAL },
	{ .key = "language", .type = CONFIG_LANGUAGE, .def = "en" },
	{ .key = "languages", .type = CONFIG_LIST, .of = &a_language },
	{ .key = "timezone", .type = CONFIG_TEXT, .def = "UTC", .check = check_zone },
	{ .key = "country", .type = CONFIG_TEXT, .check = check_country },
	{ .key = "hours", .type = CONFIG_MAP, .of = &some_hours },
	{ .key = "holidays", .type = CONFIG_LIST, .of = &a_date },
	{ .key = "areas", .type = CONFIG_LIST, .of = &a_text },
	{ .key = "policies", .type = CONFIG_MAP, .of = &a_local },
	{ .key = "variables", .type = CONFIG_MAP, .of = &a_local },
	{ .key = "rules", .type = CONFIG_OBJECT, .of = rules },
	{ .key = "numbers", .type = CONFIG_LIST, .of = &a_number },
	{ .key = "listen", .type = CONFIG_TEXT, .def = "127.0.0.1:8080", .check = check_address },
	{ .key = "secrets", .type = CONFIG_OBJECT, .of = secrets },
	{ .key = "graph", .type = CONFIG_OBJECT, .of = graph },
	{ .key = "sandbox", .type = CONFIG_OBJECT, .of = sandbox },
	{ .key = "answer", .type = CONFIG_OBJECT, .of = answer },
	{ .key = "greeting", .type = CONFIG_OBJECT, .of = greeting },
	{ .key = "inquiries", .type = CONFIG_BOOL, .def = "on" },
	{ .key = "stale_after", .type = CONFIG_DURATION, .def = "6h", .min = 60e3 },
	{ .key = "send", .type = CONFIG_OBJECT, .of = sending },
	{ .key = "team", .type = CONFIG_LIST, .of = &a_member },
	{ .key = "categories", .type = CONFIG_MAP, .of = &a_category },
	{ .key = "routes", .type = CONFIG_LIST, .of = &a_route },
	{ .key = "priority", .type = CONFIG_OBJECT, .of = pressure },
	{ .key = "assign", .type = CONFIG_CHOICE, .def = "manual", .choices = ways_to_assign },
	{ .key = "returning", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "sla", .type = CONFIG_OBJECT, .of = sla },
	{ .key = "basics", .type = CONFIG_LIST, .of = &a_basic },
	{ .key = "handoff", .type = CONFIG_OBJECT, .of = handoff },
	{ .key = "session", .type = CONFIG_OBJECT, .of = session },
	{ .key = "turn", .type = CONFIG_OBJECT, .of = turn },
	{ .key = "notices", .type = CONFIG_OBJECT, .of = notices },
	{ .key = "media", .type = CONFIG_OBJECT, .of = media },
	{ .key = "transcribe", .type = CONFIG_OBJECT, .of = transcribe },
	{ .key = "tags", .type = CONFIG_LIST, .of = &a_tagging },
	{ .key = "keep", .type = CONFIG_DURATION, .min = 86400e3 },
	{ .key = "prices", .type = CONFIG_LIST, .of = &prices_item },
	{0}
};

static int
day_index(const char *s, size_t len)
{
	for (size_t i = 0; i < DAYS; i++)
		if (len == strlen(days[i]) && strncmp(s, days[i], len) == 0)
			return (int)i;
	return -1;
}

/* "mon" or "mon-fri", into first and last; -1 when it is neither. */
static int
day_range(const char *s, int *first, int *last)
{
	size_t n = strcspn(s, "-");

	*first = *last = day_index(s, n);
	if (s[n] == '-')
		*last = day_index(s + n + 1, strlen(s + n + 1));
	return *first == -1 || *last < *first ? -1 : 0;
}

/* "9:00" or "09:00" to "24:00", into minutes; the end in *s. */
static int
minute_of_day(const char **s)
{
	char *end;
	long h, m;

	if (!isdigit((unsigned char)**s))
		return -1;
	h = strtol(*s, &end, 10);
	if (end - *s > 2 || *end != ':' || !isdigit((unsigned char)end[1]) || !isdigit((unsigned char)end[2]))
		return -1;
	m = (end[1] - '0') * 10 + end[2] - '0';
	*s = end + 3;
	return h > 24 || m > 59 || (h == 24 && m > 0) ? -1 : (int)(h * 60 + m);
}

/* Into a day's spans, the earliest first. */
static void
add_span(json_t *spans, int from, int to)
{
	size_t i = 0;

	while (i < json_array_size(spans) && json_integer_value(json_array_get(json_array_get(spans, i), 0)) <= from)
		i++;
	json_array_insert_new(spans, i, json_pack("[ii]", from, to));
}

/* "09:00-14:00, 16:00-20:00" or "closed", added as pairs of minutes. */
static int
parse_hours(const char *s, json_t *out)
{
	if (strcmp(s, "closed") == 0)
		return 0;
	for (;;) {
		int from, to;

		s += strspn(s, ", ");
		if (*s == '\0')
			return 0;
		if ((from = minute_of_day(&s)) == -1)
			return -1;
		s += strspn(s, " ");
		if (*s++ != '-')
			return -1;
		s += strspn(s, " ");
		if ((to = minute_of_day(&s)) == -1)
			return -1;
		if (to <= from)
			to += 24 * 60;
		add_span(out, from, to);
	}
}

static json_t *
hours_of_day(struct yaml *y, const json_t *node, const json_t *texts)
{
	json_t *out = json_array(), *v;
	size_t i;

	json_array_foreach((json_t *)texts, i, v)
		if (parse_hours(json_string_value(v), out) == -1)
			yaml_mistake(y, node, "hours: %.60s: not opening hours; \"09:00-18:00\", \"09:00-14:00, 16:00-20:00\" or closed",
			    json_string_value(v));
	return out;
}

/* Days and ranges of days as written become one list of ranges a day, at
 * `hours` of the settings or of a member; nodes is what was written there. */
static void
read_hours(struct yaml *y, const json_t *nodes, json_t *settings)
{
	json_t *given = json_object_get(settings, "hours"), *out = json_object(), *texts;
	const char *key;
	int first, last;

	for (size_t i = 0; i < DAYS && json_object_size(given) > 0; i++)
		json_object_set_new(out, days[i], json_array());
	json_object_foreach(given, key, texts) {
		json_t *node = json_object_get(nodes, key), *ranges;

		if (day_range(key, &first, &last) == -1) {
			yaml_mistake(y, node, "hours: %.40s: not a day; mon tue wed thu fri sat sun, or a range of them as mon-fri", key);
			continue;
		}
		ranges = hours_of_day(y, node, texts);
		for (; first <= last; first++)
			json_object_set(out, days[first], ranges);
		json_decref(ranges);
	}
	json_object_set_new(settings, "hours", out);
}

static void
read_members_hours(struct yaml *y, json_t *settings)
{
	json_t *nodes = json_object_get(yaml_root(y), "team"), *m;
	size_t i;

	json_array_foreach(json_object_get(settings, "team"), i, m)
		read_hours(y, json_object_get(json_array_get(nodes, i), "hours"), m);
}

static bool
has_member(const json_t *settings, const char *name)
{
	json_t *m;
	size_t i;

	/* A member without a name is a mistake by now, and still in the list. */
	json_array_foreach(json_object_get(settings, "team"), i, m)
		if (json_says(m, "name", name))
			return true;
	return false;
}

static void
check_members(struct yaml *y, const json_t *settings, const json_t *node, const char *what, const json_t *names)
{
	json_t *name;
	size_t i;

	json_array_foreach((json_t *)names, i, name)
		if (!has_member(settings, json_string_value(name)))
			yaml_mistake(y, node, "%s: %s is nobody of the team; name them under team first", what, json_string_value(name));
}

/* Whoever is named for a case is of the team. */
static void
check_owners(struct yaml *y, const json_t *settings)
{
	json_t *c, *node;
	const char *key;
	size_t i;

	json_object_foreach(json_object_get(settings, "categories"), key, c) {
		node = json_object_get(json_at(yaml_root(y), "categories"), key);
		check_members(y, settings, node, key, json_object_get(c, "owners"));
		check_members(y, settings, node, key, json_object_get(c, "after_hours"));
	}
	json_array_foreach(json_object_get(settings, "routes"), i, c) {
		node = json_array_get(json_at(yaml_root(y), "routes"), i);
		check_members(y, settings, node, "routes", json_object_get(c, "owner"));
		check_members(y, settings, node, "routes", json_object_get(c, "after_hours"));
	}
}

/* What counts where nobody has said which customers come first. */
static void
weigh_tags(json_t *settings)
{
	json_t *tags = json_at(settings, "priority.tags");

	if (json_object_size(tags) == 0)
		json_object_set_new(tags, "vip", json_integer(2));
}

/* Of a list of objects no two may have the same value at `key`. */
static void
check_unique(struct yaml *y, const json_t *settings, const char *list, const char *key)
{
	json_t *items = json_object_get(settings, list), *seen = json_object(), *item;
	size_t i;

	json_array_foreach(items, i, item) {
		const char *v = json_text(item, key);

		if (v == NULL)
			continue;
		if (json_object_get(seen, v) != NULL)
			yaml_mistake(y, json_array_get(json_object_get(yaml_root(y), list), i), "%s: %s stands here twice; keep one", key, v);
		json_object_set_new(seen, v, json_true());
	}
	json_decref(seen);
}

/* What is added up is in one. */
static void
check_currency(struct yaml *y, const json_t *settings)
{
	const json_t *prices = json_object_get(settings, "prices"), *item;
	const char *first = json_text(json_array_get(prices, 0), "currency");
	size_t i;

	json_array_foreach((json_t *)prices, i, item) {
		const char *currency = json_text(item, "currency");

		if (first != NULL && currency != NULL && strcmp(first, currency) != 0)
			yaml_mistake(y, json_array_get(json_object_get(yaml_root(y), "prices"), i), "prices: %s and %s: all of them in one currency",
			    first, currency);
	}
}

json_t *
settings_read(struct yaml *y)
{
	json_t *s = config_object(y, yaml_root(y), workspace, ""), *languages = json_object_get(s, "languages");

	if (json_array_size(languages) == 0)
		json_array_append(languages, json_object_get(s, "language"));
	read_hours(y, json_at(yaml_root(y), "hours"), s);
	read_members_hours(y, s);
	check_unique(y, s, "numbers", "phone_number_id");
	check_unique(y, s, "team", "name");
	check_unique(y, s, "routes", "name");
	check_owners(y, s);
	check_currency(y, s);
	weigh_tags(s);
	return s;
}
