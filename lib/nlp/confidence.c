#include <math.h>
#include <string.h>

#include "nlp/confidence.h"

#define N		CONFIDENCE_TERMS
#define LOGIT_MAX	4.0	/* beyond that, probabilities of few entries say nothing */
#define LOGIT_MANY	7.0	/* and of many */
#define LOGIT_MIN	(-9.0)
#define WORDS_MAX	12.0
#define ENTRIES_MAX	20.0
#define ROUNDS		12
/* From where on a text may be about something else than the entry, and what is
 * left of the confidence then. */
#define CORE_LEAST	0.7
#define FOREIGN_MOST	0.3
#define DOUBTED		0.8

/* In the order of confidence_terms. Made by scripts/dev/confidence. */
static const struct confidence shipped = { {
	-4.937, 0.461, -0.002, 0.024, 1.199, 0.124, 2.248,
	1.712, -0.946, 2.560, 1.011, -0.425, 1.377, 0.761,
	1.404, -2.053, 0.245,
} };

struct confidence
confidence_shipped(void)
{
	return shipped;
}

static double
logit(double p, double max)
{
	double z = log(fmax(p, 1e-9) / fmax(1 - p, 1e-9));

	return fmax(LOGIT_MIN, fmin(max, z));
}

void
confidence_terms(const struct matcher_signals *s, double share, size_t entries, double term[N])
{
	/* 0 for a single entry, 1 from twenty on: among few, a share of nearly
	 * all comes easily. */
	double many = log(fmin((double)entries, ENTRIES_MAX)) / log(ENTRIES_MAX);
	const double terms[N] = {
		1,
		logit(share, LOGIT_MAX),
		logit(s->probability, LOGIT_MAX),
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
		many,
		many * share,
		many * share * share,
		many * logit(share, LOGIT_MANY),
	};

	memcpy(term, terms, sizeof terms);
}

static double
chance(double log_odds)
{
	return 1 / (1 + exp(-log_odds));
}

static double
log_odds(const struct confidence *c, const double term[N])
{
	double z = 0;

	for (size_t i = 0; i < N; i++)
		z += c->weight[i] * term[i];
	return z;
}

double
confidence_of(const struct confidence *c, const double term[N])
{
	return chance(log_odds(c, term));
}

double
confidence_doubt(const struct matcher_signals *s, double confidence)
{
	return s->core < CORE_LEAST && s->heaviest > FOREIGN_MOST ? confidence * DOUBTED : confidence;
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

/* The same over two numbers, by which the log odds are shifted and stretched. */
void
confidence_adjust(struct confidence *c, const struct confidence_sample *s, size_t n, double hold)
{
	double shift = 0, stretch = 1;

	for (int round = 0; round < ROUNDS; round++) {
		double slope[2] = { hold * shift, hold * (stretch - 1) };
		double aa = hold, ab = 0, bb = hold, det;

		for (size_t k = 0; k < n; k++) {
			double z = log_odds(c, s[k].term), p = chance(shift + stretch * z);
			double off = (p - s[k].right) * s[k].weight, bend = p * (1 - p) * s[k].weight;

			slope[0] += off;
			slope[1] += off * z;
			aa += bend;
			ab += bend * z;
			bb += bend * z * z;
		}
		det = aa * bb - ab * ab;
		shift -= (bb * slope[0] - ab * slope[1]) / det;
		stretch -= (aa * slope[1] - ab * slope[0]) / det;
	}
	for (size_t i = 0; i < N; i++)
		c->weight[i] *= stretch;
	c->weight[0] += shift;
}
