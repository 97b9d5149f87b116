/*
 * filter: the loop that every filter shares; wa-filter(7) is its contract.
 *
 * It reads lines, finds the events among them, calls back once for each that
 * is not yet served, and prints every event exactly as it came with the
 * filter's own key spliced in before the last brace. It owns reading, bad
 * lines, batches, transactions, memos, printing, signals and the exit status;
 * the callback has an event and a verdict and can't print.
 */
#ifndef RUN_FILTER_H
#define RUN_FILTER_H

#include <stdbool.h>

#include "ext/json.h"
#include "wa/store.h"
#include "wa/workspace.h"

enum filter_verdict {
	FILTER_PASS,	/* not mine: goes on as it came */
	FILTER_SET,	/* *value is the key's value */
	FILTER_FAIL,	/* said already; goes on as it came, its state is undone */
	FILTER_RETRY,	/* the store or a service is not there now: nothing more is printed, exit 75 */
};

struct filter {
	const char	*key;		/* the top-level key it owns */
	/*
	 * Serves one event. *value: a new reference the runner takes. Inside a
	 * write transaction when store is set; replayed events' is undone.
	 */
	enum filter_verdict (*serve)(void *arg, const json_t *ev, json_t **value);
	/* After a batch is committed, before it is printed; may be NULL. */
	void		(*committed)(void *arg);
	/* A line that is a JSON object but no event (wa-send's {"to":...}), which
	 * is not printed; NULL: it is a bad line. */
	enum filter_verdict (*other)(void *arg, const json_t *line);
	void		*arg;
	struct store	*store;		/* NULL: keeps no state */
	bool		 every_type;	/* not only customers' messages */
	bool		 memo;		/* answers are kept by event id and not decided again */
	const struct workspace *workspace;	/* where dead.ndjson is; NULL: nowhere */
	bool		 dry;		/* -n */
};

/* stdin to stdout until the end of input or a signal; the exit status. */
int	filter_run(const struct filter *);

/*
 * The same contract for slow work (models, downloads): `serve` runs in up to
 * `workers` threads outside any transaction, one event in flight a
 * conversation, others overtake; with `bound` events in hand reading stops.
 * Key, memo and state are committed by the reading thread, by `record` in the
 * order of a conversation.
 */
struct slow_filter {
	struct filter	 base;		/* serve must be thread-safe; `other` isn't used */
	int		 workers;
	int		 bound;
	/*
	 * In the reading thread, once nothing of its conversation stands before
	 * the event: is there slow work to do? If not it waits for no worker:
	 * *value is its key, a new reference, which isn't recorded, or NULL and
	 * it goes on as it came. NULL: each event is work.
	 */
	bool		(*needs_work)(void *arg, const json_t *ev, json_t **value);
	/* Inside the write transaction, for each served event; may be NULL. */
	enum filter_verdict (*record)(void *arg, const json_t *ev, const json_t *value);
};

int	filter_run_slow(const struct slow_filter *);

#endif
