#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/index.h"

/* Share of a vector's squared length that its words and pairs have. */
#define WORDS_SHARE	0.5f
#define PAIR_WEIGHT	0.7f

/* What a light word tells of its idf, where it counts how much of a text is
 * covered. In vectors it counts in full. */
#define LIGHT		0.2f

/* In an index of so many texts, a feature is common that more than one in
 * COMMON_SHARE has. */
#define COMMON_FROM	100
#define COMMON_SHARE	8

#define NONE	UINT32_MAX

struct index {
	uint32_t	 n_texts;
	uint32_t	 n_features;
	/* hash -> feature: open addressing, at most half full */
	uint32_t	*slots;
	uint32_t	 mask;
	uint64_t	*hashes;
	uint8_t		*kinds;
	bool		*light;
	float		*idf;
	float		 idf_unknown;
	/* text -> its terms, and feature -> texts that have it, in rows of CSR */
	uint32_t	*text_first;
	struct term	*terms;
	uint32_t	*feature_first;
	struct term	*postings;	/* .feature is the text's number */
	/* of the vector at hand */
	float		*counts;
	uint32_t	*words;		/* features of its words */
	size_t		 n_words;
	float		 unknown;	/* what the most telling of its words does that no text has */
	size_t		 cap_words;
};

static uint32_t
find(const struct index *x, uint64_t hash)
{
	uint32_t i = (uint32_t)hash & x->mask;

	while (x->slots[i] != NONE && x->hashes[x->slots[i]] != hash)
		i = (i + 1) & x->mask;
	return x->slots[i];
}

static void
rehash(struct index *x, uint32_t size)
{
	free(x->slots);
	x->slots = mem_array(size, sizeof *x->slots);
	memset(x->slots, 0xff, size * sizeof *x->slots);
	x->mask = size - 1;
	x->hashes = mem_grow(x->hashes, size / 2, sizeof *x->hashes);
	x->kinds = mem_grow(x->kinds, size / 2, 1);
	x->light = mem_grow(x->light, size / 2, sizeof *x->light);
	for (uint32_t f = 0; f < x->n_features; f++) {
		uint32_t i = (uint32_t)x->hashes[f] & x->mask;

		while (x->slots[i] != NONE)
			i = (i + 1) & x->mask;
		x->slots[i] = f;
	}
}

static uint32_t
find_or_add(struct index *x, const struct token *t)
{
	uint32_t f = find(x, t->hash), i;

	if (f != NONE)
		return f;
	if (x->n_features == (x->mask + 1) / 2)
		rehash(x, (x->mask + 1) * 2);
	for (i = (uint32_t)t->hash & x->mask; x->slots[i] != NONE;)
		i = (i + 1) & x->mask;
	x->slots[i] = x->n_features;
	x->hashes[x->n_features] = t->hash;
	x->kinds[x->n_features] = (uint8_t)t->kind;
	x->light[x->n_features] = t->light;
	return x->n_features++;
}

static void
vector_add(struct vector *v, uint32_t feature)
{
	if (v->n == v->cap) {
		v->cap = v->cap != 0 ? v->cap * 2 : 256;
		v->v = mem_grow(v->v, v->cap, sizeof *v->v);
	}
	v->v[v->n++].feature = feature;
}

void
vector_free(struct vector *v)
{
	free(v->v);
	*v = (struct vector){0};
}

/* Counts to sublinear TF-IDF weights, each block scaled to its share. */
static void
weigh(const struct index *x, struct term *v, size_t n)
{
	float square[2] = { 0, 0 }, scale[2];

	for (size_t i = 0; i < n; i++) {
		uint32_t f = v[i].feature;
		float w = (1 + logf(v[i].weight)) * x->idf[f] * (x->kinds[f] == TOKEN_PAIR ? PAIR_WEIGHT : 1);

		v[i].weight = w;
		square[x->kinds[f] == TOKEN_CHARS] += w * w;
	}
	scale[0] = square[1] > 0 ? sqrtf(WORDS_SHARE) : 1;
	scale[1] = square[0] > 0 ? sqrtf(1 - WORDS_SHARE) : 1;
	for (int b = 0; b < 2; b++)
		scale[b] = square[b] > 0 ? scale[b] / sqrtf(square[b]) : 0;
	for (size_t i = 0; i < n; i++)
		v[i].weight *= scale[x->kinds[v[i].feature] == TOKEN_CHARS];
}

