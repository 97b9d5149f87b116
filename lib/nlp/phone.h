/*
 * phone: telephone numbers as people write them, as E.164 where a country code
 * or the country tells, else as their digits.
 */
#ifndef NLP_PHONE_H
#define NLP_PHONE_H

#include <stdbool.h>
#include <stddef.h>

#include "nlp/finding.h"

/* All numbers in a text, of digits or `spoken` in words. Clear ones: with a country code, of the form that
 * numbers of the country (ISO 3166-1 alpha-2, or NULL) have, or announced. */
void		 phone_find(const struct reading *, bool spoken, const char *country, const bool *claimed, struct findings *);
/* Do the digits at piece i go on as those of a telephone number do? */
bool		 phone_looks(const struct reading *, size_t i);

#endif
