#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/clauses.h"
#include "nlp/sentence.h"
#include "run/interview.h"
#include "run/interview_about.h"
#include "run/interview_ask.h"
#include "run/interview_begin.h"
#include "wa/agent.h"
#include "wa/claim.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/topic.h"

/* Knowledge that has a mistake now is told, and what it was goes on. */
static void
refresh(struct interview *in)
{
	struct faq *faq;

	if (!watch_changed(in->knowledge) || (faq = faq_load(in->ws)) == NULL)
		return;
	faq_free(in->faq);
	in->faq = faq;
}

struct interview *
interview_load(const struct workspace *ws)
{
	struct interview *in = mem_alloc(sizeof *in);

	in->ws = ws;
	in->timeout = json_number(ws->config, "session.timeout", 0);
	in->keywords = keywords_load(ws);
	in->knowledge = faq_watch(ws);
	if ((in->leads = leads_load(ws)) == NULL || (in->texts = texts_open(ws)) == NULL || (in->faq = faq_load(ws)) == NULL ||
	    (in->intake = intake_load(ws, in->leads)) == NULL) {
		interview_free(in);
		return NULL;
	}
	in->heard = mem_array(leads_count(in->leads) + 1, sizeof *in->heard);
	return in;
}

void
interview_free(struct interview *in)
{
	if (in == NULL)
		return;
	free(in->heard);
	intake_free(in->intake);
	watch_free(in->knowledge);
	faq_free(in->faq);
	texts_close(in->texts);
	keywords_free(in->keywords);
	leads_free(in->leads);
	free(in);
}

static bool
heard_any(const struct interview_turn *t)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++)
		if (t->in->heard[i].as != HEARD_NOT)
			return true;
	return false;
}

static struct heard *
heard_of(const struct interview_turn *t, const struct leads_field *f)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++)
		if (leads_field(t->in->leads, i) == f)
			return &t->in->heard[i];
	return NULL;
}

/* An answer that is none of what was asked for is still what they said: kept,
 * and not asked for again. Unless it is about something else. */
static void
take_odd_answer(struct interview_turn *t)
{
	const struct leads_field *f = leads_find(t->in->leads, t->lead.asking);
	double confidence = json_number_value(json_at(t->ev, "class.confidence"));

	if (f == NULL || heard_any(t) || t->started || t->new || confidence >= TOPIC_ABOUT || event_has_signal(t->ev, "social") ||
	    (t->does & (INTAKE_QUESTION | INTAKE_OFF | INTAKE_WAIT | INTAKE_EMPTY)) != 0)
		return;
	*heard_of(t, f) = (struct heard){ .as = HEARD_UNCLEAR, .words = mem_str(t->text) };
	t->clauses = ~0u;
}

/*
 * A place that the desk serves, or a service by its name, is also what a
 * question for one is answered with: what workspace.yaml and services.yaml know
 * of it has a say only when it is asked for.
 */
static bool
names_own(const struct interview_turn *t)
{
	const char *entry = interview_about_sure(t, json_object_get(t->ev, "class"));
	const struct faq_entry *e = entry != NULL ? faq_find(t->in->faq, entry) : NULL;

	return e != NULL && e->line == 0 && !t->new && t->lead.id != 0 && *t->lead.asking != '\0' && sentence_asks(t->text) == SIZE_MAX;
}

/* What the message says, in the light of what is known. */
static void
listen(struct interview_turn *t)
{
	const struct known known = {
		.asking = t->lead.id != 0 ? leads_find(t->in->leads, t->lead.asking) : NULL,
		.fields = t->lead.id != 0 ? t->lead.fields : json_object_get(t->hints, "fields"),
		.language = t->language, .now = t->now,
		.begins = t->new && t->lead.id == 0,
		.elsewhere = !t->new && !t->own && interview_about_sure(t, json_object_get(t->ev, "class")) != NULL,
	};

	t->does = intake_listen(t->in->intake, t->text, &known, t->in->heard, &t->clauses);
}

/* May what is said now answer this question of before? Words do where nothing
 * was said to it yet, and they may be a name; a value does always. */
