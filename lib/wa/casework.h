/*
 * casework: what members do with inquiries (wa/inquiry.h), and what comes of
 * it for the conversation: who has control, what the customer is told.
 *
 * Each wants to be inside a write transaction, which the caller undoes unless
 * it returns 0; 1 after saying why it can't be done; -1 on a store error.
 */
#ifndef WA_CASEWORK_H
#define WA_CASEWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

/* A member's hand at one inquiry. */
struct casework {
	struct db		*db;
	const struct workspace	*ws;
	int64_t			 id;
	const char		*who;		/* the member */
	int64_t			 now;
};

/* The conversation is the member's; the customer is told once
 * (handoff.takeover_text). */
int	 casework_claim(const struct casework *);
/* To a member of the team. anyway: also to one who is off duty. */
int	 casework_assign(const struct casework *, const char *member, const char *why, bool anyway);
int	 casework_transfer(const struct casework *, const char *member, const char *why, bool anyway);
int	 casework_release(const struct casework *);
/* A note to it; members it names with an @ are told. */
int	 casework_note(const struct casework *, const char *text);
/* By the routes as they are now. */
int	 casework_route(const struct casework *);
int	 casework_snooze(const struct casework *, int64_t until);

/*
 * reply (NULL: none) is sent as the member, or nothing is done. Unless `keep`,
 * or another inquiry of the contact's waits, the agent has the conversation
 * again.
 */
int	 casework_resolve(const struct casework *, const char *reply, bool keep);
int	 casework_ignore(const struct casework *, bool keep);
int	 casework_reopen(const struct casework *);

#endif
