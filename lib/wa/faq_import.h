/*
 * faq_import: entries written in other forms, as those of faq.yaml.
 *
 *	yaml	as faq.yaml
 *	json	an array of entries, or one a line
 *	csv	a header of keys: id, ask, answer, escalate ...; ask.es and
 *		answer.es are a language's; a cell's lines are several phrasings
 *	md	questions as headings or "Q:" lines, what follows as the answer;
 *		several headings in a row are one entry's phrasings
 */
#ifndef WA_FAQ_IMPORT_H
#define WA_FAQ_IMPORT_H

#include "base/buf.h"
#include "ext/json.h"

/* By a file's name, or NULL: none of them. */
const char	*faq_import_format(const char *name);
/* A new array of entries, each with an id (made of its first question where
 * it has none), every scalar a string. NULL after saying what is wrong. */
json_t		*faq_import_read(const char *name, const char *format, const struct buf *text);

#endif
