/*
 * drainer: the drainer as a child process of wa-send that is started again
 * when it dies, and dies with us.
 */
#ifndef RUN_DRAINER_H
#define RUN_DRAINER_H

#include <stdbool.h>

#include "wa/workspace.h"

struct drainer;

struct drainer	*drainer_start(const struct workspace *);
/* False when it ended by itself because it can't work here; it said why. */
bool		 drainer_works(struct drainer *);
/* Lets it finish what is on its way. Its exit status when it couldn't work,
 * else 0. NULL is fine. */
int		 drainer_stop(struct drainer *);

#endif
