/*
 * softmax: multinomial logistic regression over an index's vectors.
 *
 * Trained by stochastic gradient steps in a fixed order, so that the same
 * texts give the same weights. All classes of a feature lie side by side: one
 * step costs terms x classes, several times less than training each class
 * against the rest, with weights in bytes once it is done.
 */
#ifndef NLP_SOFTMAX_H
#define NLP_SOFTMAX_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "nlp/index.h"

struct softmax;

/* label[i] is the class, 0..classes-1, of the index's text i. */
struct softmax	*softmax_train(const struct index *, const uint32_t *label, size_t classes);
void		 softmax_free(struct softmax *);
/* What training found, added to buf as bytes of this machine; and the same
 * again, for the index and classes it was found for. NULL: not of that size. */
void		 softmax_put(const struct softmax *, struct buf *);
struct softmax	*softmax_get(const struct index *, size_t classes, const void *data, size_t len);
/* Log probability of each class, into out[classes]. */
void		 softmax_of(const struct softmax *, const struct vector *, float *out);
/* The log of the sum of e to the power of each, by which logits become log
 * probabilities; n is at least 1. */
float		 softmax_log_sum(const float *logits, size_t n);

#endif
