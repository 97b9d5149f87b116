#include <math.h>
#include <string.h>

#include "nlp/confidence.h"

#define N		CONFIDENCE_TERMS
#define LOGIT_MAX	4.0	/* beyond that, probabilities of few entries say nothing */
#define LOGIT_MIN	(-9.0)
#define WORDS_MAX	12.0
#define ENTRIES_MAX	20.0
#define ROUNDS		12

/* In the order of confidence_terms. Made by scripts/dev/confidence. */
static const struct confidence shipped = { {
	-4.820, 0.588, -0.027, -0.977, 2.330, -0.835, 2.214,
	2.735, -2.091, 4.175, 1.464, -0.057, 1.209, 0.265,
} };

struct confidence
confidence_shipped(void)
{
	return shipped;
}

static double
logit(double p)
{
	double z = log(fmax(p, 1e-9) / fmax(1 - p, 1e-9));

	return fmax(LOGIT_MIN, fmin(LOGIT_MAX, z));
}

void
confidence_terms(const struct matcher_signals *s, double share, size_t entries, double term[N])
{
	const double terms[N] = {
		1,
		logit(share),
		logit(s->probability),
		s->nearest,
		s->nearest * s->nearest,
		s->covered,
		s->nearest * s->covered,
		s->meaning,
		s->meaning * s->meaning,
		s->meaning * s->covered,
		s->heaviest,
		entries > 1 ? s->nearest - s->rival : 0,
		fmin(s->words, WORDS_MAX) / WORDS_MAX,
		log(fmin((double)entries, ENTRIES_MAX)),
	};

	memcpy(term, terms, sizeof terms);
}

double
confidence_of(const struct confidence *c, const double term[N])
{
	double z = 0;

	for (size_t i = 0; i < N; i++)
		z += c->weight[i] * term[i];
	return 1 / (1 + exp(-z));
}

/* Solves a x = b by elimination with pivots; b becomes x. */
static void
solve(double a[N][N], double b[N])
{
	for (size_t i = 0; i < N; i++) {
		size_t p = i;

		for (size_t r = i + 1; r < N; r++)
			p = fabs(a[r][i]) > fabs(a[p][i]) ? r : p;
		for (size_t k = 0; k < N; k++) {
			double t = a[i][k];

			a[i][k] = a[p][k];
			a[p][k] = t;
		}
		double t = b[i];
		b[i] = b[p];
		b[p] = t;
		for (size_t r = i + 1; r < N; r++) {
			double f = a[r][i] / a[i][i];

			for (size_t k = i; k < N; k++)
				a[r][k] -= f * a[i][k];
			b[r] -= f * b[i];
		}
	}
	for (size_t i = N; i-- > 0;) {
		for (size_t k = i + 1; k < N; k++)
			b[i] -= a[i][k] * b[k];
		b[i] /= a[i][i];
	}
}

/* Newton's method on the posterior: a Gaussian prior around the weights as
 * they came. */
void
confidence_fit(struct confidence *c, const struct confidence_sample *s, size_t n, double hold)
{
	const struct confidence prior = *c;

	for (int round = 0; round < ROUNDS; round++) {
		double slope[N], curve[N][N] = {{0}};

		for (size_t i = 0; i < N; i++) {
			slope[i] = hold * (c->weight[i] - prior.weight[i]);
			curve[i][i] = hold;
		}
		for (size_t k = 0; k < n; k++) {
			double p = confidence_of(c, s[k].term), bend = p * (1 - p) * s[k].weight;

			for (size_t i = 0; i < N; i++) {
				slope[i] += (p - s[k].right) * s[k].weight * s[k].term[i];
				for (size_t j = 0; j < N; j++)
					curve[i][j] += bend * s[k].term[i] * s[k].term[j];
			}
		}
		solve(curve, slope);
		for (size_t i = 0; i < N; i++)
			c->weight[i] -= slope[i];
	}
}
