#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "nlp/ngram.h"

enum { ORDER = 3, START = 1, STOP = 2 };

/* Its last word and, before it, what it follows; 0 before a shorter one. */
struct gram {
	uint32_t	word[ORDER];
	uint32_t	count;
	double		p;
	double		rest;	/* share of what was never seen after it */
};

struct grams {
	struct gram	*v;
	size_t		 n, cap;
};

struct ngram {
	struct map	*ids;
	char		**words;	/* by id */
	size_t		 n, cap;
	struct grams	 of[ORDER];	/* of one word, two, three */
};

static uint32_t
word_id(struct ngram *g, const char *word)
{
	uintptr_t id = (uintptr_t)map_get(g->ids, word);

	if (id != 0)
		return (uint32_t)id;
	if (g->n == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 256;
		g->words = mem_grow(g->words, g->cap, sizeof *g->words);
	}
	g->words[g->n] = mem_str(word);
	id = g->n++;
	map_set(g->ids, word, (void *)id);
	return (uint32_t)id;
}

struct ngram *
ngram_new(void)
{
	struct ngram *g = mem_alloc(sizeof *g);

	g->ids = map_new();
	word_id(g, "");
	word_id(g, "<s>");
	word_id(g, "</s>");
	return g;
}

void
ngram_free(struct ngram *g)
{
	if (g == NULL)
		return;
	for (size_t i = 0; i < g->n; i++)
		free(g->words[i]);
	for (int k = 0; k < ORDER; k++)
		free(g->of[k].v);
	free(g->words);
	map_free(g->ids, NULL);
	free(g);
}

static void
count(struct grams *all, const uint32_t word[ORDER])
{
	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 1024;
		all->v = mem_grow(all->v, all->cap, sizeof *all->v);
	}
	all->v[all->n] = (struct gram){ .count = 1 };
	memcpy(all->v[all->n++].word, word, ORDER * sizeof *word);
}

static void
add_word(struct ngram *g, uint32_t before[2], uint32_t id)
{
	count(&g->of[0], (uint32_t[]){ 0, 0, id });
	count(&g->of[1], (uint32_t[]){ 0, before[1], id });
	if (before[0] != 0)
		count(&g->of[2], (uint32_t[]){ before[0], before[1], id });
	before[0] = before[1];
	before[1] = id;
}

void
ngram_add(struct ngram *g, const char *sentence)
{
	uint32_t before[2] = { 0, START };
	const char *p = sentence;

	while (*p != '\0') {
		size_t n = strcspn(p, " ");
		char *word = mem_strn(p, n);

		if (n > 0)
			add_word(g, before, word_id(g, word));
		free(word);
		p += n + (p[n] == ' ');
	}
	if (before[1] != START)
		add_word(g, before, STOP);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct gram *)a)->word, ((const struct gram *)b)->word, sizeof ((const struct gram *)a)->word);
}

/* In order, each once. */
static void
collapse(struct grams *all)
{
	size_t n = 0;

	if (all->n == 0)
		return;
	qsort(all->v, all->n, sizeof *all->v, compare);
	for (size_t i = 1; i < all->n; i++)
		if (compare(&all->v[n], &all->v[i]) == 0)
			all->v[n].count += all->v[i].count;
		else
			all->v[++n] = all->v[i];
	all->n = n + 1;
}

/* The gram of these words, one order lower: without the first. */
static struct gram *
find(const struct grams *lower, const uint32_t word[ORDER], int order)
{
	struct gram key = {0};

	memcpy(key.word + ORDER - order, word + ORDER - order, (size_t)order * sizeof *word);
	return bsearch(&key, lower->v, lower->n, sizeof key, compare);
}

/*
 * Those from..to follow the same words. Of what followed these, as many
 * were new as there are different ones: that share goes to what was not seen.
 */
static void
share(struct ngram *g, int order, size_t from, size_t to)
{
	struct grams *all = &g->of[order - 1];
	double seen = 0, kinds = (double)(to - from), unseen;
	struct gram *history;

	for (size_t i = from; i < to; i++)
		seen += all->v[i].count;
	unseen = kinds / (seen + kinds);
	for (size_t i = from; i < to; i++) {
		double lower = order == 1 ? 1 / kinds : find(&g->of[order - 2], all->v[i].word, order - 1)->p;

		all->v[i].p = all->v[i].count / (seen + kinds) + unseen * lower;
	}
	if (order > 1) {
		uint32_t words[ORDER] = { 0, all->v[from].word[0], all->v[from].word[1] };

		if ((history = find(&g->of[order - 2], words, order - 1)) != NULL)
			history->rest = unseen;
	}
}

static void
estimate(struct ngram *g, int order)
{
	struct grams *all = &g->of[order - 1];
	size_t from = 0;

	for (size_t i = 1; i <= all->n; i++)
		if (i == all->n || memcmp(all->v[i].word, all->v[from].word, (ORDER - 1) * sizeof *all->v[i].word) != 0) {
			share(g, order, from, i);
			from = i;
		}
}

static double
log_of(double p)
{
	return p > 0 ? log10(p) : -99;
}

static void
write_order(const struct ngram *g, int order, struct buf *b)
{
	const struct grams *all = &g->of[order - 1];

	buf_printf(b, "\\%d-grams:\n", order);
	for (size_t i = 0; i < all->n; i++) {
		const struct gram *one = &all->v[i];

		buf_printf(b, "%.4f", one->word[ORDER - 1] == START ? -99 : log_of(one->p));
		for (int k = ORDER - order; k < ORDER; k++)
			buf_printf(b, "%c%s", k == ORDER - order ? '\t' : ' ', g->words[one->word[k]]);
		if (order < ORDER)
			buf_printf(b, "\t%.4f", one->rest > 0 ? log10(one->rest) : 0);
		buf_char(b, '\n');
	}
	buf_char(b, '\n');
}

void
ngram_write(struct ngram *g, struct buf *b)
{
	/* It is followed by words and follows none. */
	count(&g->of[0], (uint32_t[]){ 0, 0, START });
	if (g->n == STOP + 1)
		count(&g->of[0], (uint32_t[]){ 0, 0, STOP });
	buf_str(b, "\\data\\\n");
	for (int k = 0; k < ORDER; k++) {
		collapse(&g->of[k]);
		estimate(g, k + 1);
		buf_printf(b, "ngram %d=%zu\n", k + 1, g->of[k].n);
	}
	buf_char(b, '\n');
	for (int k = 0; k < ORDER; k++)
		write_order(g, k + 1, b);
	buf_str(b, "\\end\\\n");
}
