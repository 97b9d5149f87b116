/*
 * httpd: owner of libmicrohttpd. A small HTTP/1.1 server for trusted
 * networks (TLS is a reverse proxy's).
 *
 * A few threads serve all connections by epoll. When a request is whole, its
 * body included, `handle` is called in one of those threads. It answers with
 * httpd_answer, at once or later from any thread; it must not block (other
 * connections of that thread wait), so what takes time keeps the request and
 * lets another thread answer. Each request is answered exactly once, and is
 * not touched after that.
 *
 *	static void
 *	handle(void *arg, struct httpd_request *rq)
 *	{
 *		if (strcmp(httpd_path(rq), "/ping") == 0)
 *			httpd_answer(rq, 200, "text/plain", "pong\n", 5);
 *		else
 *			queue_push(arg, rq);	// a thread answers it
 *	}
 *
 *	struct httpd_config c = { .address = "127.0.0.1:0", .handle = handle, .arg = q };
 *	struct httpd *h = httpd_start(&c);
 *	... httpd_address(h) ...
 *	httpd_stop(h);
 *
 * By itself it answers 413 to bodies over body_max, 503 when the bodies being
 * received take more than bodies_max together and while it stops; it closes
 * connections that stand still for idle_s seconds, or that take more than
 * request_s for one request.
 */
#ifndef EXT_HTTPD_H
#define EXT_HTTPD_H

#include <stdbool.h>
#include <stddef.h>

struct httpd;
struct httpd_request;
struct httpd_stream;

struct httpd_config {
	const char	*address;	/* HOST:PORT, [::1]:PORT; port 0: any that is free */
	bool		 loopback_only;	/* refuse an address that others can reach */
	unsigned	 threads;	/* 0: 2 */
	unsigned	 connections;	/* at once; more wait in the backlog. 0: 1024; raises RLIMIT_NOFILE to fit */
	unsigned	 idle_s;	/* 0: 30 */
	unsigned	 request_s;	/* from connecting, or the answer before, to the last byte. 0: 60 */
	size_t		 body_max;	/* 0: 1 MiB */
	size_t		 bodies_max;	/* 0: 16 times body_max */
	void		(*handle)(void *arg, struct httpd_request *);
	void		*arg;
};

/* NULL after saying why. */
struct httpd	*httpd_start(const struct httpd_config *);
/* HOST:PORT it listens on, with the real port and brackets where due. */
const char	*httpd_address(const struct httpd *);
/*
 * Takes no more connections and no more requests (503), ends the streams,
 * waits until everything taken is answered and written (a client that doesn't
 * read is given 5 s), closes. Whoever keeps requests has to answer them,
 * before or meanwhile in another thread. NULL is fine.
 */
void		 httpd_stop(struct httpd *);

/* Of the request; all belong to it. */
const char	*httpd_method(const struct httpd_request *);
const char	*httpd_path(const struct httpd_request *);			/* percent-decoded */
const char	*httpd_query(const struct httpd_request *, const char *name);	/* percent-decoded; NULL when missing */
const char	*httpd_header(const struct httpd_request *, const char *name);	/* NULL when missing */
/* Followed by a NUL that len doesn't count; never NULL. */
const char	*httpd_body(const struct httpd_request *, size_t *len);

/* A header for the answer, before it is given. */
void	httpd_set_header(struct httpd_request *, const char *name, const char *value);
/* The body is copied. type NULL: none said. The connection stays open. */
void	httpd_answer(struct httpd_request *, int status, const char *type, const void *body, size_t len);
/* The same with a line of plain text. */
void	httpd_say(struct httpd_request *, int status, const char *text);
/* Says that the body has `told` bytes and closes the connection after len (less). */
void	httpd_answer_cut(struct httpd_request *, int status, const char *type, const void *body, size_t len, size_t told);
/* Instead of an answer: closes the connection without a word. */
void	httpd_drop(struct httpd_request *);

/*
 * An answer without an end, chunked: httpd_stream answers the request, then
 * any thread adds to it. What the client hasn't read is kept up to 4 MiB.
 * httpd_stream_send returns -1 when the client is gone or too slow, or the
 * server stops; httpd_stream_end is due all the same. A client that goes is
 * noticed at the next send.
 */
struct httpd_stream	*httpd_stream(struct httpd_request *, int status, const char *type);
int			 httpd_stream_send(struct httpd_stream *, const void *data, size_t len);
void			 httpd_stream_end(struct httpd_stream *);

#endif
