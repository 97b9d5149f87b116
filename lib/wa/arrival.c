#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "wa/arrival.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/referral.h"
#include "wa/satisfaction.h"
#include "wa/session.h"

/* What an entry is about. */
struct filing {
	struct db			*db;
	const struct workspace		*ws;
	const struct journal_entry	*e;
	const json_t			*ev;
	int64_t				 contact;
	int64_t				 now;
};

/* A change or a taking back of an earlier message is no reply. */
static bool
is_reply(const json_t *ev)
{
	const char *kind = event_kind(ev);

	return strcmp(kind, "edit") != 0 && strcmp(kind, "revoke") != 0;
}

/* A new message of either side is of a session. */
static int
enter(const struct filing *f)
{
	int64_t session = session_enter(f->db, f->ws, f->contact, f->e->received);

	return session == -1 ? -1 : message_enter(f->db, f->e->seq, session);
}

static int
file_message(const struct filing *f)
{
	bool remark = event_is_remark(f->ev);
	int rc;

	if (f->contact == 0) {
		log_line("%s: a message from nobody; kept in the journal", event_id(f->ev));
		return 0;
	}
	if ((rc = message_add(f->db, f->e->seq, f->ev, f->contact, false)) != 1)
		return rc;
	if (referral_add(f->db, f->ev, f->contact, f->now) != 0 ||
	    conversation_heard(f->db, f->ws, f->contact, f->e->time, !remark, event_id(f->ev), f->now) == -1)
		return -1;
	if (event_rating(f->ev) != NULL)
		return satisfaction_answer(f->db, f->contact, event_rating(f->ev), f->e->time);
	return remark ? 0 : enter(f);
}

/* Has a member let go of the conversation since? Of the same second the
 * written word counts. */
static bool
is_overtaken(const struct filing *f)
{
	return f->e->time / CLOCK_SECOND < conversation_let_go(f->db, f->contact) / CLOCK_SECOND;
}

/* Told from our own sends by id, never by text: "ok" is said by many. */
static int
file_echo(const struct filing *f)
{
	const struct passing over = { .to = CONTROL_HUMAN, .who = "phone", .why = "echo", .event = event_id(f->ev) };
	int rc;

	if (f->contact == 0 || outbox_knows(f->db, event_id(f->ev)))
		return 0;
	if ((rc = message_add(f->db, f->e->seq, f->ev, f->contact, true)) != 1)
		return rc;
	if (!is_reply(f->ev))
		return 0;
	if (conversation_spoke(f->db, f->contact, f->e->time, true) == -1)
		return -1;
	if (is_overtaken(f))
		return 0;
	return conversation_pass(f->db, f->ws, f->contact, &over, f->now) == -1 ? -1 : enter(f);
}

static int
file_system(struct db *db, const json_t *ev, int64_t now)
{
	const char *wa_id = json_text(ev, "system.wa_id"), *user_id = json_text(ev, "system.user_id");
	const char *before_wa_id = json_text(ev, "contact.wa_id");
	const char *before_user_id = json_text(ev, "system.previous_user_id");
	const char *kind = json_text(ev, "system.kind");

	if (kind == NULL || strncmp(kind, "user_changed", strlen("user_changed")) != 0)
		return 0;
	if (before_wa_id != NULL && wa_id != NULL && contact_rename(db, before_wa_id, wa_id, now) == -1)
		return -1;
	if (before_user_id != NULL && user_id != NULL && contact_rename(db, before_user_id, user_id, now) == -1)
		return -1;
	return 0;
}

static int
file_history(const struct filing *f)
{
	if (f->contact == 0)
		return 0;
	return message_add(f->db, f->e->seq, f->ev, f->contact, json_yes(f->ev, "history.outgoing")) == -1 ? -1 : 0;
}

static int
file_effect(const struct filing *f)
{
	switch (event_type(f->ev)) {
	case EVENT_MESSAGE:
		return file_message(f);
	case EVENT_ECHO:
		return file_echo(f);
	case EVENT_STATUS:
		return outbox_status(f->db, f->ev, f->now);
	case EVENT_HISTORY:
		return file_history(f);
	case EVENT_SYSTEM:
		return file_system(f->db, f->ev, f->now);
	default:
		return 0;
	}
}

/* The journal only ever holds what the listener printed; this is for a file
 * damaged by other hands. */
static json_t *
parse_body(const struct journal_entry *e)
{
	const char *why = NULL;
	json_t *body = json_parse(e->body, strlen(e->body), &why);

	if (!json_is_object(body)) {
		log_line("journal.db: entry %lld: %s", (long long)e->seq, why ? why : "not an object");
		json_decref(body);
		body = json_object();
	}
	return body;
}

/* Statuses and system entries name people, but don't make them contacts. */
static bool
makes_contact(const json_t *body)
{
	enum event_type type = event_type(body);

	return type == EVENT_MESSAGE || type == EVENT_ECHO || type == EVENT_HISTORY;
}

static int64_t
known_contact(struct db *db, const struct contact_ids *ids, char key[CONTACT_KEY_LEN])
{
	struct contact c;
	int64_t id = 0;

	key[0] = '\0';
	if (ids->user_id != NULL)
		id = contact_find(db, ids->user_id);
	if (id == 0 && ids->wa_id != NULL)
		id = contact_find(db, ids->wa_id);
	if (id > 0 && contact_load(db, id, &c) == 0) {
		memcpy(key, c.key, sizeof c.key);
		contact_release(&c);
	}
	return id;
}

int
arrival_file(struct db *db, const struct workspace *ws, const struct journal_entry *e, int64_t now, struct arrival *a)
{
	struct contact_ids ids;
	struct filing f = { .db = db, .ws = ws, .e = e, .now = now };

	f.ev = a->event = parse_body(e);
	contact_ids_of(a->event, &ids);
	/* Filed already: not even who wrote it is looked at again. */
	if (message_contact(db, e->seq) != 0) {
		known_contact(db, &ids, a->key);
		return 0;
	}
	f.contact = makes_contact(a->event) ? contact_resolve(db, &ids, now, a->key) : known_contact(db, &ids, a->key);
	if (f.contact >= 0 && file_effect(&f) == 0)
		return 0;
	arrival_release(a);
	return -1;
}

void
arrival_again(struct db *db, const struct journal_entry *e, struct arrival *a)
{
	struct contact_ids ids;

	a->event = parse_body(e);
	contact_ids_of(a->event, &ids);
	known_contact(db, &ids, a->key);
}

void
arrival_release(struct arrival *a)
{
	json_decref(a->event);
	*a = (struct arrival){0};
}
