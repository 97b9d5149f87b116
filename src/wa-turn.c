/* wa-turn: take a burst of short messages as one turn */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/opt.h"
#include "run/filter.h"
#include "run/hold.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/keywords.h"
#include "wa/turn.h"

static const char *workspace;
static bool dry;

static const struct opt opts[] = { OPT_WORKSPACE(&workspace), OPT_DRY(&dry), OPT_END };

static const struct opt_spec spec = {
	.about = "take a burst of short messages as one turn",
	.args = "< events",
	.opts = opts,
};

struct turns {
	const struct workspace	*ws;
	struct store		*store;
	struct keywords		*keywords;
};

/* Only words wait for more words: a tap, a photo, a place stand for themselves,
 * and what steers the desk is obeyed at once. */
static enum hold_verdict
judge(void *arg, const json_t *ev)
{
	const struct turns *t = arg;
	const char *kind = event_kind(ev), *text = event_text(ev);

	if (event_type(ev) == EVENT_ECHO)
		return HOLD_END;
	if (event_type(ev) != EVENT_MESSAGE || event_is_remark(ev))
		return HOLD_FOLLOW;
	if (text == NULL || (strcmp(kind, "text") != 0 && strcmp(kind, "audio") != 0))
		return HOLD_END;
	return keywords_find(t->keywords, text) != KEYWORD_NONE ? HOLD_END : HOLD_WAIT;
}

/* Where a person has the conversation nobody answers, now or later. */
static bool
vain(void *arg, const char *conversation)
{
	const struct turns *t = arg;
	struct db *db = store_db(t->store);
	int64_t contact = contact_find(db, conversation);
	struct conversation c;

	return contact > 0 && conversation_load(db, t->ws, contact, clock_now(), &c) == 0 && c.control != CONTROL_BOT;
}

static json_t *
answer(void *arg, json_t *const *events, size_t n, size_t i)
{
	(void)arg;
	return turn_value(events, n, i);
}

static int
record(void *arg, const json_t *ev, const json_t *value)
{
	const struct turns *t = arg;

	return turn_add(store_db(t->store), event_id(ev), value);
}

static int
take_turns(struct turns *t, int64_t quiet)
{
	int status;

	if ((t->store = store_open(t->ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		return store_status();
	t->keywords = keywords_load(t->ws);
	status = hold_run(&(struct hold_filter){
	    .base = { .key = "turn", .arg = t, .store = t->store, .memo = true, .workspace = t->ws, .dry = dry },
	    .quiet_ms = quiet, .cap_ms = json_number(t->ws->config, "turn.cap", 0),
	    .judge = judge, .vain = vain, .answer = answer, .record = record });
	keywords_free(t->keywords);
	store_close(t->store);
	return status;
}

static enum filter_verdict
pass(void *arg, const json_t *ev, json_t **value)
{
	(void)arg;
	(void)ev;
	(void)value;
	return FILTER_PASS;
}

int
main(int argc, char *argv[])
{
	struct turns t = {0};
	struct workspace *ws;
	int64_t quiet;
	int status;

	opt_parse(&spec, &argc, &argv);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	t.ws = ws;
	quiet = json_number(ws->config, "turn.quiet", 0);
	status = quiet > 0 ? take_turns(&t, quiet) :
	    filter_run(&(struct filter){ .key = "turn", .serve = pass, .workspace = ws, .dry = dry });
	workspace_free(ws);
	return status;
}
