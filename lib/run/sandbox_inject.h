/*
 * sandbox_inject: lines that say what a customer does become webhooks; the
 * members are those of wa-sandbox(1).
 */
#ifndef RUN_SANDBOX_INJECT_H
#define RUN_SANDBOX_INJECT_H

#include <stddef.h>

#include "run/sandbox.h"

/*
 * NDJSON; `batch` lines of one number share a POST (1: none does). All of it
 * is checked before anything happens. 0 with the messages' ids appended, one a
 * line; -1 with a reason the caller frees. Takes the lock itself.
 */
int	sandbox_inject_lines(struct sandbox *, const char *text, size_t len, size_t batch, struct buf *ids, char **why);

#endif
