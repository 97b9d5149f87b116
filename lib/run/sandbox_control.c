#include <sys/resource.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ext/http.h"
#include "run/sandbox_control.h"
#include "run/sandbox_inject.h"

#define PREFIX		"/sandbox/"
#define WAIT_MAX_S	60

static void
bad_request(struct httpd_request *rq, const char *why)
{
	sandbox_answer(rq, 400, json_pack("{s:s}", "error", why));
}

static void
lines(struct httpd_request *rq, struct buf *text)
{
	httpd_answer(rq, 200, "application/x-ndjson", text->data, text->len);
	buf_free(text);
}

/* The body as an object, or NULL after answering. The caller frees. */
static json_t *
object_in(struct httpd_request *rq)
{
	size_t len;
	const char *body = httpd_body(rq, &len);
	json_t *j = json_parse(body, len, NULL);

	if (json_is_object(j))
		return j;
	json_decref(j);
	bad_request(rq, "a JSON object is wanted");
	return NULL;
}

static void
inject(struct sandbox *sb, struct httpd_request *rq)
{
	const char *batch = httpd_query(rq, "batch"), *body;
	const long n = batch != NULL ? strtol(batch, NULL, 10) : 1;
	struct buf ids = { 0 };
	char *why = NULL;
	size_t len;

	body = httpd_body(rq, &len);
	if (n < 1 || n > 1000) {
		bad_request(rq, "batch: a number from 1 to 1000");
	} else if (sandbox_inject_lines(sb, body, len, (size_t)n, &ids, &why) == -1) {
		bad_request(rq, why);
		free(why);
		buf_free(&ids);
	} else {
		httpd_answer(rq, 200, "text/plain", ids.data, ids.len);
		buf_free(&ids);
	}
}

static void
sends(struct sandbox *sb, struct httpd_request *rq)
{
	struct buf text = { 0 };
	int rc;

	pthread_mutex_lock(&sb->lock);
	rc = sandbox_sends(sb, &text);
	pthread_mutex_unlock(&sb->lock);
	if (rc == 0) {
		lines(rq, &text);
		return;
	}
	buf_free(&text);
	bad_request(rq, strerror(errno));
}

static void
events(struct sandbox *sb, struct httpd_request *rq)
{
	const char *contact = httpd_query(rq, "contact"), *since = httpd_query(rq, "since"), *wait = httpd_query(rq, "wait");
	const int64_t seq = since != NULL ? strtoll(since, NULL, 10) : 0;
	const long seconds = wait != NULL ? strtol(wait, NULL, 10) : 0;
	struct sandbox_number *n;
	bool phone;

	if (contact == NULL || *contact == '\0' || strlen(contact) > 140) {
		bad_request(rq, "contact: a phone's digits or a user id is wanted");
		return;
	}
	phone = strspn(contact, "0123456789") == strlen(contact);
	pthread_mutex_lock(&sb->lock);
	n = sandbox_number(sb, httpd_query(rq, "number"));
	if (n == NULL)
		bad_request(rq, "number: not served here");
	else
		sandbox_watch(sb, rq, customer_meet(n->book, phone ? contact : NULL, phone ? NULL : contact), seq,
		    seconds < WAIT_MAX_S ? seconds * CLOCK_SECOND : WAIT_MAX_S * CLOCK_SECOND);
	pthread_mutex_unlock(&sb->lock);
}

static void
people(struct sandbox *sb, struct httpd_request *rq)
{
	struct buf text = { 0 };

	pthread_mutex_lock(&sb->lock);
	for (size_t i = 0; i < sb->n_numbers; i++) {
		struct customer *c;
		size_t at = 0;

		while ((c = customer_next(sb->numbers[i].book, &at)) != NULL) {
			json_t *j = json_pack("{s:s}", "number", sb->numbers[i].id);

			json_put(j, "phone", c->phone);
			json_put(j, "user_id", c->user_id);
			json_put(j, "name", c->name);
			json_put_time(j, "last", c->last_in);
			json_object_set_new(j, "window", json_boolean(customer_window_open(c, clock_now())));
			json_print(j, &text);
			buf_char(&text, '\n');
			json_decref(j);
		}
	}
	pthread_mutex_unlock(&sb->lock);
	lines(rq, &text);
}

static void
get_faults(struct sandbox *sb, struct httpd_request *rq)
{
	json_t *j;

	pthread_mutex_lock(&sb->lock);
	j = json_deep_copy(fault_get(sb->faults));
	pthread_mutex_unlock(&sb->lock);
	sandbox_answer(rq, 200, j);
}

