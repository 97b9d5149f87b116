#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/softmax.h"

#define LANES		8	/* of the compiler's vectors */
#define BLOCK		16	/* classes summed at a time; they are padded to a multiple */
#define SPREAD_MIN	1	/* texts a feature must be in */
#define EPOCHS		14
#define RATE_FIRST	4.0f
#define RATE_LAST	0.5f
#define DECAY		2e-5f

#define NONE	UINT32_MAX

struct softmax {
	size_t		 classes;
	size_t		 width;		/* classes, padded */
	uint32_t	*row;		/* of a feature, or NONE */
	size_t		 rows;
	int8_t		*weights;	/* rows x width */
	float		*scale;		/* of each row */
};

/* What training needs besides: weights in full, all times `factor`, by which
 * the decay of every step is paid at once. */
struct training {
	float	*w;
	float	 factor;
	float	*p;
};

static void
add_row(float *restrict to, const float *restrict from, float by, size_t width)
{
	for (size_t i = 0; i < width; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			to[i + k] += by * from[i + k];
}

/* Logits to probabilities; the log of their sum is returned. */
static float
normalise(float *p, size_t n)
{
	float max = p[0], sum = 0;

	for (size_t i = 1; i < n; i++)
		max = p[i] > max ? p[i] : max;
	for (size_t i = 0; i < n; i++)
		sum += p[i] = expf(p[i] - max);
	for (size_t i = 0; i < n; i++)
		p[i] /= sum;
	return max + logf(sum);
}

static void
step(const struct softmax *s, struct training *t, const struct term *v, size_t n, uint32_t label, float rate)
{
	memset(t->p, 0, s->width * sizeof *t->p);
	for (size_t k = 0; k < n; k++)
		if (s->row[v[k].feature] != NONE)
			add_row(t->p, t->w + s->row[v[k].feature] * s->width, v[k].weight * t->factor, s->width);
	normalise(t->p, s->classes);
	t->p[label] -= 1;
	t->factor *= 1 - rate * DECAY;
	for (size_t k = 0; k < n; k++)
		if (s->row[v[k].feature] != NONE)
			add_row(t->w + s->row[v[k].feature] * s->width, t->p, -rate * v[k].weight / t->factor, s->width);
}

/* Goes through n texts in an order that mixes the classes: a stride coprime to n. */
static size_t
stride(size_t n)
{
	size_t s = n / 2 + n / 8 + 1;

	for (;; s++) {
		size_t a = n, b = s;

		while (b != 0) {
			size_t r = a % b;

			a = b;
			b = r;
		}
		if (a == 1)
			return s;
	}
}

static void
train(const struct softmax *s, struct training *t, const struct index *x, const uint32_t *label)
{
	size_t n = index_texts(x), by = stride(n), at = 0, steps = EPOCHS * n;

	for (size_t i = 0; i < steps; i++) {
		size_t terms;
		const struct term *v = index_terms(x, at, &terms);

		step(s, t, v, terms, label[at], RATE_FIRST * powf(RATE_LAST / RATE_FIRST, (float)i / (float)steps));
		at = (at + by) % n;
	}
}

/* A row of weights as bytes. */
static void
pack(struct softmax *s, size_t row, const float *w, float factor)
{
	float max = 0;

	for (size_t c = 0; c < s->width; c++)
		max = fabsf(w[c]) > max ? fabsf(w[c]) : max;
	s->scale[row] = max * factor / 127;
	for (size_t c = 0; c < s->width; c++)
		s->weights[row * s->width + c] = (int8_t)(max > 0 ? lrintf(w[c] / max * 127) : 0);
}

struct softmax *
softmax_train(const struct index *x, const uint32_t *label, size_t classes)
{
	struct softmax *s = mem_alloc(sizeof *s);
	struct training t = { .factor = 1 };
	size_t features = index_features(x);

	s->classes = classes;
	s->width = (classes + BLOCK - 1) / BLOCK * BLOCK;
	s->row = mem_array(features + 1, sizeof *s->row);
	for (uint32_t f = 0; f < features; f++)
		s->row[f] = index_spread(x, f) >= SPREAD_MIN ? (uint32_t)s->rows++ : NONE;
	t.w = mem_array(s->rows * s->width + 1, sizeof *t.w);
	t.p = mem_array(s->width, sizeof *t.p);
	if (index_texts(x) > 0)
		train(s, &t, x, label);
	s->weights = mem_array(s->rows * s->width + 1, 1);
	s->scale = mem_array(s->rows + 1, sizeof *s->scale);
	for (size_t r = 0; r < s->rows; r++)
		pack(s, r, t.w + r * s->width, t.factor);
	free(t.w);
	free(t.p);
	return s;
}

void
softmax_free(struct softmax *s)
{
	if (s == NULL)
		return;
	free(s->row);
	free(s->weights);
	free(s->scale);
	free(s);
}

void
softmax_of(const struct softmax *s, const struct vector *v, float *out)
{
	float p[BLOCK], sum = 0, max;

	/* Blocks of BLOCK classes at a time keep the sums in registers. */
	for (size_t i = 0; i < s->width; i += BLOCK) {
		memset(p, 0, sizeof p);
		for (size_t k = 0; k < v->n; k++) {
			uint32_t r = s->row[v->v[k].feature];
			const int8_t *w;
			float by;

			if (r == NONE)
				continue;
			w = s->weights + r * s->width + i;
			by = v->v[k].weight * s->scale[r];
			for (size_t c = 0; c < BLOCK; c++)
				p[c] += by * w[c];
		}
		for (size_t c = 0; c < BLOCK && i + c < s->classes; c++)
			out[i + c] = p[c];
	}
	max = out[0];
	for (size_t c = 1; c < s->classes; c++)
		max = out[c] > max ? out[c] : max;
	for (size_t c = 0; c < s->classes; c++)
		sum += expf(out[c] - max);
	max += logf(sum);
	for (size_t c = 0; c < s->classes; c++)
		out[c] -= max;
}
