/*
 * confidence-weights WEIGHT TRAIN TEST ...: the shipped weights of
 * lib/nlp/confidence.c, from lines of {"text":..., "intent":...}; intent null
 * is nobody's.
 *
 * Each TRAIN is an FAQ that is asked what stands in TEST, each line counting
 * WEIGHT times. Besides, many smaller FAQs are drawn from it, some of a few
 * entries, and asked phrasings of entries they have and of entries they lack:
 * any, or such as lie near, for a shop's customers mostly ask what another
 * entry of that shop could be about.
 */
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
#include "ext/json.h"
#include "nlp/confidence.h"
#include "nlp/index.h"
#include "nlp/model.h"
#include "nlp/tokens.h"

#define FILE_MAX	((size_t)256 << 20)
#define DRAWN		60	/* smaller FAQs from each TRAIN */
#define TINY		8	/* entries, at most, of a third of them */
#define NEAR_LEAST	6	/* entries of one kind, of which half are the FAQ's */
#define NEAR_MOST	40
#define PHRASINGS	12	/* at most */
#define ASKED		60	/* of each kind, covered and not */
#define DRAWN_WEIGHT	0.5
#define HOLD		1.0

struct line {
	char	*text;
	long	 intent;	/* from 1; 0: nobody's */
};

struct lines {
	struct line	*v;
	size_t		 n;
};

static struct confidence_sample	*samples;
static size_t			 n_samples;
static struct map		*intents;
static uint64_t			 seed = 88172645463325252u;

static double
chance(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed >> 11) / 9007199254740992.0;
}

static long
intent_number(const char *name)
{
	long n;

	if (name == NULL)
		return 0;
	if ((n = (long)(intptr_t)map_get(intents, name)) == 0) {
		n = (long)map_count(intents) + 1;
		map_set(intents, name, (void *)(intptr_t)n);
	}
	return n;
}

static int
by_intent(const void *a, const void *b)
{
	long x = ((const struct line *)a)->intent, y = ((const struct line *)b)->intent;

	return (x > y) - (x < y);
}

static struct lines
read_lines(const char *path)
{
	struct lines l = {0};
	struct buf b = {0};
	char *line, *next;

	if (file_read(path, FILE_MAX, &b) == -1)
		log_die(1, "%s: %s", path, strerror(errno));
	for (line = b.data; line != NULL && *line != '\0'; line = next) {
		json_t *j;

		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		j = json_parse(line, strlen(line), NULL);
		if (json_text(j, "text") == NULL)
			log_die(1, "%s: not of the form {\"text\":..., \"intent\":...}", path);
		l.v = mem_grow(l.v, l.n + 1, sizeof *l.v);
		l.v[l.n++] = (struct line){ mem_str(json_text(j, "text")), intent_number(json_text(j, "intent")) };
		json_decref(j);
	}
	buf_free(&b);
	return l;
}

/* Asks an FAQ of the chosen lines (which are sorted by intent) the others. */
static void
ask(const struct lines *faq, const bool *chosen, const struct lines *asked, size_t most, double weight)
{
	const char **texts = mem_array(faq->n, sizeof *texts);
	uint32_t *entry = mem_array(faq->n, sizeof *entry);
	long *number = mem_array(map_count(intents) + 1, sizeof *number);
	size_t n = 0, entries = 0, count[2] = {0};
	struct model *m;

	for (size_t i = 0; i < faq->n; i++)
		if (chosen[i] && faq->v[i].intent != 0) {
			if (number[faq->v[i].intent] == 0)
				number[faq->v[i].intent] = (long)++entries;
			texts[n] = faq->v[i].text;
			entry[n++] = (uint32_t)number[faq->v[i].intent] - 1;
		}
	m = model_build("en", texts, entry, n, entries, NULL);
	for (size_t i = 0; i < asked->n; i++) {
		long right = asked->v[i].intent != 0 ? number[asked->v[i].intent] : 0;
		struct confidence_sample *s;
		struct model_answer a;

		if (count[right != 0]++ >= most)
			continue;
		model_find(m, asked->v[i].text, &a);
		if (a.n == 0)
			continue;
		samples = mem_grow(samples, n_samples + 1, sizeof *samples);
		s = &samples[n_samples++];
		confidence_terms(&a.signals, a.share[0], entries, s->term);
		s->right = right != 0 && a.best[0] == (uint32_t)right - 1;
		s->weight = weight;
	}
	model_free(m);
	free(texts);
	free(entry);
	free(number);
}

