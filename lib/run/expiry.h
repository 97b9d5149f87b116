/*
 * expiry: files of customers that have been kept for long enough are taken
 * away, and so are those that no message needs: of a program that died between
 * keeping a file and filing it.
 */
#ifndef RUN_EXPIRY_H
#define RUN_EXPIRY_H

#include <stdint.h>

#include "wa/store.h"
#include "wa/workspace.h"

/*
 * Files whose newest message is older than `before` (ms). With `show` none is
 * touched: it is called with each one's path. 0, or -1 after saying why.
 */
int	expiry_run(const struct workspace *, struct store *, int64_t before, void (*show)(void *arg, const char *path), void *arg);

#endif
