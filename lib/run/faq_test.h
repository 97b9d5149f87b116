/*
 * faq_test: the tests that entries of faq.yaml carry, as TAP.
 */
#ifndef RUN_FAQ_TEST_H
#define RUN_FAQ_TEST_H

#include "run/trial.h"

/* Runs the tests of the named entries (n 0: of all) and appends the result to
 * `out`; how many failed. */
size_t	faq_test_run(struct trial *, const struct faq *, char *const *ids, size_t n, struct buf *out);

#endif
