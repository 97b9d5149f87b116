/*
 * outbox: what is to be sent, table `outbox`, and what WhatsApp says of it.
 *
 * The states of a row, and who moves it:
 *
 *	from      to         by whom, when
 *	-         queued     wa-send or a command, with our own id (callback)
 *	queued    sending    the drainer, in the transaction of the gate
 *	queued    dropped    the drainer: the gate says no (human, opt-out), or an earlier part failed
 *	queued    queued     the drainer: its file could not be uploaded, due later
 *	queued    failed     the drainer: window closed, budget spent; its file can't be sent
 *	sending   sent       the drainer: WhatsApp answered with its id
 *	sending   queued     the drainer: a definite refusal that may pass, due later
 *	sending   failed     the drainer: a definite refusal for good
 *	sending   dropped    the drainer: an echo came before the first byte left
 *	sending   unknown    the drainer: bytes left and no answer was read; a new
 *	                     drainer: every row that its predecessor left sending
 *	unknown   failed     the drainer, after send.unknown_after; an inquiry
 *	queued, sending, unknown, timed out -> sent, delivered, read
 *	                     whoever applies a status that carries our id
 *	sent      failed     a status; an inquiry
 *	sent -> delivered -> read     a status; never backwards
 *
 * Nothing whose fate is uncertain is sent again. One drainer a workspace
 * moves rows (var/drain.lock); everyone else inserts and applies statuses.
 *
 * With the last row's end of a customer's message the message is settled in
 * the same transaction. All functions that change something want to be inside
 * one, return 0 or -1 on a store error, and do nothing to a row that has
 * moved on meanwhile.
 */
#ifndef WA_OUTBOX_H
#define WA_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

#define OUTBOX_AGENT	"agent"
#define OUTBOX_COMMAND	"wa-send"	/* a script without a member */
#define OUTBOX_NOTICE	"notice"	/* to a member; a failure is that notice's, no customer's case */

/* How long rows of a conversation wait for one whose fate is unknown. */
#define OUTBOX_UNKNOWN_WAIT	(30 * CLOCK_SECOND)

/* Longer than anything is in it before it is sent: a day's window, and a desk that stood still. */
#define OUTBOX_WAITS	(8 * CLOCK_DAY)

struct outbox_new {
	const char	*event;		/* what it answers, or the command's own id */
	int		 part;		/* 0, 1, ... of it */
	int64_t		 contact;
	int64_t		 answers;	/* message.seq, 0 for none */
	const char	*author;
	const json_t	*message;	/* addressed (graph_address) */
};

/* The first id of what was queued at this time or later; ids rise with it, give or take what writes at once. */
int64_t	 outbox_from(struct db *, int64_t queued);

/* 0, also when this part of the event is there already. */
int	 outbox_add(struct db *, const struct outbox_new *, int64_t now);

struct outbox_row {
	int64_t		 id;
	int64_t		 contact;
	int64_t		 answers;	/* 0 for none */
	int64_t		 asked;		/* when the message answered was sent; 0 for none */
	int		 part;
	int		 attempts;
	bool		 by_agent;
	const char	*event;
	const char	*kind;
	const char	*payload;	/* JSON */
	const char	*callback;
};

/*
 * Rows that are due, oldest first, at most one a conversation and only its
 * first that isn't final; each returns false to stop. The row ends with the
 * call.
 */
int	 outbox_due(struct db *, int64_t now, bool (*each)(void *arg, const struct outbox_row *), void *arg);
/* When the next row is due that isn't yet; INT64_MAX when none is queued. */
int64_t	 outbox_next_due(struct db *, int64_t now);

enum outbox_gate {
	OUTBOX_GO,
	OUTBOX_GONE,		/* moved on, or a store error */
	OUTBOX_HUMAN,		/* a person has the conversation */
	OUTBOX_OPTED_OUT,
	OUTBOX_WINDOW,		/* over 24 hours since the customer wrote */
	OUTBOX_BUDGET,		/* the agent said enough to this one within the hour */
};

/* May this row be sent now? The journal is the caller's to look at. */
enum outbox_gate outbox_gate(struct db *, const struct workspace *, const struct outbox_row *, int64_t now);
const char	*outbox_gate_reason(enum outbox_gate);

/* seq: the journal's newest entry that the gate had seen. */
int	 outbox_start(struct db *, int64_t id, int64_t seq, int64_t now);
/* The gate said no: dropped or failed, by its kind. */
int	 outbox_refuse(struct db *, int64_t id, enum outbox_gate, int64_t now);
int	 outbox_accept(struct db *, int64_t id, const char *wamid, int64_t now);
/* Back to the queue. With `counts` the attempt is one of the few a message has. */
int	 outbox_retry(struct db *, int64_t id, int64_t due, int code, const char *reason, bool counts);
/* The same for a row that is queued still. */
int	 outbox_put_off(struct db *, int64_t id, int64_t due, int code, const char *reason, bool counts);
int	 outbox_fail(struct db *, int64_t id, int code, const char *reason, int64_t now);
/* What waits and has no words any more, their customer being erased, is dropped;
 * what nobody knows of isn't waited for. 0 or -1. */
int	 outbox_withdraw(struct db *, int64_t now);
int	 outbox_unsure(struct db *, int64_t id, const char *reason, int64_t now);

/* At a drainer's start: what its predecessor left sending. */
int	 outbox_stale(struct db *, int64_t now);
/* Gives up on what is unknown since before then. *n: how many. */
int	 outbox_give_up(struct db *, int64_t before, int64_t now, int *n);
/* Forgets statuses kept for ids that never became known. */
int	 outbox_tidy(struct db *, int64_t before);

/* Applies a status event. */
int	 outbox_status(struct db *, const json_t *ev, int64_t now);
/* Did we send the message of this id? */
bool	 outbox_knows(struct db *, const char *wamid);

/* Rows that will move by themselves before then: queued and due, or sending. -1 on error. */
int64_t	 outbox_waiting(struct db *, int64_t due_before);
/* Does the event have rows? */
bool	 outbox_has(struct db *, const char *event);
/* An event's rows as [{id, wamid, state, code?, reason?}]. New reference. */
json_t	*outbox_of(struct db *, const char *event);
/* Templates queued since then to people who never wrote. */
int64_t	 outbox_stranger_templates(struct db *, int64_t since);

#endif
