#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/index.h"
#include "nlp/model.h"
#include "nlp/softmax.h"

/* How much a cosine with an entry's closest phrasing adds to its log
 * probability. */
#define NEAR_WEIGHT	6.0f

struct model {
	struct tokens	*tokens;
	struct index	*index;
	struct softmax	*softmax;
	size_t		 n;
	size_t		 entries;
	uint32_t	*first;		/* text where each entry starts; one more at the end */
	struct vector	 vector;	/* of the text at hand, and what follows from it */
	float		*near;		/* by text */
	float		*nearest;	/* by entry */
	float		*score;		/* by entry */
};

struct model *
model_build(const char *language, const char *const *texts, const uint32_t *entry, size_t n, size_t entries)
{
	struct model *m = mem_alloc(sizeof *m);

	m->n = n;
	m->entries = entries;
	m->tokens = tokens_new(language);
	m->index = index_build(m->tokens, texts, n);
	m->softmax = softmax_train(m->index, entry, entries);
	m->first = mem_array(entries + 1, sizeof *m->first);
	for (size_t i = 0; i < n; i++)
		m->first[entry[i] + 1] = (uint32_t)i + 1;
	for (size_t e = 0; e < entries; e++)
		if (m->first[e + 1] < m->first[e])
			m->first[e + 1] = m->first[e];
	m->near = mem_array(n + 1, sizeof *m->near);
	m->nearest = mem_array(entries + 1, sizeof *m->nearest);
	m->score = mem_array(entries + 1, sizeof *m->score);
	return m;
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	tokens_free(m->tokens);
	index_free(m->index);
	softmax_free(m->softmax);
	vector_free(&m->vector);
	free(m->first);
	free(m->near);
	free(m->nearest);
	free(m->score);
	free(m);
}

/* Closest phrasing of each entry, and the combined score. */
static void
score(struct model *m)
{
	index_near(m->index, &m->vector, m->near);
	softmax_of(m->softmax, &m->vector, m->score);
	for (size_t e = 0; e < m->entries; e++) {
		float max = 0;

		for (uint32_t i = m->first[e]; i < m->first[e + 1]; i++)
			max = m->near[i] > max ? m->near[i] : max;
		m->nearest[e] = max;
		m->score[e] += NEAR_WEIGHT * max;
	}
}

/* The best few by insertion, and their shares by softmax over all scores. */
static void
rank(const struct model *m, struct model_answer *a)
{
	double sum = 0;

	a->n = 0;
	for (uint32_t e = 0; e < m->entries; e++) {
		size_t at = a->n;

		if (at == MATCHER_BEST && m->score[e] <= m->score[a->best[at - 1]])
			continue;
		if (at == MATCHER_BEST)
			at--;
		else
			a->n++;
		for (; at > 0 && m->score[e] > m->score[a->best[at - 1]]; at--)
			a->best[at] = a->best[at - 1];
		a->best[at] = e;
	}
	for (size_t e = 0; e < m->entries; e++)
		sum += expf(m->score[e] - m->score[a->best[0]]);
	for (size_t i = 0; i < a->n; i++)
		a->share[i] = expf(m->score[a->best[i]] - m->score[a->best[0]]) / sum;
}

/* The highest cosine of any entry but one. */
static double
rival(const struct model *m, uint32_t but)
{
	float max = 0;

	for (uint32_t e = 0; e < m->entries; e++)
		if (e != but && m->nearest[e] > max)
			max = m->nearest[e];
	return max;
}

static void
observe(const struct model *m, struct model_answer *a)
{
	const struct vector *v = &m->vector;
	uint32_t best = a->best[0];
	double weight = v->known + v->unknown;

	a->signals = (struct matcher_signals){
		.nearest = m->nearest[best],
		.rival = rival(m, best),
		.words = (double)v->words,
		.phrasings = m->first[best + 1] - m->first[best],
	};
	a->signals.agreement = a->signals.nearest >= a->signals.rival;
	if (weight > 0) {
		a->signals.covered = index_covered(m->index, m->first[best], m->first[best + 1]) / weight;
		a->signals.unseen = v->unknown / weight;
	}
}

void
model_find(struct model *m, const char *text, struct model_answer *a)
{
	*a = (struct model_answer){0};
	index_vector(m->index, m->tokens, text, &m->vector);
	if (m->entries == 0 || m->vector.n == 0)
		return;
	score(m);
	rank(m, a);
	observe(m, a);
}
