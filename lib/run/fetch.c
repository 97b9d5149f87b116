#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "ext/http.h"
#include "run/fetch.h"
#include "wa/graph.h"
#include "wa/shelf.h"

enum {
	TRIES = 5,
	FAILURES = 3,
	DAMAGED_TRIES = 3,
	HOPS = 3,			/* redirects followed */
	LOOKUP_MAX = 64 << 10,		/* bytes of an answer */
	LOOKUP_MS = 15 * 1000,
	DOWNLOAD_MS = 5 * 60 * 1000,	/* 100 MB at 350 KB a second */
	STALL_S = 15,
	IDLE_MAX = 64,			/* clients kept */
};

static const int64_t patience_ms = 60 * CLOCK_SECOND;	/* then no try is begun any more */
static const int64_t first_wait_ms = CLOCK_SECOND / 2;

struct fetch {
	const struct workspace	*ws;
	const json_t		*config;
	size_t			 max;		/* bytes of a file */
	bool			 both;		/* the webhook's digest counts too */
	atomic_int		 failures;	/* in a row: media that WhatsApp could not give now */
	pthread_mutex_t		 lock;		/* of what follows */
	char			*token;
	struct http		*idle[IDLE_MAX];
	size_t			 n_idle;
};

/* How one try ended. */
enum end {
	END_GOT,
	END_EXPIRED,	/* the address was good for too short a time */
	END_DAMAGED,	/* not what was sent; perhaps only this time */
	END_LATER,	/* not now */
	END_NEVER,
};

/* One medium on its way. */
struct job {
	struct fetch		*f;
	struct http		*http;
	const json_t		*asked;
	char			*token;
	struct shelf_file	*file;
	int			 error;		/* errno of the shelf, 0 while it takes all */
	int			 retry_after_s;
	json_t			*key;
	char			*problem;	/* of the last try, NULL for none */
};

/* Takes the reason over. */
static enum end
end_with(struct job *j, enum end end, char *problem)
{
	free(j->problem);
	j->problem = problem;
	return end;
}

/* ----------------------------------------------------- clients and the token */

static struct http *
client_take(struct fetch *f)
{
	struct http *h = NULL;

	pthread_mutex_lock(&f->lock);
	if (f->n_idle > 0)
		h = f->idle[--f->n_idle];
	pthread_mutex_unlock(&f->lock);
	return h != NULL ? h : http_new(2);
}

static void
client_give(struct fetch *f, struct http *h)
{
	pthread_mutex_lock(&f->lock);
	if (f->n_idle < IDLE_MAX) {
		f->idle[f->n_idle++] = h;
		h = NULL;
	}
	pthread_mutex_unlock(&f->lock);
	http_free(h);
}

