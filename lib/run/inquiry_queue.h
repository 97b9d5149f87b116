/*
 * inquiry_queue: the commands of wa-inquiry that look at what waits, and those
 * that cron runs over it.
 */
#ifndef RUN_INQUIRY_QUEUE_H
#define RUN_INQUIRY_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/inquiry_list.h"

struct inquiry_queue {
	const char		*workspace;
	struct inquiry_query	 query;		/* owner "me" is $WA_MEMBER */
	const char		*sort;		/* NULL: by what is listed */
	int64_t			 limit;		/* -1: by what is listed */
	bool			 json, quiet;
	bool			 fresh;		/* stale: only what has passed a limit since the last look */
};

/* Each the exit status. */
int	inquiry_queue_list(struct inquiry_queue *);
int	inquiry_queue_show(const struct inquiry_queue *, int argc, char **argv);
int	inquiry_queue_stale(struct inquiry_queue *);
/* Gives what waits to whoever is on. */
int	inquiry_queue_assign(const struct inquiry_queue *);
/* Explains which route would take these, or the events on stdin. */
int	inquiry_queue_route(const struct inquiry_queue *, int argc, char **argv);

#endif
