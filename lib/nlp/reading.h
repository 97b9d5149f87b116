/*
 * reading: a text as pieces, and the senses of its words in the one language
 * that fits them best.
 *
 * Parsers walk it by index. A phrase is asked for by its sense at an index,
 * and the answer is the index behind it, or 0: so that parsers are written as
 * what must follow what.
 */
#ifndef NLP_READING_H
#define NLP_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nlp/lexicon.h"
#include "nlp/pieces.h"

struct match {
	uint16_t		 at, to;	/* pieces */
	const struct sense	*sense;
};

struct reading {
	const struct lexicon	*lexicon;
	struct pieces		*pieces;
	int			 language;	/* of the lexicon's */
	struct match		*matches;	/* by at, the longest first */
	size_t			 n_matches;
	uint16_t		*first;		/* of each piece: its first match */
	uint8_t			*roles;		/* of each piece: a sense_kind that a phrase from here on
						   plays in the sentence; SENSE_KINDS for none */
};

/* hint: ISO 639-1, or NULL; it counts unless another language knows clearly
 * more of the words. Never NULL. */
struct reading	*reading_of(const struct lexicon *, const char *text, const char *hint);
void		 reading_free(struct reading *);

/* The longest phrase of a sense at piece i: the index behind it, and the sense
 * in *s unless NULL; 0 when there is none. */
size_t	reading_is(const struct reading *, size_t i, enum sense_kind, const struct sense **s);
/* i, or behind the phrases of a sense that start there. */
size_t	reading_skip(const struct reading *, size_t i, enum sense_kind);
/* Does any phrase start here; is the language this one ("es")? */
bool	reading_knows(const struct reading *, size_t i);
bool	reading_in(const struct reading *, const char *language);
/* Does a phrase of this role start here, and none that says more? "no" is a
 * denial, but not in "no problem" or "no more than". */
bool	reading_role(const struct reading *, size_t i, enum sense_kind);
/* Is piece i a run of digits, of at most max; is it joined to the one before? */
bool	reading_digits(const struct reading *, size_t i, size_t max);
bool	reading_attached(const struct reading *, size_t i);
/* The number of the digits at i; -1 for none. */
int64_t	reading_number(const struct reading *, size_t i);
/* Do digits go on behind a mark at i, as in telephone numbers and addresses? */
bool	reading_goes_on(const struct reading *, size_t i, const char *mark);
/* i, or behind the words that may stand between the parts of a date there. */
size_t	reading_skip_glue(const struct reading *, size_t i);
/* Is piece i past the end, or a mark that ends a clause? */
bool	reading_stops(const struct reading *, size_t i);
/* Piece i is a word or digits that no phrase knows. */
bool	reading_strange(const struct reading *, size_t i);

#endif
