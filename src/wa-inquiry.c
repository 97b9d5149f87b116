/* wa-inquiry: open cases for humans, acknowledge them, and see to them */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "run/inquiry_filter.h"
#include "run/inquiry_learn.h"
#include "run/inquiry_pack.h"
#include "run/inquiry_print.h"
#include "run/inquiry_route.h"
#include "run/inquiry_watch.h"
#include "wa/assign.h"
#include "wa/casework.h"
#include "wa/config.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/member.h"
#include "wa/store.h"

static const char *workspace, *sort = "", *until, *reply, *why, *entry;
static bool dry, json, quiet, keep, anyway, due, qr, only_new, faq, yes;
static struct inquiry_query query;
static int64_t limit = -1, since;

/* ---------------------------------------------------------------- the desk */

/* What every command works on. */
struct desk {
	struct workspace	*ws;
	struct store		*st;
	const char		*who;	/* the member, where one must act */
};

static int
open_desk(struct desk *d, enum store_mode mode)
{
	*d = (struct desk){ .ws = workspace_open(workspace) };
	if (d->ws == NULL)
		return EX_CONFIG;
	if ((d->st = store_open(d->ws, mode)) == NULL)
		return store_status();
	setenv("TZ", json_text(d->ws->config, "timezone"), 1);
	tzset();
	return EX_OK;
}

static void
close_desk(struct desk *d)
{
	store_close(d->st);
	workspace_free(d->ws);
}

static int64_t
id_of(const char *command, const char *word)
{
	char *end;
	long long id;

	errno = 0;
	id = strtoll(word, &end, 10);
	if (errno != 0 || !isdigit((unsigned char)*word) || *end != '\0' || id == 0)
		log_die(EX_USAGE, "%s: %s: not an inquiry's number; wa-inquiry list has them", command, word);
	return id;
}

/* ------------------------------------------------------------------ looking */

static enum inquiry_form
form(void)
{
	return json ? INQUIRY_JSON : quiet ? INQUIRY_IDS : INQUIRY_TABLE;
}

static void
read_sort(void)
{
	static const char *const sorts[] = { "priority", "waiting", "recency" };
	bool ended = query.all || query.status != NULL;

	query.sort = ended ? INQUIRY_BY_RECENCY : INQUIRY_BY_PRIORITY;
	for (size_t i = 0; *sort != '\0' && i < sizeof sorts / sizeof *sorts; i++)
		if (strcmp(sort, sorts[i]) == 0) {
			query.sort = (enum inquiry_sort)i;
			return;
		}
	if (*sort != '\0')
		log_die(EX_USAGE, "--sort=%s: no such order; priority, waiting or recency", sort);
}

static void
check_status(void)
{
	static const char *const statuses[] = { "open", "claimed", "resolved", "ignored" };

	for (size_t i = 0; query.status != NULL && i < sizeof statuses / sizeof *statuses; i++)
		if (strcmp(query.status, statuses[i]) == 0)
			return;
	if (query.status != NULL)
		log_die(EX_USAGE, "--status=%s: no such status; open, claimed, resolved or ignored", query.status);
}

/* What the query finds, printed; the exit status. */
static int
print_found(const struct desk *d)
{
	int64_t now = query.at != 0 ? query.at : clock_now();
	struct sla *sla = sla_at(d->ws, now);
	bool more;
	json_t *list = inquiry_list(store_db(d->st), &query, sla, &more);
	int status = inquiry_print_list(list, form(), now);

	if (more)
		fprintf(stderr, "%s: there are more; --limit=0 lists all\n", log_name());
	json_decref(list);
	sla_free(sla);
	return status;
}

static int
list(int argc, char **argv)
{
	struct desk d;
	int status;

	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand", argv[0]);
	check_status();
	read_sort();
	/* Programs get all of it, people a screenful or two. */
	query.ids = quiet && !json;
	query.max = limit >= 0 ? limit : json || quiet ? 0 : 100;
	if ((status = open_desk(&d, STORE_READ)) == EX_OK) {
		if (query.owner != NULL && strcmp(query.owner, "me") == 0 && (query.owner = member_acting(d.ws)) == NULL)
			status = EX_CONFIG;
		else
			status = print_found(&d);
	}
	close_desk(&d);
	return status;
}

static int
show_one(const struct desk *d, int64_t id)
{
	int64_t now = clock_now();
	struct sla *sla = sla_at(d->ws, now);
	json_t *q = inquiry_list_one(store_db(d->st), id, sla);
	int status = 1;

	if (q == NULL)
		log_line("%lld: no such inquiry", (long long)id);
	else
		status = json ? inquiry_print_json(q) : inquiry_print_one(q, now);
	json_decref(q);
	sla_free(sla);
	return status;
}

