#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/stem.h"
#include "ext/text.h"
#include "nlp/function_words.h"
#include "nlp/tokens.h"

#define TEXT_MAX	4096	/* bytes of a text that count */
#define WORD_MAX	40	/* characters of a word that count */
#define CHARS_MIN	2
#define CHARS_MAX	4

struct tokens {
	struct stem	*stem;
	uint64_t	*light;		/* hashes of function words, open addressing; NULL: none known */
	size_t		 light_size;	/* a power of two */
	struct buf	 folded;
	struct buf	 word;		/* the word at hand, elongations shortened */
	struct token	*v;
	size_t		 n;
	size_t		 cap;
	uint32_t	 words;
	uint64_t	 last;		/* hash of the word before, for pairs */
};

/* FNV-1a a step, and a last stir so that low bits serve as a table's index. */
static uint64_t
step(uint64_t h, uint32_t c)
{
	return (h ^ c) * 1099511628211u;
}

static uint64_t
stir(uint64_t h)
{
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

#define SEED(kind)	(1469598103934665603u + (uint64_t)(kind) * 0x100000001u)

static void
add(struct tokens *t, enum token_kind kind, uint64_t h)
{
	if (t->n == t->cap) {
		t->cap = t->cap != 0 ? t->cap * 2 : 512;
		t->v = mem_grow(t->v, t->cap, sizeof *t->v);
	}
	t->v[t->n++] = (struct token){ .hash = stir(h), .word = t->words, .kind = kind };
}

static uint64_t *
light_slot(const struct tokens *t, uint64_t hash)
{
	size_t i = hash & (t->light_size - 1);

	while (t->light[i] != 0 && t->light[i] != hash)
		i = (i + 1) & (t->light_size - 1);
	return &t->light[i];
}

/* One word's hash, and its pair with the word before. */
static void
add_word(struct tokens *t, uint64_t h)
{
	add(t, TOKEN_WORD, h);
	t->v[t->n - 1].light = t->light != NULL && *light_slot(t, t->v[t->n - 1].hash) != 0;
	add(t, TOKEN_PAIR, step(step(SEED(TOKEN_PAIR), (uint32_t)t->last), (uint32_t)stir(h)));
	t->last = stir(h);
}

/* All runs of characters inside a word, its borders (code point 1) included. */
static void
add_chars(struct tokens *t, const uint32_t *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t h = step(SEED(TOKEN_CHARS), c[i]);

		for (size_t k = 1; k < CHARS_MAX && i + k < n; k++) {
			h = step(h, c[i + k]);
			if (k + 1 >= CHARS_MIN)
				add(t, TOKEN_CHARS, h);
		}
	}
}

/* The word without the third and later repeats of a letter, apostrophes gone. */
static void
shorten(struct buf *out, const char *s, size_t len)
{
	int32_t last = 0;
	int repeats = 0;

	buf_clear(out);
	for (size_t at = 0; at < len;) {
		int32_t c = text_next(s, len, &at);

		repeats = c == last ? repeats + 1 : 0;
		last = c;
		if (text_class(c) != TEXT_OTHER && (repeats < 2 || text_class(c) == TEXT_DIGIT))
			text_put(out, c);
	}
}

/* Characters without accents into c, at most max; how many. */
static size_t
plain(const char *s, size_t len, uint32_t *c, size_t max)
{
	size_t n = 0;

	for (size_t at = 0; at < len && n < max;) {
		int32_t p = text_plain(text_next(s, len, &at));

		if (p != 0)
			c[n++] = (uint32_t)p;
	}
	return n;
}

static void
spaced_word(struct tokens *t, const char *s, size_t len)
{
	uint32_t c[WORD_MAX + 2];
	uint64_t h = SEED(TOKEN_WORD);
	const char *stem;
	size_t n, stem_len;

	shorten(&t->word, s, len);
	stem = stem_word(t->stem, t->word.data, t->word.len, &stem_len);
	n = plain(stem, stem_len, c, WORD_MAX);
	for (size_t i = 0; i < n; i++)
		h = step(h, c[i]);
	add_word(t, h);
	c[0] = 1;
	n = plain(t->word.data, t->word.len, c + 1, WORD_MAX);
	c[n + 1] = 1;
	add_chars(t, c, n + 2);
	t->words++;
}

static void
dense_run(struct tokens *t, const char *s, size_t len)
{
	uint32_t c[WORD_MAX + 2];

	for (size_t at = 0; at < len;) {
		size_t n = 1;

		c[0] = 1;
		while (at < len && n <= WORD_MAX)
			c[n++] = (uint32_t)text_next(s, len, &at);
		for (size_t i = 1; i < n; i++) {
			add_word(t, step(SEED(TOKEN_WORD), c[i]));
			t->words++;
		}
		add_chars(t, c, n);
	}
}

static void
learn_light(struct tokens *t, const char *words)
{
	size_t n, n_words;
	const struct token *v = tokens_of(t, words, &n, &n_words);

	for (t->light_size = 64; t->light_size < 4 * n_words;)
		t->light_size *= 2;
	t->light = mem_array(t->light_size, sizeof *t->light);
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == TOKEN_WORD)
			*light_slot(t, v[i].hash) = v[i].hash;
}

struct tokens *
tokens_new(const char *language)
{
	struct tokens *t = mem_alloc(sizeof *t);
	char *light = language != NULL ? function_words(language) : NULL;

	t->stem = stem_new(language);
	if (light != NULL)
		learn_light(t, light);
	free(light);
	return t;
}

void
tokens_free(struct tokens *t)
{
	if (t == NULL)
		return;
	stem_free(t->stem);
	free(t->light);
	buf_free(&t->folded);
	buf_free(&t->word);
	free(t->v);
	free(t);
}

static size_t
bounded(const char *text)
{
	size_t len = 0;

	while (len < TEXT_MAX && text[len] != '\0')
		len++;
	return len;
}

const struct token *
tokens_of(struct tokens *t, const char *text, size_t *n, size_t *words)
{
	enum text_class class;
	const char *w;
	size_t at = 0, len;

	buf_clear(&t->folded);
	text_fold(text, bounded(text), &t->folded);
	t->n = 0;
	t->words = 0;
	t->last = 1;
	while ((w = text_word(t->folded.data, t->folded.len, &at, &len, &class)) != NULL)
		if (class == TEXT_DENSE)
			dense_run(t, w, len);
		else
			spaced_word(t, w, len);
	*n = t->n;
	*words = t->words;
	return t->v;
}
