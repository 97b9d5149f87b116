/*
 * inquiry_filter: the filter of wa-inquiry. It opens a case for what the agent
 * must leave to a person, gives it to somebody who is on duty, and tells the
 * customer once what happens next.
 */
#ifndef RUN_INQUIRY_FILTER_H
#define RUN_INQUIRY_FILTER_H

#include <stdbool.h>

#include "wa/workspace.h"

/* stdin to stdout; the exit status. */
int	inquiry_filter_run(const struct workspace *, bool dry);

#endif
