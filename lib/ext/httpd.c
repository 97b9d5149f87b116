#include <sys/resource.h>
#include <sys/socket.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/bind.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/httpd.h"

#define STREAM_MAX	((size_t)4 << 20)
#define STOP_MS		5000
/* Of a body that is too long so much is read and thrown away, so that its
 * sender gets to read the 413. */
#define DISCARD_TIMES	4

struct connection {
	struct connection	*next, **prev;
	int			 fd;
	_Atomic int64_t		 reading_since;	/* monotonic ms; 0: a request is in hand */
};

struct httpd {
	struct httpd_config	 config;
	struct MHD_Daemon	*mhd;
	char			*address;
	int			 fd;
	pthread_t		 reaper;
	bool			 has_reaper;
	atomic_size_t		 bodies;	/* bytes of bodies held */
	atomic_bool		 stopping;
	pthread_mutex_t		 lock;		/* of what follows */
	pthread_cond_t		 changed;	/* while stopping */
	pthread_cond_t		 tick;		/* the reaper's */
	struct connection	*connections;
	struct httpd_stream	*streams;
	size_t			 kept;		/* given to handle, not answered */
	size_t			 unfinished;	/* given to handle, answer not written */
	bool			 reaper_ends;
};

/*
 * HANDLING -> ANSWERED		handle answered before it returned
 * HANDLING -> KEPT -> ANSWERED	somebody answers later: the connection is suspended between
 * The thread of the connection makes it KEPT, whoever answers makes it
 * ANSWERED; who comes second sees it and resumes.
 */
enum state { HANDLING, KEPT, ANSWERED };

struct httpd_request {
	struct httpd		*httpd;
	struct MHD_Connection	*mhd;
	char			*method, *path;
	struct buf		 body;
	size_t			 received;
	bool			 crowded;	/* bodies_max is reached */
	bool			 taken;		/* counted in unfinished */
	atomic_int		 state;
	char			**headers;	/* names and values in turn */
	size_t			 n_headers;
	int			 status;
	struct MHD_Response	*response;
};

struct httpd_stream {
	struct httpd_stream	*next, **prev;	/* under the server's lock, until gone */
	struct httpd		*httpd;
	struct MHD_Connection	*mhd;
	pthread_mutex_t		 lock;
	struct buf		 data;
	unsigned		 owners;	/* the caller and the response */
	bool			 suspended, ended, gone;
};

static void
count(struct httpd *h, size_t *counter, int by)
{
	pthread_mutex_lock(&h->lock);
	*counter += (size_t)by;
	if (atomic_load(&h->stopping))
		pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
}

/* Connections, and those that take too long */

static void
on_connection(void *arg, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
	struct httpd *h = arg;
	struct connection *c = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		c = mem_alloc(sizeof *c);
		c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		atomic_store(&c->reading_since, clock_mono());
		pthread_mutex_lock(&h->lock);
		c->prev = &h->connections;
		if ((c->next = h->connections) != NULL)
			c->next->prev = &c->next;
		h->connections = c;
		pthread_mutex_unlock(&h->lock);
		*context = c;
	} else if (c != NULL) {
		pthread_mutex_lock(&h->lock);
		if ((*c->prev = c->next) != NULL)
			c->next->prev = c->prev;
		pthread_mutex_unlock(&h->lock);
		free(c);
		*context = NULL;
	}
}

static void
set_reading(const struct httpd_request *rq, bool reading)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(rq->mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct connection *c = info != NULL ? info->socket_context : NULL;

	if (c != NULL)
		atomic_store(&c->reading_since, reading ? clock_mono() : 0);
}

/* libmicrohttpd's own time-out starts anew with each byte: a client that sends
 * one now and then would stay for ever. The descriptor can't have been closed
 * while its connection is in the list. */
