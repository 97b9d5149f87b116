/* wa-conv: conversations, listed and shown as people like to read them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "ext/text.h"
#include "run/table.h"
#include "run/wrap.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/store.h"
#include "wa/transcript.h"

static const char *workspace;
static bool json, quiet;
static int64_t since, limit = 50;

static int list(int argc, char **argv);
static int show(int argc, char **argv);

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_JSON(&json),
	OPT_END
};

static const struct opt list_opts[] = {
	{ 0, "limit", OPT_INT, &limit, "N", "at most that many (50)" },
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt show_opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "what was said from then on" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "conversations, the last heard from first", list, list_opts },
	{ "show", "WHO ...", "what was said, by key, phone or user id", show, show_opts },
	{0}
};

static const struct opt_spec spec = {
	.about = "conversations, listed and shown as people like to read them",
	.args = "COMMAND",
	.opts = opts,
	.commands = commands,
};

/* What every command works on. */
struct desk {
	struct workspace	*ws;
	struct store		*st;
};

static int
open_desk(struct desk *d)
{
	if ((d->ws = workspace_open(workspace)) == NULL || (d->st = store_open(d->ws, STORE_READ)) == NULL)
		return -1;
	setenv("TZ", json_text(d->ws->config, "timezone"), 1);
	tzset();
	return 0;
}

static void
close_desk(struct desk *d)
{
	store_close(d->st);
	workspace_free(d->ws);
}

static void
format_local(int64_t ms, const char *format, char *out, size_t size)
{
	time_t s = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	if (strftime(out, size, format, &tm) == 0)
		out[0] = '\0';
}

static void
print_json(const json_t *value)
{
	struct buf out = {0};

	json_print(value, &out);
	puts(out.data);
	buf_free(&out);
}

static void
print_list(const json_t *conversations)
{
	static const struct table_column columns[] = { { "conversation", false, false }, { "last", false, false },
	    { "control", false, false }, { "inquiry", false, false }, { "who", true, false }, { "said", true, false },
	    { NULL, false, false } };
	struct table *t = table_new(columns);
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)conversations, i, v) {
		const char *name = json_text(v, "name");
		char last[32];
		int64_t ms = 0;

		clock_parse(json_text(v, "last"), &ms);
		format_local(ms, "%d %b %H:%M", last, sizeof last);
		table_row(t, (const char *[]){ json_text(v, "conversation"), last, json_text(v, "control"),
		    json_yes(v, "inquiry") ? "open" : "", name ? name : json_text(v, "wa_id"), json_text(v, "text") });
	}
	table_print(t);
}

static int
list(int argc, char **argv)
{
	struct desk d = {0};
	json_t *conversations, *v;
	size_t i;
	int status = EX_CONFIG;

	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand", argv[0]);
	if (open_desk(&d) == 0) {
		conversations = transcript_conversations(store_db(d.st), limit > INT32_MAX ? INT32_MAX : (int)limit);
		if (!json && !quiet)
			print_list(conversations);
		json_array_foreach(conversations, i, v) {
			if (json)
				print_json(v);
			else if (quiet)
				puts(json_text(v, "conversation"));
		}
		json_decref(conversations);
		status = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	}
	close_desk(&d);
	return status;
}

/* A transcript on its way to the screen. */
struct screen {
	const char	*customer;	/* how the customer is called */
	char		 day[32];	/* the last one printed */
	size_t		 width;		/* of a line's words; 0: any */
	size_t		 names;		/* columns of the names */
};

static const char *
ticks(const struct transcript_line *l, char *out, size_t size)
{
	static const struct { const char *state, *mark; } marks[] = { { "queued", "waits" }, { "sending", "on its way" },
	    { "sent", "\u2713" }, { "delivered", "\u2713\u2713" }, { "read", "\u2713\u2713 read" },
	    { "failed", "failed" }, { "unknown", "unsure" }, { "dropped", "not sent" } };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strcmp(l->state, marks[i].state) == 0)
			snprintf(out, size, "%s%s%s", marks[i].mark, l->reason ? ": " : "", l->reason ? l->reason : "");
	return out;
}

static const char *
ending(const struct transcript_line *l, char *out, size_t size)
{
	if (l->outcome == NULL || strcmp(l->outcome, "answered") == 0)
		out[0] = '\0';
	else if (l->reason == NULL || strcmp(l->reason, l->outcome) == 0)
		snprintf(out, size, "%s", l->outcome);
	else
		snprintf(out, size, "%s: %s", l->outcome, l->reason);
	return out;
}