/* First pass: the features of each text and how often it has them. */
static void
count(struct index *x, struct tokens *tokens, const char *const *texts)
{
	size_t n_terms = 0, cap = 0;
	uint32_t *last = NULL, *at = NULL;	/* text and term where a feature was counted last */
	size_t cap_features = 0;

	for (uint32_t i = 0; i < x->n_texts; i++) {
		size_t n, words;
		const struct token *t = tokens_of(tokens, texts[i], &n, &words);

		x->text_first[i] = (uint32_t)n_terms;
		if (n_terms + n > cap) {
			cap = (n_terms + n) * 2;
			x->terms = mem_grow(x->terms, cap, sizeof *x->terms);
		}
		for (size_t k = 0; k < n; k++) {
			uint32_t f = find_or_add(x, &t[k]);

			if (f >= cap_features) {
				size_t more = cap_features != 0 ? cap_features * 2 : 4096;

				last = mem_grow(last, more, sizeof *last);
				at = mem_grow(at, more, sizeof *at);
				memset(last + cap_features, 0xff, (more - cap_features) * sizeof *last);
				cap_features = more;
			}
			if (last[f] != i) {
				last[f] = i;
				at[f] = (uint32_t)n_terms;
				x->terms[n_terms++] = (struct term){ f, 0 };
			}
			x->terms[at[f]].weight++;
		}
	}
	x->text_first[x->n_texts] = (uint32_t)n_terms;
	free(last);
	free(at);
}

static void
set_idf(struct index *x)
{
	float n = (float)x->n_texts;

	x->idf = mem_array(x->n_features, sizeof *x->idf);
	for (uint32_t k = 0; k < x->text_first[x->n_texts]; k++)
		x->idf[x->terms[k].feature]++;
	for (uint32_t f = 0; f < x->n_features; f++)
		x->idf[f] = logf((1 + n) / (1 + x->idf[f])) + 1;
	x->idf_unknown = logf(1 + n) + 1;
}

/* Terms by text turned into texts by term. */
static void
invert(struct index *x)
{
	uint32_t total = x->text_first[x->n_texts], *fill;

	x->feature_first = mem_array(x->n_features + 2, sizeof *x->feature_first);
	x->postings = mem_array(total + 1, sizeof *x->postings);
	fill = x->feature_first + 1;
	for (uint32_t k = 0; k < total; k++)
		x->feature_first[x->terms[k].feature + 2]++;
	for (uint32_t f = 0; f < x->n_features; f++)
		x->feature_first[f + 2] += x->feature_first[f + 1];
	for (uint32_t i = 0; i < x->n_texts; i++)
		for (uint32_t k = x->text_first[i]; k < x->text_first[i + 1]; k++)
			x->postings[fill[x->terms[k].feature]++] = (struct term){ i, x->terms[k].weight };
}

struct index *
index_build(struct tokens *tokens, const char *const *texts, size_t n)
{
	struct index *x = mem_alloc(sizeof *x);

	x->n_texts = (uint32_t)n;
	x->text_first = mem_array(n + 1, sizeof *x->text_first);
	rehash(x, 1 << 12);
	count(x, tokens, texts);
	set_idf(x);
	for (uint32_t i = 0; i < x->n_texts; i++)
		weigh(x, x->terms + x->text_first[i], x->text_first[i + 1] - x->text_first[i]);
	invert(x);
	x->counts = mem_array(x->n_features + 1, sizeof *x->counts);
	return x;
}

void
index_free(struct index *x)
{
	if (x == NULL)
		return;
	free(x->slots);
	free(x->hashes);
	free(x->kinds);
	free(x->light);
	free(x->idf);
	free(x->text_first);
	free(x->terms);
	free(x->feature_first);
	free(x->postings);
	free(x->counts);
	free(x->words);
	free(x);
}

