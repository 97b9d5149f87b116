/*
 * replying: which member is writing to whom right now, so that two never
 * answer at once. A lease a person, var/lease/KEY.
 */
#ifndef WA_REPLYING_H
#define WA_REPLYING_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/contact.h"
#include "wa/workspace.h"

struct replying;

struct replying_who {
	char	member[65];
	int64_t	since;		/* ms */
};

/* From now on `member` is replying to the person whose key it is. NULL after
 * saying why, or, with who->member set, because somebody else is. */
struct replying	*replying_start(const struct workspace *, const char *key, const char *member, int64_t now,
		    struct replying_who *who);
void		 replying_end(struct replying *);
/* Is anybody? */
bool		 replying_look(const struct workspace *, const char *key, struct replying_who *who);

#endif
