/*
 * replay: the messages of a time, decided once more as they came, at a copy
 * of the store as it was when the time began.
 *
 * What arrived, what was decided and what members did is gone through in the
 * order in which it happened: each message is filed when it arrived, goes
 * through the line's filters and is handed over when it was decided about, and
 * in between members do again what they did (wa/acts.h). Files are not fetched
 * or transcribed, nor bursts gathered again: what came of that then is used.
 * Nothing is sent, so what became of sends is left out.
 */
#ifndef RUN_REPLAY_H
#define RUN_REPLAY_H

#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

struct replay_counts {
	int64_t	messages;	/* decided about once more */
	int64_t	acts;		/* members' */
};

/* live is read, scratch has the files to be tried and no store. Calls each(arg, event, before) with
 * the event as the line leaves it and {decision, messages} of then, NULL when nothing was
 * decided. 0; -1 after saying why; 1 when the files can't be used, said. */
int	replay_run(const struct workspace *live, const struct workspace *scratch, int64_t since,
	    void (*each)(void *arg, const json_t *ev, const json_t *before), void *arg, struct replay_counts *);

#endif
