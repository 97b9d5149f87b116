#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/inbound.h"
#include "wa/webhook.h"

enum {
	ID_MAX = 512,
	WORD_MAX = 1024,
	SMALL_MAX = 4096,
	ONCE_LEN = 16,
};

/* Where in the body we are. */
struct walk {
	struct webhook	*out;
	size_t		 room;
	struct map	*seen;		/* by `once` in hex */
	int64_t		 received;
	const json_t	*entry;		/* may be NULL, as may all that follow */
	const char	*field;
	const json_t	*value;
	const json_t	*chunk;		/* of history */
	const char	*thread;
};

/* An event in the making: what all of them have. */
struct draft {
	enum event_type	 type;
	const char	*key;		/* its own member: message, status ... */
	json_t		*part;		/* what stands there; stolen */
	json_t		*contact;	/* stolen; NULL when it is nobody's */
	const json_t	*item;		/* what of the body it was made of */
	const json_t	*time;
	const char	*id;		/* NULL: one is made */
	const char	*once;		/* NULL: made of the item */
};

/* Strings from outside that serve as ids: short, printable, no NUL. */
static const char *
id_string(const json_t *v)
{
	const char *s = json_string_value(v);
	size_t len = json_string_length(v);

	if (len == 0 || len > ID_MAX)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return NULL;
	return s;
}

static const char *
id_at(const json_t *v, const char *path)
{
	return id_string(json_at(v, path));
}

/* Seconds, or milliseconds, as a number or a decimal string. */
static int64_t
time_of(const json_t *t, int64_t otherwise)
{
	const int64_t year_10000 = INT64_C(253402300800000);
	int64_t n = json_number(t, NULL, 0);

	if (n <= 0 || n >= year_10000)
		return otherwise;
	return n < INT64_C(100000000000) ? n * CLOCK_SECOND : n;
}

static void
digest(const struct walk *w, const struct draft *d, unsigned char once[ONCE_LEN])
{
	unsigned char sum[HASH_LEN];
	struct buf b = {0};

	if (d->once != NULL) {
		buf_str(&b, d->once);
	} else {
		buf_str(&b, "x:");
		json_print(d->item, &b);
		buf_printf(&b, ":%s:", w->field != NULL ? w->field : "");
		if (json_at(w->entry, "id") != NULL)
			json_print(json_at(w->entry, "id"), &b);
		buf_char(&b, ':');
		if (json_at(w->entry, "time") != NULL)
			json_print(json_at(w->entry, "time"), &b);
	}
	hash_sha256(b.data, b.len, sum);
	memcpy(once, sum, ONCE_LEN);
	buf_free(&b);
}

static struct webhook_event *
room(struct walk *w)
{
	if (w->out->n == w->room) {
		w->room = w->room ? 2 * w->room : 4;
		w->out->events = mem_grow(w->out->events, w->room, sizeof *w->out->events);
	}
	return &w->out->events[w->out->n++];
}

static json_t *
envelope(const struct walk *w, const struct draft *d, const char *id, int64_t time)
{
	char text[CLOCK_LEN];
	json_t *ev = json_object();

	json_object_set_new(ev, "v", json_integer(EVENT_VERSION));
	json_put(ev, "id", id);
	json_put(ev, "type", event_type_name(d->type));
	json_put(ev, "time", clock_format(time, text));
	json_put(ev, "received", clock_format(w->received, text));
	if (d->contact != NULL)
		json_object_set(ev, "contact", d->contact);
	return ev;
}

/* Adds what was drafted, unless the body said it before. */
static void
add(struct walk *w, struct draft *d, json_t *context)
{
	struct webhook_event e = { .type = d->type, .account = id_at(w->entry, "id"),
		.number = id_at(w->value, "metadata.phone_number_id") };
	char hex[2 * ONCE_LEN + 1], made[sizeof hex + 2];

	digest(w, d, e.once);
	hash_hex(e.once, sizeof e.once, hex);
	snprintf(made, sizeof made, "x_%s", hex);
	if (map_set(w->seen, hex, w) == NULL) {
		e.time = time_of(d->time, w->received);
		e.json = envelope(w, d, d->id != NULL ? d->id : made, e.time);
		json_object_set(e.json, d->key, d->part);
		if (context != NULL)
			json_object_set(e.json, "context", context);
		e.id = json_text(e.json, "id");
		e.peer = json_text(e.json, "contact.user_id");
		if (e.peer == NULL)
			e.peer = json_text(e.json, "contact.wa_id");
		*room(w) = e;
	}
	json_decref(d->part);
	json_decref(d->contact);
	json_decref(context);
}

