#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/stop.h"
#include "ext/hash.h"
#include "ext/httpd.h"
#include "run/commit.h"
#include "run/listen.h"
#include "run/listen_delivery.h"
#include "run/listen_route.h"
#include "wa/workspace.h"

#define BODY_MAX	((size_t)8 << 20)
#define SIGNED		"sha256="

/* The handshake */

static void
on_get(struct listener *l, struct httpd_request *rq)
{
	const char *mode = httpd_query(rq, "hub.mode"), *token = httpd_query(rq, "hub.verify_token");
	const char *challenge = httpd_query(rq, "hub.challenge");
	bool right = false;

	if (mode == NULL) {
		httpd_say(rq, 404, "nothing here\n");
		return;
	}
	for (size_t i = 0; i < l->n && token != NULL; i++)
		right |= hash_equal_text(l->desks[i].verify_token, token);
	if (right && strcmp(mode, "subscribe") == 0 && challenge != NULL)
		httpd_say(rq, 200, challenge);
	else
		httpd_say(rq, 403, "wrong verify token\n");
}

/* Health */

static json_t *
health_of(const struct desk *d, bool *durable)
{
	struct commit_state s;
	json_t *o = json_object();

	commit_look(d->commit, &s);
	json_put(o, "name", d->ws->name);
	json_object_set_new(o, "durable", json_boolean(s.durable));
	json_object_set_new(o, "newest", json_integer(s.newest));
	if (s.newest > 0)
		json_put_time(o, "received", s.received);
	*durable &= s.durable;
	return o;
}

static json_t *
strangers(struct listener *l)
{
	json_t *list = json_array();
	const char *number;
	size_t at = 0;
	void *value;

	pthread_mutex_lock(&l->lock);
	while ((number = map_next(l->strangers, &at, &value)) != NULL)
		json_array_append_new(list, json_string(number));
	pthread_mutex_unlock(&l->lock);
	return list;
}

static void
on_health(struct listener *l, struct httpd_request *rq)
{
	json_t *o = json_object(), *desks = json_array();
	struct commit_state s;
	struct buf b = {0};
	bool durable;

	commit_look(l->unrouted, &s);
	durable = s.durable;
	for (size_t i = 0; i < l->n; i++)
		json_array_append_new(desks, health_of(&l->desks[i], &durable));
	json_put(o, "status", durable ? "ok" : "not durable");
	json_object_set_new(o, "uptime", json_integer((clock_mono() - l->started) / CLOCK_SECOND));
	json_object_set_new(o, "workspaces", desks);
	json_object_set_new(o, "unrouted", strangers(l));
	json_print(o, &b);
	buf_char(&b, '\n');
	httpd_answer(rq, durable ? 200 : 503, "application/json", b.data, b.len);
	buf_free(&b);
	json_decref(o);
}

/* Signatures */

static bool
signed_with(const char *secret, const unsigned char given[HASH_LEN], const char *body, size_t len)
{
	unsigned char want[HASH_LEN];

	hash_hmac(secret, strlen(secret), body, len, want);
	return hash_equal(want, given, sizeof want);
}

/* The app secret that signed this body, or NULL. */
static const char *
signer(const struct listener *l, const struct httpd_request *rq)
{
	const char *header = httpd_header(rq, "X-Hub-Signature-256"), *tried = NULL, *body;
	unsigned char given[HASH_LEN];
	size_t len;

	if (header == NULL || strncmp(header, SIGNED, strlen(SIGNED)) != 0 ||
	    hash_unhex(header + strlen(SIGNED), given, sizeof given) == -1)
		return NULL;
	body = httpd_body(rq, &len);
	for (size_t i = 0; i < l->n; i++) {
		const char *secret = l->desks[i].app_secret;

		/* Desks of one app stand beside each other more often than not. */
		if (tried != NULL && strcmp(tried, secret) == 0)
			continue;
		if (signed_with(secret, given, body, len))
			return secret;
		tried = secret;
	}
	return NULL;
}

/* Once a minute: strangers find every open port. */
static void
on_forged(struct listener *l, struct httpd_request *rq)
{
	int64_t now = clock_mono();

	pthread_mutex_lock(&l->lock);
	l->forged++;
	if (l->forged_said == 0 || now - l->forged_said >= CLOCK_MINUTE) {
		log_line("%llu POST without a right signature; if they are WhatsApp's, the app secret is another app's",
		    (unsigned long long)l->forged);
		l->forged_said = now;
		l->forged = 0;
	}
	pthread_mutex_unlock(&l->lock);
	httpd_say(rq, 403, "wrong signature\n");
}

static void
on_post(struct listener *l, struct httpd_request *rq)
{
	const char *secret = signer(l, rq);

	if (secret == NULL)
		on_forged(l, rq);
	else
		listen_delivery_take(l, rq, secret);
}

