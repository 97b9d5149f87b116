/*
 * follow: the journal as a stream of events, each filed in its conversation
 * first. Messages come until they are handed over; all else is applied and
 * emitted once.
 */
#ifndef RUN_FOLLOW_H
#define RUN_FOLLOW_H

#include <stdbool.h>

#include "wa/workspace.h"

/* Emits to stdout what is not handed over, then what comes, until a signal or
 * the reader goes; the exit status. peek: the attempts aren't counted. once:
 * end when there is nothing new. */
int	follow_run(const struct workspace *, bool peek, bool once);

#endif
