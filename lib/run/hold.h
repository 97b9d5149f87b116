/*
 * hold: the loop of a filter that waits before it answers, for what else of a
 * conversation comes. wa-filter(7) is its contract, as of the other runners.
 *
 * Events that wait make a burst: each came within quiet_ms of the one before
 * and within cap_ms of the first, by their times of arrival (`received`). A
 * burst is over when so much time has passed, when something comes that ends
 * it, or with the input. For live events the time is the clock's, for replayed
 * ones that of the newest replayed event. Other conversations go on meanwhile;
 * within one, order is kept.
 *
 * At the end of the input everything is answered; on SIGTERM what waits is
 * dropped unprinted: messages come again.
 */
#ifndef RUN_HOLD_H
#define RUN_HOLD_H

#include "run/filter.h"

enum hold_verdict {
	HOLD_WAIT,	/* is of a burst */
	HOLD_FOLLOW,	/* passes behind what waits of its conversation, and changes nothing */
	HOLD_END,	/* ends the burst of its conversation, and passes behind it */
};

struct hold_filter {
	struct filter	 base;		/* `serve` isn't used; with a store and a memo */
	int64_t		 quiet_ms;
	int64_t		 cap_ms;
	enum hold_verdict (*judge)(void *arg, const json_t *ev);
	/* Nobody gains from waiting in this conversation any more? Asked for each
	 * that waits, a few times a second. */
	bool		(*vain)(void *arg, const char *conversation);
	/* A burst of n events is over: the key's value for the i-th. New reference. */
	json_t		*(*answer)(void *arg, json_t *const *events, size_t n, size_t i);
	/* The same for the store, inside the write transaction. 0 or -1. */
	int		(*record)(void *arg, const json_t *ev, const json_t *value);
};

int	hold_run(const struct hold_filter *);

#endif
