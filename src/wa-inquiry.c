/* wa-inquiry: open cases for humans, acknowledge them, and see to them */
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "run/desk.h"
#include "run/inquiry_act.h"
#include "run/inquiry_filter.h"
#include "run/inquiry_pack.h"
#include "run/inquiry_queue.h"
#include "run/inquiry_watch.h"

static struct inquiry_queue queue = { .limit = -1 };
static struct inquiry_act act;
/* What several commands have. */
static const char *workspace;
static bool dry, json, quiet, due, qr;
static int64_t since;

static void
take_none(const char *command, int argc, char **argv)
{
	if (argc > 0)
		log_die(EX_USAGE, "%s: %s: takes no operand", command, argv[0]);
}

static struct inquiry_queue *
the_queue(void)
{
	queue.workspace = workspace;
	queue.json = json;
	queue.quiet = quiet;
	return &queue;
}

static const struct inquiry_act *
the_act(void)
{
	act.workspace = workspace;
	return &act;
}

static int
list(int argc, char **argv)
{
	take_none("list", argc, argv);
	return inquiry_queue_list(the_queue());
}

static int
show(int argc, char **argv)
{
	return inquiry_queue_show(the_queue(), argc, argv);
}

static int
stale(int argc, char **argv)
{
	take_none("stale", argc, argv);
	return inquiry_queue_stale(the_queue());
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

	take_none("watch", argc, argv);
	if ((status = desk_open(&d, workspace, DESK_LOOK)) == EX_OK)
		status = inquiry_watch(d.ws, d.st, since, json);
	desk_close(&d);
	return status;
}

static int
claim(int argc, char **argv)
{
	return inquiry_act_claim(the_act(), argc, argv);
}

static int
assign(int argc, char **argv)
{
	if (due)
		take_none("assign --due", argc, argv);
	return due ? inquiry_queue_assign(the_queue()) : inquiry_act_assign(the_act(), argc, argv);
}

static int
transfer(int argc, char **argv)
{
	return inquiry_act_transfer(the_act(), argc, argv);
}

static int
release(int argc, char **argv)
{
	return inquiry_act_release(the_act(), argc, argv);
}

static int
note(int argc, char **argv)
{
	return inquiry_act_note(the_act(), argc, argv);
}

static int
snooze(int argc, char **argv)
{
	return inquiry_act_snooze(the_act(), argc, argv);
}

static int
resolve(int argc, char **argv)
{
	return inquiry_act_resolve(the_act(), argc, argv);
}

static int
ignore(int argc, char **argv)
{
	return inquiry_act_ignore(the_act(), argc, argv);
}

static int
reopen(int argc, char **argv)
{
	return inquiry_act_reopen(the_act(), argc, argv);
}

/* Events are only ever explained. */
static int
route(int argc, char **argv)
{
	return dry || argc == 0 ? inquiry_queue_route(the_queue(), argc, argv) : inquiry_act_route(the_act(), argc, argv);
}

static const struct opt list_opts[] = {
	{ 0, "status", OPT_STR, &queue.query.status, "STATUS", "open, claimed, resolved or ignored; else open and claimed" },
	{ 'a', "all", OPT_FLAG, &queue.query.all, NULL, "of every status" },
	{ 0, "owner", OPT_STR, &queue.query.owner, "MEMBER", "whose they are; me is WA_MEMBER" },
	{ 0, "unowned", OPT_FLAG, &queue.query.unowned, NULL, "nobody's" },
	{ 0, "category", OPT_STR, &queue.query.category, "NAME", "of this category" },
	{ 0, "kind", OPT_STR, &queue.query.kind, "KIND", "question, media, stale, delivery or failure" },
	{ 0, "tag", OPT_STR, &queue.query.tag, "TAG", "of customers with this tag" },
	{ 0, "age", OPT_TIME, &queue.query.before, "TIME", "opened longer ago, or before" },
	{ 0, "at", OPT_TIME, &queue.query.at, "TIME", "what was open or claimed then, and whose" },
	{ 0, "breach", OPT_FLAG, &queue.query.breach, NULL, "past a limit" },
	{ 0, "sort", OPT_STR, &queue.sort, "ORDER", "priority (the default), waiting or recency" },
	{ 0, "limit", OPT_INT, &queue.limit, "N", "at most that many; 0: all (a table has 100)" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt show_opts[] = { OPT_JSON(&json), OPT_END };

static const struct opt stale_opts[] = {
	{ 0, "new", OPT_FLAG, &queue.fresh, NULL, "only what has passed a limit since the last look; for cron" },
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
	{ 0, "why", OPT_STR, &act.why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &act.anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt assign_opts[] = {
	{ 0, "due", OPT_FLAG, &due, NULL, "all that waits, to whoever is on; for cron" },
	{ 0, "why", OPT_STR, &act.why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &act.anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt snooze_opts[] = {
	{ 0, "until", OPT_STR, &act.until, "TIME", "2h, 3d (from now), opening, or a time" },
	OPT_END
};

static const struct opt keep_opts[] = {
	{ 0, "keep", OPT_FLAG, &act.keep, NULL, "the conversation stays with people" },
	OPT_END
};

static const struct opt resolve_opts[] = {
	{ 0, "reply", OPT_STR, &act.reply, "TEXT", "answer the customer with it" },
	{ 0, "faq", OPT_FLAG, &act.faq, NULL, "question and answer become an entry, shown as a diff first" },
	{ 0, "entry", OPT_STR, &act.entry, "ID", "the question is another way of asking what this entry answers" },
	{ 'y', "yes", OPT_FLAG, &act.yes, NULL, "write the FAQ without asking" },
	{ 0, "keep", OPT_FLAG, &act.keep, NULL, "the conversation stays with people" },
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
	{ "note", "ID [TEXT]", "for the team; @name tells a member", note, NULL },
	{ "snooze", "ID...", "put it off", snooze, snooze_opts },
	{ "resolve", "ID...", "answered; the agent has the conversation again", resolve, resolve_opts },
	{ "ignore", "ID...", "nothing to answer; likewise", ignore, keep_opts },
	{ "stale", "", "what is nobody's or has waited too long", stale, stale_opts },
	{ "route", "[ID...]", "the routes look at it again; with -n: which takes it, also of events on stdin", route, route_opts },
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

static int
run_filter(void)
{
	struct workspace *ws = workspace_open(workspace);
	struct inquiry_filter *f = NULL;
	struct store *st = NULL;
	int status = EX_CONFIG;

	if (ws == NULL)
		return EX_CONFIG;
	if ((st = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		status = store_status();
	else if ((f = inquiry_filter_open(ws, st)) != NULL)
		status = filter_run(&(struct filter){ .key = "inquiry", .serve = inquiry_filter_serve, .arg = f,
		    .store = st, .memo = true, .workspace = ws, .dry = dry });
	inquiry_filter_close(f);
	store_close(st);
	workspace_free(ws);
	return status;
}

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	return command != NULL ? command->run(argc, argv) : run_filter();
}
