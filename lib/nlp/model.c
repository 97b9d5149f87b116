#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/simd.h"
#include "nlp/index.h"
#include "nlp/meaning.h"
#include "nlp/model.h"
#include "nlp/softmax.h"

/*
 * What is added to an entry's log probability: the cosine with its closest
 * phrasing, alone or beside meanings; where meanings choose, the meaning's
 * cosine with the middle of its phrasings, and, for the few entries ahead, with
 * the closest of them.
 */
#define NEAR_ALONE	4.0f
#define NEAR_BESIDE	1.0f
#define MIDDLE		5.5f
#define CLOSEST		2.5f
#define AHEAD		10

/* A classifier is trained while texts times entries keep it to two seconds,
 * and features times entries to 80 MB. Beyond, cosines stand for it, times a
 * factor. */
#define CLASSIFY_STEPS	2400000
#define CLASSIFY_ROOM	20000000
#define NEAR_FOR_LOG	15.0f

struct model {
	struct tokens	*tokens;
	struct index	*index;
	struct softmax	*softmax;	/* NULL: too many entries for it */
	struct meaning	*meaning;	/* NULL: none for this language */
	bool		 chooses;	/* meaning does */
	size_t		 n;
	size_t		 entries;
	uint32_t	*first;		/* text where each entry starts; one more at the end */
	float		*cores;		/* of entries: the most that one of its texts has */
	float		*points;	/* meanings of texts */
	float		*middles;	/* of entries */
	float		 centre[MEANING_SIZE];
	/* of the text at hand, and what follows from it */
	struct vector	 vector;
	float		 point[MEANING_SIZE];
	size_t		 words;
	float		*near;		/* by text */
	float		*nearest;	/* by entry */
	float		*log_probability;	/* by entry */
	float		*score;		/* by entry */
};

SIMD_LOOP static float
dot(const float *a, const float *b)
{
	float sum[8] = {0};

	for (size_t k = 0; k < MEANING_SIZE; k += 8)
		for (size_t i = 0; i < 8; i++)
			sum[i] += a[k + i] * b[k + i];
	return sum[0] + sum[1] + sum[2] + sum[3] + sum[4] + sum[5] + sum[6] + sum[7];
}

static void
add(float *to, const float *v, float by)
{
	for (size_t k = 0; k < MEANING_SIZE; k++)
		to[k] += by * v[k];
}

/* Points of all texts relative to their middle, which says what kind of shop
 * this is and tells no entry from another. */
static void
place_texts(struct model *m, const char *const *texts)
{
	size_t n, words;
	const struct token *t;
	float p[MEANING_SIZE];

	m->points = mem_array(m->n * MEANING_SIZE + 1, sizeof *m->points);
	for (size_t i = 0; i < m->n; i++) {
		t = tokens_of(m->tokens, texts[i], &n, &words);
		meaning_of(m->meaning, t, n, NULL, p);
		add(m->centre, p, 1 / (float)m->n);
	}
	for (size_t i = 0; i < m->n; i++) {
		t = tokens_of(m->tokens, texts[i], &n, &words);
		meaning_of(m->meaning, t, n, m->centre, m->points + i * MEANING_SIZE);
	}
}

static void
place_entries(struct model *m)
{
	m->middles = mem_array(m->entries * MEANING_SIZE + 1, sizeof *m->middles);
	for (size_t e = 0; e < m->entries; e++) {
		float *middle = m->middles + e * MEANING_SIZE, length;

		for (uint32_t i = m->first[e]; i < m->first[e + 1]; i++)
			add(middle, m->points + i * MEANING_SIZE, 1);
		if ((length = sqrtf(dot(middle, middle))) > 0)
			add(middle, middle, 1 / length - 1);
	}
}

static void
find_firsts(struct model *m, const uint32_t *entry)
{
	m->first = mem_array(m->entries + 1, sizeof *m->first);
	for (size_t i = 0; i < m->n; i++)
		m->first[entry[i] + 1] = (uint32_t)i + 1;
}

static void
find_cores(struct model *m)
{
	m->cores = mem_array(m->entries + 1, sizeof *m->cores);
	for (size_t e = 0; e < m->entries; e++)
		for (uint32_t i = m->first[e]; i < m->first[e + 1]; i++) {
			size_t n;
			const struct term *v = index_terms(m->index, i, &n);

			m->cores[e] = fmaxf(m->cores[e], index_core(m->index, v, n, m->first[e], m->first[e + 1]));
		}
}

struct model *
model_build(const char *language, const char *const *texts, const uint32_t *entry, size_t n, size_t entries,
    const struct buf *learnt)
{
	struct model *m = mem_alloc(sizeof *m);

	m->n = n;
	m->entries = entries;
	m->tokens = tokens_new(language);
	m->index = index_build(m->tokens, texts, n);
	if (n * entries <= CLASSIFY_STEPS && index_features(m->index) * entries <= CLASSIFY_ROOM) {
		if (learnt != NULL)
			m->softmax = softmax_get(m->index, entries, learnt->data, learnt->len);
		if (m->softmax == NULL)
			m->softmax = softmax_train(m->index, entry, entries);
	}
	find_firsts(m, entry);
	find_cores(m);
	if ((m->meaning = meaning_load(language)) != NULL) {
		m->chooses = meaning_chooses(m->meaning);
		place_texts(m, texts);
		if (m->chooses)
			place_entries(m);
	}
	m->near = mem_array(n + 1, sizeof *m->near);
	m->nearest = mem_array(entries + 1, sizeof *m->nearest);
	m->log_probability = mem_array(entries + 1, sizeof *m->log_probability);
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
	meaning_free(m->meaning);
	vector_free(&m->vector);
	free(m->first);
	free(m->cores);
	free(m->points);
	free(m->middles);
	free(m->near);
	free(m->nearest);
	free(m->log_probability);
	free(m->score);
	free(m);
}

