/* wa-lead: collect the details of people who want to buy, and list them */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "run/desk.h"
#include "run/filter.h"
#include "run/interview.h"
#include "run/lead_act.h"
#include "run/lead_parse.h"
#include "run/lead_print.h"
#include "run/lint.h"
#include "run/print.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/member.h"

static const char *workspace, *status, *source, *owner, *type, *language;
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
	struct lead_query q = { .status = status, .source = source, .owner = owner, .since = since, .until = until };
	struct leads *leads = NULL;
	json_t *wanted;
	struct desk d;
	int rc;

	if (argc > 0)
		log_die(EX_USAGE, "%s: %s: takes no operand", command, argv[0]);
	if (status != NULL && !lead_is_status(status))
		log_die(EX_USAGE, "--status: %s: no such status; new, contacted, won, lost or spam", status);
	q.fields = wanted = read_fields(command);
	q.limit = limit >= 0 ? limit : most;
	if ((rc = desk_open(&d, workspace, DESK_LOOK)) == EX_OK && (leads = leads_load(d.ws)) == NULL)
		rc = EX_CONFIG;
	if (rc == EX_OK && owner != NULL && strcmp(owner, "me") == 0 && (q.owner = member_acting(d.ws)) == NULL)
		rc = EX_CONFIG;
	if (rc == EX_OK)
		rc = lead_print_found(d.db, leads, &q, form, d.now);
	json_decref(wanted);
	leads_free(leads);
	desk_close(&d);
	return rc;
}

static int
list(int argc, char **argv)
{
	/* People get a screenful or two, programs all. */
	return json || quiet ? print_found("list", argc, argv, json ? LEAD_JSON : LEAD_IDS, 0) :
	    print_found("list", argc, argv, LEAD_TABLE, 100);
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
	struct leads *leads = NULL;
	struct desk d;
	int rc, worst;

	if (argc == 0)
		log_die(EX_USAGE, "show: which lead? wa-lead list names them");
	if ((worst = desk_open(&d, workspace, DESK_LOOK)) == EX_OK && (leads = leads_load(d.ws)) == NULL)
		worst = EX_CONFIG;
	for (int i = 0; leads != NULL && i < argc; i++) {
		rc = lead_print_one(d.db, leads, desk_number("show", argv[i], "a lead's", "wa-lead list"), json ? LEAD_JSON : LEAD_TABLE);
		worst = rc > worst ? rc : worst;
	}
	leads_free(leads);
	desk_close(&d);
	return worst;
}

/* ----------------------------------------------------------------- changing */

static int
set(int argc, char **argv)
{
	return lead_act_set(workspace, argc, argv);
}

static int
set_status(int argc, char **argv)
{
	return lead_act_status(workspace, argc, argv);
}

/* ----------------------------------------------------------------- checking */

static int
lint(int argc, char **argv)
{
	struct workspace *ws;
	struct buf out = {0};
	int rc, failed;

	if (argc > 0)
		log_die(EX_USAGE, "lint: %s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	rc = lint_document(leads_lint(ws), false, strict, &out) ? EX_OK : 1;
	failed = print_out(&out);
	workspace_free(ws);
	buf_free(&out);
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
	{ 0, "owner", OPT_STR, &owner, "MEMBER", "that this member owns; me is WA_MEMBER" }, \
	{ 0, "member", OPT_STR, &owner, "MEMBER", "the same" }, \
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
