/*
 * clauses: the parts of a message that may each ask for something of their
 * own: sentences, lines, what an "and" joins when both sides have words enough
 * to stand alone, what comes "but first", and a question behind a comma.
 */
#ifndef NLP_CLAUSES_H
#define NLP_CLAUSES_H

#include <stdbool.h>
#include <stddef.h>

#include "nlp/cues.h"

#define CLAUSES_MAX 6

struct clause {
	const char	*text;		/* into the text */
	size_t		 len;
	bool		 question;	/* ends as a question */
};

/* The cues tell a question behind a comma.
 * How many, in order; 1 for a text of one piece, 0 for one without words.
 * What is over CLAUSES_MAX stays with the last. */
size_t	clauses_split(const struct cues *, const char *text, struct clause out[CLAUSES_MAX]);

#endif
