#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wa/field.h"
#include "wa/words.h"

static void
place_print(const struct place *at, char *to, size_t size)
{
	size_t len;

	*to = '\0';
	if (at == NULL)
		return;
	place_print(at->up, to, size);
	len = strlen(to);
	if (at->index == PLACE_MEMBER)
		snprintf(to + len, size - len, "%s%s", len > 0 ? "." : "", at->name);
	else
		snprintf(to + len, size - len, "%s%s[%zu]", len > 0 ? "." : "", at->name, at->index);
}

int
field_wrong(struct outbound_problem *p, int code, const struct place *at, const char *fmt, ...)
{
	va_list ap;

	p->code = code;
	place_print(at, p->field, sizeof p->field);
	va_start(ap, fmt);
	vsnprintf(p->text, sizeof p->text, fmt, ap);
	va_end(ap);
	return -1;
}

int
field_text(struct outbound_problem *p, const json_t *obj, const struct place *at, enum need need, size_t max, int code)
{
	const json_t *v = json_object_get(obj, at->name);
	size_t n;

	if (v == NULL || json_is_null(v))
		return need == REQUIRED ? field_wrong(p, MISSING, at, "is required") : 0;
	if (!json_is_string(v))
		return field_wrong(p, BAD, at, "must be a string");
	n = words_units(json_string_value(v), json_string_length(v));
	if (n == 0 && need == REQUIRED)
		return field_wrong(p, MISSING, at, "is empty");
	if (max > 0 && n > max)
		return field_wrong(p, code, at, "is %zu characters long, at most %zu", n, max);
	return 0;
}

const json_t *
field_want(struct outbound_problem *p, const json_t *obj, const struct place *at, json_type type)
{
	const json_t *v = json_object_get(obj, at->name);

	if (v == NULL || json_is_null(v))
		field_wrong(p, MISSING, at, "is required");
	else if (json_typeof(v) != type)
		field_wrong(p, BAD, at, "must be an %s", type == JSON_ARRAY ? "array" : "object");
	else
		return v;
	return NULL;
}

int
field_bool(struct outbound_problem *p, const json_t *obj, const struct place *at)
{
	const json_t *v = json_object_get(obj, at->name);

	return v == NULL || json_is_boolean(v) ? 0 : field_wrong(p, BAD, at, "must be true or false");
}

int
field_one_of(struct outbound_problem *p, const json_t *obj, const struct place *at, const char *const *names)
{
	const char *s = json_text(obj, at->name);

	if (field_text(p, obj, at, REQUIRED, 0, BAD) == -1)
		return -1;
	for (; *names != NULL; names++)
		if (strcmp(s, *names) == 0)
			return 0;
	return field_wrong(p, BAD, at, "\"%.40s\" is none that is known", s);
}

static bool
is_web(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

int
field_web(struct outbound_problem *p, const json_t *obj, const struct place *at)
{
	if (field_text(p, obj, at, REQUIRED, 0, BAD) == -1)
		return -1;
	return is_web(json_string_value(json_object_get(obj, at->name))) ? 0 :
	    field_wrong(p, INVALID, at, "must begin with https:// or http://");
}

int
field_medium(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const json_t *id = json_object_get(m, "id"), *link = json_object_get(m, "link"), *file = json_object_get(m, "file");

	if (id == NULL && link == NULL && file == NULL)
		return field_wrong(p, MISSING, IN(at, "id"), "or link is required");
	if (file != NULL && (id != NULL || link != NULL))
		return field_wrong(p, BAD, IN(at, "file"), "excludes id and link");
	if (file != NULL)
		return field_text(p, m, IN(at, "file"), REQUIRED, 1024, BAD);
	if (id != NULL && link != NULL)
		return field_wrong(p, BAD, IN(at, "link"), "and id exclude each other");
	if (link != NULL)
		return field_web(p, m, IN(at, "link"));
	if (json_is_integer(id))
		return 0;
	return field_text(p, m, IN(at, "id"), REQUIRED, 0, BAD);
}
