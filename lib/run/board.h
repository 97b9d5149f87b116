/*
 * board: the desk at a glance: who is with people, which inquiries wait, new
 * leads, and whom the agent talks to.
 */
#ifndef RUN_BOARD_H
#define RUN_BOARD_H

#include "base/buf.h"
#include "run/desk.h"

/* Appends lines of at most `width` columns, at most `height` of them, as of
 * desk->now. 0, or -1 on a store error. */
int	board_add(const struct desk *, size_t width, size_t height, struct buf *);

#endif
