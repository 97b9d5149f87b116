/*
 * themes: what the inquiries of a time were about: those whose questions say
 * nearly the same put together, beside as many days before.
 */
#ifndef RUN_THEMES_H
#define RUN_THEMES_H

#include "run/faq_usage.h"

/* Prints them into out, the most frequent first; the exit status. */
int	themes_print(const struct faq_usage *, struct buf *out);

#endif
