/*
 * chat_link: what opens the exact chat with a customer in WhatsApp, where
 * members have the number in the phone app too (`coexistence`).
 */
#ifndef WA_CHAT_LINK_H
#define WA_CHAT_LINK_H

#include "wa/workspace.h"

/*
 * https://wa.me/PHONE?text=DRAFT, with the draft already typed in; NULL draft:
 * nothing typed. NULL when no number is shared with the phone app or the
 * customer has no phone (wa_id NULL): then `wa-conv reply` answers in the same
 * thread. The caller frees.
 */
char	*chat_link(const struct workspace *, const char *wa_id, const char *draft);

#endif
