/*
 * inquiry_learn: what a person answered becomes what the agent knows: the
 * question of a resolved inquiry as an entry of faq.yaml with that answer, or
 * as another way of asking what an entry answers already.
 */
#ifndef RUN_INQUIRY_LEARN_H
#define RUN_INQUIRY_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

/* entry: the id of the entry that is asked for; NULL: a new one. Shown as a
 * diff; written when `yes`, or when it is wanted on the terminal. The exit
 * status. */
int	inquiry_learn(struct db *, const struct workspace *, int64_t id, const char *entry, bool yes);

#endif
