#include <string.h>

#include "ext/text.h"
#include "nlp/clauses.h"

enum {
	WORDS_ALONE	= 3,	/* on each side of an "and" */
	QUESTION_MIN	= 2,	/* words of a question behind a comma */
	TAG_MAX		= 5,	/* words of one that only asks whether what was said will do */
	CUES		= 8,	/* of a question that are looked at */
};

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

/* "..., do you take cards": a question of its own, not whether what was said
 * will do: "is that possible?". Without its mark by two words that ask. */
static bool
asks(const struct cues *cues, const char *s, size_t len, bool mark)
{
	struct cue cue[CUES];
	size_t n = cues_find(cues, CUE_ASK | CUE_TAG, s, len, cue, CUES), words = count_words(s, len);
	bool tag = false;

	for (size_t i = 0; i < n; i++)
		tag = tag || cue[i].kind == CUE_TAG;
	return n > 0 && cue[0].kind == CUE_ASK && text_blank(s, cue[0].at) && words >= QUESTION_MIN && !(tag && words <= TAG_MAX) &&
	    (mark || count_words(s + cue[0].at, cue[0].len) > 1);
}

/* Where s parts in what tells and, behind a comma, a question: the bytes
 * before it; in *rest where it begins. 0 when nowhere. */
static size_t
part_question(const struct cues *cues, const char *s, size_t len, bool mark, size_t *rest)
{
	if (memchr(s, ',', len) == NULL || asks(cues, s, len, mark))
		return 0;
	for (const char *comma = s; (comma = memchr(comma, ',', len - (size_t)(comma - s))) != NULL; comma++) {
		*rest = (size_t)(comma + 1 - s);
		if (count_words(s, *rest) >= WORDS_ALONE && asks(cues, s + *rest, len - *rest, mark))
			return *rest - 1;
	}
	return 0;
}

/* Where s parts in two that can stand alone: the bytes before an "and", or a
 * "but first" or a question, which is *another; in *rest where it ends. 0 when nowhere. */
static size_t
part(const struct cues *cues, const char *s, size_t len, bool mark, size_t *rest, bool *another)
{
	enum text_class class;
	size_t at = 0, wlen, comma = part_question(cues, s, len, mark, rest);
	const char *word;

	*another = true;
	if (comma > 0)
		return comma;
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
add(const struct cues *cues, struct clause *out, size_t n, const char *s, size_t len, bool question)
{
	size_t rest, before;
	bool another;

	while (n < CLAUSES_MAX - 1 && (before = part(cues, s, len, question, &rest, &another)) > 0) {
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
clauses_split(const struct cues *cues, const char *text, struct clause out[CLAUSES_MAX])
{
	size_t len = strlen(text), at = 0, start = 0, n = 0;

	while (at < len && n < CLAUSES_MAX - 1) {
		size_t here = at;
		int32_t c = text_next(text, len, &at);

		if (opens_question(c) && here > start) {
			n = add(cues, out, n, text + start, here - start, false);
			start = here;
		}
		if (!ends_clause(c))
			continue;
		/* "3.50" and "example.com" are one. */
		if (c == '.' && at < len && text[at] != ' ' && text[at] != '\n')
			continue;
		n = add(cues, out, n, text + start, here - start, is_question(c));
		start = at;
	}
	if (n < CLAUSES_MAX && start < len)
		n = add(cues, out, n, text + start, len - start, false);
	return n;
}
