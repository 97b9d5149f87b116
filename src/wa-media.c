/* wa-media: fetch what customers sent, and keep it for as long as it is needed */
#include <sys/prctl.h>

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"
#include "base/stop.h"
#include "run/expiry.h"
#include "run/fetch.h"
#include "run/filter.h"
#include "run/table.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/media.h"

enum {
	WORKERS = 16,
	BOUND = 512,	/* events in hand */
};

static const char *workspace;
static bool dry, json, quiet, only_missing;
static int64_t since, limit = 50;

static int list_media(int argc, char **argv);
static int retry_media(int argc, char **argv);
static int expire_media(int argc, char **argv);

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt list_opts[] = {
	{ 0, "missing", OPT_FLAG, &only_missing, NULL, "only what could not be had" },
	{ 0, "since", OPT_TIME, &since, "TIME", "what was sent from then on" },
	{ 0, "limit", OPT_INT, &limit, "N", "at most that many (50)" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "what customers sent and where it is, the newest first", list_media, list_opts },
	{ "retry", "", "ask once more for what could not be had; for cron", retry_media, NULL },
	{ "expire", "", "take away what is older than media.keep; for cron", expire_media, NULL },
	{0}
};

static const struct opt_spec spec = {
	.about = "fetch what customers sent, and keep it for as long as it is needed",
	.args = "< events | COMMAND",
	.opts = opts,
	.commands = commands,
};

struct desk {
	struct workspace	*ws;
	struct store		*store;
	struct fetch		*fetch;		/* NULL: nothing is fetched */
};

/* ------------------------------------------------------------------- filter */

/* What is known already is said also to who may not fetch: with -n, and for
 * events that are played again. */
static bool
needs_work(void *arg, const json_t *ev, json_t **value)
{
	struct desk *d = arg;

	if (media_in(ev) == NULL)
		return false;
	if (d->fetch != NULL && !event_is_replay(ev))
		return true;
	*value = media_key(store_db(d->store), d->ws, event_id(ev));
	return false;
}

/* In threads: only fetches. */
static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	const struct desk *d = arg;
	json_t *asked = json_pack("{s:s*, s:s*, s:s*}", "id", json_text(ev, "message.media.id"),
	    "sha256", json_text(ev, "message.media.sha256"), "number", json_text(ev, "message.number"));

	*value = fetch_medium(d->fetch, asked, true);
	json_decref(asked);
	if (json_text(*value, "problem") != NULL)
		log_line("%s: not fetched: %s", event_id(ev), json_text(*value, "problem"));
	return FILTER_SET;
}

/* In the transaction: who takes away old files does so in one too, so that
 * what is there now stays. */
static enum filter_verdict
record(void *arg, const json_t *ev, const json_t *value)
{
	const struct desk *d = arg;
	int64_t now = clock_now(), contact = contact_of_event(store_db(d->store), ev, now);
	const char *path = json_text(value, "path");

	if (path != NULL && !file_exists(path)) {
		log_line("%s: %s was taken away a moment ago; fetching it again", event_id(ev), path);
		return FILTER_RETRY;
	}
	if (contact == -1 || (contact != 0 && media_file(store_db(d->store), ev, contact, value, now) == -1))
		return FILTER_RETRY;
	return FILTER_SET;
}