static void
forget(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static char *
token_of(struct fetch *f)
{
	char *token;

	pthread_mutex_lock(&f->lock);
	token = mem_str(f->token);
	pthread_mutex_unlock(&f->lock);
	return token;
}

/* It was refused: is there another one by now? */
static bool
token_renewed(struct job *j)
{
	struct fetch *f = j->f;
	char *token = workspace_token(f->ws);
	bool other = token != NULL && strcmp(token, j->token) != 0;

	if (other) {
		forget(j->token);
		j->token = mem_str(token);
		pthread_mutex_lock(&f->lock);
		forget(f->token);
		f->token = token;
		pthread_mutex_unlock(&f->lock);
	} else
		forget(token);
	return other;
}

struct fetch *
fetch_open(const struct workspace *ws)
{
	struct fetch *f;
	char *token;

	if (!http_url_is_fine(json_text(ws->config, "graph.url"))) {
		log_line("%s: graph.url: must be https, or http on this machine", ws->name);
		return NULL;
	}
	if ((token = workspace_token(ws)) == NULL)
		return NULL;
	f = mem_alloc(sizeof *f);
	f->ws = ws;
	f->config = ws->config;
	f->token = token;
	f->max = (size_t)json_number(ws->config, "media.max_mb", 100) << 20;
	f->both = strcmp(json_text(ws->config, "media.digest"), "both") == 0;
	pthread_mutex_init(&f->lock, NULL);
	shelf_sweep(ws);
	return f;
}

void
fetch_close(struct fetch *f)
{
	if (f == NULL)
		return;
	while (f->n_idle > 0)
		http_free(f->idle[--f->n_idle]);
	pthread_mutex_destroy(&f->lock);
	forget(f->token);
	free(f);
}

/* ------------------------------------------------------------------- lookup */

/* A Graph error: what it means for a medium. */
static enum end
refused(struct job *j, const struct http_answer *a)
{
	struct graph_answer g;
	const struct graph_rule *rule;
	enum end end;

	graph_read(a->status, a->body.data, a->body.len, false, &g);
	rule = graph_rule(g.code);
	if (g.verdict == GRAPH_REFUSED && (g.code == 33 || g.code == 100))
		end = end_with(j, END_NEVER, mem_printf("WhatsApp does not have it, or not any more"));
	else if (g.verdict == GRAPH_REFUSED && g.code > 0 && rule->scope == GRAPH_NUMBER)
		end = end_with(j, END_LATER, mem_printf("WhatsApp refused: %d: %s", g.code, rule->advice));
	else if (g.verdict == GRAPH_REFUSED && g.code > 0 && rule->retry == GRAPH_NO)
		end = end_with(j, END_NEVER, mem_printf("WhatsApp refused: %d: %s", g.code, rule->advice));
	else
		end = end_with(j, END_LATER, mem_printf("WhatsApp could not say where it is (HTTP %d)", a->status));
	graph_answer_free(&g);
	return end;
}

/* GET of an answer of a few words. */
static void
call(struct job *j, const char *url, struct http_answer *a)
{
	http_call(j->http, &(struct http_request){ .method = "GET", .url = url, .token = j->token, .max = LOOKUP_MAX,
	    .timeout_ms = LOOKUP_MS }, a);
	j->retry_after_s = a->retry_after_s;
}

/* On END_GOT the answer is in *found. */
static enum end
look_up(struct job *j, json_t **found)
{
	const char *id = json_text(j->asked, "id"), *number = json_text(j->asked, "number");
	char *url = id != NULL ? graph_media_url(j->f->config, id, number) : NULL;
	struct http_answer a;
	struct graph_medium m;
	enum end end = END_GOT;

	if (url == NULL)
		return end_with(j, END_NEVER, mem_printf("WhatsApp named nothing that could be fetched"));
	call(j, url, &a);
	if (a.result == HTTP_ANSWERED && a.status == 401 && token_renewed(j)) {
		buf_free(&a.body);
		call(j, url, &a);
	}
	if (a.result != HTTP_ANSWERED)
		end = end_with(j, END_LATER, mem_printf("WhatsApp can't be reached: %s", a.why));
	else if (a.status != 200)
		end = refused(j, &a);
	else if ((*found = json_parse(a.body.data != NULL ? a.body.data : "", a.body.len, NULL)) == NULL || graph_medium(*found, &m) == -1)
		end = end_with(j, END_LATER, mem_printf("WhatsApp's answer does not say where it is"));
	buf_free(&a.body);
	free(url);
	return end;
}

/* ----------------------------------------------------------------- download */

static bool
on_bytes(void *arg, const void *data, size_t len)
{
	struct job *j = arg;

	if (shelf_add(j->file, data, len) == -1)
		j->error = errno;
	return j->error == 0;
}

static enum end
not_kept(struct job *j, int error)
{
	return end_with(j, END_LATER, mem_printf("it could not be kept: %s", strerror(error)));
}

static enum end
too_large(struct job *j)
{
	return end_with(j, END_NEVER, mem_printf("larger than media.max_mb allows (%zu MB)", j->f->max >> 20));
}

/* An answer that isn't the file. */
static enum end
no_file(struct job *j, const struct http_answer *a)
{
	if (j->error != 0)
		return not_kept(j, j->error);
	if (a->too_long)
		return too_large(j);
	if (a->result != HTTP_ANSWERED)
		return end_with(j, END_LATER, mem_printf("the download broke off: %s", a->why));
	/* An address that has expired, whatever status says so. */
	if (a->status == 401 || a->status == 403 || a->status == 404 || a->status == 410)
		return end_with(j, END_EXPIRED, mem_printf("WhatsApp does not have it any more"));
	if (a->status == 429 || a->status >= 500)
		return end_with(j, END_LATER, mem_printf("WhatsApp could not deliver it (HTTP %d)", a->status));
	return end_with(j, END_NEVER, mem_printf("WhatsApp refused to deliver it (HTTP %d)", a->status));
}

/* One request; on a redirect the new address is in *next. */
static enum end
download_from(struct job *j, const char *url, char **next)
{
	struct http_answer a;
	enum end end = END_GOT;

	if (!graph_may_have_token(j->f->config, url))
		return end_with(j, END_NEVER, mem_printf("its address is not one of WhatsApp's"));
	shelf_drop(j->file);
	if ((j->file = shelf_begin(j->f->ws)) == NULL)
		return not_kept(j, errno);
	j->error = 0;
	http_call(j->http, &(struct http_request){ .method = "GET", .url = url, .token = j->token, .max = j->f->max,
	    .timeout_ms = DOWNLOAD_MS, .stall_s = STALL_S, .take = on_bytes, .take_arg = j }, &a);
	j->retry_after_s = a.retry_after_s;
	if (a.result == HTTP_ANSWERED && a.status >= 300 && a.status < 400 && a.redirect != NULL)
		*next = mem_str(a.redirect);
	else if (a.result != HTTP_ANSWERED || a.status != 200)
		end = no_file(j, &a);
	buf_free(&a.body);
	return end;
}

static enum end
download(struct job *j, const char *url)
{
	char *at = mem_str(url), *next = NULL;
	enum end end;
	int hops = 0;

	while ((end = download_from(j, at, &next)) == END_GOT && next != NULL) {
		free(at);
		at = next;
		next = NULL;
		if (hops++ == HOPS) {
			end = end_with(j, END_NEVER, mem_printf("WhatsApp sent us from one address to the next"));
			break;
		}
	}
	free(at);
	return end;
}

/* ------------------------------------------------------------------ checking */

/* A digest in hex or base64; false when it is neither. */
static bool
read_digest(const char *text, unsigned char out[HASH_LEN])
{
	unsigned char *raw;
	size_t len = 0;
	bool fits;

	if (strlen(text) == 2 * HASH_LEN)
		return hash_unhex(text, out, HASH_LEN) == 0;
	raw = hash_unbase64(text, strlen(text), &len);
	fits = raw != NULL && len == HASH_LEN;
	if (fits)
		memcpy(out, raw, HASH_LEN);
	free(raw);
	return fits;
}

/* What can't be read names nothing. */
static bool
differs(struct job *j, const char *named, bool *any)
{
	unsigned char want[HASH_LEN];

	if (named == NULL || !read_digest(named, want))
		return false;
	*any = true;
	return !hash_equal(shelf_digest(j->file), want, HASH_LEN);
}

static enum end
check(struct job *j, const struct graph_medium *m)
{
	bool named = false;

	if (shelf_len(j->file) == 0)
		return end_with(j, END_DAMAGED, mem_printf("the file is empty"));
	if (differs(j, m->sha256, &named) || ((j->f->both || !named) && differs(j, json_text(j->asked, "sha256"), &named)))
		return end_with(j, END_DAMAGED, mem_printf("the file is not the one that was sent (SHA-256)"));
	if (!named && m->bytes > 0 && (size_t)m->bytes != shelf_len(j->file))
		return end_with(j, END_DAMAGED, mem_printf("the file is not as long as WhatsApp said"));
	return END_GOT;
}

static enum end
try_once(struct job *j)
{
	json_t *found = NULL;
	struct graph_medium m = { 0 };
	enum end end = look_up(j, &found);

	if (end == END_GOT) {
		graph_medium(found, &m);
		if (m.bytes > 0 && (uint64_t)m.bytes > j->f->max)
			end = too_large(j);
	}
	if (end == END_GOT)
		end = download(j, m.url);
	if (end == END_GOT)
		end = check(j, &m);
	if (end == END_GOT && (j->key = shelf_keep(j->file)) == NULL)
		end = not_kept(j, errno);
	json_decref(found);
	shelf_drop(j->file);
	j->file = NULL;
	return end;
}

/* ----------------------------------------------------------------- the whole */

static void
nap(int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) == -1 && errno == EINTR)
		continue;
}