static void
add_unknown(struct walk *w, const json_t *raw)
{
	struct draft d = { .type = EVENT_UNKNOWN, .key = "raw", .part = json_incref((json_t *)raw), .item = raw };

	add(w, &d, NULL);
}

/* A member of something, kept under its name. */
static void
add_unknown_member(struct walk *w, const char *name, const json_t *value)
{
	json_t *raw = json_object();

	json_object_set(raw, name, (json_t *)value);
	add_unknown(w, raw);
	json_decref(raw);
}

/* Contacts */

/* A business-scoped user id has turned up where a phone belongs. */
static bool
is_user_id(const char *s)
{
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] == '.';
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The one of value.contacts with either id; else the only one; else NULL. */
static const json_t *
profile_of(const struct walk *w, const char *wa_id, const char *user_id, bool *sure)
{
	const json_t *list = json_at(w->value, "contacts"), *c;

	*sure = true;
	for (size_t i = 0; i < json_array_size(list); i++) {
		c = json_array_get(list, i);
		if (same(wa_id, id_at(c, "wa_id")) || same(user_id, id_at(c, "user_id")))
			return c;
	}
	*sure = wa_id == NULL && user_id == NULL;
	return json_array_size(list) == 1 ? json_array_get(list, 0) : NULL;
}

/* {wa_id?, user_id?, name?, username?}, or NULL when nothing is known. */
static json_t *
contact(const struct walk *w, const char *wa_id, const char *user_id)
{
	bool sure;
	const json_t *p;
	json_t *c = json_object();

	if (wa_id != NULL && is_user_id(wa_id)) {
		user_id = user_id != NULL ? user_id : wa_id;
		wa_id = NULL;
	}
	p = profile_of(w, wa_id, user_id, &sure);
	/* Ids of a contact that doesn't match may be another person's. */
	if (sure && wa_id == NULL && (wa_id = id_at(p, "wa_id")) != NULL && is_user_id(wa_id))
		wa_id = NULL;
	if (sure && user_id == NULL)
		user_id = id_at(p, "user_id");
	json_put(c, "wa_id", wa_id);
	json_put(c, "user_id", user_id);
	json_put_clean(c, "name", json_at(p, "profile.name"), WORD_MAX);
	json_put_clean(c, "username", json_at(p, "profile.username"), WORD_MAX);
	if (json_object_size(c) > 0)
		return c;
	json_decref(c);
	return NULL;
}

