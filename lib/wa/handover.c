#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "wa/asset.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/graph.h"
#include "wa/handover.h"
#include "wa/inquiry.h"
#include "wa/lead.h"
#include "wa/outbound.h"
#include "wa/outbox.h"
#include "wa/words.h"

/* Rows of one event, at most: more is a mistake of somebody's hook or model. */
enum { PARTS_MAX = 20 };

static void
problem(struct handover *h, char *what)
{
	h->intended = OUTCOME_FAILED;
	free(h->problem);
	h->problem = what;
	json_array_clear(h->messages);
}

/* What answers the identity that wrote. */
static int
address(const struct workspace *ws, const json_t *ev, json_t *msg)
{
	const char *number = json_text(ev, "message.number");

	/* The customer wrote to this number of ours, so it answers. */
	if (number != NULL && workspace_owns(ws, number))
		json_put(msg, "from", number);
	return graph_address(msg, json_text(ev, "contact.wa_id"), json_text(ev, "contact.user_id"));
}

static int
add_parts(struct handover *h, const struct workspace *ws, const json_t *ev, const json_t *msg)
{
	json_t *parts = words_split(msg);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < json_array_size(parts); i++) {
		json_t *part = json_copy(json_array_get(parts, i));

		if ((rc = address(ws, ev, part)) == -1)
			problem(h, mem_str("the customer has neither phone nor user id"));
		else
			json_array_append(h->messages, part);
		json_decref(part);
	}
	json_decref(parts);
	return rc;
}

/* A text that is too long is cut, so only its other members count. */
static int
check(struct handover *h, const struct workspace *ws, const char *key, size_t i, const json_t *msg)
{
	json_t *parts = json_is_object(msg) ? words_split(msg) : NULL;
	const json_t *first = parts != NULL ? json_array_get(parts, 0) : msg;
	struct outbound_problem p = { 0, "text.body", "is empty" };
	char *unfit = NULL;
	int rc = 0;

	if (first == NULL || outbound_check(first, &p) == -1)
		rc = -1;
	else if (outbound_is_read_mark(msg)) {
		snprintf(p.field, sizeof p.field, "status");
		snprintf(p.text, sizeof p.text, "is no message");
		rc = -1;
	}
	if (rc == -1)
		problem(h, mem_printf("%s.messages[%zu]: %s %s", key, i, p.field, p.text));
	else if (ws->dir != NULL && (unfit = asset_refusal(ws, msg)) != NULL) {
		problem(h, mem_printf("%s.messages[%zu]: %s", key, i, unfit));
		rc = -1;
	}
	free(unfit);
	json_decref(parts);
	return rc;
}

/* One key's messages. *asked: has the turn its question already? Returns
 * whether any of these asks. */
static int
add_key(struct handover *h, const struct workspace *ws, const json_t *ev, const char *key, bool *asked, size_t *added)
{
	const json_t *list = json_object_get(json_object_get(ev, key), "messages"), *msg;
	size_t i;

	*added = 0;
	json_array_foreach((json_t *)list, i, msg) {
		bool asks;

		if (check(h, ws, key, i, msg) == -1)
			return -1;
		asks = words_ask(msg);
		if (asks && *asked) {
			h->unasked = h->unasked || strcmp(key, "lead") == 0;
			continue;
		}
		*asked = *asked || asks;
		if (add_parts(h, ws, ev, msg) == -1)
			return -1;
		++*added;
	}
	if (json_array_size(h->messages) > PARTS_MAX) {
		problem(h, mem_str("more messages than any answer needs"));
		return -1;
	}
	return 0;
}

static void
raise(struct handover *h, enum outcome outcome)
{
	if (outcome > h->intended)
		h->intended = outcome;
}

/* The decision's action as an outcome; NONE when there is no such action. */
static enum outcome
outcome_of_action(const char *action)
{
	static const struct { const char *action; enum outcome outcome; } actions[] = {
		{ "greet", OUTCOME_ANSWERED }, { "answer", OUTCOME_ANSWERED }, { "clarify", OUTCOME_ASKED },
		{ "escalate", OUTCOME_ESCALATED }, { "optout", OUTCOME_ANSWERED }, { "optin", OUTCOME_ANSWERED },
		{ "ignore", OUTCOME_IGNORED }, { "silent", OUTCOME_HUMAN },
		{ "claim", OUTCOME_ANSWERED }, { "lead", OUTCOME_IGNORED },
	};

	for (size_t i = 0; action != NULL && i < sizeof actions / sizeof *actions; i++)
		if (strcmp(action, actions[i].action) == 0)
			return actions[i].outcome;
	return OUTCOME_NONE;
}

/* A flow in its steps, or a lead being asked for, is an answer of its own. */
static void
plan_keys(struct handover *h, const struct workspace *ws, const json_t *ev)
{
	static const char *const keys[] = { "flow", "reply", "lead", "inquiry" };
	bool asked = false, before;
	size_t added, replies = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		before = asked;
		if (add_key(h, ws, ev, keys[i], &asked, &added) == -1)
			return;
		if (strcmp(keys[i], "reply") == 0)
			replies = added;
		else if (strcmp(keys[i], "inquiry") != 0 && added > 0)
			raise(h, asked && !before ? OUTCOME_ASKED : OUTCOME_ANSWERED);
	}
	if ((json_object_get(ev, "inquiry") != NULL && json_at(ev, "inquiry.claim") == NULL) || json_at(ev, "reply.decision.rest") != NULL)
		raise(h, OUTCOME_ESCALATED);
	if (replies == 0 && json_array_size(h->messages) == 0 &&
	    (h->intended == OUTCOME_ANSWERED || h->intended == OUTCOME_ASKED))
		problem(h, mem_str("an answer without words"));
}

