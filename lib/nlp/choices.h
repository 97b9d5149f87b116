/*
 * choices: a closed set of values by their names and synonyms: services,
 * places. Found in a text as whole words, whatever their case and accents, and
 * with a typo where the word is long enough to leave no doubt; in German and
 * Dutch as the end or the beginning of a compound as well.
 */
#ifndef NLP_CHOICES_H
#define NLP_CHOICES_H

#include <stddef.h>

#include "nlp/finding.h"

struct choices;

/* From an object of keys with a list of synonyms (or one, or none) each; the
 * key itself counts as one, with "_" and "-" for spaces. */
struct choices	*choices_new(const json_t *);
void		 choices_free(struct choices *);
/* All places of a text that name one; the value is its key. Other forms of a
 * word ("painted" for "painting") count, slips are not clear. */
void		 choices_find(const struct choices *, const struct reading *, struct findings *);

#endif
