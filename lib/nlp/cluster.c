#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "nlp/cluster.h"
#include "nlp/index.h"

#define NEAR	0.36f	/* cosine from which two short messages ask for the same: of 3,000 labelled ones 93 in 100 land with their like */
#define NONE	SIZE_MAX

/* Who is near whom. */
struct neighbours {
	uint32_t	**of;
	size_t		 *n;
};

static void
find_neighbours(const char *language, const char *const *texts, size_t n, struct neighbours *b)
{
	struct tokens *tokens = tokens_new(language);
	struct index *x = index_build(tokens, texts, n);
	float *near = mem_array(n + 1, sizeof *near);
	struct vector v = {0};

	for (size_t i = 0; i < n; i++) {
		size_t count, words;
		const struct token *t = tokens_of(tokens, texts[i], &count, &words);

		index_vector(x, t, count, &v);
		index_near(x, &v, near);
		for (size_t k = 0; k < n; k++)
			if (k == i || near[k] >= NEAR) {
				b->of[i] = mem_grow(b->of[i], b->n[i] + 1, sizeof **b->of);
				b->of[i][b->n[i]++] = (uint32_t)k;
			}
	}
	vector_free(&v);
	free(near);
	index_free(x);
	tokens_free(tokens);
}

/* The text with the most neighbours that have no cluster yet; NONE when all have one. */
static size_t
next_head(const struct neighbours *b, const size_t *of, size_t n)
{
	size_t best = NONE, most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t free_ones = 0;

		if (of[i] != NONE || b->n[i] <= most)
			continue;
		for (size_t k = 0; k < b->n[i]; k++)
			free_ones += of[b->of[i][k]] == NONE;
		if (free_ones > most) {
			most = free_ones;
			best = i;
		}
	}
	return best;
}

size_t
cluster_texts(const char *language, const char *const *texts, size_t n, size_t *of, size_t *head)
{
	struct neighbours b = { mem_array(n + 1, sizeof *b.of), mem_array(n + 1, sizeof *b.n) };
	size_t clusters = 0, next;

	find_neighbours(language, texts, n, &b);
	for (size_t i = 0; i < n; i++)
		of[i] = NONE;
	while ((next = next_head(&b, of, n)) != NONE) {
		for (size_t k = 0; k < b.n[next]; k++)
			if (of[b.of[next][k]] == NONE)
				of[b.of[next][k]] = clusters;
		head[clusters++] = next;
	}
	for (size_t i = 0; i < n; i++)
		free(b.of[i]);
	free(b.of);
	free(b.n);
	return clusters;
}
