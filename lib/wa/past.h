/*
 * past: a copy of a workspace's store as it was at a moment.
 */
#ifndef WA_PAST_H
#define WA_PAST_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/store.h"
#include "wa/workspace.h"

/*
 * Copies wa.db into the state of `scratch`, which has none, and makes of the
 * copy what it was at `at`, before the message `seq` came: what came since is
 * gone, and what it changed is as before. Names, tags and owners, which rows
 * only hold the newest of, stay. The live store is only read. The copy, open,
 * without what makes it outlast a crash; NULL after saying why.
 */
struct store	*past_copy(const struct workspace *live, const struct workspace *scratch, int64_t at, int64_t seq);

/* What was decided about an event, as wa-reply recorded it; NULL when nothing was. New reference. */
json_t		*past_decision(struct db *, const char *event);

#endif
