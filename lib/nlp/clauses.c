#include <string.h>

#include "ext/text.h"
#include "nlp/clauses.h"

enum { WORDS_ALONE = 3 };	/* on each side of an "and" */

static bool
ends_clause(int32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == ';' || c == '\n' || c == U'。' ||
	    c == U'！' || c == U'？' || c == U'؟' || c == U'।';
}

static bool
is_question(int32_t c)
{
	return c == '?' || c == U'？' || c == U'؟';
}

static size_t
count_words(const char *s, size_t len)
{
	enum text_class class;
	size_t n = 0, at = 0, wlen;

	while (text_word(s, len, &at, &wlen, &class) != NULL)
		n += class == TEXT_DENSE ? wlen / 3 : 1;
	return n;
}

static bool
is_and(const char *word, size_t len)
{
	static const char *const ands[] = { "and", "also", "y", "e", "et", "und", "en", "oraz", "ve", "и" };

	for (size_t i = 0; i < sizeof ands / sizeof *ands; i++)
		if (strlen(ands[i]) == len && memcmp(ands[i], word, len) == 0)
			return true;
	return false;
}

/* Where an "and" parts s in two that can stand alone: the bytes before it, and
 * in *rest where it ends; 0 when nowhere. */
static size_t
part_at_and(const char *s, size_t len, size_t *rest)
{
	enum text_class class;
	size_t at = 0, wlen;
	const char *word;

	while ((word = text_word(s, len, &at, &wlen, &class)) != NULL) {
		size_t before = (size_t)(word - s);

		if (!is_and(word, wlen) || count_words(s, before) < WORDS_ALONE ||
		    count_words(s + at, len - at) < WORDS_ALONE)
			continue;
		*rest = at;
		return before;
	}
	return 0;
}

static size_t
add(struct clause *out, size_t n, const char *s, size_t len, bool question)
{
	size_t rest, before;

	while (n < CLAUSES_MAX - 1 && (before = part_at_and(s, len, &rest)) > 0) {
		out[n++] = (struct clause){ s, before, question };
		s += rest;
		len -= rest;
	}
	if (count_words(s, len) > 0)
		out[n++] = (struct clause){ s, len, question };
	return n;
}

size_t
clauses_split(const char *text, struct clause out[CLAUSES_MAX])
{
	size_t len = strlen(text), at = 0, start = 0, n = 0;

	while (at < len && n < CLAUSES_MAX - 1) {
		size_t here = at;
		int32_t c = text_next(text, len, &at);

		if (!ends_clause(c))
			continue;
		/* "3.50" and "example.com" are one. */
		if (c == '.' && at < len && text[at] != ' ' && text[at] != '\n')
			continue;
		n = add(out, n, text + start, here - start, is_question(c));
		start = at;
	}
	if (n < CLAUSES_MAX && start < len)
		n = add(out, n, text + start, len - start, false);
	return n;
}
