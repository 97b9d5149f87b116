#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/gist.h"

enum { SENTENCES_MAX = 200, COLUMNS = 160 };

struct sentence {
	const char	*text;
	size_t		 len;
	bool		 question, chosen;
	double		 worth;
};

/* At ends of sentences of most scripts, and at ends of lines. */
static size_t
split(const char *text, struct sentence *out)
{
	size_t n = 0, len = strlen(text), at = 0, from = 0;

	while (at < len && n < SENTENCES_MAX) {
		size_t here = at;
		int32_t c = text_next(text, len, &at);
		bool question = c == '?' || c == 0xff1f || c == 0x61f || c == 0x37e;
		bool end = question || c == '.' || c == '!' || c == '\n' || c == 0x3002 || c == 0xff01 || c == 0x964 || c == 0x6d4;

		/* Not inside of 10.30 or an address. */
		if (end && c == '.' && at < len && text[at] != ' ' && text[at] != '\n')
			end = false;
		if (!end && at < len)
			continue;
		while (from < here && text[from] == ' ')
			from++;
		if (at > from + 1)
			out[n++] = (struct sentence){ .text = text + from, .len = at - from, .question = question };
		from = at;
	}
	return n;
}

/* Calls back with each word of a sentence, folded. */
static void
each_word(const struct sentence *s, void (*each)(void *arg, const char *word, size_t letters), void *arg)
{
	struct buf folded = {0};
	enum text_class class;
	size_t at = 0, len;
	const char *word;

	text_fold(s->text, s->len, &folded);
	while ((word = text_word(folded.data, folded.len, &at, &len, &class)) != NULL) {
		char *one = mem_strn(word, len);

		each(arg, one, text_length(one, len));
		free(one);
	}
	buf_free(&folded);
}

static void
count_word(void *arg, const char *word, size_t letters)
{
	(void)letters;
	map_set(arg, word, (void *)((uintptr_t)map_get(arg, word) + 1));
}

struct weighing {
	const struct map	*counts;
	double			 sum;
	size_t			 words;
};

/* Short words say little by themselves, whatever the language. */
static void
weigh_word(void *arg, const char *word, size_t letters)
{
	struct weighing *w = arg;

	w->words++;
	if (letters > 3)
		w->sum += log(1 + (double)(uintptr_t)map_get(w->counts, word)) * fmin((double)letters, 8) / 8;
}

static void
weigh(struct sentence *s, const struct map *counts)
{
	struct weighing w = { .counts = counts };

	each_word(s, weigh_word, &w);
	s->worth = w.words > 0 ? w.sum / sqrt((double)w.words) : 0;
	if (s->question)
		s->worth *= 1.5;
}

/* The worthiest that still fits, until none does. */
static void
choose(struct sentence *s, size_t n)
{
	size_t room = COLUMNS;

	for (;;) {
		struct sentence *best = NULL;

		for (size_t i = 0; i < n; i++)
			if (!s[i].chosen && text_length(s[i].text, s[i].len) < room && (best == NULL || s[i].worth > best->worth))
				best = &s[i];
		if (best == NULL || best->worth == 0)
			return;
		best->chosen = true;
		room -= text_length(best->text, best->len) + 1;
	}
}

char *
gist(const char *text)
{
	struct sentence *s = mem_array(SENTENCES_MAX, sizeof *s);
	struct map *counts = map_new();
	struct buf b = {0};
	size_t n = split(text, s);

	for (size_t i = 0; i < n; i++)
		each_word(&s[i], count_word, counts);
	for (size_t i = 0; i < n; i++)
		weigh(&s[i], counts);
	choose(s, n);
	for (size_t i = 0; i < n; i++)
		if (s[i].chosen) {
			buf_str(&b, b.len > 0 ? " " : "");
			buf_add(&b, s[i].text, s[i].len);
		}
	/* One endless sentence: its beginning. */
	if (b.len == 0) {
		buf_add(&b, text, text_fit(text, strlen(text), COLUMNS - 1));
		buf_str(&b, strlen(text) > b.len ? "\xe2\x80\xa6" : "");
	}
	for (size_t i = 0; i < b.len; i++)
		if (b.data[i] == '\n')
			b.data[i] = ' ';
	map_free(counts, NULL);
	free(s);
	return buf_take(&b);
}
