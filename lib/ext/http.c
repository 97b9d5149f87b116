#include <curl/curl.h>

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/mem.h"
#include "ext/http.h"

#define POLL_FDS 8
/* Graph drops idle connections; asking a fresh one costs less than a request
 * that is uncertain because the other side was just closing. */
#define IDLE_S 20L
/* Of the body of an answer that isn't the one that was wanted. */
#define WORDS_MAX ((size_t)64 << 10)

struct call {
	struct http		*http;
	CURL			*easy;
	struct curl_slist	*headers;
	char			*body;
	size_t			 len;
	size_t			 read;		/* bytes of the body that curl has taken */
	curl_mime		*form;		/* NULL for none */
	int			 fd;		/* of the form's file, -1 for none */
	size_t			 form_len;
	size_t			 max;
	size_t			 taken;		/* bytes of the answer that take was given */
	bool			(*take)(void *, const void *, size_t);
	void			*take_arg;
	bool			 begun;		/* the request line may have left */
	struct http_answer	 answer;
	void			(*done)(void *, struct http_answer *);
	void			*arg;
	struct call		*next;		/* idle, or in flight */
	struct call		*prev;
};

struct http {
	CURLM		*multi;
	struct call	*flying;
	struct call	*idle;
};

static void
init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http *
http_new(size_t connections)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct http *h = mem_alloc(sizeof *h);

	pthread_once(&once, init);
	h->multi = curl_multi_init();
	assert(h->multi != NULL);
	curl_multi_setopt(h->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)connections);
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)connections);
	curl_multi_setopt(h->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return h;
}

static void
call_clear(struct call *c)
{
	curl_slist_free_all(c->headers);
	c->headers = NULL;
	free(c->body);
	c->body = NULL;
	curl_mime_free(c->form);
	c->form = NULL;
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
	buf_free(&c->answer.body);
}

static void
call_free(struct call *c)
{
	call_clear(c);
	curl_easy_cleanup(c->easy);
	free(c);
}

void
http_free(struct http *h)
{
	struct call *c;

	if (h == NULL)
		return;
	while ((c = h->flying) != NULL) {
		h->flying = c->next;
		curl_multi_remove_handle(h->multi, c->easy);
		call_free(c);
	}
	while ((c = h->idle) != NULL) {
		h->idle = c->next;
		call_free(c);
	}
	curl_multi_cleanup(h->multi);
	free(h);
}

static bool
is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

/* 1 for https, 2 for http on loopback, 0 for what we don't talk to. */
static int
url_kind(const char *url)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	int kind = 0;

	if (u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		if (strcmp(scheme, "https") == 0)
			kind = 1;
		else if (strcmp(scheme, "http") == 0 && is_loopback(host))
			kind = 2;
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return kind;
}

bool
http_url_is_fine(const char *url)
{
	return url_kind(url) != 0;
}

/* A part of an address, NULL for none; the caller frees with curl_free. */
static char *
part_of(const char *url, CURLUPart part)
{
	CURLU *u = curl_url();
	char *s = NULL;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, part, &s, CURLU_DEFAULT_PORT) != CURLUE_OK)
		s = NULL;
	curl_url_cleanup(u);
	return s;
}

static bool
has_same(const char *a, const char *b, CURLUPart part)
{
	char *of_a = part_of(a, part), *of_b = part_of(b, part);
	bool same = of_a != NULL && of_b != NULL && strcasecmp(of_a, of_b) == 0;

	curl_free(of_a);
	curl_free(of_b);
	return same;
}

bool
http_url_same_place(const char *a, const char *b)
{
	return has_same(a, b, CURLUPART_SCHEME) && has_same(a, b, CURLUPART_HOST) && has_same(a, b, CURLUPART_PORT);
}

bool
http_url_leads_to(const char *url, const char *host)
{
	char *of_url = part_of(url, CURLUPART_HOST), *port = part_of(url, CURLUPART_PORT);
	size_t n = strlen(host), len = of_url != NULL ? strlen(of_url) : 0;
	bool yes = url_kind(url) == 1 && len >= n && strcasecmp(of_url + len - n, host) == 0 &&
	    (len == n || of_url[len - n - 1] == '.') && port != NULL && strcmp(port, "443") == 0;

	curl_free(of_url);
	curl_free(port);
	return yes;
}

static size_t
on_read(char *to, size_t size, size_t n, void *arg)
{
	struct call *c = arg;
	size_t take = size * n;

	if (take > c->len - c->read)
		take = c->len - c->read;
	memcpy(to, c->body + c->read, take);
	c->read += take;
	return take;
}

/* curl wants the body again: only to repeat the request. */
static int
on_seek(void *arg, curl_off_t offset, int origin)
{
	struct call *c = arg;

	if (offset == 0 && origin == SEEK_SET && c->read == 0)
		return CURL_SEEKFUNC_OK;
	return CURL_SEEKFUNC_FAIL;
}

