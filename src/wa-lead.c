/* wa-lead: collect the details of people who want to buy, and list them */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "run/filter.h"
#include "run/intake.h"
#include "run/interview.h"
#include "run/lead_parse.h"
#include "run/lead_print.h"
#include "run/print.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/member.h"

static const char *workspace, *status, *source, *member, *type, *language;
static struct opt_list fields;
static int64_t since, until, limit = -1;
static bool dry, json, csv, quiet, strict;

/* ---------------------------------------------------------------- the filter */

struct asking {
	struct interview	*interview;
	struct store		*store;
};

static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	const struct asking *a = arg;

	switch (interview_turn(a->interview, store_db(a->store), ev, clock_now(), value)) {
	case 1: return FILTER_SET;
	case 0: return FILTER_PASS;
	default: return FILTER_RETRY;
	}
}

static int
run_filter(void)
{
	struct workspace *ws = workspace_open(workspace);
	struct asking a = {0};
	int rc = EX_CONFIG;

	if (ws == NULL)
		return EX_CONFIG;
	if ((a.interview = interview_load(ws)) != NULL && (a.store = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		rc = store_status();
	else if (a.interview != NULL)
		rc = filter_run(&(struct filter){ .key = "lead", .serve = serve, .arg = &a,
		    .store = a.store, .memo = true, .workspace = ws, .dry = dry });
	store_close(a.store);
	interview_free(a.interview);
	workspace_free(ws);
	return rc;
}

/* ----------------------------------------------------------------- the desk */

/* What every command works on. */
struct desk {
	struct workspace	*ws;
	struct store		*st;
	struct leads		*leads;
	const char		*who;	/* the member, where one must act */
};

static int
open_desk(struct desk *d, enum store_mode mode)
{
	*d = (struct desk){ .ws = workspace_open(workspace) };
	if (d->ws == NULL || (d->leads = leads_load(d->ws)) == NULL)
		return EX_CONFIG;
	if (mode != STORE_READ && (d->who = member_acting(d->ws)) == NULL)
		return EX_CONFIG;
	if ((d->st = store_open(d->ws, mode)) == NULL)
		return store_status();
	return EX_OK;
}

static void
close_desk(struct desk *d)
{
	store_close(d->st);
	leads_free(d->leads);
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
		log_die(EX_USAGE, "%s: %s: not a lead's number; wa-lead list has them", command, word);
	return id;
}

/* Changes of one lead in a transaction of their own: the exit status. */
static int
change(struct desk *d, int64_t id, int (*what)(struct desk *, struct lead *, char **), char **operands)
{
	struct lead l;
	int rc, found;

	if (store_begin(d->st) == -1)
		return EX_TEMPFAIL;
	found = lead_load(store_db(d->st), id, &l);
	if (found == 0)
		log_line("%lld: no such lead", (long long)id);
	rc = found == 1 ? what(d, &l, operands) : found == 0 ? 1 : EX_TEMPFAIL;
	if (found == 1)
		lead_release(&l);
	if (rc != EX_OK)
		store_rollback(d->st);
	else if (store_commit(d->st) != 0)
		rc = EX_TEMPFAIL;
	return rc;
}

/* ------------------------------------------------------------------ looking */

/* KEY=VALUE options as an object. */
static json_t *
read_fields(const char *command)
{
	json_t *all = json_object();

	for (size_t i = 0; i < fields.n; i++) {
		const char *eq = strchr(fields.v[i], '=');
		char *key;

		if (eq == NULL || eq == fields.v[i])
			log_die(EX_USAGE, "%s: --field=%s: a field and its value, as in --field=city=madrid", command, fields.v[i]);
		key = mem_strn(fields.v[i], (size_t)(eq - fields.v[i]));
		json_put(all, key, eq + 1);
		free(key);
	}
	return all;
}

static int
print_found(const char *command, int argc, char **argv, enum lead_form form, int64_t most)
{
	struct lead_query q = { .status = status, .source = source, .owner = member, .since = since, .until = until };
	json_t *wanted;
	struct desk d;
	int rc;

	if (argc > 0)
		log_die(EX_USAGE, "%s: %s: takes no operand", command, argv[0]);
	if (status != NULL && !lead_is_status(status))
		log_die(EX_USAGE, "--status=%s: no such status; new, contacted, won, lost or spam", status);
	q.fields = wanted = read_fields(command);
	q.limit = limit >= 0 ? limit : most;
	if ((rc = open_desk(&d, STORE_READ)) == EX_OK)
		rc = lead_print_found(store_db(d.st), d.leads, &q, form, clock_now());
	json_decref(wanted);
	close_desk(&d);
	return rc;
}

static int
list(int argc, char **argv)
{
	enum lead_form form = json ? LEAD_JSON : quiet ? LEAD_IDS : LEAD_TABLE;

	/* Programs get more of it than people, who get a screenful or two. */
	return print_found("list", argc, argv, form, form == LEAD_TABLE ? 100 : 1000);
}

static int
export(int argc, char **argv)
{
	if (csv && json)
		log_die(EX_USAGE, "export: --csv or --json, not both");
	return print_found("export", argc, argv, json ? LEAD_JSON : LEAD_CSV, 0);
}

static int
show(int argc, char **argv)
{
	struct desk d;
	int rc, worst = EX_OK;

	if (argc == 0)
		log_die(EX_USAGE, "show: which lead? wa-lead list names them");
	if ((worst = open_desk(&d, STORE_READ)) == EX_OK)
		for (int i = 0; i < argc; i++)
			if ((rc = lead_print_one(store_db(d.st), d.leads, id_of("show", argv[i]), json ? LEAD_JSON : LEAD_TABLE)) > worst)
				worst = rc;
	close_desk(&d);
	return worst;
}

/* ----------------------------------------------------------------- changing */

static int
set_owner(struct desk *d, struct lead *l, const char *name)
{
	const char *owner = *name != '\0' ? name : NULL;

	if (owner != NULL && member_find(d->ws, owner) == NULL) {
		log_line("owner: %s: nobody of the team", owner);
		return 1;
	}
	return lead_set_owner(store_db(d->st), l->id, owner, d->who, clock_now()) == 0 ? EX_OK : EX_TEMPFAIL;
}

static const struct leads_field *
field_named(const struct desk *d, const char *key)
{
	const struct leads_field *f = leads_find(d->leads, key);

	if (f == NULL)
		log_line("%s: no such field; leads.yaml has them", key);
	return f;
}

static int
set_field(struct desk *d, struct lead *l, const struct intake *h, const char *key, const char *text)
{
	const struct leads_field *f = field_named(d, key);
	const char *own = json_text(d->ws->config, "language");
	json_t *value = NULL;
	int rc;

	if (f == NULL)
		return 1;
	if (*text != '\0' && (value = intake_value(h, f, text, own, clock_now())) == NULL) {
		log_line("%s: %s: no %s", key, text, f->type);
		return 1;
	}
	rc = lead_tell(store_db(d->st), l, key, value, NULL, d->who, clock_now());
	json_decref(value);
	return rc == 0 ? EX_OK : EX_TEMPFAIL;
}

static int
set_all(struct desk *d, struct lead *l, char **pairs)
{
	struct intake *h = intake_load(d->ws, d->leads);
	int rc = h != NULL ? EX_OK : EX_CONFIG;

	for (; rc == EX_OK && *pairs != NULL; pairs++) {
		char *key = mem_strn(*pairs, strcspn(*pairs, "=")), *text = *pairs + strlen(key) + 1;

		rc = strcmp(key, "owner") == 0 ? set_owner(d, l, text) : set_field(d, l, h, key, text);
		free(key);
	}
	intake_free(h);
	if (rc == EX_OK && lead_save(store_db(d->st), l, clock_now()) != 0)
		rc = EX_TEMPFAIL;
	return rc;
}

static int
set(int argc, char **argv)
{
	struct desk d;
	int64_t id;
	int rc;

	if (argc < 2)
		log_die(EX_USAGE, "set: which lead, and what? wa-lead set ID KEY=VALUE");
	id = id_of("set", argv[0]);
	for (int i = 1; i < argc; i++)
		if (strchr(argv[i], '=') == NULL)
			log_die(EX_USAGE, "set: %s: a field and its value, as in city=madrid", argv[i]);
	if ((rc = open_desk(&d, STORE_DURABLE)) == EX_OK)
		rc = change(&d, id, set_all, argv + 1);
	close_desk(&d);
	return rc;
}

static int
set_one_status(struct desk *d, struct lead *l, char **to)
{
	return lead_set_status(store_db(d->st), l->id, *to, d->who, clock_now()) == 0 ? EX_OK : EX_TEMPFAIL;
}

static int
set_status(int argc, char **argv)
{
	struct desk d;
	int64_t id;
	int rc;

	if (argc != 2)
		log_die(EX_USAGE, "status: wa-lead status ID new, contacted, won, lost or spam");
	id = id_of("status", argv[0]);
	if (!lead_is_status(argv[1]))
		log_die(EX_USAGE, "status: %s: no such status; new, contacted, won, lost or spam", argv[1]);
	if ((rc = open_desk(&d, STORE_DURABLE)) == EX_OK)
		rc = change(&d, id, set_one_status, argv + 1);
	close_desk(&d);
	return rc;
}

/* ----------------------------------------------------------------- checking */

static struct buf said;

static void
say(const char *line)
{
	buf_printf(&said, "%s\n", line);
}

static int
lint(int argc, char **argv)
{
	struct workspace *ws;
	struct yaml *y;
	int rc, failed;

	if (argc > 0)
		log_die(EX_USAGE, "lint: %s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	y = leads_lint(ws);
	rc = yaml_mistakes(y) > 0 || (strict && yaml_remarks(y) > 0) ? 1 : EX_OK;
	yaml_report(y, true, say);
	failed = print_out(&said);
	yaml_close(y);
	workspace_free(ws);
	buf_free(&said);
	return failed == -1 ? rc : failed;
}

/* How texts on stdin are understood. */
static int
parse(int argc, char **argv)
{
	struct workspace *ws = NULL;
	struct leads *leads = NULL;
	int rc = EX_CONFIG;

	if (argc > 0)
		log_die(EX_USAGE, "parse: %s: texts are read from stdin; no operand is wanted", argv[0]);
	if (type == NULL)
		log_die(EX_USAGE, "parse: --type: which? wa-leads(5) has them");
	if ((ws = workspace_open(workspace)) != NULL && (leads = leads_load(ws)) != NULL)
		rc = lead_parse(ws, leads, type, language);
	leads_free(leads);
	workspace_free(ws);
	return rc;
}

/* ----------------------------------------------------------------- the table */

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	OPT_END
};

#define FILTERS \
	{ 0, "status", OPT_STR, &status, "STATUS", "of this status only" }, \
	{ 0, "field", OPT_LIST, &fields, "KEY=VALUE", "whose field has this value" }, \
	{ 0, "since", OPT_TIME, &since, "TIME", "that began then or later" }, \
	{ 0, "until", OPT_TIME, &until, "TIME", "that began before" }, \
	{ 0, "source", OPT_STR, &source, "SOURCE", "that came from there: an ad's id, or chat" }, \
	{ 0, "member", OPT_STR, &member, "NAME", "that this member owns" }, \
	{ 0, "limit", OPT_INT, &limit, "N", "at most so many; 0 for all" }

static const struct opt list_opts[] = { FILTERS, OPT_JSON(&json), OPT_QUIET(&quiet), OPT_END };
static const struct opt export_opts[] = {
	FILTERS,
	{ 0, "csv", OPT_FLAG, &csv, NULL, "comma-separated, the default" },
	OPT_JSON(&json),
	OPT_END
};
static const struct opt show_opts[] = { OPT_JSON(&json), OPT_END };
static const struct opt parse_opts[] = {
	{ 0, "type", OPT_STR, &type, "TYPE", "of wa-leads(5); of choices and places those of all fields" },
	{ 0, "language", OPT_STR, &language, "LANG", "the language they are in; default the workspace's" },
	OPT_END
};
static const struct opt lint_opts[] = {
	{ 0, "strict", OPT_FLAG, &strict, NULL, "remarks fail too" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "leads, the newest first", list, list_opts },
	{ "show", "ID...", "all of some leads", show, show_opts },
	{ "set", "ID KEY=VALUE...", "give fields values, or owner=NAME", set, NULL },
	{ "status", "ID STATUS", "new, contacted, won, lost or spam", set_status, NULL },
	{ "export", "", "leads for other programs", export, export_opts },
	{ "parse", "", "how texts on stdin are understood, one JSON value a line", parse, parse_opts },
	{ "lint", "", "mistakes and remarks of leads.yaml", lint, lint_opts },
	{0}
};

static const struct opt_spec spec = {
	.about = "collect the details of people who want to buy, and list them",
	.args = "< events | COMMAND",
	.opts = opts,
	.commands = commands,
};

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	if (command != NULL)
		return command->run(argc, argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: no such command; list, show, set, status, export, parse or lint", argv[0]);
	return run_filter();
}