static bool
may_answer(const struct interview_turn *t, const struct leads_field *f, const struct heard *h)
{
	bool name = intake_is_name(t->in->intake, f);

	if (h->as != HEARD_VALUE || (strcmp(f->type, "text") == 0 && !name))
		return false;
	return !name || json_object_get(t->lead.said, f->key) == NULL;
}

/* The question that is open isn't answered, but maybe one before it is, whose
 * answer was put off by a question back. */
static void
hear_late(struct interview_turn *t)
{
	char open[LEAD_KEY_MAX];

	if (*t->lead.asking == '\0' || t->started || heard_any(t) || (t->does & (INTAKE_QUESTION | INTAKE_OFF | INTAKE_WAIT)) != 0)
		return;
	strcpy(open, t->lead.asking);
	for (size_t i = json_array_size(t->lead.asked); i > 0 && !t->late; i--) {
		const char *key = json_string_value(json_array_get(t->lead.asked, i - 1));
		const struct leads_field *f = leads_find(t->in->leads, key);

		if (f == NULL || strcmp(key, open) == 0 || json_object_get(t->lead.fields, key) != NULL)
			continue;
		strcpy(t->lead.asking, key);
		intake_release(t->in->heard, leads_count(t->in->leads));
		listen(t);
		t->late = may_answer(t, f, heard_of(t, f));
	}
	strcpy(t->lead.asking, open);
	if (!t->late) {
		intake_release(t->in->heard, leads_count(t->in->leads));
		listen(t);
	}
}

/* What was heard of one field becomes known. */
static int
take_one(struct interview_turn *t, const struct leads_field *f, const struct heard *h)
{
	const json_t *known = json_object_get(t->lead.fields, f->key);

	if (h->as == HEARD_NOT)
		return 0;
	json_array_append_new(t->took, json_string(f->key));
	if (strcmp(t->lead.asking, f->key) == 0)
		*t->lead.asking = '\0';
	if (h->as == HEARD_REFUSED)
		lead_count_asked(&t->lead, f->key);
	/* What can't be resolved doesn't undo what is known. */
	if (h->as != HEARD_VALUE && known != NULL)
		return 0;
	if (h->as == HEARD_VALUE && known != NULL && json_equal(known, h->value))
		return 0;
	t->told |= h->as == HEARD_VALUE;
	t->added |= known == NULL;
	return lead_tell(t->db, &t->lead, f->key, h->value, h->words, "customer", t->now);
}

static int
take(struct interview_turn *t)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < leads_count(t->in->leads); i++)
		rc = take_one(t, leads_field(t->in->leads, i), &t->in->heard[i]);
	return rc;
}

static json_t *
clause_numbers(unsigned bits)
{
	json_t *list = json_array();

	for (int i = 0; i < CLAUSES_MAX; i++)
		if ((bits & 1u << i) != 0)
			json_array_append_new(list, json_integer(i));
	return list;
}

static json_t *
value_of(const struct interview_turn *t)
{
	json_t *fields = json_object(), *missing = json_array(), *v;

	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);

		v = json_object_get(t->lead.fields, f->key);
		json_object_set_new(fields, f->key, v != NULL ? json_incref(v) : json_null());
		if (interview_ask_misses(t, f))
			json_array_append_new(missing, json_string(f->key));
	}
	return json_pack("{s:I,s:s,s:o,s:o,s:O,s:o,s:o,s:s?,s:O}", "id", (json_int_t)t->lead.id, "status", t->lead.status,
	    "fields", fields, "missing", missing, "took", t->took, "clauses", clause_numbers(t->clauses),
	    "about", interview_about_served(t), "ask", t->ask, "messages", t->messages);
}

/* Nothing of it is for the lead; called off, its question is not open any more. */
static int
stop_asking(struct interview_turn *t)
{
	if ((t->does & INTAKE_OFF) == 0 || *t->lead.asking == '\0')
		return 0;
	*t->lead.asking = '\0';
	return lead_save(t->db, &t->lead, t->lead.changed);
}

/* Is the question that is open answered with a value, or with nothing but that
 * they don't know or don't mind? */
