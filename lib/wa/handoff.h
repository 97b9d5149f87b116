/*
 * handoff: what members do to the control of conversations, with what the
 * customer is told of it and what follows for its session.
 *
 * All inside a write transaction of the caller's, who rings var/outbox.bell
 * after its commit. Each returns 0 or -1 on a store error, and changes nothing
 * where it is so already.
 */
#ifndef WA_HANDOFF_H
#define WA_HANDOFF_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "wa/conversation.h"
#include "wa/texts.h"
#include "wa/workspace.h"

struct handoff {
	struct db		*db;
	const struct workspace	*ws;
	const struct texts	*texts;	/* NULL: the customer is told nothing */
	const char		*who;	/* the member */
};

/* The member has it. The customer is told, once, that a person takes over,
 * unless a person has written already or nothing may be sent; handoff.takeover_text. */
int	handoff_take(const struct handoff *, int64_t contact, const char *why, int64_t now);
/* The agent has it again; also from closed. */
int	handoff_release(const struct handoff *, int64_t contact, const char *why, int64_t now);
/* An inquiry of it has ended: the agent has it again, unless the member keeps
 * it, kept it before, or another inquiry waits. */
int	handoff_give_back(const struct handoff *, int64_t contact, bool keep, const char *why, int64_t now);
/* The matter is over: closed, the session ended, the customer told and asked
 * how content they are (session.closing, session.satisfaction), while they can
 * be written to; of what is deleted they hear nothing. */
int	handoff_close(const struct handoff *, int64_t contact, enum closing, const char *why, int64_t now);

#endif
