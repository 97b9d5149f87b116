#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/words.h"

size_t
words_units(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c & 0xc0) != 0x80)
			n += c >= 0xf0 ? 2 : 1;
	}
	return n;
}

const char *
words_of(const json_t *msg)
{
	static const char *const paths[] = { "text.body", "interactive.body.text", "image.caption", "video.caption",
	    "document.caption", "document.filename", "location.name", "location.address", "reaction.emoji", "template.name" };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		const char *s = json_text(msg, paths[i]);

		if (s != NULL)
			return s;
	}
	return NULL;
}

/* What closes a sentence in writing systems that close it with a question mark. */
static bool
ends_in_question(const char *s)
{
	static const char *const marks[] = { "?", "\xd8\x9f" /* Arabic */, "\xef\xbc\x9f" /* full width */, "\xcd\xbe" /* Greek */ };
	size_t len = strlen(s);

	while (len > 0 && strchr(" \t\r\n\"')*_~", s[len - 1]) != NULL)
		len--;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t n = strlen(marks[i]);

		if (len >= n && memcmp(s + len - n, marks[i], n) == 0)
			return true;
	}
	return false;
}

bool
words_ask(const json_t *msg)
{
	static const char *const asking[] = { "button", "list", "flow", "location_request_message", "address_message",
	    "contact_request", "call_permission_request" };
	const char *type = json_text(msg, "interactive.type"), *words = words_of(msg);

	for (size_t i = 0; type != NULL && i < sizeof asking / sizeof *asking; i++)
		if (strcmp(type, asking[i]) == 0)
			return true;
	return words != NULL && ends_in_question(words);
}

json_t *
words_message(const char *words)
{
	return json_pack("{s:s, s:{s:s}}", "type", "text", "text", "body", words);
}

json_t *
words_buttons(const char *words, json_t *buttons)
{
	if (json_array_size(buttons) > 0)
		return json_pack("{s:s, s:{s:s, s:{s:s}, s:{s:o}}}", "type", "interactive", "interactive", "type", "button",
		    "body", "text", words, "action", "buttons", buttons);
	json_decref(buttons);
	return words_message(words);
}

void
words_add_button(json_t *buttons, const char *id, const char *title)
{
	json_array_append_new(buttons, json_pack("{s:s, s:{s:s, s:s}}", "type", "reply", "reply", "id", id, "title", title));
}

/* --------------------------------------------------------------- splitting */

/* Bytes of s that make at most max units, never in the middle of a code point. */
static size_t
bytes_of_units(const char *s, size_t len, size_t max)
{
	size_t units = 0, i = 0;

	while (i < len) {
		unsigned char c = (unsigned char)s[i];
		size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

		units += c >= 0xf0 ? 2 : 1;
		if (units > max)
			break;
		i += size;
	}
	return i < len ? i : len;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Does a sentence end just before s + i? Full-width stops need no space after. */
static bool
sentence_end(const char *s, size_t i)
{
	static const char *const wide[] = { "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f" };

	if (i >= 1 && strchr(".!?", s[i - 1]) != NULL && is_space(s[i]))
		return true;
	for (size_t w = 0; w < sizeof wide / sizeof *wide; w++)
		if (i >= 3 && memcmp(s + i - 3, wide[w], 3) == 0)
			return true;
	return false;
}

/* Marks and joiners belong to the character before them: U+0300-036F, U+200D,
 * U+FE0F, and skin tones. */
static bool
joins_on(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	return (u[0] == 0xcc) || (u[0] == 0xcd && u[1] < 0xb0) || strncmp(s, "\xe2\x80\x8d", 3) == 0 ||
	    strncmp(s, "\xef\xb8\x8f", 3) == 0 || (strncmp(s, "\xf0\x9f\x8f", 3) == 0 && u[3] >= 0xbb);
}

/* Where to cut s (longer than room bytes) so that both sides read well: at
 * most room. A cut in the first third would leave a stub, so it doesn't count. */
static size_t
cut(const char *s, size_t room)
{
	size_t third = room / 3, i;

	for (i = room; i > third; i--)
		if (s[i] == '\n' && s[i - 1] == '\n')
			return i;
	for (i = room; i > third; i--)
		if (s[i] == '\n' || sentence_end(s, i))
			return i;
	for (i = room; i > 0; i--)
		if (is_space(s[i]))
			return i;
	for (i = room; i > third; i--)
		if (((unsigned char)s[i] & 0xc0) != 0x80 && !joins_on(s + i) &&
		    (i < 3 || memcmp(s + i - 3, "\xe2\x80\x8d", 3) != 0))
			return i;
	return room;
}

static json_t *
part_of(const json_t *msg, const char *s, size_t len, bool first)
{
	json_t *part = json_deep_copy(msg);

	json_object_set_new(json_object_get(part, "text"), "body", json_stringn(s, len));
	if (!first)
		json_object_del(part, "context");
	return part;
}

json_t *
words_split(const json_t *msg)
{
	const json_t *body = json_at(msg, "text.body");
	const char *s = json_string_value(body);
	size_t len = json_string_length(body), n;
	json_t *parts = json_array();
	bool first = true;

	if (s == NULL || words_units(s, len) <= WORDS_TEXT_MAX) {
		json_array_append(parts, (json_t *)msg);
		return parts;
	}
	while (len > 0) {
		n = bytes_of_units(s, len, WORDS_TEXT_MAX);
		if (n < len && (n = cut(s, n)) == 0)
			n = bytes_of_units(s, len, WORDS_TEXT_MAX);
		size_t end = n;

		while (end > 0 && is_space(s[end - 1]))
			end--;
		if (end > 0) {
			json_array_append_new(parts, part_of(msg, s, end, first));
			first = false;
		}
		s += n;
		len -= n;
		while (len > 0 && is_space(*s))
			s++, len--;
	}
	return parts;
}
