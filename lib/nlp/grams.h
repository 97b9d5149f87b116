/*
 * grams: the runs of 1 to 5 characters inside the words of a text, by hash,
 * as the language table knows them. Borders of words count as a character;
 * words with digits are left out.
 */
#ifndef NLP_GRAMS_H
#define NLP_GRAMS_H

#include <stddef.h>
#include <stdint.h>

#define GRAMS_MAX	5

struct gram {
	uint64_t	hash;
	uint8_t		n;	/* characters, borders included */
	uint8_t		latin;	/* 1 in a word of Latin letters */
};

/* The grams of a text's first words, at most max, into out; how many. The
 * text is folded by the caller (text_fold). */
size_t	grams_of(const char *folded, size_t len, struct gram *out, size_t max);

#endif
