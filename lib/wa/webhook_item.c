#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/mem.h"
#include "wa/inbound.h"
#include "wa/webhook_contact.h"
#include "wa/webhook_draft.h"
#include "wa/webhook_item.h"

enum { WORD_MAX = 1024, SMALL_MAX = 4096 };

void
webhook_item_each(struct walk *w, const char *name, const json_t *list, void (*item)(struct walk *, const json_t *))
{
	const json_t *one;

	for (size_t i = 0; (one = json_item(list, i)) != NULL; i++)
		if (json_is_object(one))
			item(w, one);
		else
			webhook_draft_unknown_member(w, name, one);
}

static char *
once_text(const char *kind, const char *id)
{
	return id != NULL ? mem_printf("%s:%s", kind, id) : NULL;
}

static void
add_said(struct walk *w, enum event_type type, const char *once, const json_t *m, json_t *customer, json_t *history)
{
	const char *id = inbound_id(m, "id");
	char *key = once_text(once, id);
	struct draft d = { .type = type, .key = "message", .part = inbound_message(m), .contact = customer,
		.item = m, .time = json_at(m, "timestamp"), .id = id, .once = key };
	size_t before = w->out->n;

	/* A desk with several numbers answers from the one that was written to. */
	if (type == EVENT_MESSAGE)
		json_put(d.part, "number", inbound_id(w->value, "metadata.phone_number_id"));
	webhook_draft_add(w, &d, inbound_context(m));
	if (history != NULL && w->out->n > before)
		json_object_set(w->out->events[before].json, "history", history);
	json_decref(history);
	free(key);
}

/* Number and id changes: the contact is who it was, `system` says who it is now. */
static void
on_system(struct walk *w, const json_t *m)
{
	const json_t *s = json_at(m, "system");
	const char *id = inbound_id(m, "id"), *from = inbound_id(m, "from"), *user = inbound_id(s, "previous_user_id"), *wa_id;
	char *once = once_text("m", id);
	json_t *part = json_object();
	struct draft d = { .type = EVENT_SYSTEM, .key = "system", .part = part, .item = m,
		.time = json_at(m, "timestamp"), .id = id, .once = once };

	json_put(part, "kind", inbound_id(s, "type") != NULL ? inbound_id(s, "type") : "system");
	json_put_clean(part, "text", json_at(s, "body"), WORD_MAX);
	wa_id = inbound_id(s, "wa_id") != NULL ? inbound_id(s, "wa_id") : inbound_id(s, "new_wa_id");
	json_put(part, "wa_id", wa_id);
	json_put(part, "user_id", inbound_id(s, "user_id"));
	json_put(part, "previous_user_id", user);
	json_object_set(part, "raw", (json_t *)m);
	if (from == NULL)
		from = inbound_id(s, "customer");
	if (user == NULL)
		user = inbound_id(m, "from_user_id");
	if (from == NULL && user == NULL) {
		from = wa_id;
		user = inbound_id(s, "user_id");
	}
	d.contact = webhook_contact(w->value, from, user);
	webhook_draft_add(w, &d, NULL);
	free(once);
}

/* A message the agent would take for a customer's must not be our own. */
static void
on_own_message(struct walk *w, const json_t *m)
{
	const char *to = inbound_id(m, "to"), *user = inbound_id(m, "to_user_id");

	if (to == NULL && user == NULL)
		webhook_draft_unknown_member(w, "messages", m);
	else
		add_said(w, EVENT_ECHO, "e", m, webhook_contact(w->value, to, user), NULL);
}

void
webhook_item_message(struct walk *w, const json_t *m)
{
	const char *from = inbound_id(m, "from");
	json_t *who;

	if (json_says(m, "type", "system"))
		on_system(w, m);
	else if (webhook_contact_is_ours(w->value, from))
		on_own_message(w, m);
	else if ((who = webhook_contact(w->value, from, inbound_id(m, "from_user_id"))) != NULL)
		add_said(w, EVENT_MESSAGE, "m", m, who, NULL);
	else
		/* Nobody's: there is no one to answer. */
		webhook_draft_unknown_member(w, "messages", m);
}

