/*
 * teller: tells hooks and members of what happened (wa/notice.h), until it is
 * asked to stop.
 *
 * Before a hook is started its telling is marked `telling` and the attempt is
 * counted, durably; when it has ended that is recorded. So whoever is killed
 * in between leaves a mark, and the next one runs the hook once more: at least
 * once, with an id by which the hook can tell. A message to a member is queued
 * in the outbox in the transaction that marks its telling: exactly once.
 * No transaction is open while a hook runs.
 */
#ifndef RUN_TELLER_H
#define RUN_TELLER_H

#include <stdbool.h>

#include "wa/workspace.h"

/* once: what is due now, then an end: 1 when something could not be told, 75
 * when another one is at work. The exit status. */
int	teller_run(const struct workspace *, bool once);

#endif
