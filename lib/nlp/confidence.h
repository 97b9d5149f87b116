/*
 * confidence: from what is seen of a match to the chance that it is right.
 *
 * Logistic regression over a few terms of the signals. The shipped weights
 * are the prior, made by scripts/dev/confidence from many FAQs, large and tiny,
 * asked about what they cover and what they don't; a fit moves them as far as
 * an operator's own entries tell otherwise.
 */
#ifndef NLP_CONFIDENCE_H
#define NLP_CONFIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "nlp/matcher.h"

#define CONFIDENCE_TERMS 17

struct confidence {
	double	weight[CONFIDENCE_TERMS];
};

struct confidence_sample {
	double	term[CONFIDENCE_TERMS];
	bool	right;
	double	weight;		/* as how many samples it counts */
};

struct confidence	confidence_shipped(void);
/* share: the best entry's, of all entries. */
void			confidence_terms(const struct matcher_signals *, double share, size_t entries,
			    double term[CONFIDENCE_TERMS]);
double			confidence_of(const struct confidence *, const double term[CONFIDENCE_TERMS]);
/* "How much is a filling?" is asked like "How much is a cleaning?": where the
 * text lacks what the entry's phrasings have in common and has a telling word
 * that they lack, it may be about something else, however alike the rest is. */
double			confidence_doubt(const struct matcher_signals *, double confidence);
/* Moves the weights to what n samples say; hold is how many samples' worth the
 * weights resist. */
void			confidence_fit(struct confidence *, const struct confidence_sample *, size_t n, double hold);
/* Moves all of them together: how sure, not which before which. */
void			confidence_adjust(struct confidence *, const struct confidence_sample *, size_t n, double hold);

#endif