void
webhook_item_echo(struct walk *w, const json_t *m)
{
	add_said(w, EVENT_ECHO, "e", m, webhook_contact(w->value, inbound_id(m, "to"), inbound_id(m, "to_user_id")), NULL);
}

/* In groups the recipient is the group, and the person stands elsewhere. */
static json_t *
recipient(const struct walk *w, const json_t *s, bool group)
{
	const char *wa_id = inbound_id(s, group ? "recipient_participant_id" : "recipient_id");
	const char *user_id = inbound_id(s, group ? "recipient_participant_user_id" : "recipient_user_id");

	if (group && wa_id == NULL)
		wa_id = inbound_id(s, "participant_recipient_id");
	return webhook_contact(w->value, wa_id, user_id);
}

void
webhook_item_status(struct walk *w, const json_t *s)
{
	const char *id = inbound_id(s, "id"), *state = inbound_id(s, "status"), *person;
	bool group = json_says(s, "recipient_type", "group");
	json_t *part = json_object(), *errors = inbound_errors(json_at(s, "errors"));
	struct draft d = { .type = EVENT_STATUS, .key = "status", .part = part, .item = s,
		.contact = recipient(w, s, group), .time = json_at(s, "timestamp"), .id = id };
	char *once = NULL;

	json_put(part, "id", id);
	json_put(part, "state", state);
	if (group)
		json_put(part, "group", inbound_id(s, "recipient_id"));
	json_put_clean(part, "callback", json_at(s, "biz_opaque_callback_data"), WORD_MAX);
	if (errors != NULL)
		json_object_set_new(part, "errors", errors);
	inbound_put_small(part, "pricing", json_at(s, "pricing"), SMALL_MAX);
	json_object_set(part, "raw", (json_t *)s);
	if (id != NULL && state != NULL) {
		/* Each person of a group has a status of his own. */
		person = group && d.contact != NULL ? json_text(d.contact, "wa_id") : NULL;
		once = mem_printf("s:%s:%s:%lld%s%s", id, state, (long long)json_number(s, "timestamp", 0),
		    person ? ":" : "", person ? person : "");
	}
	d.once = once;
	webhook_draft_add(w, &d, NULL);
	free(once);
}

static void
add_system(struct walk *w, const char *kind, const json_t *item, json_t *who, const json_t *time)
{
	static const char *const words[] = { "event", "status", "category", "value", "action" };
	json_t *part = json_object();
	struct draft d = { .type = EVENT_SYSTEM, .key = "system", .part = part, .item = item, .contact = who, .time = time };

	json_put(part, "kind", kind);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		json_put_clean(part, words[i], json_at(item, words[i]), WORD_MAX);
	json_object_set(part, "raw", (json_t *)item);
	webhook_draft_add(w, &d, NULL);
}

void
webhook_item_account_as(struct walk *w, const char *kind, const json_t *item)
{
	const json_t *time = json_at(item, "timestamp");
	json_t *part = json_object();
	struct draft d = { .type = EVENT_ACCOUNT, .key = "account", .part = part, .item = item,
		.time = time != NULL ? time : json_at(w->entry, "time") };

	json_put(part, "kind", kind);
	json_put_clean(part, "event", json_at(item, "event"), WORD_MAX);
	json_object_set(part, "raw", (json_t *)item);
	webhook_draft_add(w, &d, NULL);
}

void
webhook_item_error(struct walk *w, const json_t *e)
{
	json_t *list = json_array(), *errors;
	size_t before = w->out->n;

	json_array_append(list, (json_t *)e);
	errors = inbound_errors(list);
	webhook_item_account_as(w, "error", e);
	if (w->out->n > before)
		json_object_set(json_at(w->out->events[before].json, "account"), "errors", errors);
	json_decref(errors);
	json_decref(list);
}

