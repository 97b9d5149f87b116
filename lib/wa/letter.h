/*
 * letter: one message that a person or a command sends to one customer, with
 * the rules that keep the desk from being a broadcaster.
 */
#ifndef WA_LETTER_H
#define WA_LETTER_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

struct letter {
	const char	*to;		/* contact key, phone or user id */
	const char	*id;		/* the sender's own, so that it goes out once; NULL: none */
	const char	*author;
	bool		 member;	/* author is a person, who takes the conversation */
	const json_t	*message;	/* without envelope, checked */
};

/* May it be sent now? 0; 1 after saying why not; -1 on a store error. */
int	 letter_check(struct db *, const struct workspace *, const struct letter *, int64_t now);
/*
 * Queues it inside a write transaction: 0 with its event id in *event (the
 * caller frees), -1 on a store error, 1 when it may not be sent, after saying
 * why.
 */
int	 letter_queue(struct db *, const struct workspace *, const struct letter *, int64_t now, char **event);

#endif
