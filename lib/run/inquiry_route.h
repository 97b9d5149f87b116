/*
 * inquiry_route: which route takes an inquiry or an event, why, and whose it
 * would be now: `wa-inquiry route`.
 */
#ifndef RUN_INQUIRY_ROUTE_H
#define RUN_INQUIRY_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

/* Printed to stdout, as text or a JSON line: {inquiry or event, rule,
 * category, skill, priority, owners, on, to, why: [lines]}. The exit status. */
int	inquiry_route_show(struct db *, const struct workspace *, int64_t id, bool json, int64_t now);
/* The same of each event on stdin that goes to a person; lines that are none
 * are passed over. */
int	inquiry_route_stdin(struct db *, const struct workspace *, bool json, int64_t now);

#endif
