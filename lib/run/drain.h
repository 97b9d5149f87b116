/*
 * drain: the process that empties a workspace's outbox into WhatsApp.
 *
 * There is one a workspace: whoever holds var/drain.lock. It keeps up to
 * send.in_flight requests on their way, one a conversation, and turns round
 * in a cycle: one transaction records every answer that came and makes the
 * next rows `sending`; after its commit the journal is looked at once more
 * for echoes, and the requests start; then it waits for answers, the bell or
 * a signal. No transaction is open while anything is waited for.
 *
 * A row goes through a slot:
 *
 *	marking   its read mark and typing sign are on the way (row still queued)
 *	packing   the next of its files is to be looked at (row still queued)
 *	uploading that file is on the way to WhatsApp (row still queued)
 *	ready     to be gated in the next transaction (row still queued)
 *	sending   its request is on the way
 *	done      its answer waits to be recorded in the next transaction
 */
#ifndef RUN_DRAIN_H
#define RUN_DRAIN_H

#include "wa/workspace.h"

/* Waits for the lock, then drains until SIGTERM or SIGINT; the exit status. */
int	drain_run(const struct workspace *);

#endif
