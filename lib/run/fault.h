/*
 * fault: what the sandbox does wrong on request, by seeded chance; the
 * members are those of /sandbox/faults in wa-sandbox(1).
 */
#ifndef RUN_FAULT_H
#define RUN_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/json.h"

struct fault;

enum fault_kind {
	FAULT_LOSE,
	FAULT_HANGUP,
	FAULT_GARBLE,
	FAULT_STALL,
	FAULT_HTTP500,
	FAULT_DUPLICATE,
	FAULT_REORDER,
	FAULT_WITHHOLD_SENT,
	FAULT_WITHHOLD_DELIVERED,
	FAULT_WITHHOLD_READ,
	/* Of media: the lookup ... */
	FAULT_MEDIA_GONE,
	FAULT_MEDIA_LOOKUP500,
	FAULT_MEDIA_HUGE,
	FAULT_MEDIA_LESS,
	FAULT_MEDIA_DIGEST,
	FAULT_MEDIA_ELSEWHERE,
	/* ... the download ... */
	FAULT_MEDIA_EXPIRED,
	FAULT_MEDIA_HTTP500,
	FAULT_MEDIA_BUSY,
	FAULT_MEDIA_CUT,
	FAULT_MEDIA_STALL,
	FAULT_MEDIA_SLOW,
	FAULT_MEDIA_REDIRECT,
	FAULT_MEDIA_MOVED,
	/* ... and the upload. */
	FAULT_MEDIA_UPLOAD500,
	FAULT_MEDIA_UPLOAD_LOST,
	FAULT_KINDS,
};

/* An error to refuse or fail a send with. */
struct fault_error {
	int		 code;
	int		 http;		/* 0: the one that goes with the code */
	const char	*details;	/* NULL for the usual ones; the fault's */
};

struct fault	*fault_new(int64_t seed);
void		 fault_free(struct fault *);
/* Replaces all. Keeps the set as it was when something is wrong: -1 with a
 * reason the caller frees. */
int		 fault_set(struct fault *, const json_t *, char **why);
/* As it was set. Borrowed. */
const json_t	*fault_get(const struct fault *);
/* Does it happen now? Counts against `times`. */
bool		 fault_happens(struct fault *, enum fault_kind);
/* Whether to refuse, or to accept and fail later. */
bool		 fault_refuses(struct fault *, struct fault_error *);
bool		 fault_fails(struct fault *, struct fault_error *);
/* How long this answer takes; 0 for at once. */
int		 fault_delay_ms(struct fault *);
/* A number from low to high, both included. */
int64_t		 fault_between(struct fault *, int64_t low, int64_t high);

#endif
