#include <ctype.h>
#include <errno.h>
#include <math.h>
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

/* The bytes of an escape in a string that can stay as it is; 0 for one that can't. */
static size_t
escape_len(const char *s, size_t len)
{
	int u, low;

	if (len < 2 || s[1] != 'u')
		return 2;
	if (len < 6 || (u = hex4(s + 2)) < 0)
		return 2;
	if (u < 0xd800 || u > 0xdfff)
		return u == 0 ? 0 : 6;
	if (u > 0xdbff || len < 12 || s[6] != '\\' || s[7] != 'u')
		return 0;
	low = hex4(s + 8);
	return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* A string from its quote on, with U+FFFD for NULs and for \uD800..\uDFFF that have no partner. Its bytes. */
static size_t
mend_string(const char *s, size_t len, struct buf *out)
{
	size_t i = 1, n;

	buf_char(out, '"');
	while (i < len && s[i] != '"') {
		n = s[i] == '\\' ? escape_len(s + i, len - i) : 1;
		if (n > len - i)
			n = len - i;
		if (n > 0)
			buf_add(out, s + i, n);
		else
			buf_str(out, "\\ufffd");
		i += n > 0 ? n : 6;
	}
	if (i < len)
		buf_char(out, s[i++]);
	return i;
}

/* A number, as a string when it is beyond what we count with. Its bytes. */
static size_t
mend_number(const char *s, size_t len, struct buf *out)
{
	size_t n = 0;
	char *digits;
	bool beyond;

	while (n < len && memchr("+-.0123456789Ee", s[n], 15) != NULL)
		n++;
	digits = mem_strn(s, n);
	errno = 0;
	if (strpbrk(digits, ".Ee") != NULL)
		beyond = isinf(strtod(digits, NULL));
	else
		beyond = strtoll(digits, NULL, 10) != 0 && errno == ERANGE;
	buf_printf(out, beyond ? "\"%s\"" : "%s", digits);
	free(digits);
	return n;
}

/* What is JSON, but not jansson's. */
static void
mend(const char *data, size_t len, struct buf *out)
{
	size_t i = 0;

	while (i < len)
		if (data[i] == '"')
			i += mend_string(data + i, len - i, out);
		else if (data[i] == '-' || isdigit((unsigned char)data[i]))
			i += mend_number(data + i, len - i, out);
		else
			buf_char(out, data[i++]);
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
	default:
		return "bad JSON";
	}
}

static bool
is_mendable(const json_error_t *err)
{
	switch (json_error_code(err)) {
	case json_error_invalid_syntax:		/* a lone surrogate, or anything */
	case json_error_null_byte_in_key:
	case json_error_numeric_overflow:
		return true;
	default:
		return false;
	}
}

json_t *
json_parse(const char *data, size_t len, const char **why)
{
	const size_t flags = JSON_ALLOW_NUL | JSON_DECODE_ANY, mark = len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	json_error_t err;
	json_t *v = json_loadb(data + mark, len - mark, flags, &err);

	if (v == NULL && is_mendable(&err)) {
		struct buf mended = {0};

		mend(data + mark, len - mark, &mended);
		v = json_loadb(mended.data, mended.len, flags, &err);
		buf_free(&mended);
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

json_t *
json_item(const json_t *list, size_t i)
{
	if (json_is_array(list))
		return json_array_get(list, i);
	return i == 0 ? (json_t *)list : NULL;
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
