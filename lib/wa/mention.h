/*
 * mention: members who are named with an @ in what other members write.
 */
#ifndef WA_MENTION_H
#define WA_MENTION_H

#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

/* Each member named as @name, other than who wrote it, is to be told, once.
 * inquiry 0: none. Inside a write transaction. 0 or -1. */
int	mention_tell(struct db *, const struct workspace *, int64_t contact, int64_t inquiry, const char *who,
	    const char *text, int64_t now);

#endif