static void *
reap(void *arg)
{
	struct httpd *h = arg;

	pthread_mutex_lock(&h->lock);
	while (!h->reaper_ends) {
		int64_t now = clock_mono();
		struct timespec at;

		for (struct connection *c = h->connections; c != NULL; c = c->next) {
			int64_t since = atomic_load(&c->reading_since);

			if (since != 0 && now - since > (int64_t)h->config.request_s * CLOCK_SECOND)
				shutdown(c->fd, SHUT_RDWR);
		}
		clock_gettime(CLOCK_MONOTONIC, &at);
		at.tv_sec++;
		pthread_cond_timedwait(&h->tick, &h->lock, &at);
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

/* Requests */

static void
drop_body(struct httpd_request *rq)
{
	atomic_fetch_sub(&rq->httpd->bodies, rq->body.len);
	buf_free(&rq->body);
}

static void
request_free(struct httpd_request *rq)
{
	drop_body(rq);
	for (size_t i = 0; i < rq->n_headers; i++)
		free(rq->headers[i]);
	free(rq->headers);
	if (rq->response != NULL)
		MHD_destroy_response(rq->response);
	free(rq->method);
	free(rq->path);
	free(rq);
}

static void
on_completed(void *arg, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
	struct httpd *h = arg;
	struct httpd_request *rq = *context;

	(void)mhd;
	(void)why;
	if (rq == NULL)
		return;
	set_reading(rq, true);
	if (rq->taken)
		count(h, &h->unfinished, -1);
	request_free(rq);
	*context = NULL;
}

static void
prepare(struct httpd_request *rq, int status, const char *type, struct MHD_Response *response)
{
	if (response == NULL)
		log_die(EX_OSERR, "libmicrohttpd: no response");
	if (type != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	for (size_t i = 0; i + 1 < rq->n_headers; i += 2)
		MHD_add_response_header(response, rq->headers[i], rq->headers[i + 1]);
	if (atomic_load(&rq->httpd->stopping))
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	rq->status = status;
	rq->response = response;
}

static enum MHD_Result
refuse(struct httpd_request *rq, int status, const char *text)
{
	prepare(rq, status, "text/plain",
	    MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT));
	return MHD_queue_response(rq->mhd, (unsigned)rq->status, rq->response);
}

static struct httpd_request *
request_new(struct httpd *h, struct MHD_Connection *mhd, const char *method, const char *path)
{
	struct httpd_request *rq = mem_alloc(sizeof *rq);

	rq->httpd = h;
	rq->mhd = mhd;
	rq->method = mem_str(method);
	rq->path = mem_str(path);
	return rq;
}

static bool
declares_more_than(const struct httpd_request *rq, size_t max)
{
	const char *length = httpd_header(rq, MHD_HTTP_HEADER_CONTENT_LENGTH);

	return length != NULL && strtoull(length, NULL, 10) > max;
}

static enum MHD_Result
receive(struct httpd_request *rq, const char *data, size_t len)
{
	struct httpd *h = rq->httpd;

	rq->received += len;
	if (rq->received > h->config.body_max) {
		drop_body(rq);
		return rq->received / DISCARD_TIMES > h->config.body_max ? MHD_NO : MHD_YES;
	}
	if (rq->crowded)
		return MHD_YES;
	if (atomic_fetch_add(&h->bodies, len) + len > h->config.bodies_max) {
		atomic_fetch_sub(&h->bodies, len);
		rq->crowded = true;
		drop_body(rq);
		return MHD_YES;
	}
	buf_add(&rq->body, data, len);
	return MHD_YES;
}

/* No response: it was dropped, and MHD_NO closes the connection. */
static enum MHD_Result
give(struct httpd_request *rq)
{
	return rq->response != NULL ? MHD_queue_response(rq->mhd, (unsigned)rq->status, rq->response) : MHD_NO;
}

static enum MHD_Result
take(struct httpd_request *rq)
{
	struct httpd *h = rq->httpd;
	int handling = HANDLING;

	rq->taken = true;
	pthread_mutex_lock(&h->lock);
	h->kept++;
	h->unfinished++;
	pthread_mutex_unlock(&h->lock);
	h->config.handle(h->config.arg, rq);
	if (atomic_load(&rq->state) == ANSWERED)
		return give(rq);
	MHD_suspend_connection(rq->mhd);
	if (!atomic_compare_exchange_strong(&rq->state, &handling, KEPT))
		MHD_resume_connection(rq->mhd);
	return MHD_YES;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *mhd, const char *url, const char *method, const char *version,
    const char *data, size_t *len, void **context)
{
	struct httpd *h = arg;
	struct httpd_request *rq = *context;

	(void)version;
	if (rq == NULL) {
		rq = *context = request_new(h, mhd, method, url);
		if (declares_more_than(rq, DISCARD_TIMES * h->config.body_max))
			return refuse(rq, MHD_HTTP_CONTENT_TOO_LARGE, "too large\n");
		return MHD_YES;
	}
	if (*len > 0) {
		size_t n = *len;

		*len = 0;
		return receive(rq, data, n);
	}
	if (atomic_load(&rq->state) == ANSWERED)
		return give(rq);
	set_reading(rq, false);
	if (rq->received > h->config.body_max)
		return refuse(rq, MHD_HTTP_CONTENT_TOO_LARGE, "too large\n");
	if (rq->crowded)
		return refuse(rq, MHD_HTTP_SERVICE_UNAVAILABLE, "too much at once\n");
	if (atomic_load(&h->stopping))
		return refuse(rq, MHD_HTTP_SERVICE_UNAVAILABLE, "stopping\n");
	return take(rq);
}

const char *
httpd_method(const struct httpd_request *rq)
{
	return rq->method;
}

const char *
httpd_path(const struct httpd_request *rq)
{
	return rq->path;
}

const char *
httpd_query(const struct httpd_request *rq, const char *name)
{
	return MHD_lookup_connection_value(rq->mhd, MHD_GET_ARGUMENT_KIND, name);
}

const char *
httpd_header(const struct httpd_request *rq, const char *name)
{
	return MHD_lookup_connection_value(rq->mhd, MHD_HEADER_KIND, name);
}

const char *
httpd_body(const struct httpd_request *rq, size_t *len)
{
	*len = rq->body.len;
	return rq->body.data != NULL ? rq->body.data : "";
}

void
httpd_set_header(struct httpd_request *rq, const char *name, const char *value)
{
	rq->headers = mem_grow(rq->headers, rq->n_headers + 2, sizeof *rq->headers);
	rq->headers[rq->n_headers++] = mem_str(name);
	rq->headers[rq->n_headers++] = mem_str(value);
}

static void
answered(struct httpd_request *rq)
{
	struct httpd *h = rq->httpd;
	struct MHD_Connection *mhd = rq->mhd;

	/* Unless it is suspended, and so until it is resumed, the request can be gone after this. */
	if (atomic_exchange(&rq->state, ANSWERED) == KEPT)
		MHD_resume_connection(mhd);
	count(h, &h->kept, -1);
}

void
httpd_answer(struct httpd_request *rq, int status, const char *type, const void *body, size_t len)
{
	prepare(rq, status, type,
	    MHD_create_response_from_buffer(len, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY));
	answered(rq);
}

void
httpd_say(struct httpd_request *rq, int status, const char *text)
{
	httpd_answer(rq, status, "text/plain", text, strlen(text));
}

static ssize_t
cut_read(void *arg, uint64_t pos, char *out, size_t max)
{
	const struct buf *b = arg;
	size_t n;

	if (pos >= b->len)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n = b->len - (size_t)pos < max ? b->len - (size_t)pos : max;
	memcpy(out, b->data + pos, n);
	return (ssize_t)n;
}

static void
cut_free(void *arg)
{
	buf_free(arg);
	free(arg);
}

void
httpd_answer_cut(struct httpd_request *rq, int status, const char *type, const void *body, size_t len, size_t told)
{
	struct buf *b = mem_alloc(sizeof *b);

	buf_add(b, body, len);
	prepare(rq, status, type, MHD_create_response_from_callback(told, 32768, cut_read, b, cut_free));
	answered(rq);
}

void
httpd_drop(struct httpd_request *rq)
{
	answered(rq);
}

/* Streams */

static void
stream_release(struct httpd_stream *s)
{
	bool last;

	pthread_mutex_lock(&s->lock);
	last = --s->owners == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&s->lock);
	buf_free(&s->data);
	free(s);
}

static ssize_t
stream_read(void *arg, uint64_t pos, char *out, size_t max)
{
	struct httpd_stream *s = arg;
	ssize_t n = 0;

	(void)pos;
	pthread_mutex_lock(&s->lock);
	if (s->data.len > 0) {
		n = (ssize_t)(s->data.len < max ? s->data.len : max);
		memcpy(out, s->data.data, (size_t)n);
		buf_drop(&s->data, (size_t)n);
	} else if (s->ended) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		s->suspended = true;
		MHD_suspend_connection(s->mhd);
	}
	pthread_mutex_unlock(&s->lock);
	return n;
}

