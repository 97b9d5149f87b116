#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/opt.h"
#include "wa/config.h"

#define KEYS_MAX 64

/* One value by its field, or NULL after noting why it is none. */
static json_t *value_of(struct yaml *, const json_t *node, const struct config_field *, const char *what);

/* The offending text as a mistake shows it: its first line, not too long. */
struct shown {
	char text[64];
};

static struct shown
shown(const char *s)
{
	struct shown out;
	size_t len = strcspn(s, "\n");
	bool cut = s[len] != '\0' || len > 40;

	if (len > 40)
		for (len = 40; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80; )
			len--;
	snprintf(out.text, sizeof out.text, "\"%.*s%s\"", (int)len, s, cut ? "..." : "");
	return out;
}

bool
config_is_language(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");

	if (n < 2 || n > 3)
		return false;
	for (s += n; *s == '-'; s += n) {
		s++;
		for (n = 0; isalnum((unsigned char)s[n]); n++)
			;
		if (n < 2 || n > 8)
			return false;
	}
	return *s == '\0';
}

bool
config_same_language(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");

	return n == strcspn(b, "-") && strncmp(a, b, n) == 0;
}

bool
config_has_language(const json_t *list, const char *language)
{
	for (size_t i = 0; language != NULL && i < json_array_size(list); i++)
		if (config_same_language(json_string_value(json_array_get(list, i)), language))
			return true;
	return false;
}

const char *
config_local(const json_t *local, const char *language)
{
	const char *key, *found = json_string_value(local);
	json_t *v;

	if (found != NULL || !json_is_object(local))
		return found;
	if ((v = json_object_get(local, language)) != NULL)
		return json_string_value(v);
	json_object_foreach((json_t *)local, key, v)
		if (config_same_language(key, language))
			return json_string_value(v);
	return NULL;
}

int
config_duration(const char *s, int64_t *ms)
{
	int64_t total = 0;

	if (strcmp(s, "0") == 0) {
		*ms = 0;
		return 0;
	}
	if (*s == '\0')
		return -1;
	while (*s != '\0') {
		int64_t unit;
		char *end;
		long n;

		errno = 0;
		n = isdigit((unsigned char)*s) ? strtol(s, &end, 10) : -1;
		if (errno != 0 || n < 0 || n > 1000000)
			return -1;
		switch (*end) {
		case 's': unit = CLOCK_SECOND; break;
		case 'm': unit = CLOCK_MINUTE; break;
		case 'h': unit = CLOCK_HOUR; break;
		case 'd': unit = CLOCK_DAY; break;
		default: return -1;
		}
		total += n * unit;
		s = end + 1;
		if (total > 36500 * CLOCK_DAY)
			return -1;
	}
	*ms = total;
	return 0;
}

static const char *
kind_of(const json_t *node)
{
	return json_is_array(node) ? "a list" : json_is_object(node) ? "keys with values" : "a text";
}

/* The scalar's text, or NULL after saying that `want` was wanted. */
static const char *
scalar(struct yaml *y, const json_t *node, const char *what, const char *want)
{
	const char *s = json_string_value(node);

	if (s == NULL)
		yaml_mistake(y, node, "%s: %s stands here; it wants %s", what, kind_of(node), want);
	return s;
}

static json_t *
text(struct yaml *y, const json_t *node, const char *what)
{
	const char *s = scalar(y, node, what, "one text");

	return s ? json_string(s) : NULL;
}

static json_t *
local(struct yaml *y, const json_t *node, const char *what)
{
	const char *key;
	json_t *v, *out;

	if (json_is_string(node))
		return json_string(json_string_value(node));
	if (!json_is_object(node)) {
		yaml_mistake(y, node, "%s: a list stands here; it wants a text, or one a language as in 'en: ...'", what);
		return NULL;
	}
	out = json_object();
	json_object_foreach((json_t *)node, key, v) {
		const char *s;

		if (!config_is_language(key))
			yaml_mistake(y, v, "%s: %s: not a language; its code has two letters as en, es, or a region as pt-BR",
			    what, shown(key).text);
		else if ((s = scalar(y, v, key, "a text")) != NULL && *s != '\0')
			json_put(out, key, s);
	}
	return out;
}

static json_t *
id(struct yaml *y, const json_t *node, const char *what)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const char *s = scalar(y, node, what, "one word");

	if (s == NULL)
		return NULL;
	if (strlen(s) > 64 || s[strspn(s, allowed)] != '\0') {
		yaml_mistake(y, node, "%s: %s: not an id; letters from a to z, digits and . _ - only, at most 64", what, shown(s).text);
		return NULL;
	}
	return json_string(s);
}

