/*
 * inquiry_watch: `wa-inquiry watch`, new inquiries as they come.
 */
#ifndef RUN_INQUIRY_WATCH_H
#define RUN_INQUIRY_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/store.h"
#include "wa/workspace.h"

/*
 * Prints each inquiry opened from `since` on (0: from now on) to stdout, a line
 * for people or as JSON, until SIGTERM, SIGINT or until the reader has gone.
 * Times are in the process's time zone. The exit status.
 */
int	inquiry_watch(const struct workspace *, struct store *, int64_t since, bool json);

#endif
