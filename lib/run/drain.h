/*
 * drain: the process that empties a workspace's outbox into WhatsApp.
 *
 * There is one a workspace: whoever holds var/drain.lock. It keeps up to
 * send.in_flight requests on their way, one a conversation, and turns round
 * in a cycle: one transaction records every answer that came and makes the
 * next rows `sending`; after its commit the journal is looked at once more
 * for echoes, and the requests start; then it waits for answers, the bell or
 * a signal. No transaction is open while anything is waited for.
 */
#ifndef RUN_DRAIN_H
#define RUN_DRAIN_H

#include "wa/workspace.h"

/* Waits for the lock, then drains until SIGTERM or SIGINT; the exit status. */
int	drain_run(const struct workspace *);

#endif