static json_t *
language(struct yaml *y, const json_t *node, const char *what)
{
	const char *s = scalar(y, node, what, "a language code");

	if (s == NULL)
		return NULL;
	if (!config_is_language(s)) {
		yaml_mistake(y, node, "%s: %s: not a language; its code has two letters as en, es, or a region as pt-BR",
		    what, shown(s).text);
		return NULL;
	}
	return json_string(s);
}

static json_t *
boolean(struct yaml *y, const json_t *node, const char *what)
{
	static const char *const yes[] = { "yes", "on", "true" }, *const no[] = { "no", "off", "false" };
	const char *s = scalar(y, node, what, "yes or no");

	if (s == NULL)
		return NULL;
	for (size_t i = 0; i < 3; i++) {
		if (strcasecmp(s, yes[i]) == 0)
			return json_true();
		if (strcasecmp(s, no[i]) == 0)
			return json_false();
	}
	yaml_mistake(y, node, "%s: %s: neither yes nor no (on, off, true, false do too)", what, shown(s).text);
	return NULL;
}

static bool
in_range(const struct config_field *f, double v)
{
	return v >= f->min && (f->max == 0 || v <= f->max);
}

static json_t *
integer(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	const char *s = scalar(y, node, what, "a whole number");
	char *end;
	long long v;

	if (s == NULL)
		return NULL;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno == 0 && end != s && *end == '\0' && in_range(f, (double)v))
		return json_integer(v);
	if (f->max > 0)
		yaml_mistake(y, node, "%s: %s: not a whole number from %.0f to %.0f", what, shown(s).text, f->min, f->max);
	else
		yaml_mistake(y, node, "%s: %s: not a whole number of %.0f or more", what, shown(s).text, f->min);
	return NULL;
}

static json_t *
real(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	const char *s = scalar(y, node, what, "a number");
	char *end;
	double v;

	if (s == NULL)
		return NULL;
	errno = 0;
	v = strtod(s, &end);
	/* The comparison is false for a NaN. */
	if (errno == 0 && end != s && *end == '\0' && isdigit((unsigned char)end[-1]) && in_range(f, v))
		return json_real(v);
	if (f->max > 0)
		yaml_mistake(y, node, "%s: %s: not a number from %g to %g", what, shown(s).text, f->min, f->max);
	else
		yaml_mistake(y, node, "%s: %s: not a number of %g or more", what, shown(s).text, f->min);
	return NULL;
}

static json_t *
duration(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	const char *s = scalar(y, node, what, "a duration");
	int64_t ms;

	if (s == NULL)
		return NULL;
	if (config_duration(s, &ms) == -1)
		yaml_mistake(y, node, "%s: %s: not a duration; a number and its unit as in 90s, 10m, 6h, 2d", what, shown(s).text);
	else if (!in_range(f, (double)ms))
		yaml_mistake(y, node, "%s: %s: too %s", what, shown(s).text, (double)ms < f->min ? "short" : "long");
	else
		return json_integer(ms);
	return NULL;
}

static void
join(struct buf *b, const char *word)
{
	if (b->len > 0)
		buf_str(b, ", ");
	buf_str(b, word);
}

static json_t *
choice(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	const char *s = scalar(y, node, what, "one word"), *near;
	struct buf all = {0};
	size_t n = 0;

	if (s == NULL)
		return NULL;
	for (; f->choices[n] != NULL; n++)
		if (strcmp(s, f->choices[n]) == 0)
			return json_string(s);
	for (n = 0; f->choices[n] != NULL; n++)
		join(&all, f->choices[n]);
	if ((near = opt_nearest(s, f->choices, n)) != NULL)
		yaml_mistake(y, node, "%s: %s: no such choice; did you mean %s?", what, shown(s).text, near);
	else
		yaml_mistake(y, node, "%s: %s: no such choice; one of %s", what, shown(s).text, all.data);
	buf_free(&all);
	return NULL;
}

static json_t *
list(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	json_t *out = json_array(), *v;
	size_t i;

	if (!json_is_array(node)) {
		if ((v = value_of(y, node, f->of, what)) != NULL)
			json_array_append_new(out, v);
		return out;
	}
	json_array_foreach((json_t *)node, i, v) {
		json_t *item = value_of(y, v, f->of, what);

		if (item != NULL)
			json_array_append_new(out, item);
	}
	return out;
}

static json_t *
map(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	json_t *out = json_object(), *v;
	const char *key;

	if (!json_is_object(node)) {
		yaml_mistake(y, node, "%s: %s stands here; it wants keys with values, as in 'key: value'", what, kind_of(node));
		return out;
	}
	json_object_foreach((json_t *)node, key, v) {
		json_t *typed = value_of(y, v, f->of, key);

		if (typed != NULL)
			json_object_set_new(out, key, typed);
	}
	return out;
}

