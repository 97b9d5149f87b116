/*
 * webhook_contact: who a part of a webhook's value is from or for.
 */
#ifndef WA_WEBHOOK_CONTACT_H
#define WA_WEBHOOK_CONTACT_H

#include <stdbool.h>

#include "ext/json.h"

/* {wa_id?, user_id?, name?, username?} by these ids and the value's profiles;
 * NULL when nothing is known. New reference. */
json_t	*webhook_contact(const json_t *value, const char *wa_id, const char *user_id);
/* From ourselves, unless WhatsApp introduces the sender as a contact. */
bool	 webhook_contact_is_ours(const json_t *value, const char *from);

#endif
