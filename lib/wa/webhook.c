#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "ext/hash.h"
#include "wa/webhook.h"
#include "wa/webhook_draft.h"
#include "wa/webhook_item.h"
#include "wa/webhook_plain.h"

/* What a change of this field has as this member of its value. */
static const struct {
	const char	*field, *member;
	void		(*item)(struct walk *, const json_t *);
} items[] = {
	{ "messages", "messages", webhook_item_message },
	{ "messages", "statuses", webhook_item_status },
	{ "messages", "errors", webhook_item_error },
	{ "smb_message_echoes", "message_echoes", webhook_item_echo },
	{ "history", "history", webhook_item_history },
	{ "history", "messages", webhook_item_past },
	{ "history", "errors", webhook_item_error },
	{ "smb_app_state_sync", "state_sync", webhook_item_state_sync },
	{ "user_preferences", "user_preferences", webhook_item_preference },
	{ "calls", "calls", webhook_item_call },
	{ "calls", "statuses", webhook_item_call_status },
	{ "calls", "errors", webhook_item_error },
	{ "automatic_events", "automatic_events", webhook_item_account },
	{ "group_lifecycle_update", "groups", webhook_item_account },
	{ "group_participants_update", "groups", webhook_item_account },
	{ "group_settings_update", "groups", webhook_item_account },
	{ "group_status_update", "groups", webhook_item_account },
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
			webhook_item_each(w, name, value, items[i].item);
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
			webhook_draft_unknown_member(w, name, value);
	}
	if (!any)
		webhook_draft_unknown(w, change);
}

/* change is kept when the value is of no use. */
static void
on_value(struct walk *w, const char *field, const json_t *value, const json_t *change)
{
	w->value = value;
	w->field = field != NULL ? field : guess_field(value);
	if (!json_is_object(value) || w->field == NULL)
		webhook_draft_unknown(w, change);
	else if (is_item_field(w->field))
		on_items(w, change);
	else if (is_account_field(w->field))
		/* Documented under another field than it comes with. */
		webhook_item_account_as(w, json_at(value, "new_quality_score") != NULL ? "message_template_quality_update" : w->field,
		    value);
	else
		webhook_draft_unknown(w, change);
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
		webhook_item_each(w, "changes", changes, on_change);
	else
		webhook_draft_unknown(w, entry);
	w->entry = NULL;
}

static void
on_document(struct walk *w, const json_t *doc)
{
	const json_t *entry = json_at(doc, "entry");

	if (entry != NULL)
		webhook_item_each(w, "entry", entry, on_entry);
	else if (json_at(doc, "value") != NULL)
		on_change(w, doc);
	else if (json_is_object(doc) && guess_field(doc) != NULL)
		on_value(w, NULL, doc, doc);
	else
		webhook_draft_unknown(w, doc);
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
	webhook_draft_add(w, &d, NULL);
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
	if (out->doc != NULL) {
		webhook_plain(out->doc);
		on_document(&w, out->doc);
	} else {
		on_no_json(&w, body, len, out->bad);
	}
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
