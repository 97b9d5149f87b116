/*
 * session: the stretch of a conversation that is one matter, table `session`.
 *
 * It begins with a message of the customer or of a person of the desk, and
 * ends when the conversation is closed, or when neither has written for
 * session.timeout: nothing happens then, the next message just begins
 * another. What the agent takes for the context of a message is what was said
 * since the start of that message's session.
 */
#ifndef WA_SESSION_H
#define WA_SESSION_H

#include <stdint.h>

#include "ext/db.h"
#include "wa/conversation.h"
#include "wa/workspace.h"

/* The session of a message written at `at`, begun when none runs then; inside
 * a write transaction. -1 on a store error. */
int64_t	 session_enter(struct db *, const struct workspace *, int64_t contact, int64_t at);
/* The newest, running or over; 0 for none. */
int64_t	 session_last(struct db *, int64_t contact);
/* The session that a customer's message belongs to; 0 for none. */
int64_t	 session_of(struct db *, const char *event);
/* When the context of this message begins: with its session or, of a message
 * that has none, session.timeout ago. */
int64_t	 session_start(struct db *, const struct workspace *, const char *event, int64_t now);
/* The last session ends with the closing of its conversation. Its id, running
 * or over; 0 when there never was one; -1 on a store error. */
int64_t	 session_close(struct db *, const struct workspace *, int64_t contact, enum closing, int64_t now);

#endif