static void
print_day(struct screen *s, int64_t time)
{
	char day[sizeof s->day];

	format_local(time, "%A %d %B %Y", day, sizeof day);
	if (strcmp(day, s->day) == 0)
		return;
	printf("\n%*s%s\n", (int)(8 + s->names), "", day);
	memcpy(s->day, day, sizeof day);
}

static void
print_line(void *arg, const struct transcript_line *l)
{
	struct screen *s = arg;
	const char *who = strcmp(l->who, "customer") == 0 ? s->customer : l->who;
	char time[8], mark[160], *name = table_clean(who), *text;
	size_t fit = text_fit(name, strlen(name), s->names);

	print_day(s, l->time);
	format_local(l->time, "%H:%M", time, sizeof time);
	if (l->state != NULL)
		ticks(l, mark, sizeof mark);
	else
		ending(l, mark, sizeof mark);
	text = strcmp(l->kind, "text") == 0 ? mem_str(l->text ? l->text : "") :
	    mem_printf("[%s]%s%s", l->kind, l->text ? " " : "", l->text ? l->text : "");
	if (*mark != '\0') {
		char *marked = mem_printf("%s  (%s)", text, mark);

		free(text);
		text = marked;
	}
	printf("%s  %.*s%*s ", time, (int)fit, name, (int)(s->names - text_width(name, fit)), "");
	wrap_print(text, s->width, 8 + s->names);
	free(text);
	free(name);
}

static void
print_line_json(void *arg, const struct transcript_line *l)
{
	char time[CLOCK_LEN];
	json_t *o = json_object();

	json_put(o, "conversation", arg);
	json_put(o, "time", clock_format(l->time, time));
	json_put(o, "who", l->who);
	json_put(o, "kind", l->kind);
	json_put(o, "text", l->text);
	json_put(o, "state", l->state);
	json_put(o, "outcome", l->outcome);
	json_put(o, "reason", l->reason);
	print_json(o);
	json_decref(o);
}

static void
print_head(const struct contact *c, const struct conversation *v)
{
	char *name = table_clean(c->name ? c->name : c->wa_id ? c->wa_id : c->user_id ? c->user_id : "nobody's name");

	printf("%s", name);
	if (c->wa_id != NULL && c->name != NULL)
		printf("  +%s", c->wa_id);
	printf("  %s  %s%s%s%s\n", c->key, control_name(v->control), *v->language ? "  " : "", v->language,
	    v->opted_out ? "  opted out" : "");
	free(name);
}

static int
show_one(const struct desk *d, const char *who)
{
	struct db *db = store_db(d->st);
	size_t terminal = table_width();
	struct screen s = { .names = 10 };
	struct conversation v;
	struct contact c;
	int rc;

	if (contact_load(db, contact_find(db, who), &c) == -1 || conversation_load(db, d->ws, c.id, clock_now(), &v) == -1) {
		log_line("%s: nobody we know by this key, phone or user id", who);
		return 1;
	}
	if (json) {
		rc = transcript_read(db, c.id, since, print_line_json, c.key);
	} else {
		s.customer = c.name ? c.name : "customer";
		if (terminal > 0)
			s.width = (terminal < 100 ? terminal : 100) - 8 - s.names;
		print_head(&c, &v);
		rc = transcript_read(db, c.id, since, print_line, &s);
		putchar('\n');
	}
	contact_release(&c);
	return rc == 0 ? EX_OK : EX_SOFTWARE;
}

static int
show(int argc, char **argv)
{
	struct desk d = {0};
	int status = EX_CONFIG, one;

	if (argc == 0)
		log_die(EX_USAGE, "show: WHO is missing: a conversation's key, a phone number or a user id");
	if (open_desk(&d) == 0) {
		status = EX_OK;
		for (int i = 0; i < argc; i++)
			if ((one = show_one(&d, argv[i])) != EX_OK)
				status = one;
		if (fflush(stdout) != 0)
			status = EX_IOERR;
	}
	close_desk(&d);
	return status;
}

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);

	if (command == NULL)
		log_die(EX_USAGE, "a command is missing: list or show; --help explains");
	return command->run(argc, argv);
}
