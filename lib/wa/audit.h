/*
 * audit: does what came in equal what went out? Every message of a customer
 * in the journal is held against its outcome in the store.
 */
#ifndef WA_AUDIT_H
#define WA_AUDIT_H

#include <stdint.h>

#include "wa/message.h"
#include "wa/store.h"
#include "wa/workspace.h"

struct audit {
	int64_t	in;				/* messages in the journal */
	int64_t	out[OUTCOME_FAILED + 1];	/* settled, by outcome */
	int64_t	waiting;			/* not handed over yet */
	int64_t	sending;			/* handed over, the last answer not ended */
	int64_t	wrong;				/* found fault with: see `fault` */
};

/*
 * Counts messages that arrived from since up to until (ms; 0 and INT64_MAX: all).
 * fault is told each thing that is not as it should be, wa-audit(1), by what
 * is wrong. 0, or -1 after saying why.
 */
int	audit_run(const struct workspace *, struct store *, int64_t since, int64_t until, int64_t now,
	    void (*fault)(void *arg, int64_t seq, const char *id, const char *what), void *arg, struct audit *);

#endif
