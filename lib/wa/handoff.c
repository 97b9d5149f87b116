#include <stdlib.h>

#include "base/mem.h"
#include "wa/contact.h"
#include "wa/graph.h"
#include "wa/handoff.h"
#include "wa/inquiry.h"
#include "wa/outbox.h"
#include "wa/satisfaction.h"
#include "wa/session.h"
#include "wa/words.h"

/* --------------------------------------------------------- telling the customer */

/* Words of the desk beside the agent's answers: part `part` of `event`. Takes message. */
static int
queue(const struct handoff *h, const struct contact *c, const char *event, int part, json_t *message, int64_t now)
{
	struct outbox_new row = { .event = event, .part = part, .contact = c->id, .author = OUTBOX_AGENT, .message = message };
	int rc = 0;

	/* Nobody to write to is nobody to tell. */
	if (graph_address(message, c->wa_id, c->user_id) == 0)
		rc = outbox_add(h->db, &row, now);
	json_decref(message);
	return rc;
}

static char *
say(const struct handoff *h, const struct contact *c, const struct conversation *v, const char *key)
{
	json_t *who = json_pack("{s:s*}", "name", c->name);
	char *text = texts_say(h->texts, key, v->language, who, NULL);

	json_decref(who);
	return text;
}

/* Why nothing may be said, or NULL. */
static const char *
obstacle(const struct handoff *h, const struct conversation *v, int64_t now)
{
	return h->texts == NULL ? "no texts" : v->opted_out != 0 ? "opted out" : !conversation_window(v, now) ? "window closed" : NULL;
}

/* ---------------------------------------------------------------------- taking */

/* The hand-over that a customer still waits to hear of: the transition by which
 * the agent gave the conversation away, when no person has written since. */
static int64_t
unannounced(struct db *db, const struct conversation *v)
{
	struct db_rows *r = db_query(db, "SELECT id, at, who IN ('customer', 'agent') FROM transition"
	    " WHERE contact = ? AND after = 'human' ORDER BY id DESC LIMIT 1", "i", v->contact);
	int64_t id = 0;

	if (db_next(r) && db_int(r, 2) != 0 && v->last_person < db_int(r, 1))
		id = db_int(r, 0);
	db_end(r);
	return id;
}

static int
announce(const struct handoff *h, const struct conversation *v, int64_t transition, int64_t now)
{
	char *event = mem_printf("takeover:%lld", (long long)transition), *text;
	struct contact c;
	int rc = contact_load(h->db, v->contact, &c);

	if (rc == 0 && !outbox_has(h->db, event)) {
		text = say(h, &c, v, "takeover");
		rc = queue(h, &c, event, 0, words_message(text), now);
		if (rc == 0)
			rc = conversation_part(h->db, v->contact, event);
		free(text);
	}
	contact_release(&c);
	free(event);
	return rc;
}

int
handoff_take(const struct handoff *h, int64_t contact, const char *why, int64_t now)
{
	const struct passing take = { .to = CONTROL_HUMAN, .who = h->who, .why = why };
	struct conversation v;
	int64_t transition;

	if (conversation_load(h->db, h->ws, contact, now, &v) == -1 ||
	    (transition = conversation_pass(h->db, h->ws, contact, &take, now)) == -1)
		return -1;
	if (transition == 0)
		transition = unannounced(h->db, &v);
	if (transition == 0 || obstacle(h, &v, now) != NULL || !json_yes(h->ws->config, "handoff.takeover_text"))
		return 0;
	return announce(h, &v, transition, now);
}

/* ------------------------------------------------------------------ giving back */

int
handoff_release(const struct handoff *h, int64_t contact, const char *why, int64_t now)
{
	const struct passing release = { .to = CONTROL_BOT, .who = h->who, .why = why };

	return conversation_pass(h->db, h->ws, contact, &release, now) == -1 ? -1 : 0;
}

int
handoff_give_back(const struct handoff *h, int64_t contact, bool keep, const char *why, int64_t now)
{
	struct conversation v;

	if (conversation_load(h->db, h->ws, contact, now, &v) == -1)
		return -1;
	if (v.control != CONTROL_HUMAN)
		return 0;
	if (keep)
		return conversation_keep(h->db, contact, now);
	if (v.kept || inquiry_of(h->db, contact) != 0)
		return 0;
	return handoff_release(h, contact, why, now);
}

/* ---------------------------------------------------------------------- closing */

static int
ask(const struct handoff *h, const struct contact *c, const struct conversation *v, const char *event, int64_t session, int64_t now)
{
	const char *why = obstacle(h, v, now);
	char *question;
	int rc;

	if (session == 0 || satisfaction_is_done(h->db, session))
		return 0;
	if (why == NULL && !json_yes(h->ws->config, "session.satisfaction"))
		why = "off";
	if (why != NULL)
		return satisfaction_skip(h->db, v->contact, session, why);
	question = say(h, c, v, "satisfaction");
	rc = queue(h, c, event, 1, satisfaction_message(question, session), now);
	free(question);
	return rc == 0 ? satisfaction_ask(h->db, v->contact, session, now) : -1;
}

static int
farewell(const struct handoff *h, const struct conversation *v, const char *event, int64_t session, int64_t now)
{
	struct contact c;
	char *text = NULL;
	int rc = contact_load(h->db, v->contact, &c);

	if (rc == 0 && obstacle(h, v, now) == NULL && json_yes(h->ws->config, "session.closing")) {
		text = say(h, &c, v, "closing");
		rc = queue(h, &c, event, 0, words_message(text), now);
		free(text);
	}
	if (rc == 0)
		rc = ask(h, &c, v, event, session, now);
	contact_release(&c);
	return rc;
}

int
handoff_close(const struct handoff *h, int64_t contact, enum closing as, const char *why, int64_t now)
{
	const struct passing closing = { .to = CONTROL_CLOSED, .closed_as = as, .who = h->who, .why = why };
	struct conversation v;
	int64_t transition, session;
	char *event;
	int rc;

	if (conversation_load(h->db, h->ws, contact, now, &v) == -1 ||
	    (transition = conversation_pass(h->db, h->ws, contact, &closing, now)) == -1 ||
	    (session = session_close(h->db, h->ws, contact, as, now)) == -1)
		return -1;
	/* Closed as something else: the customer has heard of it. */
	if (v.control == CONTROL_CLOSED || as == CLOSING_DELETED)
		return 0;
	event = mem_printf("closing:%lld", (long long)transition);
	rc = farewell(h, &v, event, session, now);
	if (rc == 0)
		rc = conversation_part(h->db, contact, event);
	free(event);
	return rc;
}