static int
show(int argc, char **argv)
{
	struct desk d;
	int status, one;

	if (argc == 0)
		log_die(EX_USAGE, "show: which? wa-inquiry list has the numbers");
	if ((status = open_desk(&d, STORE_READ)) == EX_OK)
		for (int i = 0; i < argc; i++)
			if ((one = show_one(&d, id_of("show", argv[i]))) != EX_OK)
				status = one;
	close_desk(&d);
	return status;
}

static int
pack(int argc, char **argv)
{
	return inquiry_pack(workspace, json, qr, argc, argv);
}

static int
watch(int argc, char **argv)
{
	struct desk d;
	int status;

	if (argc > 0)
		log_die(EX_USAGE, "watch: %s: takes no operand", argv[0]);
	if ((status = open_desk(&d, STORE_READ)) == EX_OK)
		status = inquiry_watch(d.ws, d.st, since, json);
	close_desk(&d);
	return status;
}

/* ------------------------------------------------------------------- moving */

/* What one move does; the result is casework's. */
typedef int (*move)(const struct casework *, const char *operand);

/* In a transaction of its own; the exit status. The queue is looked at, too:
 * what was released or reopened may be somebody's at once. */
static int
move_one(struct desk *d, int64_t id, move what, const char *operand)
{
	struct casework c = { store_db(d->st), d->ws, id, d->who, 0 };
	int rc;

	if (store_begin(d->st) == -1)
		return EX_TEMPFAIL;
	c.now = clock_now();
	rc = what(&c, operand);
	if (rc == 0 && assign_due(c.db, d->ws, c.now) == -1)
		rc = -1;
	if (rc != 0)
		store_rollback(d->st);
	else if (store_commit(d->st) == -1)
		rc = -1;
	return rc == 0 ? EX_OK : rc == 1 ? 1 : EX_TEMPFAIL;
}

/* Whoever sends and whoever tells has something to do. */
static void
ring(const struct desk *d)
{
	char *bell = workspace_state(d->ws, "outbox.bell");

	bell_ring(bell);
	free(bell);
}

/* The same move of every id, as the acting member. */
static int
move_all(const char *command, int n, char **ids, move what, const char *operand)
{
	struct desk d;
	int status, one;

	if (n == 0)
		log_die(EX_USAGE, "%s: which? wa-inquiry list has the numbers", command);
	for (int i = 0; i < n; i++)
		id_of(command, ids[i]);
	if ((status = open_desk(&d, STORE_DURABLE)) == EX_OK && (d.who = member_acting(d.ws)) == NULL)
		status = EX_CONFIG;
	if (status == EX_OK) {
		for (int i = 0; i < n; i++)
			if ((one = move_one(&d, id_of(command, ids[i]), what, operand)) != EX_OK)
				status = one;
		ring(&d);
	}
	close_desk(&d);
	return status;
}

static int
do_claim(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_claim(c);
}

static int
claim(int argc, char **argv)
{
	return move_all("claim", argc, argv, do_claim, NULL);
}

static int
do_assign(const struct casework *c, const char *member)
{
	return casework_assign(c, member, why, anyway);
}

/* For cron, as nobody: what waits goes to whoever is on. */
static int
assign_all(void)
{
	struct desk d;
	int status = open_desk(&d, STORE_DURABLE);

	if (status == EX_OK && store_begin(d.st) == -1)
		status = EX_TEMPFAIL;
	else if (status == EX_OK && (assign_due(store_db(d.st), d.ws, clock_now()) == -1 || store_commit(d.st) == -1)) {
		store_rollback(d.st);
		status = EX_TEMPFAIL;
	}
	close_desk(&d);
	return status;
}

static int
assign(int argc, char **argv)
{
	if (due && argc == 0)
		return assign_all();
	if (due || argc < 2)
		log_die(EX_USAGE, "assign: ID... and the MEMBER, or --due alone");
	return move_all("assign", argc - 1, argv, do_assign, argv[argc - 1]);
}

static int
do_transfer(const struct casework *c, const char *member)
{
	return casework_transfer(c, member, why, anyway);
}

static int
transfer(int argc, char **argv)
{
	if (argc < 2)
		log_die(EX_USAGE, "transfer: ID... and the MEMBER it goes to");
	return move_all("transfer", argc - 1, argv, do_transfer, argv[argc - 1]);
}

static int
do_release(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_release(c);
}

static int
release(int argc, char **argv)
{
	return move_all("release", argc, argv, do_release, NULL);
}

