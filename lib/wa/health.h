/*
 * health: what the stores tell of how a desk is doing, for wa-doctor(1).
 */
#ifndef WA_HEALTH_H
#define WA_HEALTH_H

#include <stdint.h>

#include "wa/journal.h"
#include "wa/store.h"

struct health {
	int64_t	last_received;		/* ms; 0: nothing ever */
	int64_t	last_message;		/* of a customer, the same */
	int64_t	behind;			/* entries of the journal that nobody has filed yet */
	int64_t	waiting, oldest;	/* customers' messages without a decision, and since when the first */
	int64_t	queued, queued_since;	/* that may go now and don't */
	int64_t	unknown;		/* sends of which nobody knows */
	int64_t	failed;			/* sends that failed for good since `since` */
	int64_t	notices_untold;		/* cases since then that nobody was told of */
	int64_t	notices_failed;		/* hooks and members who could not be told since then */
	int64_t	notices_late;		/* due for five minutes and not told */
	int64_t	inquiries, unowned, unowned_since;	/* open or claimed; nobody's, and since when the first */
	int64_t	missing_media;		/* that could not be had since then */
	int64_t	unheard;		/* voice notes that were not understood since then */
};

/* 0, or -1 on a store error. */
int	health_read(struct journal *, struct store *, int64_t since, int64_t now, struct health *);
/* The whole of a database file: 0, or -1 after saying what is wrong with it. */
int	health_check_file(const struct workspace *, const char *name);

#endif
