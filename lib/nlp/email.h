/*
 * email: e-mail addresses, typed ("ana@example.com") or spelled out ("ana at
 * example dot com", "ana arroba example punto com"). In small letters.
 */
#ifndef NLP_EMAIL_H
#define NLP_EMAIL_H

#include "nlp/finding.h"

/* text is what the reading was made of. */
void	email_find(const struct reading *, const char *text, struct findings *);
/* Marks the pieces of addresses, of the web too, whose words and digits say
 * nothing else. */
void	email_claim(const struct reading *, const struct findings *, bool *claimed);

#endif
