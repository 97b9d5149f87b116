/* wa-conv: conversations as a team works with them */
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "run/conv_act.h"
#include "run/conv_control.h"
#include "run/conv_list.h"
#include "run/conv_open.h"
#include "run/conv_reply.h"
#include "run/conv_search.h"
#include "run/conv_show.h"
#include "run/conv_watch.h"

static struct conv_list list = { .limit = 50 };
static struct conv_show show;
static struct conv_search search = { .limit = 50 };
static struct conv_act act;
static struct conv_control control;
static struct conv_reply reply;
/* What several commands have. */
static const char *workspace, *after, *why;
static int64_t since, until, limit = 50;
static bool json, quiet, anyway, qr, browse;

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
	act.why = why;
	act.anyway = anyway;
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

static int
run_control(enum conv_move move, int argc, char **argv)
{
	need_who(argc);
	control.workspace = workspace;
	control.why = why;
	control.anyway = anyway;
	return conv_control(&control, move, argc, argv);
}

static int run_take(int argc, char **argv) { return run_control(CONV_TAKE, argc, argv); }
static int run_release(int argc, char **argv) { return run_control(CONV_RELEASE, argc, argv); }
static int run_resolve(int argc, char **argv) { return run_control(CONV_RESOLVE, argc, argv); }
static int run_close(int argc, char **argv) { return run_control(CONV_CLOSE, argc, argv); }
static int run_delete(int argc, char **argv) { return run_control(CONV_DELETE, argc, argv); }
static int run_reopen(int argc, char **argv) { return run_control(CONV_REOPEN, argc, argv); }

static int
run_reply(int argc, char **argv)
{
	reply.workspace = workspace;
	reply.anyway = anyway;
	reply.json = json;
	return conv_reply(&reply, argc, argv);
}

static int
run_watch(int argc, char **argv)
{
	if (argc > 0)
		log_die(EX_USAGE, "watch: %s: takes no operand", argv[0]);
	return conv_watch(workspace);
}

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
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &anyway, NULL, "also to somebody who is off duty" },
	OPT_END
};

static const struct opt reason_opts[] = {
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	OPT_END
};

static const struct opt take_opts[] = {
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	{ 0, "anyway", OPT_FLAG, &anyway, NULL, "though another member has it" },
	OPT_END
};

static const struct opt resolve_opts[] = {
	{ 0, "why", OPT_STR, &why, "TEXT", "for the record" },
	{ 0, "yes", OPT_FLAG, &control.yes, NULL, "though the customer waits for an answer" },
	OPT_END
};

static const struct opt reply_opts[] = {
	{ 0, "text", OPT_STR, &reply.text, "TEXT", "the words; without it from $EDITOR, or from stdin" },
	{ 0, "anyway", OPT_FLAG, &anyway, NULL, "though another member is replying" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "conversations, the newest first", run_list, list_opts },
	{ "show", "WHO ...", "what was said, as a transcript", run_show, show_opts },
	{ "search", "WORD ...", "names and what was said", run_search, search_opts },
	{ "history", "WHO ...", "who did what and when", run_history, history_opts },
	{ "open", "WHO ...", "the link to the chat in WhatsApp", run_open, open_opts },
	{ "watch", "", "the desk at a glance, as it changes", run_watch, NULL },
	{ "reply", "WHO", "answer the customer", run_reply, reply_opts },
	{ "take", "WHO ...", "the agent is silent, it is yours", run_take, take_opts },
	{ "release", "WHO ...", "the agent has it again", run_release, reason_opts },
	{ "resolve", "WHO ...", "the matter is solved", run_resolve, resolve_opts },
	{ "close", "WHO ...", "the matter is over", run_close, reason_opts },
	{ "reopen", "WHO ...", "it is not", run_reopen, reason_opts },
	{ "delete", "WHO ...", "out of lists and searches", run_delete, reason_opts },
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