/* From now, at the next opening, or a time. */
static int64_t
time_ahead(const struct workspace *ws, const char *text, int64_t now)
{
	int64_t ms;

	if (config_duration(text, &ms) == 0)
		return now + ms;
	if (strcmp(text, "opening") == 0)
		return hours_next(ws, now);
	return clock_parse(text, &ms) == 0 ? ms : -1;
}

static int
do_snooze(const struct casework *c, const char *text)
{
	int64_t at = time_ahead(c->ws, text, c->now);

	if (at > 0)
		return casework_snooze(c, at);
	log_line("--until=%s: not a time; 2h, 3d (from now), opening, 2026-11-23T09:00:00Z", text);
	return 1;
}

static int
snooze(int argc, char **argv)
{
	if (until == NULL)
		log_die(EX_USAGE, "snooze: --until is missing: 2h, 3d (from now), opening, or a time");
	return move_all("snooze", argc, argv, do_snooze, until);
}

static int
do_resolve(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_resolve(c, reply, keep);
}

/* What was answered, into the FAQ. */
static int
learn(int64_t id)
{
	struct desk d;
	int status = open_desk(&d, STORE_READ);

	if (status == EX_OK)
		status = inquiry_learn(store_db(d.st), d.ws, id, entry, yes);
	close_desk(&d);
	return status;
}

static int
resolve(int argc, char **argv)
{
	int status;

	if ((reply != NULL || faq || entry != NULL) && argc != 1)
		log_die(EX_USAGE, "resolve: --reply, --faq and --entry are about one inquiry, %d are named", argc);
	status = move_all("resolve", argc, argv, do_resolve, NULL);
	if (status == EX_OK && (faq || entry != NULL))
		status = learn(id_of("resolve", argv[0]));
	return status;
}

static int
do_ignore(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_ignore(c, keep);
}

static int
ignore(int argc, char **argv)
{
	return move_all("ignore", argc, argv, do_ignore, NULL);
}

static int
do_reopen(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_reopen(c);
}

static int
reopen(int argc, char **argv)
{
	return move_all("reopen", argc, argv, do_reopen, NULL);
}

/* ---------------------------------------------------------------- the queue */

/* Limits passed that were not on record yet. *fresh: of what was listed. */
static int
record_breaches(struct desk *d, const json_t *list, json_t *fresh, int64_t now)
{
	json_t *q, *passed;
	size_t i, k;
	int rc = 0;

	json_array_foreach((json_t *)list, i, q) {
		bool is_new = false;

		json_array_foreach(json_object_get(q, "breach"), k, passed) {
			rc = inquiry_breach(store_db(d->st), json_number(q, "id", 0), json_string_value(passed), now);
			if (rc == -1)
				return -1;
			is_new = is_new || rc == 0;
		}
		if (is_new)
			json_array_append(fresh, q);
	}
	return 0;
}

/* What is late or nobody's after whoever is on was given what they can take. */
static int
find_stale(struct desk *d, json_t *fresh, json_t **list, int64_t now)
{
	struct sla *sla = sla_at(d->ws, now);
	bool more;
	int rc = -1;

	query.stale = true;
	query.sort = INQUIRY_BY_WAITING;
	if (assign_due(store_db(d->st), d->ws, now) != -1) {
		*list = inquiry_list(store_db(d->st), &query, sla, &more);
		rc = record_breaches(d, *list, fresh, now);
	}
	sla_free(sla);
	return rc;
}

static int
stale(int argc, char **argv)
{
	json_t *list = NULL, *fresh = json_array();
	int64_t now = clock_now();
	struct desk d;
	int status;

	if (argc > 0)
		log_die(EX_USAGE, "stale: %s: takes no operand", argv[0]);
	if ((status = open_desk(&d, STORE_DURABLE)) == EX_OK && store_begin(d.st) == -1)
		status = EX_TEMPFAIL;
	else if (status == EX_OK && (find_stale(&d, fresh, &list, now) == -1 || store_commit(d.st) == -1)) {
		store_rollback(d.st);
		status = EX_TEMPFAIL;
	}
	if (status == EX_OK && json_array_size(only_new ? fresh : list) > 0)
		status = inquiry_print_late(only_new ? fresh : list, form(), d.ws, now);
	json_decref(list);
	json_decref(fresh);
	close_desk(&d);
	return status;
}

/* -n: which route would take it. Without, it is routed again. */
static int
do_route(const struct casework *c, const char *operand)
{
	(void)operand;
	return casework_route(c);
}

static int
route(int argc, char **argv)
{
	struct desk d;
	int status, one;

	if (!dry && argc > 0)
		return move_all("route", argc, argv, do_route, NULL);
	if ((status = open_desk(&d, STORE_READ)) == EX_OK && argc == 0)
		status = inquiry_route_stdin(store_db(d.st), d.ws, json, clock_now());
	for (int i = 0; status != EX_CONFIG && i < argc; i++)
		if ((one = inquiry_route_show(store_db(d.st), d.ws, id_of("route", argv[i]), json, clock_now())) != EX_OK)
			status = one;
	close_desk(&d);
	return status;
}

