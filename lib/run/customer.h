/*
 * customer: the people whom the sandbox plays: who they are, when they last
 * wrote, what they see.
 */
#ifndef RUN_CUSTOMER_H
#define RUN_CUSTOMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ext/json.h"

#define CUSTOMER_SEEN_MAX	100	/* lines kept of what a customer sees */

struct customer_book;			/* the customers of one business number */

struct customer {
	char	 *phone;		/* digits; NULL when the business doesn't see it */
	char	 *user_id;		/* NULL when there is none */
	char	 *parent_user_id;
	char	 *name;
	char	 *username;
	int64_t	  last_in;		/* wall time of their newest message, 0 for none */
	int64_t	  pair_until;		/* pair rate: all that was sent is paid for by then */
	struct customer_line {
		int64_t	 seq;
		char	*text;		/* NDJSON, newline included */
	}	 *seen;			/* a ring */
	size_t	  seen_n, seen_at;
};

struct customer_book	*customer_book_new(void);
void			 customer_book_free(struct customer_book *);
/* Walk in no promised order, from *at = 0; NULL at the end. */
struct customer		*customer_next(struct customer_book *, size_t *at);
size_t			 customer_count(const struct customer_book *);

/* By phone (digits) or user id, either of which may be NULL. */
struct customer	*customer_find(struct customer_book *, const char *phone, const char *user_id);
/* The same, made when missing; an id not known of them yet is learnt. */
struct customer	*customer_meet(struct customer_book *, const char *phone, const char *user_id);
/* Another phone from now on; who had it before has none. */
void		 customer_rename(struct customer_book *, struct customer *, const char *phone);

/* May something be sent to them now, by the pair rate? Counts it when so. */
bool		 customer_paced(struct customer *, int64_t now);
bool		 customer_window_open(const struct customer *, int64_t now);

/* Adds a line to what they see; takes `line` over, which gets seq as its first member. */
void		 customer_see(struct customer *, int64_t seq, json_t *line);
/* Appends the lines after seq. */
void		 customer_seen_since(const struct customer *, int64_t seq, struct buf *);

#endif
