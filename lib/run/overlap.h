/*
 * overlap: what the operator wrote goes before what we derive.
 *
 * "How much is a cleaning?" is asked by an entry of faq.yaml and by the one
 * that services.yaml comes to: two candidates that say the same share the
 * confidence, and neither is answered. So what a derived entry is asked by in
 * a language is left out when most of it already finds one answer in faq.yaml,
 * and else each phrasing that surely finds one.
 */
#ifndef RUN_OVERLAP_H
#define RUN_OVERLAP_H

#include "nlp/matcher.h"
#include "wa/faq.h"

/* Takes such phrasings out of `all`, which are faq_phrasings in their order;
 * returns how many are left. The shelf is matcher_build's. */
size_t	overlap_drop(const struct faq *, const char *main_language, struct matcher_phrasing *all, size_t n,
	    const struct matcher_shelf *);

#endif
