/*
 * model: the matcher of one language: nearest phrasings and a classifier,
 * combined. Entries are numbers here.
 */
#ifndef NLP_MODEL_H
#define NLP_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "nlp/matcher.h"

struct model;

/* texts are sorted by entry; entry[i], 0..entries-1, is what text i asks for.
 * learnt: what model_learnt gave for the same texts, or NULL. */
struct model	*model_build(const char *language, const char *const *texts, const uint32_t *entry, size_t n,
		     size_t entries, const struct buf *learnt);
void		 model_free(struct model *);
/* Adds to buf what took long to learn. */
void		 model_learnt(const struct model *, struct buf *);

struct model_answer {
	uint32_t		best[MATCHER_BEST];	/* entries, best first */
	double			share[MATCHER_BEST];	/* of each among all entries */
	size_t			n;
	struct matcher_signals	signals;
};

void		 model_find(struct model *, const char *text, struct model_answer *);

#endif
