/*
 * webhook_draft: an event of a webhook in the making.
 */
#ifndef WA_WEBHOOK_DRAFT_H
#define WA_WEBHOOK_DRAFT_H

#include "base/map.h"
#include "wa/webhook.h"

/* Where in the body we are. */
struct walk {
	struct webhook	*out;
	size_t		 room;
	struct map	*seen;		/* by `once` in hex */
	int64_t		 received;
	const json_t	*entry;		/* may be NULL, as may all that follow */
	const char	*field;
	const json_t	*value;
	const json_t	*chunk;		/* of history */
	const char	*thread;
};

/* What all events have. */
struct draft {
	enum event_type	 type;
	const char	*key;		/* its own member: message, status ... */
	json_t		*part;		/* what stands there; stolen */
	json_t		*contact;	/* stolen; NULL when it is nobody's */
	const json_t	*item;		/* what of the body it was made of */
	const json_t	*time;
	const char	*id;		/* NULL: one is made */
	const char	*once;		/* NULL: made of the item */
};

/* Makes it an event, unless the body said it before. Steals context. */
void	webhook_draft_add(struct walk *, struct draft *, json_t *context);
/* What nobody knows: an event with it under `raw`. */
void	webhook_draft_unknown(struct walk *, const json_t *raw);
/* A member of something that is known, kept under its name. */
void	webhook_draft_unknown_member(struct walk *, const char *name, const json_t *value);

#endif
