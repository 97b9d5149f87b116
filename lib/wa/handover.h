/*
 * handover: from a decided event to rows of the outbox.
 *
 * With the hand-over the outbox carries the message of a customer: in one
 * transaction its outbound rows are queued and its intended outcome is
 * written, and from then on it is never emitted again. Every message of a
 * customer ends here with something: rows that are sent, an outcome without
 * any, or a failure that a person is told of.
 */
#ifndef WA_HANDOVER_H
#define WA_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/message.h"
#include "wa/workspace.h"

/* What an event's keys ask for. */
struct handover {
	enum outcome	 intended;
	const char	*author;	/* OUTBOX_AGENT; of what answers a member, OUTBOX_NOTICE */
	json_t		*messages;	/* array, addressed and within the limits */
	bool		 unasked;	/* the lead's question is not among them: the turn had one */
	char		*problem;	/* why it can't be done, intended is FAILED; NULL: it can */
};

/*
 * Reads flow's, reply's, lead's and inquiry's messages, in that order, with at
 * most one question among them, long texts cut. A decision that can't be
 * carried out, or none at all, is a problem.
 */
void	 handover_plan(const struct workspace *, const json_t *ev, struct handover *);
void	 handover_free(struct handover *);

/*
 * Hands over a customer's message, inside a write transaction. An event that
 * is handed over already changes nothing. *sent: {outcome, messages}, a new
 * reference. 0; -1 on a store error; 1 when nobody here knows the message.
 */
int	 handover_do(struct db *, const struct workspace *, const json_t *ev, int64_t now, json_t **sent);

#endif
