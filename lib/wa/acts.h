/*
 * acts: what was decided and what members did at a desk since a moment, in the
 * order of time, and doing it once more at a copy of that desk's store.
 *
 * Where the copy took another way an act may have nothing to be done to: who
 * claimed an inquiry would not have done so where none was opened. It is left
 * out then, with what followed from it in the same moment.
 */
#ifndef WA_ACTS_H
#define WA_ACTS_H

#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

/* Of the same millisecond, in this order. */
enum act_kind {
	ACT_DECIDED,	/* the agent, about a message: `what` is the event; not repeated here */
	ACT_WROTE,	/* a member, to a customer: `what` is the event that was sent */
	ACT_INQUIRY,	/* a member's move of an inquiry, by wa-store(5) */
	ACT_CONTROL,	/* a member took, gave back or closed a conversation */
	ACT_SPOKE,	/* what a member wrote has left */
	ACT_LEAD,	/* a member set a lead's status or a field */
	ACT_SILENT,	/* as ACT_DECIDED: that a person had it */
};

struct act {
	int64_t		 at;
	enum act_kind	 kind;
	int64_t		 id;		/* of its record: inquiry_log, transition, outbox, lead_log; of the message decided about, its seq */
	int64_t		 contact;
	int64_t		 since;		/* when it was begun: a message's queueing; else `at` */
	char		*who, *what;
};

struct acts {
	struct act	*v;
	size_t		 n;
};

/* All since a time, from the live store. 0, or -1 after saying why. */
int	acts_read(struct db *live, int64_t since, struct acts *);
void	acts_free(struct acts *);
/* Does it at the copy, inside a write transaction. 0, or -1 on a store error. */
int	acts_repeat(struct db *live, struct db *copy, const struct workspace *, const struct act *);

#endif
