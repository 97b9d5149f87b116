/*
 * language-table DIR OUT: the language table from text.
 *
 * DIR holds one file of plain text for each language, named by its code, and
 * may hold CODE.words, social words that are said far more often than they are
 * written. A gram's probability in a language is its share among the language's
 * grams of that length, frequent words damped so that no phrase of
 * some program dominates. The table keeps the grams that tell most.
 */
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/grams.h"
#include "nlp/language_table.h"

#define LANGUAGES_MAX	64
#define TEXT_MAX	((size_t)64 << 20)
#define POWER		0.7	/* of a word's count */
#define SOCIAL_COUNT	2000	/* as how many occurrences a social word counts */
#define GRAMS		400000	/* that the table keeps */
#define DISCOUNT	0.5	/* of every count, since rare grams are overcounted */
#define COUNT_MIN	1.01	/* grams of a single rare word are left out */

struct count {
	uint64_t	hash;	/* 0: free */
	float		count;
	uint8_t		n;
};

/* Grams of one language. */
struct counts {
	struct count	*v;
	size_t		 size;
	size_t		 used;
	double		 total[GRAMS_MAX + 1];
};

struct source {
	char		code[LANGUAGE_CODE];
	struct counts	counts;
};

struct chosen {
	uint64_t	hash;
	float		worth;
	uint8_t		n;
};

static struct source sources[LANGUAGES_MAX];
static size_t n_sources;

static struct count *
count_of(struct counts *c, uint64_t hash)
{
	size_t i = hash & (c->size - 1);

	while (c->v[i].hash != 0 && c->v[i].hash != hash)
		i = (i + 1) & (c->size - 1);
	return &c->v[i];
}

static void
count_grow(struct counts *c)
{
	struct counts old = *c;

	c->size = old.size != 0 ? old.size * 2 : 1 << 16;
	c->v = mem_array(c->size, sizeof *c->v);
	for (size_t i = 0; i < old.size; i++)
		if (old.v[i].hash != 0)
			*count_of(c, old.v[i].hash) = old.v[i];
	free(old.v);
}

static void
count_word(struct counts *c, const char *word, double weight)
{
	struct gram g[256];
	size_t n = grams_of(word, strlen(word), g, 256);

	for (size_t i = 0; i < n; i++) {
		struct count *at;

		if (c->used * 2 >= c->size)
			count_grow(c);
		at = count_of(c, g[i].hash);
		if (at->hash == 0) {
			at->hash = g[i].hash;
			at->n = g[i].n;
			c->used++;
		}
		at->count += (float)weight;
		c->total[g[i].n] += weight;
	}
}

