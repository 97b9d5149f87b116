/*
 * faq_lint: what lint says of faq.yaml besides its mistakes: things that work
 * and are probably not meant.
 */
#ifndef WA_FAQ_LINT_H
#define WA_FAQ_LINT_H

#include "wa/faq.h"

/* faq_read's document, with remarks too. */
struct yaml	*faq_lint(const struct workspace *, struct faq **faq);

#endif