static void
stream_gone(void *arg)
{
	struct httpd_stream *s = arg;

	pthread_mutex_lock(&s->httpd->lock);
	if ((*s->prev = s->next) != NULL)
		s->next->prev = s->prev;
	pthread_mutex_unlock(&s->httpd->lock);
	pthread_mutex_lock(&s->lock);
	s->gone = true;
	pthread_mutex_unlock(&s->lock);
	stream_release(s);
}

/* Unlocks the stream. Whoever clears `suspended` is the one to resume. */
static void
stream_wake(struct httpd_stream *s)
{
	bool wake = s->suspended;
	struct MHD_Connection *mhd = s->mhd;

	s->suspended = false;
	pthread_mutex_unlock(&s->lock);
	if (wake)
		MHD_resume_connection(mhd);
}

struct httpd_stream *
httpd_stream(struct httpd_request *rq, int status, const char *type)
{
	struct httpd *h = rq->httpd;
	struct httpd_stream *s = mem_alloc(sizeof *s);

	s->httpd = h;
	s->mhd = rq->mhd;
	s->owners = 2;
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_lock(&h->lock);
	s->ended = atomic_load(&h->stopping);
	s->prev = &h->streams;
	if ((s->next = h->streams) != NULL)
		s->next->prev = &s->next;
	h->streams = s;
	pthread_mutex_unlock(&h->lock);
	prepare(rq, status, type, MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32768, stream_read, s, stream_gone));
	answered(rq);
	return s;
}

