#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/attribute.h"
#include "wa/config.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/pack_facts.h"
#include "wa/referral.h"
#include "wa/tag.h"

struct facts {
	struct db		*db;
	const struct workspace	*ws;
	int64_t			 contact, now;
	json_t			*pack;
	json_t			*missing;	/* names */
	char			*question;	/* for the first of them that has one */
};

/* Once, though the lead's form and the basics both ask for it. */
static void
miss(struct facts *d, const char *name)
{
	if (!json_has(d->missing, name))
		json_array_append_new(d->missing, json_string(name));
}

static void
put_attributes(const struct facts *d, json_t *known)
{
	json_t *list = attribute_list(d->db, d->contact), *a;
	size_t i;

	json_array_foreach(list, i, a)
		json_put(known, json_text(a, "name"), json_text(a, "value"));
	json_decref(list);
}

static void
put_fields(struct facts *d, const struct leads *leads, const struct lead *l, json_t *known)
{
	const char *language = json_text(d->pack, "language");

	for (size_t i = 0; i < leads_count(leads); i++) {
		const struct leads_field *f = leads_field(leads, i);
		const json_t *value = json_object_get(l->fields, f->key);
		const char *words = json_text(l->said, f->key);
		char *said = value != NULL && !json_is_null(value) ? leads_say(value) : words != NULL ? mem_str(words) : NULL;

		/* What is known to be nothing is known. */
		bool unknown = said == NULL && value == NULL;

		json_put(known, f->key, said);
		free(said);
		if (!unknown || !f->required)
			continue;
		miss(d, f->key);
		if (d->question == NULL)
			d->question = leads_question(leads, f, language, json_object_get(d->pack, "contact"));
	}
}

/* What the customer's lead says, and which required fields it lacks; the first
 * of them is what to ask. */
static void
put_lead(struct facts *d, json_t *known)
{
	int64_t timeout = json_number(d->ws->config, "session.timeout", CLOCK_DAY);
	struct leads *leads;
	struct lead l;

	if (lead_current(d->db, d->contact, timeout, d->now, &l) != 1)
		return;
	json_object_set_new(d->pack, "lead", json_pack("{s:I,s:s,s:O}", "id", (json_int_t)l.id, "status", l.status, "fields", l.fields));
	if ((leads = leads_load(d->ws)) != NULL)
		put_fields(d, leads, &l, known);
	leads_free(leads);
	lead_release(&l);
}

/* What may be asked for while a person is waited for, and isn't known. */
static void
put_basics(struct facts *d, const json_t *known)
{
	json_t *basic;
	size_t i;

	json_array_foreach(json_object_get(d->ws->config, "basics"), i, basic) {
		const char *field = json_text(basic, "field"), *language = json_text(d->pack, "language");
		const char *ask = config_local(json_object_get(basic, "ask"), language ? language : json_text(d->ws->config, "language"));

		if (json_object_get(known, field) != NULL)
			continue;
		miss(d, field);
		if (d->question == NULL && ask != NULL)
			d->question = mem_str(ask);
	}
}

static void
put_tags(const struct facts *d)
{
	json_t *list = tag_list(d->db, d->contact), *tags = json_array(), *t;
	size_t i;

	json_array_foreach(list, i, t)
		json_array_append(tags, json_object_get(t, "tag"));
	json_decref(list);
	json_put_list(d->pack, "tags", tags);
}

void
pack_facts(struct db *db, const struct workspace *ws, int64_t contact, int64_t now, json_t *pack, char **question)
{
	struct facts f = { .db = db, .ws = ws, .contact = contact, .now = now, .pack = pack, .missing = json_array() };
	json_t *known = json_object(), *ad = referral_of(db, contact);

	put_attributes(&f, known);
	put_lead(&f, known);
	put_basics(&f, known);
	if (json_object_size(known) > 0)
		json_object_set(pack, "known", known);
	json_put_list(pack, "missing", f.missing);
	if (ad != NULL)
		json_object_set(pack, "ad", ad);
	put_tags(&f);
	*question = f.question;
	json_decref(known);
	json_decref(ad);
}
