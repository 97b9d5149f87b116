/*
 * money: amounts and budgets: "$1,500", "1.500 €", "1,5k", "mil quinientos
 * euros", "between 200 and 300", "up to 500", "300-400k".
 */
#ifndef NLP_MONEY_H
#define NLP_MONEY_H

#include "nlp/finding.h"

/* All amounts of a text. With `clear`, those that say themselves that they are
 * money (a currency, thousands); else the bare ones. country: what $ and peso
 * mean; NULL when unknown. n[0] of a finding: it can be
 * nothing else, a currency or "budget" is said. */
void	money_find(const struct reading *, bool clear, const char *country, const bool *claimed, struct findings *);

#endif
