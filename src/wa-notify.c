/* wa-notify: tell hooks and members what happened */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"
#include "run/announce.h"
#include "run/table.h"
#include "run/teller.h"
#include "wa/store.h"
#include "wa/telling.h"

static const char *workspace, *shown;
static bool once, json, quiet, all;
static int64_t since;

static int list(int argc, char **argv);
static int again(int argc, char **argv);

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "once", OPT_FLAG, &once, NULL, "tell what is due and end" },
	{ 0, "show", OPT_STR, &shown, "NOTICE", "print what hooks get for a notice, and tell nobody" },
	OPT_END
};

static const struct opt list_opts[] = {
	{ 'a', "all", OPT_FLAG, &all, NULL, "also those that went well" },
	{ 0, "since", OPT_TIME, &since, "TIME", "from then on (7 days)" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "notices that somebody should have had", list, list_opts },
	{ "again", "NOTICE ...", "tell what failed of them once more", again, NULL },
	{0}
};

static const struct opt_spec spec = {
	.about = "tell hooks and members what happened",
	.args = "",
	.opts = opts,
	.commands = commands,
};

struct desk {
	struct workspace	*ws;
	struct store		*st;
};

static int
open_desk(struct desk *d, enum store_mode mode)
{
	if ((d->ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	setenv("TZ", json_text(d->ws->config, "timezone"), 1);
	tzset();
	return (d->st = store_open(d->ws, mode)) == NULL ? store_status() : EX_OK;
}

static void
close_desk(struct desk *d)
{
	store_close(d->st);
	workspace_free(d->ws);
}

static int64_t
number_of(const char *text)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || n <= 0)
		log_die(EX_USAGE, "%s: not a notice's number; wa-notify list -a has them", text);
	return n;
}

static void
print_json(const json_t *value)
{
	struct buf out = {0};

	json_print(value, &out);
	puts(out.data);
	buf_free(&out);
}

/* -------------------------------------------------------------------- list */

/* "hook inquiry failed: exit status 1; ana told". The caller frees. */
static char *
fate(const json_t *n)
{
	struct buf b = {0};
	json_t *t;
	size_t i;

	buf_str(&b, json_yes(n, "untold") ? "nobody was told" : "");
	json_array_foreach(json_object_get(n, "tellings"), i, t) {
		const char *reason = json_text(t, "reason");
		bool hook = json_says(t, "channel", "hook");

		buf_printf(&b, "%s%s%s %s%s%s", b.len > 0 ? "; " : "", hook ? "hook " : "", json_text(t, "recipient"),
		    json_text(t, "state"), reason ? ": " : "", reason ? reason : "");
	}
	return buf_take(&b);
}

static void
print_table(const json_t *notices)
{
	static const struct table_column columns[] = { { .title = "notice", .right = true }, { .title = "time", .spare = 1 },
	    { .title = "what" }, { .title = "inquiry", .right = true, .spare = 2 }, { .title = "who", .flexible = true, .spare = 3 },
	    { .title = "told", .flexible = true }, {0} };
	struct table *table = table_new(columns);
	json_t *n;
	size_t i;

	json_array_foreach((json_t *)notices, i, n) {
		char id[24], inquiry[24] = "", when[24], *told = fate(n);
		const char *name = json_text(n, "name");
		int64_t ms = 0;
		struct tm tm;
		time_t at;

		clock_parse(json_text(n, "time"), &ms);
		at = (time_t)(ms / CLOCK_SECOND);
		strftime(when, sizeof when, "%d %b %H:%M", localtime_r(&at, &tm));
		snprintf(id, sizeof id, "%lld", (long long)json_number(n, "notice", 0));
		if (json_number(n, "inquiry", 0) != 0)
			snprintf(inquiry, sizeof inquiry, "%lld", (long long)json_number(n, "inquiry", 0));
		table_row(table, (const char *[]){ id, when, json_text(n, "what"), inquiry,
		    name ? name : json_text(n, "conversation"), told });
		free(told);
	}
	table_print(table);
}

static void
print_list(const json_t *notices)
{
	json_t *n;
	size_t i;

	if (!json && !quiet && json_array_size(notices) > 0)
		print_table(notices);
	json_array_foreach((json_t *)notices, i, n) {
		if (json)
			print_json(n);
		else if (quiet)
			printf("%lld\n", (long long)json_number(n, "notice", 0));
	}
}

static int
list(int argc, char **argv)
{
	struct telling_query q = { .since = since != 0 ? since : clock_now() - 7 * CLOCK_DAY, .all = all };
	struct desk d = {0};
	json_t *notices;
	int status;

	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand", argv[0]);
	if ((status = open_desk(&d, STORE_READ)) == EX_OK) {
		notices = telling_list(store_db(d.st), &q, clock_now());
		print_list(notices);
		status = !all && json_array_size(notices) > 0 ? 1 : EX_OK;
		json_decref(notices);
		if (out_end() != EX_OK)
			status = EX_IOERR;
	}
	close_desk(&d);
	return status;
}

/* ------------------------------------------------------------------- again */

static int
again_all(struct store *st, int argc, char **argv)
{
	int n, status = EX_OK;

	if (store_begin(st) == -1)
		return EX_TEMPFAIL;
	for (int i = 0; i < argc; i++) {
		if ((n = telling_again(store_db(st), number_of(argv[i]), clock_now())) == -1) {
			store_rollback(st);
			return EX_TEMPFAIL;
		}
		if (n == 0) {
			log_line("%s: nothing of it failed", argv[i]);
			status = 1;
		}
	}
	return store_commit(st) == 0 ? status : EX_TEMPFAIL;
}

static int
again(int argc, char **argv)
{
	struct desk d = {0};
	int status;

	if (argc == 0)
		log_die(EX_USAGE, "again: which notice? wa-notify list has their numbers");
	for (int i = 0; i < argc; i++)
		number_of(argv[i]);
	if ((status = open_desk(&d, STORE_NORMAL)) == EX_OK)
		status = again_all(d.st, argc, argv);
	close_desk(&d);
	return status;
}

/* -------------------------------------------------------------------- show */

static int
show(void)
{
	struct desk d = {0};
	struct notice n;
	json_t *object;
	int status;

	if ((status = open_desk(&d, STORE_READ)) == EX_OK && notice_load(store_db(d.st), number_of(shown), &n) == -1) {
		log_line("%s: no such notice", shown);
		status = 1;
	} else if (status == EX_OK) {
		object = announce_object(store_db(d.st), d.ws, &n, 1, clock_now());
		print_json(object);
		status = out_end();
		json_decref(object);
		notice_release(&n);
	}
	close_desk(&d);
	return status;
}

static int
tell(void)
{
	struct workspace *ws = workspace_open(workspace);
	int status = EX_CONFIG;

	if (ws != NULL) {
		setenv("TZ", json_text(ws->config, "timezone"), 1);
		tzset();
		status = teller_run(ws, once);
	}
	workspace_free(ws);
	return status;
}

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	if (command != NULL)
		return command->run(argc, argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: no such command; list or again", argv[0]);
	return shown != NULL ? show() : tell();
}