/* Words of a text and how often each is there, in a map of double *. */
static void
collect(const char *path, struct map *words, double by)
{
	struct buf text = {0}, folded = {0};
	enum text_class class;
	const char *w;
	size_t at = 0, len;

	if (file_read(path, TEXT_MAX, &text) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	text_fold(text.data, text.len, &folded);
	while ((w = text_word(folded.data, folded.len, &at, &len, &class)) != NULL) {
		char *key = mem_strn(w, len < 400 ? len : 400);
		double *n = map_get(words, key);

		if (n == NULL) {
			n = mem_alloc(sizeof *n);
			map_set(words, key, n);
		}
		*n += by;
		free(key);
	}
	buf_free(&text);
	buf_free(&folded);
}

static void
read_language(const char *dir, const char *code)
{
	struct source *s = &sources[n_sources++];
	struct map *words = map_new();
	char *path = mem_printf("%s/%s", dir, code), *extra = mem_printf("%s.words", path);
	const char *word;
	void *value;

	memcpy(s->code, code, strlen(code));
	collect(path, words, 1);
	if (file_exists(extra))
		collect(extra, words, SOCIAL_COUNT);
	for (size_t at = 0; (word = map_next(words, &at, &value)) != NULL;)
		count_word(&s->counts, word, pow(*(double *)value, POWER));
	fprintf(stderr, "%s: %zu words, %zu grams\n", code, map_count(words), s->counts.used);
	map_free(words, free);
	free(path);
	free(extra);
}

/* A gram's weight in a language: how far above the floor its log probability is. */
static double
weight(struct source *s, uint64_t hash, uint8_t n)
{
	const struct count *c = count_of(&s->counts, hash);
	double p;

	if (c->hash == 0)
		return 0;
	p = (c->count - DISCOUNT) / s->counts.total[n];
	return p > LANGUAGE_FLOOR ? log(p / LANGUAGE_FLOOR) : 0;
}

/* How much a gram tells: its probability times how far the languages differ. */
static double
worth(uint64_t hash, uint8_t n)
{
	double max = 0, w[LANGUAGES_MAX], mean = 0;

	for (size_t i = 0; i < n_sources; i++) {
		w[i] = weight(&sources[i], hash, n);
		mean += w[i] / (double)n_sources;
	}
	for (size_t i = 0; i < n_sources; i++)
		max = fmax(max, exp(w[i]) * fabs(w[i] - mean));
	return max;
}

static int
by_worth(const void *a, const void *b)
{
	float x = ((const struct chosen *)a)->worth, y = ((const struct chosen *)b)->worth;

	return (x < y) - (x > y);
}

static int
by_hash(const void *a, const void *b)
{
	uint64_t x = ((const struct chosen *)a)->hash, y = ((const struct chosen *)b)->hash;

	return (x > y) - (x < y);
}

static struct chosen *
choose(size_t *n)
{
	size_t total = 0, out = 0;
	struct chosen *all;

	for (size_t i = 0; i < n_sources; i++)
		total += sources[i].counts.used;
	all = mem_array(total + 1, sizeof *all);
	total = 0;
	for (size_t i = 0; i < n_sources; i++)
		for (size_t k = 0; k < sources[i].counts.size; k++) {
			const struct count *c = &sources[i].counts.v[k];

			if (c->hash != 0 && c->count > COUNT_MIN)
				all[total++] = (struct chosen){ .hash = c->hash, .n = c->n };
		}
	qsort(all, total, sizeof *all, by_hash);
	for (size_t i = 0; i < total; i++)
		if (i == 0 || all[i].hash != all[out - 1].hash)
			all[out++] = all[i];
	for (size_t i = 0; i < out; i++)
		all[i].worth = (float)worth(all[i].hash, all[i].n);
	qsort(all, out, sizeof *all, by_worth);
	*n = out < GRAMS ? out : GRAMS;
	fprintf(stderr, "%zu grams of %zu\n", *n, out);
	qsort(all, *n, sizeof *all, by_hash);
	return all;
}

/* One record: fingerprint, number of languages, (language, weight) each. */
static void
put_record(struct buf *out, const struct chosen *g)
{
	uint16_t print = language_print(g->hash);
	size_t at = out->len;

	buf_add(out, &print, sizeof print);
	buf_char(out, 0);
	for (size_t i = 0; i < n_sources; i++) {
		double w = weight(&sources[i], g->hash, g->n) / LANGUAGE_STEP;

		if (w < 0.5)
			continue;
		buf_char(out, (char)i);
		buf_char(out, (char)(unsigned char)fmin(255, lrint(w)));
		out->data[at + 2]++;
	}
}

static void
write_table(const char *path, const struct chosen *g, size_t n)
{
	struct language_header h = { .magic = LANGUAGE_MAGIC, .languages = (uint32_t)n_sources };
	struct buf records = {0}, out = {0};
	uint32_t *first = mem_array(LANGUAGE_BUCKETS + 1, sizeof *first);
	size_t at = 0;

	for (uint32_t b = 0; b < LANGUAGE_BUCKETS; b++) {
		first[b] = (uint32_t)records.len;
		for (; at < n && language_bucket(g[at].hash) == b; at++)
			put_record(&records, &g[at]);
	}
	first[LANGUAGE_BUCKETS] = (uint32_t)records.len;
	for (size_t i = 0; i < n_sources; i++)
		memcpy(h.codes[i], sources[i].code, LANGUAGE_CODE);
	buf_add(&out, &h, sizeof h);
	buf_add(&out, first, (LANGUAGE_BUCKETS + 1) * sizeof *first);
	buf_add(&out, records.data, records.len);
	if (file_replace(path, 0644, out.data, out.len) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	fprintf(stderr, "%s: %zu bytes\n", path, out.len);
	buf_free(&records);
	buf_free(&out);
	free(first);
}

static int
is_code(const struct dirent *e)
{
	return e->d_name[0] != '.' && strlen(e->d_name) < LANGUAGE_CODE;
}

int
main(int argc, char *argv[])
{
	struct dirent **names;
	struct chosen *grams;
	size_t n_grams;
	int n;

	log_program(argv[0]);
	if (argc != 3)
		log_die(64, "usage: language-table DIR OUT");
	if ((n = scandir(argv[1], &names, is_code, alphasort)) <= 0 || n > LANGUAGES_MAX)
		log_die(1, "%s: no texts, or more than %d", argv[1], LANGUAGES_MAX);
	for (int i = 0; i < n; i++)
		read_language(argv[1], names[i]->d_name);
	grams = choose(&n_grams);
	write_table(argv[2], grams, n_grams);
	return 0;
}
