/*
 * past: a copy of a workspace's store as it was at a moment.
 */
#ifndef WA_PAST_H
#define WA_PAST_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/*
 * Copies wa.db and journal.db into the state of `scratch`, which has none, and
 * takes out of the copy of wa.db what happened from `at` on, so that the
 * follower takes the messages since from the journal once more. Values that
 * rows only hold the newest of (names, leads' fields, tags) stay as they are.
 * The live stores are only read. 0, or -1 after saying why.
 */
int	past_copy(const struct workspace *live, const struct workspace *scratch, int64_t at);

/* What was decided about an event: {action, reason?, sources[], confidence}; NULL
 * when nothing was, or a person had it. New reference. */
json_t	*past_decision(struct db *, const char *event);

#endif