static void
set_faults(struct sandbox *sb, struct httpd_request *rq)
{
	json_t *j = object_in(rq);
	char *why = NULL;
	int rc;

	if (j == NULL)
		return;
	pthread_mutex_lock(&sb->lock);
	rc = fault_set(sb->faults, j, &why);
	pthread_mutex_unlock(&sb->lock);
	if (rc == -1)
		bad_request(rq, why);
	else
		sandbox_answer(rq, 200, json_incref(j));
	json_decref(j);
	free(why);
}

/* Everything that /sandbox/settings shows and changes, copied out. */
struct settings {
	struct poster_settings	 post;
	int64_t			 batch, connections, delivered_ms, read_ms, rate, token_expires;
	bool			 window, pair;
};

static void
settings_take(struct sandbox *sb, struct settings *s)
{
	poster_get(sb->poster, &s->post);
	s->batch = (int64_t)s->post.batch;
	s->connections = (int64_t)s->post.connections;
	s->delivered_ms = sb->delivered_ms;
	s->read_ms = sb->read_ms;
	s->rate = sb->rate;
	s->token_expires = sb->token_expires;
	s->window = sb->window;
	s->pair = sb->pair;
}

static void
settings_put(struct sandbox *sb, struct settings *s)
{
	s->post.batch = (size_t)s->batch;
	s->post.connections = (size_t)s->connections;
	poster_set(sb->poster, &s->post);
	sb->delivered_ms = s->delivered_ms;
	sb->read_ms = s->read_ms;
	sb->rate = s->rate;
	sb->token_expires = s->token_expires;
	sb->window = s->window;
	sb->pair = s->pair;
}

static json_t *
settings_show(const struct settings *s)
{
	return json_pack("{s:s?, s:I, s:I, s:b, s:b, s:I, s:I, s:b, s:b, s:I, s:I}", "webhook", s->post.url,
	    "batch", (json_int_t)s->batch, "connections", (json_int_t)s->connections, "hold", s->post.hold,
	    "escape", s->post.escape, "delivered_ms", (json_int_t)s->delivered_ms, "read_ms", (json_int_t)s->read_ms,
	    "window", s->window, "pair", s->pair, "rate", (json_int_t)s->rate, "token_expires", (json_int_t)s->token_expires);
}

static int
change_flag(const char *name, bool *flag, const json_t *v, char **why)
{
	if (json_is_boolean(v)) {
		*flag = json_is_true(v);
		return 0;
	}
	*why = mem_printf("%s: true or false", name);
	return -1;
}

static int
change_number(const char *name, int64_t *number, int64_t low, int64_t high, const json_t *v, char **why)
{
	if (json_is_integer(v) && json_integer_value(v) >= low && json_integer_value(v) <= high) {
		*number = json_integer_value(v);
		return 0;
	}
	*why = mem_printf("%s: a number from %lld to %lld", name, (long long)low, (long long)high);
	return -1;
}

static int
change_webhook(char **url, const json_t *v, char **why)
{
	const char *s = json_string_value(v);

	if (s == NULL || !http_url_is_fine(s)) {
		*why = mem_str("webhook: https, or http to an address of this machine");
		return -1;
	}
	free(*url);
	*url = mem_str(s);
	return 0;
}

static int
settings_change(struct settings *s, const char *name, const json_t *v, char **why)
{
	const struct {
		const char	*name;
		bool		*flag;
		int64_t		*number, low, high;
	} known[] = {
		{ "batch", NULL, &s->batch, 1, 1000 },
		{ "connections", NULL, &s->connections, 1, 32 },
		{ "hold", &s->post.hold, NULL, 0, 0 },
		{ "escape", &s->post.escape, NULL, 0, 0 },
		{ "delivered_ms", NULL, &s->delivered_ms, -1, CLOCK_DAY },
		{ "read_ms", NULL, &s->read_ms, -1, CLOCK_DAY },
		{ "window", &s->window, NULL, 0, 0 },
		{ "pair", &s->pair, NULL, 0, 0 },
		{ "rate", NULL, &s->rate, 0, 1000000 },
		{ "token_expires", NULL, &s->token_expires, 0, INT64_C(4102444800) },
	};

	if (strcmp(name, "webhook") == 0)
		return change_webhook(&s->post.url, v, why);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		if (known[i].flag != NULL)
			return change_flag(name, known[i].flag, v, why);
		return change_number(name, known[i].number, known[i].low, known[i].high, v, why);
	}
	*why = mem_printf("%s: no such setting", name);
	return -1;
}

