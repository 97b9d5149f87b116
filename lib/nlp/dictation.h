/*
 * dictation: digits as they are read out: one by one, in pairs, in hundreds,
 * "double six"; typed ones among them as they stand.
 */
#ifndef NLP_DICTATION_H
#define NLP_DICTATION_H

#include <stdbool.h>
#include <stddef.h>

#include "nlp/reading.h"

#define DICTATION_MAX	24	/* digits */

struct dictation {
	char	digits[DICTATION_MAX + 1];
	size_t	len;
	bool	plus;		/* said ahead of them */
	bool	alone;		/* each digit a word of its own */
	size_t	to;		/* the piece behind them; 0 for none */
};

/*
 * Those that are dictated from piece i on; false when none are, or all are
 * typed. apart: "nine hundred one" is 9001, not 901. claimed: pieces that
 * don't count, or NULL.
 */
bool	dictation_at(const struct reading *, size_t i, bool apart, const bool *claimed, struct dictation *);

#endif
