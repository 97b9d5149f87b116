#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/json.h"

static int
hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i];

		if (!isxdigit(c))
			return -1;
		v = v * 16 + (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
	}
	return v;
}

/* Rewrites \uD800..\uDFFF that have no partner as \ufffd, same length. True
 * when there was one. */
static bool
mend_surrogates(char *s, size_t len)
{
	bool mended = false;

	for (size_t i = 0; i + 1 < len; i++) {
		int u;

		if (s[i] != '\\')
			continue;
		if (s[i + 1] != 'u' || i + 6 > len || (u = hex4(s + i + 2)) < 0xd800 || u > 0xdfff) {
			i++;
			continue;
		}
		if (u < 0xdc00 && i + 12 <= len && s[i + 6] == '\\' && s[i + 7] == 'u') {
			int low = hex4(s + i + 8);

			if (low >= 0xdc00 && low <= 0xdfff) {
				i += 11;
				continue;
			}
		}
		memcpy(s + i + 2, "fffd", 4);
		mended = true;
		i += 5;
	}
	return mended;
}

static const char *
reason(const json_error_t *err)
{
	switch (json_error_code(err)) {
	case json_error_invalid_utf8:
		return "bad UTF-8";
	case json_error_premature_end_of_input:
		return "cut short";
	case json_error_end_of_input_expected:
		return "more than one document";
	case json_error_stack_overflow:
		return "nested too deeply";
	case json_error_numeric_overflow:
		return "a number too large";
	default:
		return "bad JSON";
	}
}

json_t *
json_parse(const char *data, size_t len, const char **why)
{
	const size_t flags = JSON_ALLOW_NUL | JSON_DECODE_ANY;
	json_error_t err;
	json_t *v = json_loadb(data, len, flags, &err);

	if (v == NULL && json_error_code(&err) == json_error_invalid_syntax &&
	    memmem(data, len, "\\u", 2) != NULL) {
		char *copy = mem_strn(data, len);

		if (mend_surrogates(copy, len))
			v = json_loadb(copy, len, flags, &err);
		free(copy);
	}
	if (v == NULL && why != NULL)
		*why = reason(&err);
	return v;
}

static int
into_buf(const char *data, size_t len, void *arg)
{
	buf_add(arg, data, len);
	return 0;
}

void
json_print(const json_t *v, struct buf *out)
{
	json_dump_callback(v, into_buf, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

json_t *
json_at(const json_t *v, const char *path)
{
	while (v != NULL && path != NULL) {
		const char *dot = strchr(path, '.');

		v = json_object_getn(v, path, dot ? (size_t)(dot - path) : strlen(path));
		path = dot ? dot + 1 : NULL;
	}
	return (json_t *)v;
}

const char *
json_text(const json_t *v, const char *path)
{
	return json_string_value(json_at(v, path));
}

bool
json_says(const json_t *v, const char *path, const char *word)
{
	const char *s = json_text(v, path);

	return s != NULL && word != NULL && strcmp(s, word) == 0;
}

bool
json_has(const json_t *array, const char *word)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (json_says(json_array_get(array, i), NULL, word))
			return true;
	return false;
}

int64_t
json_number(const json_t *v, const char *path, int64_t def)
{
	const json_t *n = json_at(v, path);
	const char *s;
	char *end;
	int64_t value;

	if (json_is_integer(n))
		return json_integer_value(n);
	if ((s = json_string_value(n)) == NULL || *s == '\0')
		return def;
	errno = 0;
	value = strtoll(s, &end, 10);
	return errno == 0 && *end == '\0' ? value : def;
}

bool
json_yes(const json_t *v, const char *path)
{
	return json_is_true(json_at(v, path));
}

void
json_put(json_t *obj, const char *key, const char *s)
{
	if (s != NULL)
		json_object_set_new(obj, key, json_string(s));
}

void
json_put_list(json_t *obj, const char *key, json_t *list)
{
	if (json_array_size(list) > 0)
		json_object_set(obj, key, list);
	json_decref(list);
}

void
json_put_time(json_t *obj, const char *key, int64_t ms)
{
	char text[CLOCK_LEN];

	if (ms != 0)
		json_put(obj, key, clock_format(ms, text));
}

void
json_put_clean(json_t *obj, const char *key, const json_t *string, size_t max)
{
	const char *s = json_string_value(string);
	size_t len = json_string_length(string);
	struct buf b = {0};

	if (len > max)
		for (len = max; len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80; len--)
			continue;
	if (len == 0)
		return;
	if (memchr(s, '\0', len) == NULL) {
		json_object_set_new(obj, key, json_stringn_nocheck(s, len));
		return;
	}
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\0')
			buf_char(&b, s[i]);
		else
			buf_str(&b, "\xef\xbf\xbd");
	json_object_set_new(obj, key, json_stringn_nocheck(b.data, b.len));
	buf_free(&b);
}
