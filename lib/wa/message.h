/*
 * message: what came out of the journal into conversations, and how each
 * message of a customer ended. Table `message`; states in wa-store(5):
 *
 *	received --emitted n times--> handed(intended) --> settled(outcome)
 *
 * A message is handed in the transaction that queues its outbound rows, and
 * settled in the one that makes the last of them final, or at once when there
 * are none. What is merged into a turn (wa/turn.h) moves with the turn's head
 * and isn't emitted without it.
 */
#ifndef WA_MESSAGE_H
#define WA_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* In rising order: of several that apply the highest counts. */
enum outcome {
	OUTCOME_NONE,
	OUTCOME_IGNORED,
	OUTCOME_HUMAN,
	OUTCOME_ANSWERED,
	OUTCOME_ASKED,
	OUTCOME_ESCALATED,
	OUTCOME_FAILED,
};

const char	*outcome_name(enum outcome);		/* NULL for NONE */
enum outcome	 outcome_of(const char *name);		/* NONE for NULL or no outcome's name */

/* Files a journal entry under its conversation. outgoing: written by our side.
 * 1; 0 when it was there already; -1 on a store error. */
int	 message_add(struct db *, int64_t seq, const json_t *ev, int64_t contact, bool outgoing);
/* It belongs to this session. 0 or -1. */
int	 message_enter(struct db *, int64_t seq, int64_t session);
/* The first journal seq of what was received at this time or later; one more than the newest when nothing was. */
int64_t	 message_from(struct db *, int64_t received);
/* journal seq of a customer's message by its event id; 0 when unknown. */
int64_t	 message_seq(struct db *, const char *event);
bool	 message_is_handed(struct db *, int64_t seq);
/* The contact it came from, and its event id (the caller frees; NULL when unknown). */
int64_t	 message_contact(struct db *, int64_t seq);
char	*message_event(struct db *, int64_t seq);
/*
 * The hand-over: from here the outbox carries it. Nothing happens when it is
 * handed already. With settle it has no outbound rows and ends now, as
 * intended. 0 or -1.
 */
int	 message_hand(struct db *, int64_t seq, enum outcome intended, bool settle, int64_t now);
/* One more attempt to have it handed over; nothing when it is already. 0 or -1. */
int	 message_count_emission(struct db *, int64_t seq, int64_t now);
/*
 * Customers' messages not handed over, after seq `after`, whose emissions are
 * from..to and whose last one is older than `before` (INT64_MAX: any): their
 * seqs in order, at most max. How many; -1 on error.
 */
int	 message_unhanded(struct db *, int64_t after, int from, int to, int64_t before, int64_t *seqs, int max);
enum outcome message_intended(struct db *, int64_t seq);
/* Ends it, or raises an outcome that stands (a send that failed later). 0 or -1. */
int	 message_settle(struct db *, int64_t seq, enum outcome, int64_t now);

#endif