static void
on_request(void *arg, struct httpd_request *rq)
{
	const char *method = httpd_method(rq);
	bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;

	if (get && strcmp(httpd_path(rq), "/healthz") == 0)
		on_health(arg, rq);
	else if (get)
		on_get(arg, rq);
	else if (strcmp(method, "POST") == 0)
		on_post(arg, rq);
	else
		httpd_say(rq, 405, "GET or POST\n");
}

/* Starting and stopping */

static int
desk_open(struct desk *d, const char *name)
{
	if ((d->ws = workspace_open(name)) == NULL || (d->app_secret = workspace_app_secret(d->ws)) == NULL ||
	    (d->verify_token = workspace_verify_token(d->ws)) == NULL)
		return EX_CONFIG;
	return 0;
}

static void
desk_close(struct desk *d)
{
	commit_stop(d->commit);
	free(d->app_secret);
	free(d->verify_token);
	workspace_free(d->ws);
}

/* Two workspaces with one number would get each other's customers. */
static int
check_numbers(const struct listener *l)
{
	for (size_t i = 0; i < l->n; i++) {
		json_t *number;
		size_t k;

		json_array_foreach(json_object_get(l->desks[i].ws->config, "numbers"), k, number)
			for (size_t j = 0; j < i; j++) {
				const char *id = json_text(number, "phone_number_id");

				if (!workspace_owns(l->desks[j].ws, id))
					continue;
				log_line("number %s: of both %s and %s; it belongs to one", id, l->desks[j].ws->name,
				    l->desks[i].ws->name);
				return EX_CONFIG;
			}
	}
	return 0;
}

static char *
under(const char *variable, const char *rest)
{
	const char *dir = getenv(variable);

	return dir != NULL && *dir != '\0' ? file_path(dir, rest) : NULL;
}

/* Where a machine keeps what belongs to no workspace. */
static char *
state_dir(void)
{
	char *dir;

	if ((dir = under("WA_STATE", "unrouted")) != NULL || (dir = under("WA_HOME", ".unrouted")) != NULL ||
	    (dir = under("STATE_DIRECTORY", "unrouted")) != NULL ||
	    (dir = under("XDG_STATE_HOME", "wapipe/unrouted")) != NULL ||
	    (dir = under("HOME", ".local/state/wapipe/unrouted")) != NULL)
		return dir;
	return mem_str("/var/lib/wapipe/unrouted");
}

static int
open_all(struct listener *l, const char *const *names, size_t n)
{
	int status = 0;

	l->desks = mem_array(n, sizeof *l->desks);
	for (; l->n < n && status == 0; l->n++)
		status = desk_open(&l->desks[l->n], names[l->n]);
	if (status == 0)
		status = check_numbers(l);
	for (size_t i = 0; i < n && status == 0; i++)
		if ((l->desks[i].commit = commit_start(l->desks[i].ws)) == NULL)
			status = EX_UNAVAILABLE;
	l->unrouted_dir = state_dir();
	if (status == 0 && (l->unrouted = commit_start_in(l->unrouted_dir)) == NULL)
		status = EX_UNAVAILABLE;
	return status;
}

static void
serve(struct listener *l, const char *address, int *status)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	const struct httpd_config config = { .address = address, .threads = cores < 2 ? 2 : cores > 8 ? 8 : (unsigned)cores,
		.body_max = BODY_MAX, .handle = on_request, .arg = l };
	struct pollfd p = { .fd = stop_fd(), .events = POLLIN };
	struct httpd *h;

	if ((h = httpd_start(&config)) == NULL) {
		*status = EX_UNAVAILABLE;
		return;
	}
	log_line("listening on http://%s", httpd_address(h));
	while (!stop_asked())
		poll(&p, 1, -1);
	httpd_stop(h);
}

static int
listen_all(const char *address, const char *const *names, size_t n)
{
	struct listener l = { .started = clock_mono(), .strangers = map_new() };
	int status;

	pthread_mutex_init(&l.lock, NULL);
	stop_catch();
	/* A limit on file sizes is a full disk, not an end. */
	signal(SIGXFSZ, SIG_IGN);
	status = open_all(&l, names, n);
	if (status == 0)
		serve(&l, address, &status);
	for (size_t i = 0; i < l.n; i++)
		desk_close(&l.desks[i]);
	commit_stop(l.unrouted);
	free(l.desks);
	free(l.unrouted_dir);
	map_free(l.strangers, NULL);
	pthread_mutex_destroy(&l.lock);
	return status;
}

int
listen_run(const char *address, const char *const *names, size_t n)
{
	static const char *const from_environment[] = { NULL };
	char **all = NULL;
	int status;

	if (n == 0 && getenv("WA_WORKSPACE") != NULL) {
		names = from_environment;
		n = 1;
	} else if (n == 0) {
		all = workspace_all();
		while (all[n] != NULL)
			n++;
		names = (const char *const *)all;
	}
	if (n > 0) {
		status = listen_all(address, names, n);
	} else {
		log_line("no workspace to listen for; `wa init NAME` makes one");
		status = EX_CONFIG;
	}
	for (size_t i = 0; all != NULL && all[i] != NULL; i++)
		free(all[i]);
	free(all);
	return status;
}