/* What WhatsApp asks for counts, within reason. */
static int64_t
wait_after(const struct job *j, int tries)
{
	int64_t ms = first_wait_ms << tries, asked = j->retry_after_s * CLOCK_SECOND;

	if (asked > patience_ms / 4)
		asked = patience_ms / 4;
	return asked > ms ? asked : ms;
}

static enum end
try_some_times(struct job *j, bool patient)
{
	struct fetch *f = j->f;
	int64_t start = clock_mono();
	/* While WhatsApp is out of reach each gets one try: a hundred that wait
	 * would stop the line. */
	int most = patient && atomic_load(&f->failures) < FAILURES ? TRIES : 1;
	bool renewed = false;
	enum end end;

	for (int tries = 0; ; tries++) {
		end = try_once(j);
		/* A lookup right after: its address is fresh. */
		if (end == END_EXPIRED && !renewed) {
			renewed = true;
			end = try_once(j);
		}
		if (end == END_GOT || end == END_NEVER || end == END_EXPIRED)
			break;
		if (tries + 1 >= (end == END_DAMAGED && most > DAMAGED_TRIES ? DAMAGED_TRIES : most) ||
		    clock_mono() - start > patience_ms)
			break;
		nap(wait_after(j, tries));
	}
	if (end == END_LATER && j->error == 0)
		atomic_fetch_add(&f->failures, 1);
	else if (end == END_GOT)
		atomic_store(&f->failures, 0);
	return end;
}

json_t *
fetch_medium(struct fetch *f, const json_t *asked, bool patient)
{
	struct job j = { .f = f, .asked = asked, .http = client_take(f), .token = token_of(f) };
	enum end end = try_some_times(&j, patient);

	if (end != END_GOT) {
		j.key = json_pack("{s:s}", "problem", j.problem);
		if (end == END_LATER)
			json_object_set_new(j.key, "again", json_true());
	}
	forget(j.token);
	free(j.problem);
	client_give(f, j.http);
	return j.key;
}