int
httpd_stream_send(struct httpd_stream *s, const void *data, size_t len)
{
	int rc = -1;

	pthread_mutex_lock(&s->lock);
	if (!s->gone && !s->ended && s->data.len + len <= STREAM_MAX) {
		buf_add(&s->data, data, len);
		rc = 0;
	}
	stream_wake(s);
	return rc;
}

void
httpd_stream_end(struct httpd_stream *s)
{
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	stream_wake(s);
	stream_release(s);
}

static void
end_streams(struct httpd *h)
{
	pthread_mutex_lock(&h->lock);
	for (struct httpd_stream *s = h->streams; s != NULL; s = s->next) {
		pthread_mutex_lock(&s->lock);
		s->ended = true;
		stream_wake(s);
	}
	pthread_mutex_unlock(&h->lock);
}

/* The server */

static void
fill_in(struct httpd_config *c)
{
	if (c->threads == 0)
		c->threads = 2;
	if (c->connections < c->threads)
		c->connections = c->connections == 0 ? 1024 : c->threads;
	if (c->idle_s == 0)
		c->idle_s = 30;
	if (c->request_s == 0)
		c->request_s = 60;
	if (c->body_max == 0)
		c->body_max = (size_t)1 << 20;
	if (c->bodies_max == 0)
		c->bodies_max = 16 * c->body_max;
}