void
model_learnt(const struct model *m, struct buf *b)
{
	if (m->softmax != NULL)
		softmax_put(m->softmax, b);
}

static void
find_nearest(struct model *m)
{
	index_near(m->index, &m->vector, m->near);
	for (size_t e = 0; e < m->entries; e++) {
		float max = 0;

		for (uint32_t i = m->first[e]; i < m->first[e + 1]; i++)
			max = m->near[i] > max ? m->near[i] : max;
		m->nearest[e] = max;
	}
}

static void
classify(struct model *m)
{
	float sum;

	if (m->softmax != NULL) {
		softmax_of(m->softmax, &m->vector, m->log_probability);
		return;
	}
	for (size_t e = 0; e < m->entries; e++)
		m->log_probability[e] = NEAR_FOR_LOG * m->nearest[e];
	sum = softmax_log_sum(m->log_probability, m->entries);
	for (size_t e = 0; e < m->entries; e++)
		m->log_probability[e] -= sum;
}

static void
score(struct model *m)
{
	float near_weight = m->chooses ? NEAR_BESIDE : NEAR_ALONE;

	find_nearest(m);
	classify(m);
	for (size_t e = 0; e < m->entries; e++) {
		m->score[e] = m->log_probability[e] + near_weight * m->nearest[e];
		if (m->chooses)
			m->score[e] += MIDDLE * dot(m->point, m->middles + e * MEANING_SIZE);
	}
}

static float
closest(const struct model *m, size_t e)
{
	float max = -1;

	for (uint32_t i = m->first[e]; i < m->first[e + 1]; i++) {
		float cosine = dot(m->point, m->points + i * MEANING_SIZE);

		max = cosine > max ? cosine : max;
	}
	return max;
}

/* Puts entry e among those ahead, best first, before the first that it beats. */
static void
insert(const struct model *m, uint32_t *ahead, size_t at, uint32_t e)
{
	for (; at > 0 && m->score[e] > m->score[ahead[at - 1]]; at--)
		ahead[at] = ahead[at - 1];
	ahead[at] = e;
}

/* The best entries by score; how many. */
static size_t
leaders(const struct model *m, uint32_t ahead[AHEAD])
{
	size_t n = 0;

	for (uint32_t e = 0; e < m->entries; e++)
		if (n < AHEAD)
			insert(m, ahead, n++, e);
		else if (m->score[e] > m->score[ahead[n - 1]])
			insert(m, ahead, n - 1, e);
	return n;
}

/* Looks closer at the n ahead; the others stay behind the last of them. */
static void
refine(struct model *m, uint32_t *ahead, size_t n)
{
	float add_to[AHEAD], least = INFINITY;

	for (size_t i = 0; i < n; i++) {
		add_to[i] = CLOSEST * closest(m, ahead[i]);
		least = add_to[i] < least ? add_to[i] : least;
	}
	for (size_t i = 0; i < n; i++)
		m->score[ahead[i]] += add_to[i] - least;
	for (size_t i = 1; i < n; i++)
		insert(m, ahead, i, ahead[i]);
}

/* The best few, and their shares by softmax over all scores. */
static void
rank(const struct model *m, const uint32_t *ahead, size_t n, struct model_answer *a)
{
	float sum = softmax_log_sum(m->score, m->entries);

	a->n = n < MATCHER_BEST ? n : MATCHER_BEST;
	memcpy(a->best, ahead, a->n * sizeof *ahead);
	for (size_t i = 0; i < a->n; i++)
		a->share[i] = exp(m->score[a->best[i]] - sum);
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
	float heaviest;

	a->signals = (struct matcher_signals){
		.probability = exp(m->log_probability[best]),
		/* The confidence is fitted with meanings: where a language has
		 * none, 0 would say "far away", so the words stand in. */
		.meaning = m->meaning != NULL ? closest(m, best) : m->nearest[best],
		.nearest = m->nearest[best],
		.rival = rival(m, best),
		.words = (double)m->words,
		.phrasings = m->first[best + 1] - m->first[best],
	};
	if (m->cores[best] > 0)
		a->signals.core = fmin(1, index_core(m->index, v->v, v->n, m->first[best], m->first[best + 1]) / m->cores[best]);
	a->signals.agreement = a->signals.nearest >= a->signals.rival;
	if (weight > 0) {
		a->signals.covered = index_covered(m->index, m->first[best], m->first[best + 1], &heaviest) / weight;
		a->signals.unseen = v->unknown / weight;
		a->signals.heaviest = heaviest / weight;
	}
}

void
model_find(struct model *m, const char *text, struct model_answer *a)
{
	const struct token *t;
	uint32_t ahead[AHEAD];
	size_t n;

	*a = (struct model_answer){0};
	t = tokens_of(m->tokens, text, &n, &m->words);
	index_vector(m->index, t, n, &m->vector);
	if (m->entries == 0 || m->vector.n == 0)
		return;
	if (m->meaning != NULL)
		meaning_of(m->meaning, t, n, m->centre, m->point);
	score(m);
	n = leaders(m, ahead);
	if (m->chooses)
		refine(m, ahead, n);
	rank(m, ahead, n, a);
	observe(m, a);
}
