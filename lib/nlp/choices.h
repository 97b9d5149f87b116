/*
 * choices: a closed set of values by their names and synonyms: services,
 * places. Found in a text as whole words, whatever their case and accents, and
 * with a typo where the word is long enough to leave no doubt.
 */
#ifndef NLP_CHOICES_H
#define NLP_CHOICES_H

#include <stddef.h>

#include "ext/json.h"

struct choices;

/* From an object of keys with a list of synonyms (or one, or none) each; the
 * key itself counts as one, with "_" and "-" for spaces. */
struct choices	*choices_new(const json_t *);
void		 choices_free(struct choices *);

#endif