size_t
index_texts(const struct index *x)
{
	return x->n_texts;
}

size_t
index_features(const struct index *x)
{
	return x->n_features;
}

static float
told_by(float idf, bool light)
{
	return light ? LIGHT * idf : idf;
}

/* Notes a word for index_covered. */
static void
note_word(struct index *x, uint32_t f)
{
	if (x->n_words == x->cap_words) {
		x->cap_words = x->cap_words != 0 ? x->cap_words * 2 : 64;
		x->words = mem_grow(x->words, x->cap_words, sizeof *x->words);
	}
	x->words[x->n_words++] = f;
}

void
index_vector(struct index *x, const struct token *t, size_t n, struct vector *v)
{
	v->n = 0;
	v->known = v->unknown = 0;
	x->n_words = 0;
	x->unknown = 0;
	for (size_t k = 0; k < n; k++) {
		uint32_t f = find(x, t[k].hash);

		if (f == NONE) {
			if (t[k].kind == TOKEN_WORD) {
				float told = told_by(x->idf_unknown, t[k].light);

				v->unknown += told;
				x->unknown = told > x->unknown ? told : x->unknown;
			}
			continue;
		}
		if (t[k].kind == TOKEN_WORD) {
			v->known += told_by(x->idf[f], x->light[f]);
			note_word(x, f);
		}
		if (x->counts[f]++ == 0)
			vector_add(v, f);
	}
	for (size_t k = 0; k < v->n; k++) {
		v->v[k].weight = x->counts[v->v[k].feature];
		x->counts[v->v[k].feature] = 0;
	}
	weigh(x, v->v, v->n);
}

const struct term *
index_terms(const struct index *x, size_t i, size_t *n)
{
	*n = x->text_first[i + 1] - x->text_first[i];
	return x->terms + x->text_first[i];
}

/* What nearly every text has brings none nearer, and costs the most. */
static bool
is_common(const struct index *x, uint32_t feature)
{
	uint32_t texts = x->feature_first[feature + 1] - x->feature_first[feature];

	return x->n_texts >= COMMON_FROM && texts > x->n_texts / COMMON_SHARE;
}

void
index_near(const struct index *x, const struct vector *v, float *near)
{
	memset(near, 0, x->n_texts * sizeof *near);
	for (size_t k = 0; k < v->n; k++) {
		float w = v->v[k].weight;

		if (is_common(x, v->v[k].feature))
			continue;
		for (uint32_t p = x->feature_first[v->v[k].feature]; p < x->feature_first[v->v[k].feature + 1]; p++)
			near[x->postings[p].feature] += w * x->postings[p].weight;
	}
}

/* The first posting of a feature from a text on. Postings are in order. */
static uint32_t
posting_from(const struct index *x, uint32_t f, uint32_t text)
{
	uint32_t lo = x->feature_first[f], hi = x->feature_first[f + 1];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (x->postings[mid].feature < text)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How many of texts first..last-1 have the feature. */
static uint32_t
occurrences(const struct index *x, uint32_t f, uint32_t first, uint32_t last)
{
	return posting_from(x, f, last) - posting_from(x, f, first);
}

float
index_covered(const struct index *x, uint32_t first, uint32_t last, float *heaviest)
{
	float covered = 0;

	*heaviest = x->unknown;
	for (size_t k = 0; k < x->n_words; k++) {
		float told = told_by(x->idf[x->words[k]], x->light[x->words[k]]);

		if (occurrences(x, x->words[k], first, last) > 0)
			covered += told;
		else if (told > *heaviest)
			*heaviest = told;
	}
	return covered;
}

float
index_core(const struct index *x, const struct term *v, size_t n, uint32_t first, uint32_t last)
{
	float core = 0;

	for (size_t k = 0; k < n; k++) {
		uint32_t f = v[k].feature;

		if (x->kinds[f] == TOKEN_WORD)
			core += told_by(x->idf[f], x->light[f]) * (float)occurrences(x, f, first, last);
	}
	return core;
}
