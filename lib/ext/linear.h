/*
 * linear: owner of liblinear. Trains the small linear models that are shipped;
 * using one is a dot product and needs no library.
 */
#ifndef EXT_LINEAR_H
#define EXT_LINEAR_H

#include <stddef.h>
#include <stdint.h>

struct linear_feature {
	uint32_t	index;	/* ascending within an example */
	float		value;
};

struct linear_example {
	const struct linear_feature	*v;
	size_t				 n;
	int				 label;		/* 0..classes-1 */
};

/* Logistic regression, each class against the rest, L2 with this cost of a
 * mistake. Weights [feature * classes + class]; the caller frees. */
float	*linear_train(const struct linear_example *, size_t n, size_t features, int classes, double cost);

#endif
