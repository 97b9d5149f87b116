/*
 * mood_features: what a text shows of its mood, as hashed features; for the
 * model and for what trains it (scripts/dev/mood-weights.c).
 *
 * Words, pairs and character runs, those behind a negation apart, emoji and
 * smileys, capitals, elongations, exclamation marks. The file mood.bin is a
 * header and then one byte a feature and mood, times the header's scale.
 */
#ifndef NLP_MOOD_FEATURES_H
#define NLP_MOOD_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#define MOOD_MAGIC	"wamood1"
#define MOOD_BITS	19
#define MOOD_FEATURES	(1u << MOOD_BITS)
#define MOOD_COUNT	3
#define MOOD_TEXT_FEATURES	4096	/* at most, of one text; a power of two */

struct mood_header {
	char	magic[8];
	float	scale;
};

struct mood_feature {
	uint32_t	index;	/* below MOOD_FEATURES */
	float		value;
};

/* The features of a text, each once, in no order, a vector of length 1. How many. */
size_t	mood_features(const char *text, struct mood_feature out[MOOD_TEXT_FEATURES]);

#endif