/* The digits of a number as people write it: "+250 788 123 200". */
static bool
same_number(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return false;
	for (;; a++, b++) {
		a += strcspn(a, "0123456789");
		b += strcspn(b, "0123456789");
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}

/* From ourselves, unless WhatsApp introduces the sender as a contact. */
static bool
is_ours(const struct walk *w, const char *from)
{
	const json_t *list = json_at(w->value, "contacts");

	for (size_t i = 0; i < json_array_size(list); i++)
		if (same(from, id_at(json_array_get(list, i), "wa_id")))
			return false;
	return same(from, id_at(w->value, "metadata.phone_number_id")) ||
	    (from != NULL && from[strcspn(from, "0123456789")] != '\0' &&
	    same_number(from, id_at(w->value, "metadata.display_phone_number")));
}

/* Items of a change, one function each */

static char *
once_text(const char *kind, const char *id)
{
	return id != NULL ? mem_printf("%s:%s", kind, id) : NULL;
}

static void
add_said(struct walk *w, enum event_type type, const char *once, const json_t *m, json_t *customer, json_t *history)
{
	const char *id = id_at(m, "id");
	char *key = once_text(once, id);
	struct draft d = { .type = type, .key = "message", .part = inbound_message(m), .contact = customer,
		.item = m, .time = json_at(m, "timestamp"), .id = id, .once = key };
	size_t before = w->out->n;

	/* A desk with several numbers answers from the one that was written to. */
	if (type == EVENT_MESSAGE)
		json_put(d.part, "number", id_at(w->value, "metadata.phone_number_id"));
	add(w, &d, inbound_context(m));
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
	const char *id = id_at(m, "id"), *from = id_at(m, "from"), *user = id_at(s, "previous_user_id"), *wa_id;
	char *once = once_text("m", id);
	json_t *part = json_object();
	struct draft d = { .type = EVENT_SYSTEM, .key = "system", .part = part, .item = m,
		.time = json_at(m, "timestamp"), .id = id, .once = once };

	json_put(part, "kind", id_at(s, "type") != NULL ? id_at(s, "type") : "system");
	json_put_clean(part, "text", json_at(s, "body"), WORD_MAX);
	wa_id = id_at(s, "wa_id") != NULL ? id_at(s, "wa_id") : id_at(s, "new_wa_id");
	json_put(part, "wa_id", wa_id);
	json_put(part, "user_id", id_at(s, "user_id"));
	json_put(part, "previous_user_id", user);
	json_object_set(part, "raw", (json_t *)m);
	if (from == NULL)
		from = id_at(s, "customer");
	if (user == NULL)
		user = id_at(m, "from_user_id");
	if (from == NULL && user == NULL) {
		from = wa_id;
		user = id_at(s, "user_id");
	}
	d.contact = contact(w, from, user);
	add(w, &d, NULL);
	free(once);
}

/* A message the agent would take for a customer's must not be our own. */
static void
on_own_message(struct walk *w, const json_t *m)
{
	const char *to = id_at(m, "to"), *user = id_at(m, "to_user_id");

	if (to == NULL && user == NULL)
		add_unknown_member(w, "messages", m);
	else
		add_said(w, EVENT_ECHO, "e", m, contact(w, to, user), NULL);
}

static void
on_message(struct walk *w, const json_t *m)
{
	const char *type = json_text(m, "type"), *from = id_at(m, "from");

	if (same(type, "system"))
		on_system(w, m);
	else if (is_ours(w, from))
		on_own_message(w, m);
	else
		add_said(w, EVENT_MESSAGE, "m", m, contact(w, from, id_at(m, "from_user_id")), NULL);
}

static void
on_echo(struct walk *w, const json_t *m)
{
	add_said(w, EVENT_ECHO, "e", m, contact(w, id_at(m, "to"), id_at(m, "to_user_id")), NULL);
}

/* In groups the recipient is the group, and the person stands elsewhere. */
static json_t *
recipient(const struct walk *w, const json_t *s, bool group)
{
	const char *wa_id = id_at(s, group ? "recipient_participant_id" : "recipient_id");
	const char *user_id = id_at(s, group ? "recipient_participant_user_id" : "recipient_user_id");

	if (group && wa_id == NULL)
		wa_id = id_at(s, "participant_recipient_id");
	return contact(w, wa_id, user_id);
}

static void
on_status(struct walk *w, const json_t *s)
{
	const char *id = id_at(s, "id"), *state = id_at(s, "status"), *person;
	bool group = same(json_text(s, "recipient_type"), "group");
	json_t *part = json_object(), *errors = inbound_errors(json_at(s, "errors"));
	struct draft d = { .type = EVENT_STATUS, .key = "status", .part = part, .item = s,
		.contact = recipient(w, s, group), .time = json_at(s, "timestamp"), .id = id };
	char *once = NULL;

	json_put(part, "id", id);
	json_put(part, "state", state);
	if (group)
		json_put(part, "group", id_at(s, "recipient_id"));
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
	add(w, &d, NULL);
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
	add(w, &d, NULL);
}

static void
add_account(struct walk *w, const char *kind, const json_t *item)
{
	const json_t *time = json_at(item, "timestamp");
	json_t *part = json_object();
	struct draft d = { .type = EVENT_ACCOUNT, .key = "account", .part = part, .item = item,
		.time = time != NULL ? time : json_at(w->entry, "time") };

	json_put(part, "kind", kind);
	json_put_clean(part, "event", json_at(item, "event"), WORD_MAX);
	json_object_set(part, "raw", (json_t *)item);
	add(w, &d, NULL);
}

static void
on_error(struct walk *w, const json_t *e)
{
	json_t *list = json_array(), *errors;
	size_t before = w->out->n;

	json_array_append(list, (json_t *)e);
	errors = inbound_errors(list);
	add_account(w, "error", e);
	if (w->out->n > before)
		json_object_set(json_at(w->out->events[before].json, "account"), "errors", errors);
	json_decref(errors);
	json_decref(list);
}

static void
on_preference(struct walk *w, const json_t *p)
{
	add_system(w, "user_preference", p, contact(w, id_at(p, "wa_id"), id_at(p, "user_id")), json_at(p, "timestamp"));
}

static void
on_call(struct walk *w, const json_t *c)
{
	bool ours = same(json_text(c, "direction"), "BUSINESS_INITIATED");
	const char *wa_id = id_at(c, ours ? "to" : "from");
	const char *user_id = id_at(c, ours ? "to_user_id" : "from_user_id");

	add_system(w, "call", c, contact(w, wa_id, user_id), json_at(c, "timestamp"));
}

static void
on_call_status(struct walk *w, const json_t *s)
{
	add_system(w, "call_status", s, recipient(w, s, false), json_at(s, "timestamp"));
}

/* A contact of the phone app's address book, with the name it has there. */
static void
on_state_sync(struct walk *w, const json_t *s)
{
	const char *number = id_at(s, "contact.phone_number");
	json_t *who = contact(w, number != NULL && *number == '+' ? number + 1 : number, NULL);

	if (who != NULL) {
		json_put_clean(who, "name", json_at(s, "contact.first_name"), WORD_MAX);
		json_put_clean(who, "name", json_at(s, "contact.full_name"), WORD_MAX);
	}
	add_system(w, "app_contact", s, who, json_at(s, "metadata.timestamp"));
}

static void
on_account_item(struct walk *w, const json_t *item)
{
	add_account(w, w->field, item);
}

static void
on_past_message(struct walk *w, const json_t *m)
{
	const char *from = id_at(m, "from"), *user = id_at(m, "from_user_id");
	bool outgoing = w->thread != NULL ? from != NULL && !same_number(from, w->thread) : is_ours(w, from);
	json_t *history = json_object(), *who;

	/* A thread is named by its customer. */
	if (w->thread != NULL)
		who = contact(w, w->thread, outgoing ? NULL : user);
	else
		who = outgoing ? contact(w, id_at(m, "to"), id_at(m, "to_user_id")) : contact(w, from, user);
	json_object_set_new(history, "outgoing", json_boolean(outgoing));
	json_put_clean(history, "status", json_at(m, "history_context.status"), WORD_MAX);
	inbound_put_small(history, "phase", json_at(w->chunk, "metadata.phase"), WORD_MAX);
	inbound_put_small(history, "chunk", json_at(w->chunk, "metadata.chunk_order"), WORD_MAX);
	inbound_put_small(history, "progress", json_at(w->chunk, "metadata.progress"), WORD_MAX);
	add_said(w, EVENT_HISTORY, w->chunk != NULL ? "h" : "hm", m, who, history);
}

static void each(struct walk *w, const char *name, const json_t *list, void (*item)(struct walk *, const json_t *));

static void
on_thread(struct walk *w, const json_t *t)
{
	w->thread = id_at(t, "id");
	if (json_at(t, "messages") != NULL)
		each(w, "messages", json_at(t, "messages"), on_past_message);
	else
		add_unknown_member(w, "threads", t);
	w->thread = NULL;
}

static void
on_history_chunk(struct walk *w, const json_t *c)
{
	const json_t *threads = json_at(c, "threads"), *errors = json_at(c, "errors");
	size_t before = w->out->n;

	w->chunk = c;
	if (threads != NULL)
		each(w, "threads", threads, on_thread);
	if (errors != NULL)
		each(w, "errors", errors, on_error);
	w->chunk = NULL;
	/* The last chunk can be its progress alone. */
	if (w->out->n == before && json_array_size(threads) == 0)
		add_account(w, "history", c);
}

static const struct {
	const char	*field, *member;
	void		(*item)(struct walk *, const json_t *);
} items[] = {
	{ "messages", "messages", on_message },
	{ "messages", "statuses", on_status },
	{ "messages", "errors", on_error },
	{ "smb_message_echoes", "message_echoes", on_echo },
	{ "history", "history", on_history_chunk },
	{ "history", "messages", on_past_message },
	{ "history", "errors", on_error },
	{ "smb_app_state_sync", "state_sync", on_state_sync },
	{ "user_preferences", "user_preferences", on_preference },
	{ "calls", "calls", on_call },
	{ "calls", "statuses", on_call_status },
	{ "calls", "errors", on_error },
	{ "automatic_events", "automatic_events", on_account_item },
	{ "group_lifecycle_update", "groups", on_account_item },
	{ "group_participants_update", "groups", on_account_item },
	{ "group_settings_update", "groups", on_account_item },
	{ "group_status_update", "groups", on_account_item },
};

/* Changes that are one thing each. */
static const char *const account_fields[] = {
	"account_alerts", "account_review_update", "account_settings_update", "account_update",
	"business_capability_update", "business_username_update", "flows", "message_template_components_update",
	"message_template_quality_update", "message_template_status_update", "partner_solutions",
	"payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security",
	"template_category_update",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
each(struct walk *w, const char *name, const json_t *list, void (*item)(struct walk *, const json_t *))
{
	size_t n = json_is_array(list) ? json_array_size(list) : 1;

	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_is_array(list) ? json_array_get(list, i) : list;

		if (json_is_object(one))
			item(w, one);
		else
			add_unknown_member(w, name, one);
	}
}

/* Bodies without `field` are told by what they hold. */
static const char *
guess_field(const json_t *value)
{
	for (size_t i = 0; i < COUNT(items); i++)
		if (json_object_get(value, items[i].member) != NULL && strcmp(items[i].member, "errors") != 0 &&
		    /* A later history webhook has messages only; who could tell. */
		    (strcmp(items[i].member, "messages") != 0 || json_object_get(value, "history") == NULL))
			return items[i].field;
	return json_is_array(json_object_get(value, "errors")) ? "messages" : NULL;
}

static bool
is_item_field(const char *field)
{
	for (size_t i = 0; i < COUNT(items); i++)
		if (strcmp(field, items[i].field) == 0)
			return true;
	return false;
}

static bool
is_account_field(const char *field)
{
	for (size_t i = 0; i < COUNT(account_fields); i++)
		if (strcmp(field, account_fields[i]) == 0)
			return true;
	return false;
}

/* False when it is nothing we know. */
static bool
on_member(struct walk *w, const char *name, const json_t *value)
{
	for (size_t i = 0; i < COUNT(items); i++)
		if (strcmp(w->field, items[i].field) == 0 && strcmp(name, items[i].member) == 0) {
			each(w, name, value, items[i].item);
			return true;
		}
	return false;
}

static void
on_items(struct walk *w, const json_t *change)
{
	const char *name;
	json_t *value;
	bool any = false;

	json_object_foreach((json_t *)w->value, name, value) {
		if (strcmp(name, "messaging_product") == 0 || strcmp(name, "metadata") == 0 || strcmp(name, "contacts") == 0)
			continue;
		any = true;
		if (!on_member(w, name, value))
			add_unknown_member(w, name, value);
	}
	if (!any)
		add_unknown(w, change);
}

/* change is kept when the value is of no use. */
static void
on_value(struct walk *w, const char *field, const json_t *value, const json_t *change)
{
	w->value = value;
	w->field = field != NULL ? field : guess_field(value);
	if (!json_is_object(value) || w->field == NULL)
		add_unknown(w, change);
	else if (is_item_field(w->field))
		on_items(w, change);
	else if (is_account_field(w->field))
		/* Documented under another field than it comes with. */
		add_account(w, json_at(value, "new_quality_score") != NULL ? "message_template_quality_update" : w->field,
		    value);
	else
		add_unknown(w, change);
	w->value = NULL;
	w->field = NULL;
}

static void
on_change(struct walk *w, const json_t *change)
{
	on_value(w, json_text(change, "field"), json_at(change, "value"), change);
}

static void
on_entry(struct walk *w, const json_t *entry)
{
	const json_t *changes = json_at(entry, "changes");

	w->entry = entry;
	if (changes != NULL)
		each(w, "changes", changes, on_change);
	else
		add_unknown(w, entry);
	w->entry = NULL;
}

static void
on_document(struct walk *w, const json_t *doc)
{
	const json_t *entry = json_at(doc, "entry");

	if (entry != NULL)
		each(w, "entry", entry, on_entry);
	else if (json_at(doc, "value") != NULL)
		on_change(w, doc);
	else if (json_is_object(doc) && guess_field(doc) != NULL)
		on_value(w, NULL, doc, doc);
	else
		add_unknown(w, doc);
}

static void
on_no_json(struct walk *w, const char *body, size_t len, const char *why)
{
	json_t *raw = json_stringn(body, len);
	struct draft d = { .type = EVENT_UNKNOWN, .key = "raw" };
	size_t before = w->out->n;

	if (raw == NULL) {
		char *coded = hash_base64(body, len);

		raw = json_object();
		json_put(raw, "base64", coded);
		free(coded);
	}
	d.item = raw;
	d.part = json_incref(raw);
	add(w, &d, NULL);
	if (w->out->n > before)
		json_put(w->out->events[before].json, "reason", why);
	json_decref(raw);
}

void
webhook_parse(const char *body, size_t len, int64_t received, struct webhook *out)
{
	struct walk w = { .out = out, .received = received, .seen = map_new() };

	*out = (struct webhook){0};
	out->doc = json_parse(body, len, &out->bad);
	if (out->doc != NULL)
		on_document(&w, out->doc);
	else
		on_no_json(&w, body, len, out->bad);
	map_free(w.seen, NULL);
}

void
webhook_release(struct webhook *wh)
{
	for (size_t i = 0; i < wh->n; i++)
		json_decref(wh->events[i].json);
	free(wh->events);
	json_decref(wh->doc);
	*wh = (struct webhook){0};
}

/* Lines */

static json_t *
stub(const json_t *raw, int64_t seq)
{
	json_t *o = json_object();

	if (seq != 0)
		json_object_set_new(o, "journal", json_integer(seq));
	json_object_set_new(o, "bytes",
	    json_integer((json_int_t)json_dumpb(raw, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY)));
	return o;
}

/* A copy whose raw parts, the only ones without a bound, are stubs. */
static json_t *
without_raw(const json_t *ev, int64_t seq)
{
	json_t *out = json_object(), *v, *raw, *copy;
	const char *k;

	json_object_foreach((json_t *)ev, k, v) {
		if (strcmp(k, "raw") == 0) {
			json_object_set_new(out, k, stub(v, seq));
		} else if ((raw = json_object_get(v, "raw")) != NULL) {
			copy = json_copy(v);
			json_object_set_new(copy, "raw", stub(raw, seq));
			json_object_set_new(out, k, copy);
		} else {
			json_object_set(out, k, v);
		}
	}
	return out;
}

static json_t *
keyed(const json_t *who, const char *key)
{
	json_t *c = json_object();

	json_put(c, "key", key);
	json_object_update(c, (json_t *)who);
	return c;
}

void
webhook_line(const json_t *stored, const char *workspace, const char *key, int64_t seq, struct buf *out)
{
	json_t *ev = json_object(), *v, *small;
	const char *k;
	size_t start = out->len;

	json_object_foreach((json_t *)stored, k, v) {
		if (strcmp(k, "contact") == 0)
			json_object_set_new(ev, k, keyed(v, key));
		else
			json_object_set(ev, k, v);
		if (strcmp(k, "type") == 0) {
			json_put(ev, "workspace", workspace);
			json_put(ev, "conversation", key);
		}
	}
	json_print(ev, out);
	if (out->len - start >= EVENT_MAX) {
		out->len = start;
		small = without_raw(ev, seq);
		json_print(small, out);
		json_decref(small);
	}
	buf_char(out, '\n');
	json_decref(ev);
}