static json_t *
by_type(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	switch (f->type) {
	case CONFIG_TEXT: return text(y, node, what);
	case CONFIG_LOCAL: return local(y, node, what);
	case CONFIG_ID: return id(y, node, what);
	case CONFIG_LANGUAGE: return language(y, node, what);
	case CONFIG_BOOL: return boolean(y, node, what);
	case CONFIG_INT: return integer(y, node, f, what);
	case CONFIG_REAL: return real(y, node, f, what);
	case CONFIG_DURATION: return duration(y, node, f, what);
	case CONFIG_CHOICE: return choice(y, node, f, what);
	case CONFIG_LIST: return list(y, node, f, what);
	case CONFIG_MAP: return map(y, node, f, what);
	case CONFIG_OBJECT: return config_object(y, node, f->of, what);
	case CONFIG_ANY: break;
	}
	return json_incref((json_t *)node);
}

static json_t *
value_of(struct yaml *y, const json_t *node, const struct config_field *f, const char *what)
{
	size_t before = yaml_mistakes(y);
	json_t *v = by_type(y, node, f, what);

	if (v != NULL && f->check != NULL && yaml_mistakes(y) == before)
		f->check(y, node, v);
	return v;
}

/* The value when the key is absent, or NULL. */
static json_t *
absent(struct yaml *y, const struct config_field *f)
{
	json_t *given, *v;

	if (f->def != NULL) {
		/* Our own tables: a default that doesn't read is seen by the first test. */
		given = json_string(f->def);
		v = by_type(y, given, f, f->key);
		json_decref(given);
		return v;
	}
	if (f->optional)
		return NULL;
	switch (f->type) {
	case CONFIG_LIST:
		return json_array();
	case CONFIG_MAP:
		return json_object();
	case CONFIG_OBJECT:
		given = json_object();
		v = config_object(y, given, f->of, f->key);
		json_decref(given);
		return v;
	default:
		return NULL;
	}
}

static void
unknown_key(struct yaml *y, const json_t *node, const struct config_field *fields, const char *key, const char *what)
{
	const char *names[KEYS_MAX], *near;
	struct buf all = {0};
	size_t n = 0;

	for (; fields[n].key != NULL && n < KEYS_MAX; n++) {
		names[n] = fields[n].key;
		join(&all, names[n]);
	}
	if ((near = opt_nearest(key, names, n)) != NULL)
		yaml_mistake(y, node, "%s: no such key%s%s; did you mean %s?", shown(key).text, *what ? " in " : "", what, near);
	else
		yaml_mistake(y, node, "%s: no such key%s%s; there are %s", shown(key).text, *what ? " in " : "", what, all.data);
	buf_free(&all);
}

static bool
is_known(const struct config_field *f, const char *key)
{
	for (; f->key != NULL; f++)
		if (strcmp(f->key, key) == 0)
			return true;
	return false;
}

static bool
is_empty(const json_t *v)
{
	const char *s = json_string_value(v);

	return v == NULL || (s != NULL && *s == '\0');
}

json_t *
config_object(struct yaml *y, const json_t *node, const struct config_field *fields, const char *what)
{
	json_t *out = json_object(), *given, *v;
	const char *key;

	if (!is_empty(node) && !json_is_object(node))
		yaml_mistake(y, node, "%s%s%s stands here; it wants keys with values, as in 'key: value'", what,
		    *what ? ": " : "", kind_of(node));
	json_object_foreach((json_t *)node, key, given)
		if (!is_known(fields, key))
			unknown_key(y, given, fields, key, what);
	for (const struct config_field *f = fields; f->key != NULL; f++) {
		given = json_object_get(node, f->key);
		v = is_empty(given) ? NULL : value_of(y, given, f, f->key);
		if (is_empty(given) && f->required)
			yaml_mistake(y, given ? given : node, "%s%s%s: missing", what, *what ? "." : "", f->key);
		if (v == NULL)
			v = absent(y, f);
		if (v != NULL)
			json_object_set_new(out, f->key, v);
	}
	return out;
}

void
config_remark_languages(struct yaml *y, const json_t *node, const json_t *settings, const char *what, const char *then)
{
	json_t *v;
	size_t i;

	if (!json_is_object(node))
		return;
	json_array_foreach(json_object_get(settings, "languages"), i, v)
		if (config_local(node, json_string_value(v)) == NULL)
			yaml_remark(y, node, "%s: nothing in %s%s", what, json_string_value(v), then);
}
