#include <string.h>

#include "run/interview_about.h"
#include "run/interview_begin.h"
#include "wa/event.h"

/* Is the message, or a part of it, about an entry that begins leads? The
 * clauses that are, or-ed into *clauses. */
static bool
begins_by_entry(const struct interview_turn *t, unsigned *clauses)
{
	const json_t *parts = json_at(t->ev, "class.parts");
	bool begins = leads_begins(t->in->leads, interview_about_sure(t, json_object_get(t->ev, "class")));
	json_t *part;
	size_t i;

	if (begins && parts == NULL)
		*clauses = ~0u;
	json_array_foreach((json_t *)parts, i, part)
		if (leads_begins(t->in->leads, interview_about_sure(t, part))) {
			*clauses |= 1u << json_number(part, "clause", 0);
			begins = true;
		}
	return begins;
}

bool
interview_begin_is(const struct interview_turn *t, unsigned *clauses)
{
	bool words = intake_begins(t->in->intake, t->text, t->language, clauses);

	return begins_by_entry(t, clauses) || words;
}

static int
tell(struct interview_turn *t, const char *key, const json_t *value, const char *words, const char *who)
{
	return lead_tell(t->db, &t->lead, key, value, words, who, t->now);
}

/* Values known from elsewhere, of fields that nothing is known of. */
static int
tell_known(struct interview_turn *t, const json_t *fields, const json_t *said, const char *who)
{
	const char *key;
	json_t *v;

	json_object_foreach((json_t *)fields, key, v)
		if (leads_find(t->in->leads, key) != NULL && json_object_get(t->lead.fields, key) == NULL &&
		    tell(t, key, v, json_text(said, key), who) != 0)
			return -1;
	return 0;
}

/* What the contact's attributes say of fields by their names. */
static json_t *
from_attributes(const struct interview_turn *t)
{
	json_t *all = lead_attributes(t->db, t->lead.contact), *fields = json_object(), *v;
	const char *key;

	json_object_foreach(all, key, v) {
		const struct leads_field *f = leads_find(t->in->leads, key);
		json_t *value = f != NULL ? intake_value(t->in->intake, f, json_string_value(v), NULL, t->now) : NULL;

		if (value != NULL)
			json_object_set_new(fields, key, value);
	}
	json_decref(all);
	return fields;
}

/* Who somebody is and how to reach them is the same as the last time. */
static json_t *
from_before(const struct interview_turn *t)
{
	json_t *fields = json_object();
	struct lead before;

	if (lead_before(t->db, t->lead.contact, t->lead.id, &before) != 1)
		return fields;
	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);
		json_t *v = json_object_get(before.fields, f->key);

		if (v != NULL && (strcmp(f->type, "phone") == 0 || strcmp(f->type, "email") == 0 || intake_is_name(t->in->intake, f)))
			json_object_set(fields, f->key, v);
	}
	lead_release(&before);
	return fields;
}

/* The phone they write from. */
static json_t *
from_phone(const struct interview_turn *t)
{
	json_t *fields = json_object();
	const char *wa_id = json_text(t->ev, "contact.wa_id");

	for (size_t i = 0; wa_id != NULL && i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);

		if (strcmp(f->type, "phone") == 0) {
			json_object_set_new(fields, f->key, json_sprintf("+%s", wa_id));
			break;
		}
	}
	return fields;
}

int
interview_begin(struct interview_turn *t, int64_t contact)
{
	const struct lead_new n = { .contact = contact, .event = event_id(t->ev), .first = t->text,
	    .referral = json_at(t->ev, "context.referral"), .since = t->now - t->in->timeout };
	json_t *(*const sources[])(const struct interview_turn *) = { from_attributes, from_before, from_phone };
	int rc;

	if (lead_create(t->db, &n, t->now, &t->lead) != 0)
		return -1;
	t->started = true;
	rc = tell_known(t, json_object_get(t->hints, "fields"), json_object_get(t->hints, "said"), "customer");
	for (size_t i = 0; rc == 0 && i < sizeof sources / sizeof *sources; i++) {
		json_t *fields = sources[i](t);

		rc = tell_known(t, fields, NULL, "agent");
		json_decref(fields);
	}
	return rc == 0 && t->hints != NULL ? lead_drop_hints(t->db, contact) : rc;
}

int
interview_begin_later(struct interview_turn *t, int64_t contact)
{
	json_t *fields, *said;
	bool any = false;
	int rc = 0;

	if (t->hints == NULL)
		t->hints = json_pack("{s:{},s:{}}", "fields", "said");
	fields = json_object_get(t->hints, "fields");
	said = json_object_get(t->hints, "said");
	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct heard *h = &t->in->heard[i];

		if (h->as != HEARD_VALUE)
			continue;
		any = true;
		json_object_set(fields, leads_field(t->in->leads, i)->key, h->value);
		json_put(said, leads_field(t->in->leads, i)->key, h->words);
	}
	if (any)
		rc = lead_set_hints(t->db, contact, fields, said, t->now);
	return rc;
}