void
webhook_item_preference(struct walk *w, const json_t *p)
{
	add_system(w, "user_preference", p, webhook_contact(w->value, inbound_id(p, "wa_id"), inbound_id(p, "user_id")), json_at(p, "timestamp"));
}

void
webhook_item_call(struct walk *w, const json_t *c)
{
	bool ours = json_says(c, "direction", "BUSINESS_INITIATED");
	const char *wa_id = inbound_id(c, ours ? "to" : "from");
	const char *user_id = inbound_id(c, ours ? "to_user_id" : "from_user_id");

	add_system(w, "call", c, webhook_contact(w->value, wa_id, user_id), json_at(c, "timestamp"));
}

void
webhook_item_call_status(struct walk *w, const json_t *s)
{
	add_system(w, "call_status", s, recipient(w, s, false), json_at(s, "timestamp"));
}

/* A contact of the phone app's address book, with the name it has there. */
void
webhook_item_state_sync(struct walk *w, const json_t *s)
{
	json_t *who = webhook_contact(w->value, inbound_id(s, "contact.phone_number"), NULL);

	if (who != NULL) {
		json_put_clean(who, "name", json_at(s, "contact.first_name"), WORD_MAX);
		json_put_clean(who, "name", json_at(s, "contact.full_name"), WORD_MAX);
	}
	add_system(w, "app_contact", s, who, json_at(s, "metadata.timestamp"));
}

void
webhook_item_account(struct walk *w, const json_t *item)
{
	webhook_item_account_as(w, w->field, item);
}

void
webhook_item_past(struct walk *w, const json_t *m)
{
	const char *from = inbound_id(m, "from"), *user = inbound_id(m, "from_user_id");
	bool outgoing = w->thread != NULL ? from != NULL && !digits_same(from, w->thread) : webhook_contact_is_ours(w->value, from);
	json_t *history = json_object(), *who;

	/* A thread is named by its customer. */
	if (w->thread != NULL)
		who = webhook_contact(w->value, w->thread, outgoing ? NULL : user);
	else
		who = outgoing ? webhook_contact(w->value, inbound_id(m, "to"), inbound_id(m, "to_user_id")) : webhook_contact(w->value, from, user);
	json_object_set_new(history, "outgoing", json_boolean(outgoing));
	json_put_clean(history, "status", json_at(m, "history_context.status"), WORD_MAX);
	inbound_put_small(history, "phase", json_at(w->chunk, "metadata.phase"), WORD_MAX);
	inbound_put_small(history, "chunk", json_at(w->chunk, "metadata.chunk_order"), WORD_MAX);
	inbound_put_small(history, "progress", json_at(w->chunk, "metadata.progress"), WORD_MAX);
	add_said(w, EVENT_HISTORY, w->chunk != NULL ? "h" : "hm", m, who, history);
}

static void
on_thread(struct walk *w, const json_t *t)
{
	w->thread = inbound_id(t, "id");
	if (json_at(t, "messages") != NULL)
		webhook_item_each(w, "messages", json_at(t, "messages"), webhook_item_past);
	else
		webhook_draft_unknown_member(w, "threads", t);
	w->thread = NULL;
}

void
webhook_item_history(struct walk *w, const json_t *c)
{
	const json_t *threads = json_at(c, "threads"), *errors = json_at(c, "errors");
	size_t before = w->out->n;

	w->chunk = c;
	if (threads != NULL)
		webhook_item_each(w, "threads", threads, on_thread);
	if (errors != NULL)
		webhook_item_each(w, "errors", errors, webhook_item_error);
	w->chunk = NULL;
	/* The last chunk can be its progress alone. */
	if (w->out->n == before && json_array_size(threads) == 0)
		webhook_item_account_as(w, "history", c);
}
