/*
 * finding: the places of a text that say something of one kind, and which of
 * them the customer means in the end: not what is denied ("not Friday"), of
 * several the one that corrects the others ("no, better Saturday"); of what
 * stands side by side nobody can tell.
 */
#ifndef NLP_FINDING_H
#define NLP_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "nlp/reading.h"

struct finding {
	size_t	 from, to;	/* pieces */
	json_t	*value;		/* NULL: nobody can tell what is meant, or it doesn't exist */
	bool	 clear;		/* says itself what it is */
	bool	 vague;		/* "next week": counts where nothing better is said */
	bool	 thing;		/* of a thing more may be told: "my cat won't eat" denies no cat */
	int64_t	 n[2];		/* what its finder remembers */
};

struct findings {
	struct finding	*v;
	size_t		 n;
};

/* Takes the value over. */
void	finding_add(struct findings *, const struct finding *);
/* Puts those that were added in several passes in the text's order, which
 * finding_pick wants. */
void	finding_sort(struct findings *);
void	finding_free(struct findings *);
/* The one that is meant; NULL: none. Where several may be, *unclear is true
 * and the last is returned. taken: pieces that don't count, or NULL. */
const struct finding *finding_pick(const struct reading *, const struct findings *, const bool *taken,
	    bool *unclear);

#endif
