/*
 * typo: how far a word is from one it may be a misspelling of.
 */
#ifndef NLP_TYPO_H
#define NLP_TYPO_H

#include <stddef.h>

#define TYPO_NONE	((size_t)-1)	/* another word */

/*
 * Slips (a letter more, less, wrong, or two swapped) between a word and one it
 * is meant to be, both folded and without accents; TYPO_NONE when they are too
 * many for its length, or the first letter differs: nobody misses that one,
 * and many short words differ in nothing else.
 */
size_t	typo_slips(const char *word, const char *meant);

#endif