static int
run_filter(struct desk *d)
{
	bool fetch = json_yes(d->ws->config, "media.fetch");
	int status = EX_CONFIG;

	if ((d->store = store_open(d->ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		return store_status();
	if (dry || !fetch || (d->fetch = fetch_open(d->ws)) != NULL)
		status = filter_run_slow(&(struct slow_filter){ .workers = WORKERS, .bound = BOUND,
		    .needs_work = needs_work, .record = record,
		    .base = { .key = "media", .serve = serve, .arg = d, .store = d->store, .memo = true, .workspace = d->ws, .dry = dry } });
	return status;
}

/* --------------------------------------------------------------------- list */

/* "2.1 MB" */
static char *
size_of(const json_t *v)
{
	static const char *const units[] = { "B", "KB", "MB", "GB" };
	double n = (double)json_number(v, "bytes", 0);
	size_t i = 0;

	if (json_object_get(v, "bytes") == NULL)
		return NULL;
	for (; n >= 1000 && i < 3; i++)
		n /= 1000;
	return mem_printf(n < 10 && i > 0 ? "%.1f %s" : "%.0f %s", n, units[i]);
}

/* How long it plays, or how large it is. */
static char *
extent_of(const json_t *v)
{
	double seconds = json_number_value(json_object_get(v, "seconds"));

	if (seconds > 0)
		return mem_printf("%d:%02d", (int)(seconds + 0.5) / 60, (int)(seconds + 0.5) % 60);
	if (json_object_get(v, "width") != NULL)
		return mem_printf("%lldx%lld", (long long)json_number(v, "width", 0), (long long)json_number(v, "height", 0));
	return NULL;
}

static void
print_lines(const json_t *list)
{
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v) {
		struct buf out = {0};

		if (quiet)
			buf_str(&out, json_text(v, "event"));
		else
			json_print(v, &out);
		puts(out.data);
		buf_free(&out);
	}
}

static void
print_table(const json_t *list)
{
	static const struct table_column columns[] = { { .title = "when" }, { .title = "who", .flexible = true },
	    { .title = "type", .spare = 1 }, { .title = "size", .right = true, .spare = 2 }, { .title = "", .right = true, .spare = 3 },
	    { .title = "file", .flexible = true }, {0} };
	struct table *t = table_new(columns);
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v) {
		const char *name = json_text(v, "name"), *path = json_text(v, "path"), *problem = json_text(v, "problem");
		char *size = size_of(v), *extent = extent_of(v);
		char *where = path != NULL ? mem_str(path) : mem_printf("(%s)", problem != NULL ? problem : "no longer kept");

		table_row(t, (const char *[]){ json_text(v, "time"), name != NULL ? name : json_text(v, "conversation"),
		    json_text(v, "type"), size, extent, where });
		free(size);
		free(extent);
		free(where);
	}
	table_print(t);
}

static int
list_media(int argc, char **argv)
{
	struct desk d = { 0 };
	int status = EX_CONFIG;
	json_t *list;

	(void)argc, (void)argv;
	if ((d.ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if ((d.store = store_open(d.ws, STORE_READ)) == NULL) {
		status = store_status();
		goto done;
	}
	list = media_list(store_db(d.store), d.ws, since, only_missing, limit);
	if (json || quiet)
		print_lines(list);
	else
		print_table(list);
	status = out_end();
	json_decref(list);
done:
	store_close(d.store);
	workspace_free(d.ws);
	return status;
}

/* -------------------------------------------------------------------- retry */

static int
settle(struct desk *d, const struct media_due *due, const json_t *key)
{
	if (store_begin(d->store) == -1)
		return -1;
	if (media_settle(store_db(d->store), due->event, key, clock_now()) == 0)
		return store_commit(d->store);
	store_rollback(d->store);
	return -1;
}

/* Each once; what fails again is due later than now. */
static int
retry_all(struct desk *d)
{
	struct media_due due;
	int status = EX_OK;
	json_t *key;

	while (!stop_asked() && status != EX_TEMPFAIL && media_next_due(store_db(d->store), clock_now(), &due)) {
		if (dry) {
			media_due_free(&due);
			break;
		}
		key = fetch_medium(d->fetch, due.asked, false);
		if (json_text(key, "problem") != NULL) {
			log_line("%s: not fetched: %s", due.event, json_text(key, "problem"));
			status = 1;
		}
		if (settle(d, &due, key) == -1)
			status = EX_TEMPFAIL;
		json_decref(key);
		media_due_free(&due);
	}
	return status;
}

static int
retry_media(int argc, char **argv)
{
	struct desk d = { 0 };
	int status = EX_CONFIG;

	(void)argc, (void)argv;
	stop_catch();
	if ((d.ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if (!json_yes(d.ws->config, "media.fetch"))
		status = EX_OK;
	else if ((d.store = store_open(d.ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		status = store_status();
	else if (dry || (d.fetch = fetch_open(d.ws)) != NULL)
		status = retry_all(&d);
	fetch_close(d.fetch);
	store_close(d.store);
	workspace_free(d.ws);
	return status;
}

/* ------------------------------------------------------------------- expire */

static void
print_path(void *arg, const char *path)
{
	(void)arg;
	puts(path);
}

static int
expire_media(int argc, char **argv)
{
	struct desk d = { 0 };
	int status = EX_CONFIG;

	(void)argc, (void)argv;
	if ((d.ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if ((d.store = store_open(d.ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		status = store_status();
	else if (expiry_run(d.ws, d.store, clock_now() - json_number(d.ws->config, "media.keep", 0), dry ? print_path : NULL, NULL) == -1)
		status = EX_TEMPFAIL;
	else
		status = out_end();
	store_close(d.store);
	workspace_free(d.ws);
	return status;
}

/* --------------------------------------------------------------------- main */

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);
	struct desk d = { 0 };
	int status = EX_CONFIG;

	/* The token is in our memory: no core dumps, no debugger of other programs. */
	prctl(PR_SET_DUMPABLE, 0);
	if (argc > 0)
		log_die(EX_USAGE, "%s: takes no operand", argv[0]);
	if (command != NULL)
		return command->run(argc, argv);
	if ((d.ws = workspace_open(workspace)) != NULL)
		status = run_filter(&d);
	fetch_close(d.fetch);
	store_close(d.store);
	workspace_free(d.ws);
	return status;
}
