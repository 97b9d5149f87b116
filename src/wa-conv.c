/* wa-conv: conversations as a team works with them */
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "run/conv_act.h"
#include "run/conv_list.h"
#include "run/conv_open.h"
#include "run/conv_search.h"
#include "run/conv_show.h"

static struct conv_list list = { .limit = 50 };
static struct conv_show show;
static struct conv_search search = { .limit = 50 };
static struct conv_act act;
/* What several commands have. */
static const char *workspace, *after;
static int64_t since, until, limit = 50;
static bool json, quiet, qr, browse;

static int
run_list(int argc, char **argv)
{
	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand", argv[0]);
	list.workspace = workspace;
	list.since = since;
	list.until = until;
	list.limit = limit;
	list.after = after;
	list.json = json;
	list.quiet = quiet;
	return conv_list(&list);
}

static void
need_who(int argc)
{
	if (argc == 0)
		log_die(EX_USAGE, "WHO is missing: a conversation's key or its start, a phone number, a user id, a name; - reads them from stdin");
}

static int
run_show(int argc, char **argv)
{
	need_who(argc);
	show.workspace = workspace;
	show.since = since;
	show.json = json;
	return conv_show(&show, argc, argv);
}

static int
run_history(int argc, char **argv)
{
	need_who(argc);
	show.workspace = workspace;
	show.since = since;
	show.json = json;
	return conv_show_history(&show, argc, argv);
}

static int
run_search(int argc, char **argv)
{
	search.workspace = workspace;
	search.since = since;
	search.until = until;
	search.limit = limit;
	search.after = after;
	search.json = json;
	search.quiet = quiet;
	return conv_search(&search, argc, argv);
}

static int
run_open(int argc, char **argv)
{
	need_who(argc);
	return conv_open(workspace, qr, browse, argc, argv);
}

static int
run_act(int (*command)(const struct conv_act *, int, char **), int argc, char **argv)
{
	act.workspace = workspace;
	act.json = json;
	return command(&act, argc, argv);
}

static int run_tag(int argc, char **argv) { return run_act(conv_act_tag, argc, argv); }
static int run_untag(int argc, char **argv) { return run_act(conv_act_untag, argc, argv); }
static int run_note(int argc, char **argv) { return run_act(conv_act_note, argc, argv); }
static int run_attr(int argc, char **argv) { return run_act(conv_act_attr, argc, argv); }
static int run_assign(int argc, char **argv) { return run_act(conv_act_assign, argc, argv); }
static int run_transfer(int argc, char **argv) { return run_act(conv_act_transfer, argc, argv); }
static int run_merge(int argc, char **argv) { return run_act(conv_act_merge, argc, argv); }
static int run_unmerge(int argc, char **argv) { return run_act(conv_act_unmerge, argc, argv); }

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_JSON(&json),
	OPT_END
};

static const struct opt list_opts[] = {
	{ 0, "status", OPT_STR, &list.status, "STATUS", "active, resolved, closed or deleted (all but deleted)" },
	{ 0, "control", OPT_STR, &list.control, "CONTROL", "bot, human or closed" },
	{ 0, "owner", OPT_STR, &list.owner, "MEMBER", "whose it is; me is WA_MEMBER, '' nobody" },
	{ 0, "assignee", OPT_STR, &list.owner, "MEMBER", "the same" },
	{ 0, "tag", OPT_LIST, &list.tags, "TAG", "with this tag; again for one more" },
	{ 0, "since", OPT_TIME, &since, "TIME", "with a message from then on" },
	{ 0, "until", OPT_TIME, &until, "TIME", "with none from then on" },
	{ 0, "unanswered", OPT_FLAG, &list.unanswered, NULL, "the customer waits for an answer" },
	{ 0, "closing", OPT_STR, &list.closing, "TIME", "the window closes within 30m, 2h ..." },
	{ 0, "sort", OPT_STR, &list.sort, "ORDER", "recency (the default), waiting or priority" },
	{ 0, "limit", OPT_INT, &limit, "N", "at most that many (50); 0 for all" },
	{ 0, "after", OPT_STR, &after, "CURSOR", "the page behind that row" },
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt show_opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "what was said from then on" },
	{ 0, "last", OPT_INT, &show.last, "N", "the last N messages and what is between" },
	OPT_END
};

static const struct opt search_opts[] = {
	{ 0, "in", OPT_STR, &search.in, "WHO", "in one conversation" },
	{ 0, "since", OPT_TIME, &since, "TIME", "said from then on" },
	{ 0, "until", OPT_TIME, &until, "TIME", "said before" },
	{ 0, "limit", OPT_INT, &limit, "N", "at most that many (50); 0 for all" },
	{ 0, "after", OPT_STR, &after, "CURSOR", "the page behind that hit" },
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt history_opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "what happened from then on" },
	OPT_END
};

static const struct opt open_opts[] = {
	{ 0, "qr", OPT_FLAG, &qr, NULL, "as a QR code for the phone that has the chat" },
	{ 0, "browse", OPT_FLAG, &browse, NULL, "by the desktop, xdg-open(1)" },
	OPT_END
};

static const struct opt tag_opts[] = {
	{ 0, "contact", OPT_FLAG, &act.contact, NULL, "of the contact: it stays when the conversation is closed" },
	OPT_END
};

static const struct opt why_opts[] = {
	{ 0, "why", OPT_STR, &act.why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &act.anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "conversations, the newest first", run_list, list_opts },
	{ "show", "WHO ...", "what was said, as a transcript", run_show, show_opts },
	{ "search", "WORD ...", "names and what was said", run_search, search_opts },
	{ "history", "WHO ...", "who did what and when", run_history, history_opts },
	{ "open", "WHO ...", "the link to the chat in WhatsApp", run_open, open_opts },
	{ "tag", "WHO TAG ...", "put tags on", run_tag, tag_opts },
	{ "untag", "WHO TAG ...", "take tags off", run_untag, NULL },
	{ "note", "WHO [TEXT ...]", "write a note for the team", run_note, NULL },
	{ "attr", "WHO [NAME=VALUE ...]", "set what is known, or print it", run_attr, NULL },
	{ "assign", "WHO ... MEMBER", "give it to a member; me, nobody", run_assign, why_opts },
	{ "transfer", "WHO ... MEMBER", "pass it on to another member", run_transfer, why_opts },
	{ "merge", "WHO INTO", "two contacts are one person", run_merge, NULL },
	{ "unmerge", "WHO", "they are not", run_unmerge, NULL },
	{0}
};

static const struct opt_spec spec = {
	.about = "conversations as a team works with them",
	.args = "COMMAND",
	.opts = opts,
	.commands = commands,
};

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	if (command == NULL)
		log_die(EX_USAGE, "a command is missing: list, show, search ...; --help explains");
	return command->run(argc, argv);
}
