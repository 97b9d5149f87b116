/*
 * sandbox: what the stand-in for the Cloud API knows, wa-sandbox(1): secrets,
 * business numbers and their customers, media, faults, settings, counts, and
 * the log of what was accepted.
 *
 * Requests come in the server's thread, webhooks and delays run in the main
 * thread; everything here is under `lock`, which callers of the functions hold
 * unless said otherwise.
 */
#ifndef RUN_SANDBOX_H
#define RUN_SANDBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/map.h"
#include "ext/httpd.h"
#include "ext/json.h"
#include "run/attachment.h"
#include "run/customer.h"
#include "run/fault.h"
#include "run/poster.h"
#include "run/schedule.h"

#define SANDBOX_ACCOUNT		"100000000000000"	/* of all numbers */
#define SANDBOX_NUMBER		"100000000000001"
#define SANDBOX_DISPLAY		"15550001111"
#define SANDBOX_ID_MAX		256			/* of a message, with the NUL */

struct sandbox_number {
	char			*id, *display;		/* phone_number_id; digits */
	struct poster_origin	 origin;
	struct customer_book	*book;
	double			 busy_until;		/* throughput: monotonic ms */
};

struct sandbox_counts {
	int64_t		 accepted, lost, reads, typing, uploads, lookups, downloads, injected;
	json_t		*refused;			/* code -> count */
};

struct sandbox {
	pthread_mutex_t		 lock;
	char			*dir, *token, *app_secret, *verify_token;
	char			*url;			/* our own, NULL until published */
	char			*last_address;		/* HOST:PORT of the run before, or NULL */
	struct sandbox_number	*numbers;
	size_t			 n_numbers;
	struct fault		*faults;
	int64_t			 seed;			/* theirs */
	struct schedule		*schedule;
	struct poster		*poster;
	struct attachment_store	*media;
	struct map		*inbound;		/* ids of customers' messages -> struct customer */
	char			**inbound_ring;		/* the same ids, to forget the oldest */
	size_t			 inbound_at;
	bool			 inbound_forgot;
	bool			 window, pair;
	int64_t			 rate;			/* messages a second and number, 0: no limit */
	int64_t			 token_expires;		/* seconds, 0: never */
	int64_t			 delivered_ms, read_ms;	/* -1: never */
	int64_t			 seq;			/* of what customers see */
	uint64_t		 group;			/* of webhooks' items */
	struct sandbox_counts	 counts;
	int64_t			 started;		/* monotonic */
	int			 lock_fd, log_fd;
	off_t			 log_from;		/* where this run's sends start */
	struct sandbox_wait	*waits;
	struct sandbox_stall	*stalls;
	bool			 stopping;
};

struct sandbox_config {
	const char	*dir;
	const char	*log;		/* NULL: sends.ndjson in dir */
	const char	*webhook;	/* NULL: none yet */
	const json_t	*numbers;	/* [{"phone_number_id","display"}] */
	bool		 limits;
	int64_t		 rate;
	int64_t		 seed;
};

/* NULL after saying why; *status is the exit status then. */
struct sandbox	*sandbox_open(const struct sandbox_config *, int *status);
/* Tells the world by sandbox.json. -1 after saying why. */
int		 sandbox_publish(struct sandbox *, const char *address);
/* Answers all requests that still wait, without lock; from now on nothing waits. */
void		 sandbox_stop(struct sandbox *);
void		 sandbox_close(struct sandbox *);
void		 sandbox_reset(struct sandbox *);

/* NULL when it isn't served; the first for id NULL. */
struct sandbox_number	*sandbox_number(struct sandbox *, const char *id);
/* Room for SANDBOX_ID_MAX. */
void		 sandbox_new_id(const struct customer *, bool inbound, char *id);
void		 sandbox_remember_inbound(struct sandbox *, const char *id, struct customer *);
/* Who wrote it; *forgotten when nobody known did but ids have been forgotten. */
struct customer	*sandbox_author(struct sandbox *, const char *id, bool *forgotten);
/* The customer as webhooks name them. A new object. */
json_t		*sandbox_contact(const struct customer *);
/* A webhook's item on its way, with what faults do to it. Takes over what poster_push does. */
void		 sandbox_deliver(struct sandbox *, struct poster_item *);
/* The customer sees a line; takes it over. */
void		 sandbox_show(struct sandbox *, struct customer *, json_t *line);
/* One line more in the log. -1 with errno. */
int		 sandbox_log(struct sandbox *, const json_t *line);
/* Everything logged since the start or the reset. */
int		 sandbox_sends(struct sandbox *, struct buf *);

/* fn(arg) after ms; needs no lock. */
void		 sandbox_later(struct sandbox *, int64_t ms, void (*fn)(void *), void *arg);
/* Answers after ms; takes body over (NULL: drops the connection). Needs no lock. */
void		 sandbox_answer_later(struct sandbox *, int64_t ms, struct httpd_request *, int status, json_t *body);
/* Prints and frees body; needs no lock. */
void		 sandbox_answer(struct httpd_request *, int status, json_t *body);
/* Answered by sandbox_stop or sandbox_reset at last, by closing the connection. */
void		 sandbox_stall(struct sandbox *, struct httpd_request *);
/* Answers with what the customer sees after seq: at once if there is something
 * or ms is 0, else when there is, or after ms. */
void		 sandbox_watch(struct sandbox *, struct httpd_request *, struct customer *, int64_t seq, int64_t ms);

#endif