/* A connection stands and the request is about to be written. */
static int
on_begin(void *arg, char *to, char *from, int to_port, int from_port)
{
	struct call *c = arg;

	(void)to, (void)from, (void)to_port, (void)from_port;
	/* The second time is curl repeating by itself. */
	if (c->begun && (c->body == NULL || c->read > 0))
		return CURL_PREREQFUNC_ABORT;
	c->begun = true;
	return CURL_PREREQFUNC_OK;
}

static size_t
on_write(char *from, size_t size, size_t n, void *arg)
{
	struct call *c = arg;
	size_t len = size * n, max = c->max;
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	if (c->take != NULL && status == 200) {
		c->answer.too_long = len > c->max - c->taken;
		c->taken += len;
		return !c->answer.too_long && c->take(c->take_arg, from, len) ? len : 0;
	}
	if (c->take != NULL && max > WORDS_MAX)
		max = WORDS_MAX;
	if (len > max - c->answer.body.len) {
		c->answer.too_long = true;
		return 0;
	}
	buf_add(&c->answer.body, from, len);
	return len;
}

static struct call *
call_take(struct http *h)
{
	struct call *c = h->idle;

	if (c != NULL) {
		h->idle = c->next;
		curl_easy_reset(c->easy);
	} else {
		c = mem_alloc(sizeof *c);
		c->easy = curl_easy_init();
		assert(c->easy != NULL);
	}
	c->http = h;
	c->len = c->read = c->taken = 0;
	c->fd = -1;
	c->begun = false;
	c->answer = (struct http_answer){ 0 };
	return c;
}

static void
set_headers(struct call *c, const struct http_request *rq)
{
	char *line;

	if (rq->body != NULL) {
		line = mem_printf("Content-Type: %s", rq->type ? rq->type : "application/json");
		c->headers = curl_slist_append(c->headers, line);
		free(line);
		/* A server that doesn't know it would cost us a second. */
		c->headers = curl_slist_append(c->headers, "Expect:");
	}
	if (rq->token != NULL) {
		line = mem_printf("Authorization: Bearer %s", rq->token);
		c->headers = curl_slist_append(c->headers, line);
		explicit_bzero(line, strlen(line));
		free(line);
	}
	for (const char *const *p = rq->headers; p != NULL && *p != NULL; p++)
		c->headers = curl_slist_append(c->headers, *p);
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
}

static void
set_body(struct call *c, const struct http_request *rq)
{
	if (rq->body == NULL)
		return;
	c->body = mem_strn(rq->body, rq->len);
	c->len = rq->len;
	/* Through callbacks, not POSTFIELDS: so we know what has left. */
	curl_easy_setopt(c->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->len);
	curl_easy_setopt(c->easy, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(c->easy, CURLOPT_READDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_SEEKFUNCTION, on_seek);
	curl_easy_setopt(c->easy, CURLOPT_SEEKDATA, c);
}

/* Of a form's file, by its own place in it: others may hold the same file. */
static size_t
on_read_file(char *to, size_t size, size_t n, void *arg)
{
	struct call *c = arg;
	size_t left = c->form_len - c->read;
	ssize_t got = pread(c->fd, to, size * n < left ? size * n : left, (off_t)c->read);

	/* Shorter than it was: a body that ends early is none. */
	if (got == -1 || (got == 0 && left > 0))
		return CURL_READFUNC_ABORT;
	c->read += (size_t)got;
	return (size_t)got;
}

static void
set_form(struct call *c, const struct http_form *f)
{
	curl_mimepart *part;

	c->form = curl_mime_init(c->easy);
	assert(c->form != NULL);
	for (const char *const *p = f->fields; *p != NULL; p += 2) {
		part = curl_mime_addpart(c->form);
		curl_mime_name(part, p[0]);
		curl_mime_data(part, p[1], CURL_ZERO_TERMINATED);
	}
	c->fd = fcntl(f->fd, F_DUPFD_CLOEXEC, 3);
	c->form_len = f->len;
	part = curl_mime_addpart(c->form);
	curl_mime_name(part, f->file);
	curl_mime_filename(part, f->name);
	curl_mime_type(part, f->type);
	/* No seeking: what has begun isn't repeated. */
	curl_mime_data_cb(part, (curl_off_t)f->len, on_read_file, NULL, NULL, c);
	curl_easy_setopt(c->easy, CURLOPT_MIMEPOST, c->form);
	c->headers = curl_slist_append(c->headers, "Expect:");
}

static void
set_up(struct call *c, const struct http_request *rq, bool loopback)
{
	CURL *e = c->easy;
	long patience = rq->timeout_ms < 10000 ? rq->timeout_ms : 10000;

	curl_easy_setopt(e, CURLOPT_URL, rq->url);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, loopback ? "http" : "https");
	if (loopback)
		curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "wapipe/" WAPIPE_VERSION);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, patience);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)rq->timeout_ms);
	if (rq->stall_s > 0) {
		curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
		curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)rq->stall_s);
	}
	/* What is said to be longer isn't begun with. */
	if (rq->take != NULL)
		curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)rq->max);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_S);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_begin);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, c);
	curl_easy_setopt(e, CURLOPT_PRIVATE, c);
	set_body(c, rq);
	if (rq->form != NULL)
		set_form(c, rq->form);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, rq->method);
	set_headers(c, rq);
}

