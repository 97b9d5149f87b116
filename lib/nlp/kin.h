/*
 * kin: words that are the same but for their ending: room and rooms, quote and
 * quoting.
 */
#ifndef NLP_KIN_H
#define NLP_KIN_H

#include <stdbool.h>
#include <stddef.h>

#define KIN_MIN	3	/* letters that two words share at least */

/* A word as kin_is wants it, folded and without accents; the caller frees. */
char	*kin_plain(const char *word, size_t len);
bool	 kin_is(const char *a, const char *b);

#endif
