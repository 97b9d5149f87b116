/*
 * referral: the ads that people came from, table `referral`.
 */
#ifndef WA_REFERRAL_H
#define WA_REFERRAL_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* Keeps the context.referral of a customer's message, when it has one. 0 or -1. */
int	 referral_add(struct db *, const json_t *ev, int64_t contact, int64_t now);
/* The newest of a contact, as WhatsApp told it; NULL for none. New reference. */
json_t	*referral_of(struct db *, int64_t contact);

#endif