void
http_start(struct http *h, const struct http_request *rq,
    void (*done)(void *, struct http_answer *), void *arg)
{
	struct call *c = call_take(h);
	int kind = url_kind(rq->url);

	c->max = rq->max;
	c->take = rq->take;
	c->take_arg = rq->take_arg;
	c->done = done;
	c->arg = arg;
	set_up(c, rq, kind == 2);
	/* No protocol left: curl itself refuses, through the usual way out. */
	if (kind == 0)
		curl_easy_setopt(c->easy, CURLOPT_URL, "refused:");
	c->prev = NULL;
	c->next = h->flying;
	if (c->next != NULL)
		c->next->prev = c;
	h->flying = c;
	curl_multi_add_handle(h->multi, c->easy);
}

static void
set_result(struct call *c, CURLcode code)
{
	struct http_answer *a = &c->answer;
	curl_off_t after = 0;
	struct curl_header *date;
	char *redirect = NULL;
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c->easy, CURLINFO_RETRY_AFTER, &after);
	curl_easy_getinfo(c->easy, CURLINFO_REDIRECT_URL, &redirect);
	a->status = (int)status;
	a->redirect = redirect;
	if (curl_easy_header(c->easy, "Date", 0, CURLH_HEADER, -1, &date) == CURLHE_OK)
		a->date = (int64_t)curl_getdate(date->value, NULL) * 1000;
	a->retry_after_s = after > 0 && after < 86400 ? (int)after : 0;
	if (code == CURLE_OK) {
		a->result = HTTP_ANSWERED;
		return;
	}
	/* A server can't act on a body that it never had. */
	a->result = c->begun && (c->body == NULL || c->len == 0 || c->read > 0) ? HTTP_UNCERTAIN : HTTP_UNSENT;
	if (code == CURLE_FILESIZE_EXCEEDED)
		a->too_long = true;
	if (a->too_long)
		a->why = "answer too long";
	else if (code == CURLE_UNSUPPORTED_PROTOCOL)
		a->why = "not https, nor http on loopback";
	else if (code == CURLE_ABORTED_BY_CALLBACK || code == CURLE_SEND_FAIL_REWIND)
		a->why = "the connection died under the request";
	else if (code == CURLE_OPERATION_TIMEDOUT)
		a->why = "it took too long";
	else
		a->why = curl_easy_strerror(code);
}

static void
finish(struct http *h, struct call *c, CURLcode code)
{
	set_result(c, code);
	curl_multi_remove_handle(h->multi, c->easy);
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		h->flying = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	c->done(c->arg, &c->answer);
	call_clear(c);
	c->next = h->idle;
	h->idle = c;
}

static bool
move_on(struct http *h)
{
	CURLMsg *m;
	bool any = false;
	int left;

	curl_multi_perform(h->multi, &left);
	while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
		struct call *c = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&c);
		finish(h, c, m->data.result);
		any = true;
	}
	return any;
}

void
http_poll(struct http *h, struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct curl_waitfd extra[POLL_FDS] = { { 0 } };
	int ready;

	assert(n <= POLL_FDS);
	for (nfds_t i = 0; i < n; i++) {
		extra[i].fd = fds[i].fd;
		extra[i].events = CURL_WAIT_POLLIN;
		fds[i].revents = 0;
	}
	/* What is done already is news enough: look, don't wait. */
	if (move_on(h))
		timeout_ms = 0;
	curl_multi_poll(h->multi, extra, (unsigned)n, timeout_ms, &ready);
	for (nfds_t i = 0; i < n; i++)
		if (extra[i].revents != 0)
			fds[i].revents = POLLIN;
	move_on(h);
}

struct waited {
	struct http_answer	*to;
	bool			 done;
};

static void
on_waited(void *arg, struct http_answer *a)
{
	struct waited *w = arg;

	*w->to = *a;
	a->body = (struct buf){ 0 };
	w->done = true;
}

void
http_call(struct http *h, const struct http_request *rq, struct http_answer *a)
{
	struct waited w = { a, false };

	http_start(h, rq, on_waited, &w);
	while (!w.done)
		http_poll(h, NULL, 0, 1000);
}
