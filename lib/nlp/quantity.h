/*
 * quantity: counts and measures: "3", "two", "80 m2", "200 square feet".
 */
#ifndef NLP_QUANTITY_H
#define NLP_QUANTITY_H

#include "nlp/finding.h"

/* With `measures`, numbers with a unit, a text of both as said; else the bare
 * ones, counted nouns among them. */
void	quantity_find(const struct reading *, const char *text, bool measures, const bool *claimed, struct findings *);

#endif
