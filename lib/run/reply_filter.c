#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/watch.h"
#include "run/reply_filter.h"
#include "wa/agent.h"
#include "wa/claim.h"
#include "wa/contact.h"
#include "wa/decision.h"
#include "wa/event.h"
#include "wa/label.h"
#include "wa/member.h"
#include "wa/session.h"
#include "wa/tagging.h"

struct reply_filter {
	const struct workspace	*ws;
	struct agent		*agent;
	struct watch		*knowledge;	/* the files it was made of */
	struct tagging		*tagging;
	struct store		*store;
};

/* What `said` asks about: the matter that a message belongs to. */
struct matter {
	struct db	*db;
	int64_t		 contact;
	const char	*event;
	int64_t		 start;
};

static bool
said(void *arg, const char *entry)
{
	const struct matter *m = arg;

	return decision_said(m->db, m->contact, entry, m->event, m->start);
}

/* Do these words tell the conversation's language? "x" and a thumb don't. */
static bool
speaks(const struct reply_filter *r, const json_t *ev, const struct agent_view *view, const char *action)
{
	const char *own = json_text(ev, "class.language");

	return own != NULL && strcmp(action, "ignore") != 0 && strcmp(agent_language(r->ws, ev, view->language), own) == 0;
}

/* The conversation goes to a person; what the customer is told of it may still go. */
static int
hand_over(struct db *db, const struct reply_filter *r, const json_t *ev, int64_t contact, const json_t *decision, int64_t now)
{
	const char *rest = json_text(decision, "rest.reason"), *why = rest != NULL ? rest : json_text(decision, "reason");
	const struct passing over = { .to = CONTROL_HUMAN, .who = strcmp(why, "human-wanted") == 0 ? "customer" : "agent",
	    .why = why, .event = event_id(ev) };

	return conversation_pass(db, r->ws, contact, &over, now) == -1 ? -1 : 0;
}

/* What a decision changes besides the words: opt-outs, control, the language, the records. */
static int
remember(struct db *db, const struct reply_filter *r, const json_t *ev, const struct agent_view *view,
    int64_t contact, const json_t *decision, int64_t now)
{
	const char *action = json_text(decision, "action");
	bool out = strcmp(action, "optout") == 0;

	if ((out || strcmp(action, "optin") == 0) && conversation_opt_out(db, contact, out, event_id(ev), now) != 0)
		return -1;
	if (json_yes(decision, "handoff") && hand_over(db, r, ev, contact, decision, now) == -1)
		return -1;
	if (speaks(r, ev, view, action) && conversation_set_language(db, contact, agent_language(r->ws, ev, view->language)) != 0)
		return -1;
	if (label_add(db, ev, contact, now) != 0 || tagging_apply(r->tagging, db, ev, contact, now) != 0)
		return -1;
	return decision_add(db, event_id(ev), contact, decision, now);
}

static struct watch *
watch_knowledge(const struct workspace *ws)
{
	char *files[] = { workspace_file(ws, "faq.yaml"), workspace_file(ws, "services.yaml"),
	    workspace_file(ws, "templates.yaml") };

	return watch_new(files, sizeof files / sizeof *files);
}

/* Knowledge that has a mistake now is told, and what it was goes on. */
static void
refresh(struct reply_filter *r)
{
	struct agent *agent;

	if (!watch_changed(r->knowledge) || (agent = agent_load(r->ws)) == NULL)
		return;
	agent_free(r->agent);
	r->agent = agent;
}

/* Whose phone it is; a message may come without it, by user id alone. */
static const char *
member_of(const struct reply_filter *r, int64_t contact)
{
	const json_t *member = NULL;
	struct contact c;

	if (contact_load(store_db(r->store), contact, &c) == 0)
		member = member_by_phone(r->ws, c.wa_id);
	contact_release(&c);
	return json_text(member, "name");
}

/* A member's own phone: what it claims is wa-inquiry's work, and no customer's matter. */
static enum filter_verdict
serve_member(struct db *db, const json_t *ev, const char *member, int64_t inquiry, int64_t contact, int64_t now, json_t **value)
{
	*value = json_pack("{s:{s:s,s:s,s:s,s:s,s:I},s:[]}", "decision", "action", "claim", "reason", "member", "rule", "member",
	    "member", member, "inquiry", (json_int_t)inquiry, "messages");
	return decision_add(db, event_id(ev), contact, json_object_get(*value, "decision"), now) == 0 ? FILTER_SET : FILTER_RETRY;
}

enum filter_verdict
reply_filter_serve(void *arg, const json_t *ev, json_t **value)
{
	struct reply_filter *r = arg;
	struct db *db = store_db(r->store);
	int64_t now = clock_now(), contact = contact_of_event(db, ev, now);
	struct matter matter = { db, contact, event_id(ev), session_start(db, r->ws, event_id(ev), now) };
	struct agent_view view = { .said = said, .arg = &matter };
	struct conversation c;
	json_t *offered;
	const char *member;
	int64_t inquiry;

	refresh(r);
	if (contact == 0)
		return FILTER_PASS;
	if (contact != -1 && claim_read(ev, &inquiry) && (member = member_of(r, contact)) != NULL)
		return serve_member(db, ev, member, inquiry, contact, now, value);
	if (contact == -1 || conversation_load(db, r->ws, contact, now, &c) == -1)
		return FILTER_RETRY;
	view.control = c.control;
	view.opted_out = c.opted_out != 0;
	view.language = c.language;
	view.returning = c.created < matter.start;
	view.clarified = decision_clarified(db, contact, matter.event, matter.start);
	offered = decision_offered(db, contact, matter.event, matter.start);
	view.offered = offered;
	*value = agent_reply(r->agent, ev, &view, now);
	json_decref(offered);
	if (remember(db, r, ev, &view, contact, json_object_get(*value, "decision"), now) != 0)
		return FILTER_RETRY;
	return FILTER_SET;
}

struct reply_filter *
reply_filter_open(const struct workspace *ws, struct store *st)
{
	struct reply_filter *r = mem_alloc(sizeof *r);

	r->ws = ws;
	r->store = st;
	r->knowledge = watch_knowledge(ws);
	r->tagging = tagging_new(ws);
	if ((r->agent = agent_load(ws)) != NULL)
		return r;
	reply_filter_close(r);
	return NULL;
}

void
reply_filter_close(struct reply_filter *r)
{
	if (r == NULL)
		return;
	agent_free(r->agent);
	watch_free(r->knowledge);
	tagging_free(r->tagging);
	free(r);
}
