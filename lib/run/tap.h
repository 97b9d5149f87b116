/*
 * tap: a member takes an inquiry from their own phone (wa/claim.h), and is told
 * what came of it.
 */
#ifndef RUN_TAP_H
#define RUN_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* Did wa-reply find that this event claims? */
bool	 tap_is(const json_t *ev);
/*
 * Claims, inside a write transaction: the value of the key `inquiry`, {id,
 * claim: won, lost or void, owner, messages}; NULL on a store error. New
 * reference.
 */
json_t	*tap_serve(struct db *, const struct workspace *, const json_t *ev, int64_t now);

#endif
