/*
 * themes: what the inquiries of a time were about: those whose questions say
 * nearly the same put together, beside as many days before.
 */
#ifndef RUN_THEMES_H
#define RUN_THEMES_H

#include "ext/db.h"
#include "ext/json.h"
#include "run/faq_usage.h"

/*
 * [{name, n, before, text, language, category, answered, alike, answer, inquiries: [ids]}],
 * the most frequent first. n and before are inquiries of the time and of the time of the same length
 * before it; answered: those of both that people answered in words until then, alike: how
 * many of these come to `answer`, null when they come to none. NULL on a store
 * error. New reference.
 */
json_t	*themes_report(struct db *, const char *language, int64_t since, int64_t until);

/* Prints them into out; the exit status. */
int	themes_print(const struct faq_usage *, struct buf *out);

#endif
