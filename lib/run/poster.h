/*
 * poster: posts signed webhooks, as WhatsApp does: many items a body, items of
 * one customer in order, and again and again until they are answered 200.
 *
 * Items go to one of several lanes by their customer; a lane has one POST
 * under way. Statuses wait a little for company, all else goes at once. A
 * listener that can't be reached stops its lane, so that order is kept; a body
 * that was refused is tried again later and doesn't hold up the others.
 *
 * poster_turn belongs to one thread; all else may be called by any.
 */
#ifndef RUN_POSTER_H
#define RUN_POSTER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "run/schedule.h"

struct poster;

/* A business number; outlives the poster. */
struct poster_origin {
	const char	*account;
	const char	*number;	/* phone_number_id */
	const char	*display;
};

/* What to post: a whole body, a value, or one item of a list of a value. */
struct poster_item {
	const struct poster_origin *origin;
	const char	*lane;		/* the customer, NULL for none; read only in poster_push */
	int64_t		 due;		/* monotonic ms; 0: now */
	uint64_t	 group;		/* 0: joins what else waits; else only its own kind */
	const char	*list;		/* "messages", "statuses" ... a constant; NULL: item is the value */
	char		*field;		/* "messages" */
	json_t		*item;
	json_t		*contact;	/* or NULL */
	char		*body;		/* instead of the five above */
	size_t		 body_len;
	char		*signature;	/* instead of the true one, or NULL */
};

struct poster_settings {
	char	*url;			/* NULL: nowhere yet, all waits */
	size_t	 batch;			/* items a body, at most */
	size_t	 connections;
	bool	 hold;
	bool	 escape;		/* as WhatsApp's encoder: / @ and all that isn't ASCII */
};

struct poster_counts {
	int64_t	posted;			/* answered 200 */
	int64_t	items;			/* in these */
	int64_t	failed;			/* POSTs to repeat */
	int64_t	waiting;		/* items not delivered, in flight included */
};

/* secret and schedule outlive it. Whoever runs the schedule also calls poster_turn. */
struct poster	*poster_new(struct schedule *, const char *secret);
/* What waits is forgotten. The schedule has been flushed before. NULL is fine. */
void		 poster_free(struct poster *);
/* url is copied. connections counts only before the first item. */
void		 poster_set(struct poster *, const struct poster_settings *);
/* The caller frees url. */
void		 poster_get(struct poster *, struct poster_settings *);
void		 poster_count(struct poster *, struct poster_counts *);
/* Takes over field, item, contact, body and signature. */
void		 poster_push(struct poster *, const struct poster_item *);
/* Between these nothing is posted, so that what belongs together goes together. */
void		 poster_cork(struct poster *);
void		 poster_uncork(struct poster *);
/* Forgets all that waits, and the counts. */
void		 poster_reset(struct poster *);
#define POSTER_FDS	6
/* Posts what is due, then waits for answers, for new items, for the
 * descriptors (at most POSTER_FDS) or for timeout_ms (-1: without end). */
void		 poster_turn(struct poster *, struct pollfd *, nfds_t, int timeout_ms);
/* Ends the waiting of poster_turn. */
void		 poster_wake(struct poster *);

#endif
