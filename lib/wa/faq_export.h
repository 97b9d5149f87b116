/*
 * faq_export: the entries of faq.yaml in other forms, which faq_import reads.
 */
#ifndef WA_FAQ_EXPORT_H
#define WA_FAQ_EXPORT_H

#include "wa/faq.h"

/* An object a line, everything in it. */
void	faq_export_json(const struct faq *, struct buf *out);
/* A row an entry: id, escalate, category, valid_until, tags, ask and answer,
 * the last two by language; media, buttons and tests don't fit. */
void	faq_export_csv(const struct faq *, struct buf *out);
/* Questions as headings, the answer below; in one language. */
void	faq_export_markdown(const struct faq *, const char *language, struct buf *out);

#endif
