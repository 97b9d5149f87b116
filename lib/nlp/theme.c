#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/theme.h"

enum { WORDS = 3, CONSIDERED = 24, COLUMNS = 40, LETTERS_MIN = 3 };

/* A word of the first text, and in how many texts it is. */
struct word {
	const char	*s;
	size_t		 len;
	size_t		 inside, outside;
	size_t		 seen;		/* the last text that had it, from 1 */
	double		 worth;
	bool		 chosen;
};

static char *
fold(const char *s, size_t len)
{
	struct buf b = {0};

	text_fold(s, len, &b);
	buf_str(&b, "");
	return buf_take(&b);
}

/* The words of the text that can stand in a name, each once. */
static size_t
words_of(const char *text, struct map *by_word, struct word *out)
{
	size_t len = strlen(text), at = 0, wlen, n = 0;
	enum text_class class;
	const char *s;

	while (n < CONSIDERED && (s = text_word(text, len, &at, &wlen, &class)) != NULL) {
		char *key = fold(s, wlen);

		if (class == TEXT_LETTER && text_length(s, wlen) >= LETTERS_MIN && map_get(by_word, key) == NULL) {
			out[n] = (struct word){ .s = s, .len = wlen };
			map_set(by_word, key, &out[n++]);
		}
		free(key);
	}
	return n;
}

static void
count(struct map *by_word, const char *text, size_t number, bool inside)
{
	size_t len = strlen(text), at = 0, wlen;
	enum text_class class;
	const char *s;

	while ((s = text_word(text, len, &at, &wlen, &class)) != NULL) {
		char *key = fold(s, wlen);
		struct word *w = map_get(by_word, key);

		free(key);
		if (w == NULL || w->seen == number)
			continue;
		w->seen = number;
		w->inside += inside;
		w->outside += !inside;
	}
}

/* Of equals the longer tells more. */
static struct word *
best(struct word *w, size_t n)
{
	struct word *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (!w[i].chosen && w[i].worth > 0 && (found == NULL || w[i].worth > found->worth ||
		    (w[i].worth == found->worth && w[i].len > found->len)))
			found = &w[i];
	return found;
}

static char *
name_of(const struct word *w, size_t n, const char *text)
{
	struct buf b = {0};

	for (size_t i = 0; i < n; i++)
		if (w[i].chosen) {
			buf_str(&b, b.len > 0 ? " " : "");
			buf_add(&b, w[i].s, w[i].len);
		}
	if (b.len == 0)
		buf_add(&b, text, text_fit(text, strlen(text), COLUMNS));
	buf_str(&b, "");
	return buf_take(&b);
}

char *
theme_name(const char *const *texts, size_t n, const size_t *of, size_t c, size_t head)
{
	struct map *by_word = map_new();
	struct word w[CONSIDERED], *next;
	size_t words = words_of(texts[head], by_word, w), size = 0;
	char *name;

	for (size_t i = 0; i < n; i++) {
		size += of[i] == c;
		count(by_word, texts[i], i + 1, of[i] == c);
	}
	/* More than half of these have it, and a smaller part of the others. */
	for (size_t i = 0; i < words; i++) {
		double share = (double)w[i].inside / (double)size, others = n > size ? (double)w[i].outside / (double)(n - size) : 0;

		w[i].worth = share > 0.5 ? share - others : 0;
	}
	for (int k = 0; k < WORDS && (next = best(w, words)) != NULL; k++)
		next->chosen = true;
	name = name_of(w, words, texts[head]);
	map_free(by_word, NULL);
	return name;
}
