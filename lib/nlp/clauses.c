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

/* "¿" */
static bool
opens_question(int32_t c)
{
	return c == 0xbf;
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
is_one(const char *const *words, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
			return true;
	return false;
}

static bool
is_and(const char *word, size_t len)
{
	static const char *const ands[] = { "and", "also", "y", "e", "et", "und", "en", "oraz", "ve", "и" };

	return is_one(ands, sizeof ands / sizeof *ands, word, len);
}

/* "But first", "pero antes": another matter comes before the one ahead of it.
 * The bytes behind it, 0 when the word at `at` begins none. */
static size_t
but_first(const char *s, size_t len, const char *word, size_t wlen, size_t at)
{
	static const char *const buts[] = { "but", "pero", "mas", "mais", "aber", "ma", "maar" };
	static const char *const firsts[] = { "first", "firstly", "before", "beforehand", "antes", "primero", "primeiro", "d'abord",
	    "d’abord", "avant", "zuerst", "vorher", "erst", "vorab", "prima", "eerst" };
	enum text_class class;

	if (!is_one(buts, sizeof buts / sizeof *buts, word, wlen) || (word = text_word(s, len, &at, &wlen, &class)) == NULL ||
	    !is_one(firsts, sizeof firsts / sizeof *firsts, word, wlen))
		return 0;
	return at + strspn(s + at, " ,:");
}

/* Where s parts in two that can stand alone: the bytes before an "and" or a "but
 * first", which is *another; in *rest where it ends. 0 when nowhere. */
static size_t
part(const char *s, size_t len, size_t *rest, bool *another)
{
	enum text_class class;
	size_t at = 0, wlen;
	const char *word;

	while ((word = text_word(s, len, &at, &wlen, &class)) != NULL) {
		size_t before = (size_t)(word - s), least = WORDS_ALONE;

		*rest = but_first(s, len, word, wlen, at);
		if ((*another = *rest != 0))
			least = 1;
		else if (is_and(word, wlen))
			*rest = at;
		if (*rest != 0 && *rest < len && count_words(s, before) >= least && count_words(s + *rest, len - *rest) >= least)
			return before;
	}
	return 0;
}

static size_t
add(struct clause *out, size_t n, const char *s, size_t len, bool question)
{
	size_t rest, before;
	bool another;

	while (n < CLAUSES_MAX - 1 && (before = part(s, len, &rest, &another)) > 0) {
		/* What is asked first is what follows. */
		out[n++] = (struct clause){ s, before, question && !another };
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

		if (opens_question(c) && here > start) {
			n = add(out, n, text + start, here - start, false);
			start = here;
		}
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
