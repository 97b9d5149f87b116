/* wa-inquiry: open cases for humans, acknowledge them, and list them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "run/filter.h"
#include "run/inquiry_pack.h"
#include "run/table.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/texts.h"

static const char *workspace, *status = "open";
static bool dry, json, quiet, all, qr;

static int list_inquiries(int argc, char **argv);
static int pack(int argc, char **argv);

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt list_opts[] = {
	{ 0, "status", OPT_STR, &status, "STATUS", "open (the default), claimed, resolved or ignored" },
	{ 'a', "all", OPT_FLAG, &all, NULL, "of every status" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt pack_opts[] = {
	OPT_JSON(&json),
	{ 0, "qr", OPT_FLAG, &qr, NULL, "the link that opens the chat as a QR code, too" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "inquiries, the oldest first", list_inquiries, list_opts },
	{ "pack", "ID ...", "what to read before answering", pack, pack_opts },
	{0}
};

static const struct opt_spec spec = {
	.about = "open cases for humans, acknowledge them, and list them",
	.args = "< events | COMMAND",
	.opts = opts,
	.commands = commands,
};

struct desk {
	const struct workspace	*ws;
	struct store		*store;
	struct texts		*texts;
};

/* What came without words is named, so that nobody types it again; and no
 * answer is promised for a time when nobody is there. */
static const char *
text_key(const struct desk *d, const json_t *matter, const json_t *ev, int64_t now)
{
	const char *reason = json_text(matter, "reason"), *kind = event_kind(ev);

	if (!json_yes(d->ws->config, "inquiries"))
		return "unsure";
	if (!hours_open(d->ws, now))
		return "escalation_after_hours";
	if (reason == NULL || strcmp(reason, "media") != 0)
		return "escalation";
	return strcmp(kind, "audio") == 0 || strcmp(kind, "voice") == 0 ? "voice_received" : "media_received";
}

/* What the customer is told. */
static json_t *
acknowledgement(const struct desk *d, const json_t *matter, const json_t *ev, int64_t now)
{
	int64_t opens = hours_next(d->ws, now);
	char *when = opens != 0 ? hours_say(d->ws, opens, now) : NULL;
	json_t *more = json_pack("{s:s*}", "opens", when);
	char *text = texts_say(d->texts, text_key(d, matter, ev, now), json_text(ev, "reply.decision.language"),
	    json_object_get(ev, "contact"), more);
	json_t *messages = json_pack("[{s:s,s:{s:s}}]", "type", "text", "text", "body", text);

	json_decref(more);
	free(when);
	free(text);
	return messages;
}

/* What of the decision goes to a person: all of it, what was left after
 * answering a part, or NULL for nothing. */
static const json_t *
escalated(const json_t *ev)
{
	const char *action = json_text(ev, "reply.decision.action");

	if (action != NULL && strcmp(action, "escalate") == 0)
		return json_at(ev, "reply.decision");
	return json_at(ev, "reply.decision.rest");
}

static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	const struct desk *d = arg;
	const json_t *matter = escalated(ev);
	const char *reason = json_text(matter, "reason"), *category = json_text(matter, "category");
	bool off = !json_yes(d->ws->config, "inquiries"), joined = false;
	int64_t now = clock_now(), contact, id = 0;

	if (matter == NULL)
		return FILTER_PASS;
	if (category == NULL)
		category = "support";
	if ((contact = contact_of_event(store_db(d->store), ev, now)) == -1)
		return FILTER_RETRY;
	if (!off && (id = inquiry_open(store_db(d->store), contact, category, reason ? reason : "escalated",
	    event_id(ev), now, &joined)) == -1)
		return FILTER_RETRY;
	*value = json_pack("{s:o,s:s,s:s*,s:n,s:o}", "id", off ? json_null() : json_integer(id),
	    "category", category, "reason", reason, "owner", "messages",
	    joined ? json_array() : acknowledgement(d, matter, ev, now));
	return FILTER_SET;
}

static int
run_filter(const struct workspace *ws)
{
	struct desk d = { .ws = ws };
	int rc = EX_CONFIG;

	if ((d.texts = texts_open(ws)) != NULL && (d.store = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		rc = store_status();
	else if (d.texts != NULL)
		rc = filter_run(&(struct filter){ .key = "inquiry", .serve = serve, .arg = &d,
		    .store = d.store, .memo = true, .workspace = ws, .dry = dry });
	store_close(d.store);
	texts_close(d.texts);
	return rc;
}

static const char *
age(const char *since, char out[16])
{
	int64_t ms = 0, minutes;

	clock_parse(since, &ms);
	minutes = (clock_now() - ms) / CLOCK_MINUTE;
	if (minutes < 60)
		snprintf(out, 16, "%dm", (int)minutes);
	else if (minutes < 48 * 60)
		snprintf(out, 16, "%dh", (int)(minutes / 60));
	else
		snprintf(out, 16, "%dd", (int)(minutes / (24 * 60)));
	return out;
}

static int
print_json(const json_t *list)
{
	struct buf out = {0};
	json_t *q;
	size_t i;

	json_array_foreach((json_t *)list, i, q) {
		json_print(q, &out);
		buf_char(&out, '\n');
	}
	fwrite(out.data ? out.data : "", 1, out.len, stdout);
	buf_free(&out);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int
print_table(const json_t *list)
{
	static const struct table_column columns[] = {
		{ "id", false, true }, { "age", false, true }, { "category", false, false }, { "reason", false, false },
		{ "owner", false, false }, { "who", true, false }, { "asks", true, false }, { NULL, false, false }
	};
	struct table *t = table_new(columns);
	json_t *q;
	size_t i;

	json_array_foreach((json_t *)list, i, q) {
		char id[24], since[16];
		const char *name = json_text(q, "name");

		snprintf(id, sizeof id, "%lld", (long long)json_number(q, "id", 0));
		table_row(t, (const char *[]){ id, age(json_text(q, "opened"), since), json_text(q, "category"),
		    json_text(q, "reason"), json_text(q, "owner"), name ? name : json_text(q, "conversation"),
		    json_text(q, "text") });
	}
	return table_print(t) == 0 ? EX_OK : EX_IOERR;
}

static int
list_inquiries(int argc, char **argv)
{
	struct workspace *ws;
	struct store *st = NULL;
	json_t *list = NULL, *q;
	size_t i;
	int rc = EX_CONFIG;

	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL || (st = store_open(ws, STORE_READ)) == NULL)
		goto done;
	list = inquiry_list(store_db(st), all ? NULL : status);
	if (json) {
		rc = print_json(list);
	} else if (quiet) {
		json_array_foreach(list, i, q)
			printf("%lld\n", (long long)json_number(q, "id", 0));
		rc = fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	} else {
		rc = print_table(list);
	}
done:
	json_decref(list);
	store_close(st);
	workspace_free(ws);
	return rc;
}

static int
pack(int argc, char **argv)
{
	return inquiry_pack(workspace, json, qr, argc, argv);
}

int
main(int argc, char *argv[])
{
	const struct opt_command *command = opt_parse(&spec, &argc, &argv);
	struct workspace *ws;
	int rc;

	if (command != NULL)
		return command->run(argc, argv);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	rc = run_filter(ws);
	workspace_free(ws);
	return rc;
}
