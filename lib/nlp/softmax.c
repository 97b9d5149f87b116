#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/simd.h"
#include "nlp/softmax.h"

#define LANES		8	/* of the compiler's vectors */
#define BLOCK		32	/* classes summed at a time; they are padded to a multiple */
#define EPOCHS		14
#define RATE_FIRST	4.0f
#define RATE_LAST	0.5f
#define DECAY		2e-5f

struct softmax {
	size_t		 features;
	size_t		 classes;
	size_t		 width;		/* classes, padded */
	int8_t		*weights;	/* features x width */
	float		*scale;		/* of each feature's */
};

/* What training needs besides: weights in full, all times `factor`, by which
 * the decay of every step is paid at once. */
struct training {
	float	*w;
	float	 factor;
	float	*p;
};

SIMD_LOOP static void
add_row(float *restrict to, const float *restrict from, float by, size_t width)
{
	for (size_t i = 0; i < width; i += LANES)
		for (size_t k = 0; k < LANES; k++)
			to[i + k] += by * from[i + k];
}

/* Logits to probabilities. */
static void
normalise(float *p, size_t n)
{
	float max = p[0], sum = 0;

	for (size_t i = 1; i < n; i++)
		max = p[i] > max ? p[i] : max;
	for (size_t i = 0; i < n; i++)
		sum += p[i] = expf(p[i] - max);
	for (size_t i = 0; i < n; i++)
		p[i] /= sum;
}

static void
step(const struct softmax *s, struct training *t, const struct term *v, size_t n, uint32_t label, float rate)
{
	memset(t->p, 0, s->width * sizeof *t->p);
	for (size_t k = 0; k < n; k++)
		add_row(t->p, t->w + v[k].feature * s->width, v[k].weight * t->factor, s->width);
	normalise(t->p, s->classes);
	t->p[label] -= 1;
	t->factor *= 1 - rate * DECAY;
	for (size_t k = 0; k < n; k++)
		add_row(t->w + v[k].feature * s->width, t->p, -rate * v[k].weight / t->factor, s->width);
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

/* A feature's weights as bytes. */
static void
pack(struct softmax *s, size_t feature, const float *w, float factor)
{
	float max = 0;

	for (size_t c = 0; c < s->width; c++)
		max = fabsf(w[c]) > max ? fabsf(w[c]) : max;
	s->scale[feature] = max * factor / 127;
	for (size_t c = 0; c < s->width; c++)
		s->weights[feature * s->width + c] = (int8_t)(max > 0 ? lrintf(w[c] / max * 127) : 0);
}

static struct softmax *
make(const struct index *x, size_t classes)
{
	struct softmax *s = mem_alloc(sizeof *s);

	s->features = index_features(x);
	s->classes = classes;
	s->width = (classes + BLOCK - 1) / BLOCK * BLOCK;
	s->weights = mem_array(s->features * s->width + 1, sizeof *s->weights);
	s->scale = mem_array(s->features + 1, sizeof *s->scale);
	return s;
}

struct softmax *
softmax_train(const struct index *x, const uint32_t *label, size_t classes)
{
	struct softmax *s = make(x, classes);
	struct training t = { .factor = 1 };

	t.w = mem_array(s->features * s->width + 1, sizeof *t.w);
	t.p = mem_array(s->width, sizeof *t.p);
	if (index_texts(x) > 0)
		train(s, &t, x, label);
	for (size_t f = 0; f < s->features; f++)
		pack(s, f, t.w + f * s->width, t.factor);
	free(t.w);
	free(t.p);
	return s;
}

void
softmax_put(const struct softmax *s, struct buf *b)
{
	buf_add(b, s->scale, s->features * sizeof *s->scale);
	buf_add(b, s->weights, s->features * s->width);
}

struct softmax *
softmax_get(const struct index *x, size_t classes, const void *data, size_t len)
{
	struct softmax *s = make(x, classes);
	size_t scales = s->features * sizeof *s->scale, weights = s->features * s->width;

	if (len != scales + weights) {
		softmax_free(s);
		return NULL;
	}
	memcpy(s->scale, data, scales);
	memcpy(s->weights, (const char *)data + scales, weights);
	return s;
}

void
softmax_free(struct softmax *s)
{
	if (s == NULL)
		return;
	free(s->weights);
	free(s->scale);
	free(s);
}

/* The sums of a block stay in registers. */
SIMD_LOOP static void
logits_of(const struct softmax *s, const struct vector *v, float *out)
{
	for (size_t i = 0; i < s->width; i += BLOCK) {
		float p[BLOCK] = {0};

		for (size_t k = 0; k < v->n; k++) {
			const int8_t *w = s->weights + v->v[k].feature * s->width + i;
			float by = v->v[k].weight * s->scale[v->v[k].feature];

			for (size_t c = 0; c < BLOCK; c++)
				p[c] += by * w[c];
		}
		for (size_t c = 0; c < BLOCK && i + c < s->classes; c++)
			out[i + c] = p[c];
	}
}

float
softmax_log_sum(const float *logits, size_t n)
{
	float sum = 0, max = logits[0];

	for (size_t i = 1; i < n; i++)
		max = logits[i] > max ? logits[i] : max;
	for (size_t i = 0; i < n; i++)
		sum += expf(logits[i] - max);
	return max + logf(sum);
}

void
softmax_of(const struct softmax *s, const struct vector *v, float *out)
{
	float sum;

	logits_of(s, v, out);
	sum = softmax_log_sum(out, s->classes);
	for (size_t c = 0; c < s->classes; c++)
		out[c] -= sum;
}
