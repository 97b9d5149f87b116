/*
 * assignment: whose conversation it is, conversation.assignee, and who had it
 * when, table `assignment`.
 */
#ifndef WA_ASSIGNMENT_H
#define WA_ASSIGNMENT_H

#include <stdint.h>

#include "ext/db.h"

/* member NULL: nobody's any more; why may be NULL. Nothing happens when it is
 * theirs already. 1 when it changed, 0 when not, -1 on error. */
int	 assignment_set(struct db *, int64_t contact, const char *member, const char *who, const char *why, int64_t now);
/* Whose it is, or NULL. The caller frees. */
char	*assignment_of(struct db *, int64_t contact);

#endif
