/*
 * dead: var/dead.ndjson, where lines go that are no events, so that a person
 * can see and mend them and feed them in again.
 */
#ifndef RUN_DEAD_H
#define RUN_DEAD_H

#include <stddef.h>

#include "ext/json.h"
#include "wa/workspace.h"

/*
 * Says what is wrong with input line `number` and keeps it as
 * {"time","program","reason","id"?,"line"} ("base64" where it is no UTF-8).
 * ws NULL: says it only. value: the line parsed, NULL when it can't be.
 */
void	dead_letter(const struct workspace *, const char *reason, size_t number,
	    const char *line, size_t len, const json_t *value);

/* How many lie there, and the newest of them: a new object, or NULL. */
size_t	dead_letters(const struct workspace *, json_t **newest);

#endif
