/*
 * faq_form: what an entry of faq.yaml may hold, and what of it WhatsApp would
 * not take: wa-faq(5).
 */
#ifndef WA_FAQ_FORM_H
#define WA_FAQ_FORM_H

#include "ext/yaml.h"
#include "wa/workspace.h"

/* The node as typed data, a new reference; its mistakes are the document's. */
json_t	*faq_form_read(struct yaml *, const json_t *node);
/* What a type can't say: texts that fit, variables that are known, files that
 * are there. */
void	 faq_form_check(struct yaml *, const struct workspace *, const json_t *node, const json_t *data);

#endif