static void
get_settings(struct sandbox *sb, struct httpd_request *rq)
{
	struct settings s;

	pthread_mutex_lock(&sb->lock);
	settings_take(sb, &s);
	pthread_mutex_unlock(&sb->lock);
	sandbox_answer(rq, 200, settings_show(&s));
	free(s.post.url);
}

static void
set_settings(struct sandbox *sb, struct httpd_request *rq)
{
	json_t *wanted = object_in(rq), *v;
	struct settings s;
	char *why = NULL;
	const char *name;

	if (wanted == NULL)
		return;
	pthread_mutex_lock(&sb->lock);
	settings_take(sb, &s);
	json_object_foreach(wanted, name, v)
		if (settings_change(&s, name, v, &why) == -1)
			break;
	if (why == NULL)
		settings_put(sb, &s);
	pthread_mutex_unlock(&sb->lock);
	if (why == NULL)
		sandbox_answer(rq, 200, settings_show(&s));
	else
		bad_request(rq, why);
	json_decref(wanted);
	free(s.post.url);
	free(why);
}

static int64_t
cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return ((int64_t)u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1000;
}

static int64_t
memory_kib(void)
{
	struct buf text = { 0 };
	long long pages = 0;

	if (file_read("/proc/self/statm", 4096, &text) == -1 || sscanf(text.data, "%*d %lld", &pages) != 1)
		pages = 0;
	buf_free(&text);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void
stats(struct sandbox *sb, struct httpd_request *rq)
{
	struct poster_counts c;
	json_t *j;
	size_t customers = 0;

	poster_count(sb->poster, &c);
	pthread_mutex_lock(&sb->lock);
	for (size_t i = 0; i < sb->n_numbers; i++)
		customers += customer_count(sb->numbers[i].book);
	j = json_pack("{s:I, s:I, s:O, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:{s:I, s:I, s:I, s:I}, s:I, s:I, s:I}",
	    "accepted", (json_int_t)sb->counts.accepted, "lost", (json_int_t)sb->counts.lost,
	    "refused", sb->counts.refused, "reads", (json_int_t)sb->counts.reads,
	    "typing", (json_int_t)sb->counts.typing, "uploads", (json_int_t)sb->counts.uploads,
	    "lookups", (json_int_t)sb->counts.lookups, "downloads", (json_int_t)sb->counts.downloads,
	    "injected", (json_int_t)sb->counts.injected, "customers", (json_int_t)customers,
	    "webhooks", "posted", (json_int_t)c.posted, "items", (json_int_t)c.items,
	    "failed", (json_int_t)c.failed, "waiting", (json_int_t)c.waiting,
	    "cpu_ms", (json_int_t)cpu_ms(), "memory_kib", (json_int_t)memory_kib(),
	    "uptime_ms", (json_int_t)(clock_mono() - sb->started));
	pthread_mutex_unlock(&sb->lock);
	sandbox_answer(rq, 200, j);
}

static void
reset(struct sandbox *sb, struct httpd_request *rq)
{
	pthread_mutex_lock(&sb->lock);
	sandbox_reset(sb);
	pthread_mutex_unlock(&sb->lock);
	sandbox_answer(rq, 200, json_pack("{s:b}", "success", 1));
}

static const struct {
	const char	*method, *path;
	void		(*handle)(struct sandbox *, struct httpd_request *);
} routes[] = {
	{ "POST", "inject", inject },
	{ "GET", "sends", sends },
	{ "GET", "events", events },
	{ "GET", "people", people },
	{ "GET", "faults", get_faults },
	{ "POST", "faults", set_faults },
	{ "GET", "settings", get_settings },
	{ "POST", "settings", set_settings },
	{ "GET", "stats", stats },
	{ "POST", "reset", reset },
};

bool
sandbox_control_owns(const char *path)
{
	return strncmp(path, PREFIX, sizeof PREFIX - 1) == 0;
}

void
sandbox_control_handle(struct sandbox *sb, struct httpd_request *rq)
{
	const char *path = httpd_path(rq) + sizeof PREFIX - 1;
	bool known = false;

	/* A page in the operator's browser could reach us; browsers say so. */
	if (httpd_header(rq, "Origin") != NULL) {
		sandbox_answer(rq, 403, json_pack("{s:s}", "error", "not for web pages"));
		return;
	}
	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
		if (strcmp(routes[i].path, path) != 0)
			continue;
		known = true;
		if (strcmp(routes[i].method, httpd_method(rq)) == 0) {
			routes[i].handle(sb, rq);
			return;
		}
	}
	sandbox_answer(rq, known ? 405 : 404, json_pack("{s:s}", "error", known ? "wrong method" : "no such place"));
}