/* While stopping nobody new comes in. MHD_quiesce_daemon would say the same,
 * but races with its own threads over the listening socket and aborts. */
static enum MHD_Result
admit(void *arg, const struct sockaddr *sa, socklen_t len)
{
	const struct httpd *h = arg;

	(void)sa;
	(void)len;
	return atomic_load(&h->stopping) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *
start(struct httpd *h)
{
	const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
	const struct httpd_config *c = &h->config;

	return MHD_start_daemon(flags, 0, admit, h, on_request, h,
	    MHD_OPTION_LISTEN_SOCKET, h->fd,
	    /* A pool of one is refused; without one there is one thread. */
	    MHD_OPTION_THREAD_POOL_SIZE, c->threads > 1 ? c->threads : 0U,
	    MHD_OPTION_CONNECTION_LIMIT, c->connections,
	    MHD_OPTION_CONNECTION_TIMEOUT, c->idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)32768,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
	    MHD_OPTION_END);
}

/* Each connection is a descriptor; shells give 1024 and allow more. */
static void
allow_descriptors(unsigned connections)
{
	const rlim_t want = connections + 256;
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l) == -1 || l.rlim_cur >= want)
		return;
	l.rlim_cur = l.rlim_max == RLIM_INFINITY || l.rlim_max > want ? want : l.rlim_max;
	setrlimit(RLIMIT_NOFILE, &l);
}

struct httpd *
httpd_start(const struct httpd_config *config)
{
	struct httpd *h;
	pthread_condattr_t attr;
	int fd;

	if ((fd = bind_listen(config->address, config->loopback_only)) == -1)
		return NULL;
	h = mem_alloc(sizeof *h);
	h->config = *config;
	h->fd = fd;
	fill_in(&h->config);
	allow_descriptors(h->config.connections);
	h->address = bind_address(fd);
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->changed, &attr);
	pthread_cond_init(&h->tick, &attr);
	pthread_condattr_destroy(&attr);
	if ((h->mhd = start(h)) == NULL) {
		log_line("%s: libmicrohttpd does not start: %s", h->address, strerror(errno));
		httpd_stop(h);
		return NULL;
	}
	h->has_reaper = pthread_create(&h->reaper, NULL, reap, h) == 0;
	if (!h->has_reaper) {
		log_line("%s: no thread left", h->address);
		httpd_stop(h);
		return NULL;
	}
	return h;
}

const char *
httpd_address(const struct httpd *h)
{
	return h->address;
}

static void
wait_until_written(struct httpd *h)
{
	struct timespec at;

	pthread_mutex_lock(&h->lock);
	while (h->kept > 0)
		pthread_cond_wait(&h->changed, &h->lock);
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += STOP_MS / 1000;
	while (h->unfinished > 0)
		if (pthread_cond_timedwait(&h->changed, &h->lock, &at) != 0)
			break;
	h->reaper_ends = true;
	pthread_cond_broadcast(&h->tick);
	pthread_mutex_unlock(&h->lock);
}

void
httpd_stop(struct httpd *h)
{
	if (h == NULL)
		return;
	atomic_store(&h->stopping, true);
	if (h->mhd != NULL) {
		end_streams(h);
		wait_until_written(h);
		if (h->has_reaper)
			pthread_join(h->reaper, NULL);
		MHD_stop_daemon(h->mhd);	/* closes the socket too */
	} else {
		close(h->fd);
	}
	pthread_cond_destroy(&h->changed);
	pthread_cond_destroy(&h->tick);
	pthread_mutex_destroy(&h->lock);
	free(h->address);
	free(h);
}
