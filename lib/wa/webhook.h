/*
 * webhook: a webhook's body becomes events, wa-event(5), one for each message,
 * status, echo, history item, system or account change. A pure function:
 * nothing is read, written or asked.
 *
 * Nothing is dropped. What no page of the Cloud API describes, a member of a
 * value nobody knows included, is an `unknown` event with it whole under
 * `raw`; a body that is no JSON is one with {"raw", "reason"}, raw being the
 * text, or {"base64":...} where it is no UTF-8. Only what stands twice in one
 * body is told once. `raw` is WhatsApp's own object, but for ids as
 * webhook_plain writes them.
 */
#ifndef WA_WEBHOOK_H
#define WA_WEBHOOK_H

#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "wa/event.h"

struct webhook_event {
	json_t		*json;		/* without workspace, conversation and contact.key, of any length */
	enum event_type	 type;
	const char	*id;		/* WhatsApp's where it has one, else x_ and 32 hex digits; into json */
	int64_t		 time;		/* ms; when it isn't said, of arrival */
	const char	*peer;		/* the customer's user id, else wa_id; into json; NULL when there is none */
	const char	*number;	/* phone_number_id it came by; NULL when it isn't said */
	const char	*account;	/* entry id: the WhatsApp business account; NULL when it isn't said */
	unsigned char	 once[16];	/* by which a redelivery is recognised */
};

struct webhook {
	struct webhook_event	*events;
	size_t			 n;
	const char		*bad;	/* why it is no JSON, or NULL */
	json_t			*doc;
};

/* received: ms, when it arrived. Release with webhook_release. */
void	webhook_parse(const char *body, size_t len, int64_t received, struct webhook *);
void	webhook_release(struct webhook *);

#endif
