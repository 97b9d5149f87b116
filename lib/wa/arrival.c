#include <string.h>

#include "base/log.h"
#include "wa/arrival.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/referral.h"

static bool
is_reply(const json_t *ev)
{
	const char *kind = event_kind(ev);

	return strcmp(kind, "edit") != 0 && strcmp(kind, "revoke") != 0;
}

static int
file_message(struct db *db, const struct journal_entry *e, const json_t *ev, int64_t contact, int64_t now)
{
	if (contact == 0) {
		log_line("%s: a message from nobody; kept in the journal", event_id(ev));
		return 0;
	}
	if (message_add(db, e->seq, ev, contact, false) != 0 || referral_add(db, ev, contact, now) != 0)
		return -1;
	return conversation_heard(db, contact, e->time, event_id(ev), now);
}

/* Told from our own sends by id, never by text: "ok" is said by many. */
static int
file_echo(struct db *db, const struct journal_entry *e, const json_t *ev, int64_t contact, int64_t now)
{
	if (contact == 0 || outbox_knows(db, event_id(ev)))
		return 0;
	if (message_add(db, e->seq, ev, contact, true) != 0)
		return -1;
	if (!is_reply(ev))
		return 0;
	return conversation_set_control(db, contact, CONTROL_HUMAN, "phone", "echo", event_id(ev), now);
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
file_effect(struct db *db, const struct journal_entry *e, const json_t *ev, int64_t contact, int64_t now)
{
	switch (event_type(ev)) {
	case EVENT_MESSAGE:
		return file_message(db, e, ev, contact, now);
	case EVENT_ECHO:
		return file_echo(db, e, ev, contact, now);
	case EVENT_STATUS:
		return outbox_status(db, ev, now);
	case EVENT_HISTORY:
		return contact == 0 ? 0 : message_add(db, e->seq, ev, contact, json_yes(ev, "history.outgoing"));
	case EVENT_SYSTEM:
		return file_system(db, ev, now);
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
arrival_file(struct db *db, const struct journal_entry *e, int64_t now, struct arrival *a)
{
	struct contact_ids ids;
	int64_t contact;

	a->event = parse_body(e);
	contact_ids_of(a->event, &ids);
	contact = makes_contact(a->event) ? contact_resolve(db, &ids, now, a->key) : known_contact(db, &ids, a->key);
	if (contact >= 0 && file_effect(db, e, a->event, contact, now) == 0)
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
