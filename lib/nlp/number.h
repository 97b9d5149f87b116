/*
 * number: amounts in digits and words: 1.500, 1,5k, two hundred and fifty,
 * dos mil quinientos, quatre-vingt-dix, zweihundertfünfzig, millón y medio.
 */
#ifndef NLP_NUMBER_H
#define NLP_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"
#include "nlp/reading.h"

struct number {
	double	 value;
	double	 base;		/* before the last thousands or millions: 300 of 300k */
	double	 scale;		/* these thousands or millions; 1 without */
	size_t	 to;		/* the piece behind it */
	bool	 words;		/* said in words alone */
	bool	 spaced;	/* digits grouped by spaces, as phones are too */
	bool	 zero;		/* digits with a zero ahead */
	int	 digits;	/* of the run it begins with */
};

/* The amount that starts at piece i; false when none does. With `narrow`, an
 * "and" inside it ends it: "between one thousand and two thousand". */
bool	number_at(const struct reading *, size_t i, bool narrow, struct number *);
/* The same for a cardinal of one run of digits, or words: an hour, a day. */
bool	number_plain(const struct reading *, size_t i, struct number *);
/* The value as an integer where it is one, else with its decimals. The caller's. */
json_t	*number_json(double);

#endif