/* ----------------------------------------------------------------- the tables */

static const struct opt list_opts[] = {
	{ 0, "status", OPT_STR, &query.status, "STATUS", "open, claimed, resolved or ignored; else open and claimed" },
	{ 'a', "all", OPT_FLAG, &query.all, NULL, "of every status" },
	{ 0, "owner", OPT_STR, &query.owner, "MEMBER", "whose they are; me is WA_MEMBER" },
	{ 0, "unowned", OPT_FLAG, &query.unowned, NULL, "nobody's" },
	{ 0, "category", OPT_STR, &query.category, "NAME", "of this category" },
	{ 0, "kind", OPT_STR, &query.kind, "KIND", "question, media, stale, delivery or failure" },
	{ 0, "tag", OPT_STR, &query.tag, "TAG", "of customers with this tag" },
	{ 0, "age", OPT_TIME, &query.before, "TIME", "opened longer ago, or before" },
	{ 0, "at", OPT_TIME, &query.at, "TIME", "what was open or claimed then, and whose" },
	{ 0, "breach", OPT_FLAG, &query.breach, NULL, "past a limit" },
	{ 0, "sort", OPT_STR, &sort, "ORDER", "priority (the default), waiting or recency" },
	{ 0, "limit", OPT_INT, &limit, "N", "at most that many; 0: all (a table has 100)" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt show_opts[] = { OPT_JSON(&json), OPT_END };

static const struct opt stale_opts[] = {
	{ 0, "new", OPT_FLAG, &only_new, NULL, "only what has passed a limit since the last look; for cron" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt route_opts[] = { OPT_JSON(&json), OPT_END };

static const struct opt pack_opts[] = {
	OPT_JSON(&json),
	{ 0, "qr", OPT_FLAG, &qr, NULL, "the link that opens the chat as a QR code, too" },
	OPT_END
};

static const struct opt watch_opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "also those opened since then" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt give_opts[] = {
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt assign_opts[] = {
	{ 0, "due", OPT_FLAG, &due, NULL, "all that waits, to whoever is on; for cron" },
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt snooze_opts[] = {
	{ 0, "until", OPT_STR, &until, "TIME", "2h, 3d (from now), opening, or a time" },
	OPT_END
};

static const struct opt keep_opts[] = {
	{ 0, "keep", OPT_FLAG, &keep, NULL, "the conversation stays with people" },
	OPT_END
};

static const struct opt resolve_opts[] = {
	{ 0, "reply", OPT_STR, &reply, "TEXT", "answer the customer with it" },
	{ 0, "faq", OPT_FLAG, &faq, NULL, "question and answer become an entry, shown as a diff first" },
	{ 0, "entry", OPT_STR, &entry, "ID", "the question is another way of asking what this entry answers" },
	{ 'y', "yes", OPT_FLAG, &yes, NULL, "write the FAQ without asking" },
	{ 0, "keep", OPT_FLAG, &keep, NULL, "the conversation stays with people" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "what waits for a person, the most pressing first", list, list_opts },
	{ "show", "ID...", "one with everything that happened to it", show, show_opts },
	{ "pack", "ID...", "what to read before answering", pack, pack_opts },
	{ "watch", "", "new ones as they come", watch, watch_opts },
	{ "claim", "ID...", "take it, and the conversation", claim, NULL },
	{ "assign", "[ID... MEMBER]", "give one that nobody has claimed", assign, assign_opts },
	{ "transfer", "ID... MEMBER", "pass one on", transfer, give_opts },
	{ "release", "ID...", "back into the queue", release, NULL },
	{ "snooze", "ID...", "put it off", snooze, snooze_opts },
	{ "resolve", "ID...", "answered; the agent has the conversation again", resolve, resolve_opts },
	{ "ignore", "ID...", "nothing to answer; likewise", ignore, keep_opts },
	{ "stale", "", "what is nobody's or has waited too long", stale, stale_opts },
	{ "route", "[ID...]", "which route takes it; events on stdin", route, route_opts },
	{ "reopen", "ID...", "it wasn't solved", reopen, NULL },
	{0}
};

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "open cases for humans, acknowledge them, and see to them",
	.args = "< events | COMMAND",
	.opts = opts,
	.commands = commands,
};

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);
	struct workspace *ws;
	int status;

	if (command != NULL)
		return command->run(argc, argv);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	status = inquiry_filter_run(ws, dry);
	workspace_free(ws);
	return status;
}