void
handover_plan(const struct workspace *ws, const json_t *ev, struct handover *h)
{
	const char *action = json_text(ev, "reply.decision.action");

	*h = (struct handover){ .intended = OUTCOME_IGNORED, .messages = json_array(),
	    .author = action != NULL && strcmp(action, "claim") == 0 ? OUTBOX_NOTICE : OUTBOX_AGENT };
	if (event_is_remark(ev))
		return;
	h->intended = outcome_of_action(action);
	if (h->intended == OUTCOME_NONE && json_at(ev, "flow.messages") == NULL) {
		problem(h, mem_printf("nothing was decided%s%.40s", action ? ": " : "", action ? action : ""));
		return;
	}
	plan_keys(h, ws, ev);
}

void
handover_free(struct handover *h)
{
	json_decref(h->messages);
	h->messages = NULL;
	free(h->problem);
	h->problem = NULL;
}

static json_t *
report(struct db *db, const char *event, enum outcome outcome)
{
	json_t *sent = json_object();

	json_put(sent, "outcome", outcome_name(outcome));
	json_object_set_new(sent, "messages", outbox_of(db, event));
	return sent;
}

static int
queue(struct db *db, const struct handover *h, const char *event, int64_t seq, int64_t contact, int64_t now)
{
	json_t *msg;
	size_t i;

	json_array_foreach(h->messages, i, msg) {
		struct outbox_new row = { .event = event, .part = (int)i, .contact = contact, .answers = seq,
			.author = h->author, .message = msg };

		if (outbox_add(db, &row, now) == -1)
			return -1;
	}
	return 0;
}

/* Somebody has to see it: the failure, and the escalation that no filter has
 * opened a case for. */
static int
tell_a_person(struct db *db, const struct handover *h, const json_t *ev, int64_t contact, int64_t now)
{
	const char *category = json_text(ev, "reply.decision.category"), *reason = json_text(ev, "reply.decision.reason");
	struct inquiry_case c = { .event = event_id(ev), .contact = contact, .kind = INQUIRY_QUESTION,
	    .category = category != NULL ? category : "support", .reason = reason != NULL ? reason : "escalated" };

	if (h->intended == OUTCOME_FAILED) {
		log_line("%s: failed: %s", event_id(ev), h->problem);
		c.kind = INQUIRY_FAILURE;
		c.reason = h->problem;
	} else if (h->intended != OUTCOME_ESCALATED || json_object_get(ev, "inquiry") != NULL) {
		return 0;
	} else {
		log_line("%s: escalated, and no wa-inquiry stands in the line: inquiry opened here", event_id(ev));
	}
	return inquiry_open(db, &c, now, NULL) == -1 ? -1 : 0;
}

/* The lead's question doesn't go out: it may be asked another time. */
static int
take_back_question(struct db *db, const struct handover *h, const json_t *ev)
{
	const char *ask = json_text(ev, "lead.ask");

	if (!h->unasked || ask == NULL)
		return 0;
	return lead_unask(db, json_number(ev, "lead.id", 0), ask) == -1 ? -1 : 0;
}

static int
carry_out(struct db *db, const struct handover *h, const json_t *ev, int64_t seq, int64_t contact, int64_t now)
{
	if (tell_a_person(db, h, ev, contact, now) == -1 ||
	    take_back_question(db, h, ev) == -1 ||
	    queue(db, h, event_id(ev), seq, contact, now) == -1)
		return -1;
	return message_hand(db, seq, h->intended, json_array_size(h->messages) == 0, now);
}

int
handover_do(struct db *db, const struct workspace *ws, const json_t *ev, int64_t now, json_t **sent)
{
	const char *event = event_id(ev);
	int64_t seq = message_seq(db, event);
	struct conversation c;
	struct handover h;
	int rc = 0;

	if (seq == 0)
		return 1;
	if (message_is_handed(db, seq)) {
		*sent = report(db, event, message_intended(db, seq));
		return 0;
	}
	if (conversation_load(db, ws, message_contact(db, seq), now, &c) == -1)
		return -1;
	handover_plan(ws, ev, &h);
	/* A person has it; but what gave it to them is answered, and so are members. */
	if (strcmp(h.author, OUTBOX_AGENT) == 0 && c.control != CONTROL_BOT && !event_is_remark(ev) && !conversation_parts(db, c.contact, event)) {
		json_array_clear(h.messages);
		h.unasked = true;
		h.intended = json_object_get(ev, "inquiry") != NULL ? OUTCOME_ESCALATED : OUTCOME_HUMAN;
	}
	rc = carry_out(db, &h, ev, seq, c.contact, now);
	if (rc == 0)
		*sent = report(db, event, h.intended);
	handover_free(&h);
	return rc;
}
