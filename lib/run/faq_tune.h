/*
 * faq_tune: how much would be answered, and how much of it wrongly, at each
 * confidence; and from which on answering pays.
 *
 * A message that goes to a person costs 1, a wrong answer `cost` of that. What
 * is labelled says what is right (nobody's: a person's); of real traffic an
 * answer counts as wrong when a person had to step in after it.
 */
#ifndef RUN_FAQ_TUNE_H
#define RUN_FAQ_TUNE_H

#include "run/faq_usage.h"

/* labelled: a file of lines {"text","intent"}, NULL: the traffic of the time.
 * Prints the curve and what it recommends; the exit status, 1 when there is too little to tell. */
int	faq_tune(const struct faq_usage *, const char *labelled, double cost, struct buf *out);

#endif
