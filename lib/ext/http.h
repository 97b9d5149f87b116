/*
 * http: owner of libcurl. Requests one at a time or many at once, driven by
 * the caller's own poll loop.
 *
 * What matters most to who sends messages is what a failure means, so every
 * request ends in exactly one of three ways (enum http_result). To keep them
 * apart nothing is ever sent twice behind the caller's back: curl would
 * silently repeat a request when a kept connection turns out to be dead, here
 * it may do so only while the server can't have had the whole request.
 *
 * HTTP/1.1 only: one connection carries one request, so that a connection
 * that dies leaves one request uncertain, not all of them. Redirects are
 * answers, never followed. https is verified; http is for loopback only.
 */
#ifndef EXT_HTTP_H
#define EXT_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct http;

/* A multipart/form-data body: fields, then a file, which is read as it goes. */
struct http_form {
	const char *const	 *fields;	/* name, value, name, value ..., NULL */
	const char		 *file;		/* its field */
	const char		 *name, *type;	/* it says of itself */
	int			  fd;
	size_t			  len;
};

/* Everything is copied by the call that takes it. */
struct http_request {
	const char		 *method;	/* "GET", "POST" ... */
	const char		 *url;
	const char		 *token;	/* bearer token; NULL for none */
	const char *const	 *headers;	/* "Name: value", NULL at the end; NULL for none */
	const char		 *type;		/* of the body; NULL for application/json */
	const void		 *body;		/* NULL for none */
	size_t			  len;
	const struct http_form	 *form;		/* instead of a body; NULL for none */
	size_t			  max;		/* bytes of an answer's body, at most */
	int			  timeout_ms;	/* for all of it */
	int			  stall_s;	/* gives up when this long nothing moves; 0: waits on */
	/* Gets the body of a 200 as it comes, instead of the answer; false gives
	 * the request up. NULL: the body is kept. */
	bool			(*take)(void *arg, const void *data, size_t len);
	void			 *take_arg;
};

enum http_result {
	HTTP_ANSWERED,	/* definite: status and body are the whole answer */
	HTTP_UNSENT,	/* definite: failed before the server could have the request */
	HTTP_UNCERTAIN,	/* written, perhaps in part, and no whole answer came */
};

struct http_answer {
	enum http_result	 result;
	int			 status;	/* 0 when not even that came */
	struct buf		 body;
	int			 retry_after_s;	/* 0 when the server named none */
	int64_t			 date;		/* when the server thinks it answered, ms; 0 or less: it didn't say */
	bool			 too_long;	/* more than max, by what was said or by what came */
	const char		*redirect;	/* the whole address, NULL for none; ends as why does */
	const char		*why;		/* unless answered; ends with the callback or the next call */
};

/* At most `connections` at a time; more requests wait for one. One thread. */
struct http	*http_new(size_t connections);
/* What is in flight is abandoned, its callback never called. NULL is fine. */
void		 http_free(struct http *);

/* Is this an address we may talk to: https, or http on loopback? */
bool		 http_url_is_fine(const char *url);

/* Does it lead by https, at the usual port, to this host or one below it? */
bool		 http_url_leads_to(const char *url, const char *host);
/* Are scheme, host and port of both the same? */
bool		 http_url_same_place(const char *a, const char *b);

/* Starts one; done is called from http_poll, never from here, and may start
 * others. The answer's body is freed after done unless taken. */
void	 http_start(struct http *, const struct http_request *,
	    void (*done)(void *arg, struct http_answer *), void *arg);
/*
 * Moves on what can move, calls what is done, and waits for more, for one of
 * the caller's descriptors (at most 8; revents is set) or for timeout_ms,
 * whichever comes first.
 */
void	 http_poll(struct http *, struct pollfd *, nfds_t, int timeout_ms);

/* One request, waited for. The caller frees the answer's body. */
void	 http_call(struct http *, const struct http_request *, struct http_answer *);

#endif
