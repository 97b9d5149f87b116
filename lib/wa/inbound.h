/*
 * inbound: one element of WhatsApp's messages[] (or message_echoes[], or a
 * history thread's) as the `message` and `context` of an event. Source of the
 * shapes: the Cloud API's webhook reference, and what its fixtures show.
 */
#ifndef WA_INBOUND_H
#define WA_INBOUND_H

#include "ext/json.h"

#define INBOUND_TEXT_MAX	((size_t)128 << 10)	/* bytes; six times that when all of it is escaped */

/*
 * {kind, text?, details?, media?, choice?, target?, group?, errors?, raw}, never NULL:
 *   text	what a reader would see: the body, caption, button's or row's title,
 *		reaction, place, names of contacts, an order's words
 *   details	what it holds besides, for people: wa/inbound_details.h
 *   media	id, mime, sha256, voice?, filename?, url?
 *   choice	id? and title of the button or row that was tapped
 *   target	the message that a reaction, an edit or a revoke is about
 *   errors	[{code, title, details}]
 *   raw	the element itself
 */
json_t	*inbound_message(const json_t *element);
/* {reply_to?, forwarded?, frequently_forwarded?, referral?, product?}; NULL when there is nothing to say. */
json_t	*inbound_context(const json_t *element);
/* errors[] in our words, or NULL. The caller frees. */
json_t	*inbound_errors(const json_t *errors);
/* A string at this path that can serve as an id: short, printable, no NUL; else
 * NULL. Borrowed. */
const char *inbound_id(const json_t *, const char *path);
/* Takes a copy of value in when it prints in at most max bytes. */
void	 inbound_put_small(json_t *obj, const char *key, const json_t *value, size_t max);

#endif