static bool
is_answered(const struct interview_turn *t)
{
	const struct leads_field *f = leads_find(t->in->leads, t->lead.asking);

	const struct heard *h = f != NULL ? heard_of(t, f) : NULL;

	return h != NULL && (h->as == HEARD_VALUE || (h->as == HEARD_REFUSED && (t->does & INTAKE_EMPTY) != 0));
}

/* What tells the lead something is a complaint only where that is sure, or
 * sounds like one; what tells it nothing had better not be taken for an odd answer. */
static bool
wants_person(const struct interview_turn *t, bool tells)
{
	const char *mood = json_text(t->ev, "class.sentiment");
	bool cross = mood != NULL && strcmp(mood, "negative") == 0 && !is_answered(t);

	if (tells)
		return interview_about_grave(t, cross ? TOPIC_ABOUT : agent_threshold(t->in->ws, t->ev));
	/* Who asks back wants to know something first, mostly. */
	return interview_about_grave(t, (t->does & INTAKE_QUESTION) != 0 ? TOPIC_ABOUT : TOPIC_HINT) || event_has_signal(t->ev, "complaint");
}

/* What was said is kept, and nothing more is asked: the rest is a person's. */
static int
give_way(struct interview_turn *t)
{
	if (take(t) != 0)
		return -1;
	*t->lead.asking = '\0';
	for (size_t i = 0; i < leads_count(t->in->leads); i++)
		lead_count_asked(&t->lead, leads_field(t->in->leads, i)->key);
	return lead_save(t->db, &t->lead, t->now);
}

/* 1: the lead has something of this message; 0: it hasn't; -1. */
static int
serve(struct interview_turn *t, int64_t contact)
{
	unsigned first = 0;
	int found = lead_current(t->db, contact, t->in->timeout, t->now, &t->lead);

	t->new = interview_begin_is(t, &first) && !wants_person(t, true);
	/* An old matter that stopped half-way: its answer may come late, but whoever begins again begins anew. */
	if (found == 1 && t->new && t->now - t->lead.changed > t->in->timeout) {
		lead_release(&t->lead);
		found = 0;
	}
	if (found == -1)
		return -1;
	if (found == 0)
		t->hints = lead_hints(t->db, contact, t->now - t->in->timeout);
	t->own = names_own(t);
	listen(t);
	if (found == 0 && !t->new)
		return interview_begin_later(t, contact);
	if (found == 0 && interview_begin(t, contact) != 0)
		return -1;
	hear_late(t);
	if (wants_person(t, t->new || heard_any(t)))
		return give_way(t);
	take_odd_answer(t);
	if (!t->new && !heard_any(t))
		return stop_asking(t);
	t->clauses |= first;
	if (take(t) != 0 || interview_ask_next(t) != 0 || lead_save(t->db, &t->lead, t->now) != 0)
		return -1;
	return 1;
}

/* Something to listen to: words, none by which customers steer the desk, and
 * none by which members claim. */
static bool
is_for_leads(const struct interview *in, const json_t *ev)
{
	int64_t inquiry;

	return leads_count(in->leads) > 0 && event_text(ev) != NULL && !event_is_remark(ev) && !event_is_merged(ev) &&
	    !claim_read(ev, &inquiry) && keywords_find(in->keywords, event_text(ev)) == KEYWORD_NONE;
}

int
interview_turn(struct interview *in, struct db *db, const json_t *ev, int64_t now, json_t **value)
{
	struct interview_turn t = { .in = in, .db = db, .ev = ev, .text = event_text(ev), .now = now };
	int64_t contact;
	int rc;

	if (!is_for_leads(in, ev) || (contact = contact_of_event(db, ev, now)) == 0)
		return 0;
	refresh(in);
	if (contact == -1 || conversation_load(db, in->ws, contact, now, &t.c) == -1)
		return -1;
	t.language = agent_language(in->ws, ev, t.c.language);
	t.took = json_array();
	t.messages = json_array();
	rc = serve(&t, contact);
	if (rc == 1)
		*value = value_of(&t);
	json_decref(t.took);
	json_decref(t.messages);
	json_decref(t.hints);
	lead_release(&t.lead);
	intake_release(in->heard, leads_count(in->leads));
	return rc;
}
