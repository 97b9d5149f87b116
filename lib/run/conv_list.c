#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/out.h"
#include "run/conv_list.h"
#include "run/desk.h"
#include "run/fact.h"
#include "run/table.h"
#include "run/when.h"
#include "wa/config.h"
#include "wa/conversation_list.h"
#include "wa/member.h"
#include "wa/replying.h"

static const char *const statuses[] = { "active", "resolved", "closed", "deleted" };
static const char *const controls[] = { "bot", "human", "closed" };
static const char *const sorts[] = { "recency", "waiting", "priority" };

enum { KEY_SHOWN = sizeof "c_01234567" - 1 };	/* of a key, on a terminal: the start serves */

/* Which of the words it is; -1 when none was given. */
static int
choice(const char *option, const char *given, const char *const *words, size_t n, const char *all)
{
	if (given == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (strcmp(given, words[i]) == 0)
			return (int)i;
	log_die(EX_USAGE, "--%s: %s: it is %s", option, given, all);
}

static int64_t
closing_by(const struct conv_list *o, int64_t now)
{
	int64_t ms;

	if (o->closing == NULL)
		return 0;
	if (config_duration(o->closing, &ms) == -1)
		log_die(EX_USAGE, "--closing: %s: not a time to come; 30m, 2h", o->closing);
	return now + ms;
}

static void
read_options(const struct conv_list *o, int64_t now, struct conversation_filter *f)
{
	int sort = choice("sort", o->sort, sorts, 3, "recency, waiting or priority");

	choice("status", o->status, statuses, 4, "active, resolved, closed or deleted");
	choice("control", o->control, controls, 3, "bot, human or closed");
	if (o->tags.n > CONVERSATION_LIST_TAGS)
		log_die(EX_USAGE, "--tag: at most %d", CONVERSATION_LIST_TAGS);
	*f = (struct conversation_filter){ .status = o->status, .control = o->control, .assignee = o->owner,
	    .since = o->since, .until = o->until, .unanswered = o->unanswered, .closing = closing_by(o, now),
	    .sort = sort == -1 ? CONVERSATION_RECENT : (enum conversation_sort)sort, .after = o->after,
	    .limit = o->limit > 0 && o->limit < INT32_MAX - 1 ? (int)o->limit : INT32_MAX - 1 };
	for (size_t i = 0; i < o->tags.n; i++)
		f->tags[i] = o->tags.v[i];
}

/* Who is writing to each of them right now. */
static void
add_replying(const struct desk *d, json_t *list)
{
	struct replying_who who;
	char since[CLOCK_LEN];
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v) {
		const char *person = json_text(v, "person");

		if (replying_look(d->ws, person ? person : json_text(v, "conversation"), &who))
			json_object_set_new(v, "replying", json_pack("{s:s, s:s}", "member", who.member,
			    "since", clock_format(who.since, since)));
	}
}

/* "human", "resolved", "bot #12". */
static char *
state_of(const json_t *v)
{
	const char *closed = json_text(v, "closed_as"), *control = json_text(v, "control");
	int64_t inquiry = json_number(v, "inquiry.id", 0);

	if (inquiry == 0)
		return mem_str(closed ? closed : control);
	return mem_printf("%s #%lld", closed ? closed : control, (long long)inquiry);
}

/* The last words, ours with a name before them; who is replying before all. */
static char *
said(const json_t *v)
{
	const char *who = json_text(v, "who"), *kind = json_text(v, "kind"), *text = json_text(v, "text");
	const char *member = json_text(v, "replying.member");
	bool ours = who != NULL && strcmp(who, "customer") != 0, plain = kind != NULL && strcmp(kind, "text") == 0 && text != NULL;
	char since[WHEN_LEN] = "";

	if (member != NULL)
		when_local(when_of(v, "replying.since"), "%H:%M", since);
	return mem_printf("%s%s%s%s%s%s%s%s%s%s", member ? member : "", member ? " is replying since " : "", since, member ? "; " : "",
	    ours ? who : "", ours ? ": " : "", plain || kind == NULL ? "" : "[", plain || kind == NULL ? "" : kind,
	    plain || kind == NULL ? "" : text != NULL ? "] " : "]", text != NULL ? text : "");
}

static int
print_table(const json_t *list, int64_t now)
{
	static const struct table_column columns[] = { { .title = "conversation" }, { .title = "last", .spare = 2 },
	    { .title = "state" }, { .title = "owner", .spare = 3 }, { .title = "waits", .right = true, .spare = 1 },
	    { .title = "who", .flexible = true }, { .title = "said", .flexible = true, .spare = 1 }, {0} };
	struct table *t = table_new(columns);
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v) {
		char last[WHEN_LEN], waits[WHEN_LEN] = "", key[32], *state = state_of(v), *words = said(v);
		int64_t waiting = when_of(v, "waiting");

		if (waiting != 0)
			when_span(now - waiting, waits);
		snprintf(key, sizeof key, "%.*s", table_width() > 0 ? KEY_SHOWN : 31, json_text(v, "conversation"));
		table_row(t, (const char *[]){ key, when_short(when_of(v, "last"), now, last), state,
		    json_text(v, "assignee"), waits, fact_name(v), words });
		free(state);
		free(words);
	}
	return table_print(t);
}

static int
print_lines(const json_t *list, bool quiet)
{
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)list, i, v) {
		if (quiet)
			puts(json_text(v, "conversation"));
		else
			desk_print(v);
	}
	return out_end();
}

int
conv_list(const struct conv_list *o)
{
	struct conversation_filter f;
	struct desk d;
	json_t *list = NULL;
	bool more;
	int status;

	read_options(o, clock_now(), &f);
	if ((status = desk_open(&d, o->workspace, DESK_LOOK)) != EX_OK)
		goto done;
	if (o->owner != NULL && strcmp(o->owner, "me") == 0 && (f.assignee = member_acting(d.ws)) == NULL) {
		status = EX_CONFIG;
		goto done;
	}
	/* One more tells whether there are more. */
	f.limit++;
	if ((list = conversation_list(d.db, d.ws, &f, d.now)) == NULL) {
		status = o->after != NULL ? EX_USAGE : EX_TEMPFAIL;
		goto done;
	}
	more = json_array_size(list) == (size_t)f.limit;
	if (more)
		json_array_remove(list, json_array_size(list) - 1);
	add_replying(&d, list);
	status = o->json || o->quiet ? print_lines(list, o->quiet) : print_table(list, d.now);
	if (more && !o->json && !o->quiet)
		fprintf(stderr, "%s: there are more: --after %s\n", log_name(),
		    json_text(json_array_get(list, json_array_size(list) - 1), "cursor"));
done:
	json_decref(list);
	desk_close(&d);
	return status;
}
