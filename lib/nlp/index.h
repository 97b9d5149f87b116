/*
 * index: texts as TF-IDF vectors, and which of them are near another text.
 *
 * A vector has two blocks, words with their pairs and character runs, each
 * of a fixed share of its length; term counts are sublinear. Vectors have
 * length 1, so that a dot product is a cosine.
 */
#ifndef NLP_INDEX_H
#define NLP_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "nlp/tokens.h"

struct term {
	uint32_t	feature;
	float		weight;
};

/* A sparse vector, and what the index could not see of the text. */
struct vector {
	struct term	*v;
	size_t		 n;
	size_t		 cap;
	float		 known;		/* what those of its words tell that the index has: idf, less for light ones */
	float		 unknown;	/* and those it has not */
};

struct index;

/* An index over n texts, numbered from 0. */
struct index	*index_build(struct tokens *, const char *const *texts, size_t n);
void		 index_free(struct index *);
size_t		 index_texts(const struct index *);
size_t		 index_features(const struct index *);

/* The vector of any text, given its n tokens, into *v; zero-initialise it once,
 * vector_free at the end. */
void		 index_vector(struct index *, const struct token *, size_t n, struct vector *);
void		 vector_free(struct vector *);
/* Vector of text number i; borrowed. */
const struct term *index_terms(const struct index *, size_t i, size_t *n);
/* Cosines with all texts, into near[index_texts()]. */
void		 index_near(const struct index *, const struct vector *, float *near);
/* What the last vector's words tell that occur in texts first..last-1; in
 * *heaviest, what the most telling word does that doesn't. */
float		 index_covered(const struct index *, uint32_t first, uint32_t last, float *heaviest);

/* What a text's words have of what texts first..last-1 are about: a word counts
 * by what it tells, and by how many of them have it. */
float		 index_core(const struct index *, const struct term *, size_t n, uint32_t first, uint32_t last);

#endif