/* How near the phrasings of each intent are to those of one, on average. */
static double *
nearness(const struct lines *all, struct index *index, struct tokens *tokens, long to)
{
	double *near = mem_array(map_count(intents) + 1, sizeof *near);
	size_t *count = mem_array(map_count(intents) + 1, sizeof *count);
	float *cosine = mem_array(all->n, sizeof *cosine);
	struct vector v = {0};

	for (size_t i = 0; i < all->n; i++) {
		size_t n, words;
		const struct token *t;

		if (all->v[i].intent != to)
			continue;
		t = tokens_of(tokens, all->v[i].text, &n, &words);
		index_vector(index, t, n, &v);
		index_near(index, &v, cosine);
		for (size_t k = 0; k < all->n; k++) {
			near[all->v[k].intent] += cosine[k];
			count[all->v[k].intent]++;
		}
	}
	for (size_t i = 0; i <= map_count(intents); i++)
		near[i] /= count[i] > 0 ? (double)count[i] : 1;
	vector_free(&v);
	free(cosine);
	free(count);
	return near;
}

/* Which intents a shop's customers ask for that are near one of them, and
 * which not: at most `most`. */
static bool *
neighbours(const struct lines *all, size_t most)
{
	const char **texts = mem_array(all->n, sizeof *texts);
	struct tokens *tokens = tokens_new("en");
	bool *is_near = mem_array(map_count(intents) + 1, sizeof *is_near);
	struct index *index;
	double *near;
	long one;

	for (size_t i = 0; i < all->n; i++)
		texts[i] = all->v[i].text;
	index = index_build(tokens, texts, all->n);
	do
		one = all->v[(size_t)(chance() * (double)all->n)].intent;
	while (one == 0);
	near = nearness(all, index, tokens, one);
	for (size_t k = 0; k < most; k++) {
		long best = 0;

		for (long i = 1; i <= (long)map_count(intents); i++)
			if (!is_near[i] && near[i] > 0 && (best == 0 || near[i] > near[best]))
				best = i;
		is_near[best] = best != 0;
	}
	index_free(index);
	tokens_free(tokens);
	free(texts);
	free(near);
	return is_near;
}

enum drawn { LARGE, TINY_ONE, NEAR_ONES };

/* A smaller FAQ: some entries, some phrasings of each. */
static void
draw(const struct lines *all, enum drawn kind)
{
	bool *chosen = mem_array(all->n, sizeof *chosen), *among = NULL;
	size_t most = 1 + (size_t)(chance() * (kind == TINY_ONE ? TINY : PHRASINGS)), had = 0, known = 0;
	struct lines asked = { .v = mem_array(all->n, sizeof *asked.v) };
	double share, start;
	bool in = false;

	for (size_t i = 0; i < all->n; i++)
		known += i == 0 || all->v[i].intent != all->v[i - 1].intent;
	share = kind == TINY_ONE ? (1 + chance() * (TINY - 1)) / (double)known :
	    kind == LARGE ? 0.1 + 0.7 * chance() : 0.3 + 0.4 * chance();
	if (kind == NEAR_ONES)
		among = neighbours(all, NEAR_LEAST + (size_t)(chance() * (NEAR_MOST - NEAR_LEAST)));
	start = chance();
	for (size_t i = 0; i < all->n; i++) {
		if (i == 0 || all->v[i].intent != all->v[i - 1].intent) {
			in = chance() < share;
			had = 0;
			start = chance() * 4;
		}
		if (among != NULL && !among[all->v[i].intent])
			continue;
		chosen[i] = in && start-- <= 0 && had < most;
		had += chosen[i];
	}
	/* The others in an order that mixes entries, by a stride. */
	for (size_t i = 0, at = 0; i < all->n; i++, at = (at + 7919) % all->n)
		if (!chosen[at] && (among == NULL || among[all->v[at].intent]))
			asked.v[asked.n++] = all->v[at];
	ask(all, chosen, &asked, ASKED, DRAWN_WEIGHT);
	free(asked.v);
	free(chosen);
	free(among);
}

int
main(int argc, char *argv[])
{
	struct confidence c = {{0}};

	log_program(argv[0]);
	intents = map_new();
	if (argc < 4 || argc % 3 != 1)
		log_die(64, "usage: confidence-weights WEIGHT TRAIN TEST ...");
	for (int i = 1; i < argc; i += 3) {
		struct lines train = read_lines(argv[i + 1]), test = read_lines(argv[i + 2]);
		bool *all = mem_array(train.n, sizeof *all);

		qsort(train.v, train.n, sizeof *train.v, by_intent);
		memset(all, 1, train.n * sizeof *all);
		if (strtod(argv[i], NULL) > 0)
			ask(&train, all, &test, SIZE_MAX, strtod(argv[i], NULL));
		for (int k = 0; k < DRAWN; k++)
			draw(&train, (enum drawn)(k % 3));
		free(all);
	}
	confidence_fit(&c, samples, n_samples, HOLD);
	fprintf(stderr, "%zu samples\n", n_samples);
	for (size_t i = 0; i < CONFIDENCE_TERMS; i++)
		printf("%s%.3f,%s", i % 7 == 0 ? "\t" : " ", c.weight[i], i % 7 == 6 ? "\n" : "");
	return 0;
}
