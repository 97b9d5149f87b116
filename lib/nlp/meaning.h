/*
 * meaning: a text as a point where texts of like meaning lie close, so that
 * "vehicle" finds "car".
 *
 * The sum of its words' vectors, rare words counting more. The table of a
 * language, meaning-LANGUAGE.bin, is made by scripts/dev/meaning: a header,
 * the words' hashes (those of tokens.h) in ascending order, each word's weight,
 * each word's vector in bytes.
 */
#ifndef NLP_MEANING_H
#define NLP_MEANING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nlp/tokens.h"

#define MEANING_SIZE	96	/* numbers of a vector; a multiple of 16 */
#define MEANING_MAGIC	"wamean1"

struct meaning_header {
	char		magic[8];
	uint32_t	words;
	uint32_t	size;
};

struct meaning;

/* The shipped table of a language; NULL when there is none for it. */
struct meaning	*meaning_load(const char *language);
void		 meaning_free(struct meaning *);
/* Is it good enough to choose by? Else it only tells how sure a choice is. */
bool		 meaning_chooses(const struct meaning *);
/* The sum, of length 1 unless none of the words is known; relative to centre
 * (NULL: to the origin). */
void		 meaning_of(const struct meaning *, const struct token *, size_t n, const float *centre,
		     float out[MEANING_SIZE]);

#endif
