/*
 * transcript: what was said with a contact, by all sides, in order of time.
 */
#ifndef WA_TRANSCRIPT_H
#define WA_TRANSCRIPT_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

struct transcript_line {
	int64_t		 time;
	const char	*who;		/* "customer", "phone" (a person in the app), "agent", or a member */
	const char	*kind;
	const char	*text;		/* NULL: no words */
	const char	*state;		/* of ours: queued ... read; NULL for others */
	const char	*outcome;	/* of the customer's, NULL while open */
	const char	*reason;	/* why ours failed or was dropped; or the decision's reason */
};

/* Lines from `since` on (ms), oldest first. 0, or -1 on a store error. */
int	transcript_read(struct db *, int64_t contact, int64_t since,
	    void (*each)(void *arg, const struct transcript_line *), void *arg);

/* Conversations as {conversation, name, wa_id, control, language, last, text, inquiry},
 * the one heard from last first, at most max. New reference. */
json_t	*transcript_conversations(struct db *, int max);

#endif
