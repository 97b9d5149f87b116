#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/watch.h"
#include "nlp/clauses.h"
#include "nlp/sentence.h"
#include "run/intake.h"
#include "run/interview.h"
#include "wa/agent.h"
#include "wa/claim.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/faq.h"
#include "wa/keywords.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/texts.h"
#include "wa/topic.h"
#include "wa/words.h"

struct interview {
	const struct workspace	*ws;
	struct leads		*leads;
	struct intake		*intake;
	struct texts		*texts;
	struct keywords		*keywords;
	struct faq		*faq;
	struct watch		*knowledge;	/* the files it was made of */
	int64_t			 timeout;	/* of a session */
	struct heard		*heard;		/* of the message in hand, one a field */
};

/* One message, and what becomes of the lead. */
struct turn {
	struct interview	*in;
	struct db		*db;
	const json_t		*ev;
	const char		*text;
	int64_t			 now;
	struct conversation	 c;
	const char		*language;
	struct lead		 lead;		/* id 0: none */
	json_t			*hints;		/* said before a lead began, or NULL */
	unsigned		 does;		/* INTAKE_* */
	unsigned		 clauses;
	bool			 started;
	json_t			*took;		/* keys this message told something of */
	bool			 told;		/* one of them has another value now */
	bool			 added;		/* one of them had none */
	bool			 late;		/* it answers a question before the one that is open */
	bool			 new;		/* the message is one that begins leads */
	bool			 own;		/* names what the desk has, where one is asked for */
	const char		*ask;		/* the field asked for now */
	json_t			*messages;
};

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

/* From this confidence on a message would be answered. */
static double
threshold(const struct turn *t)
{
	const json_t *least = json_at(t->in->ws->config, "answer.threshold");

	return json_number_value(json_is_number(least) ? least : json_at(t->ev, "class.threshold"));
}

/* The entry that a label (the message's, or one of its parts') names as surely
 * as it would be answered; or NULL. */
static const char *
sure_entry(const struct turn *t, const json_t *label)
{
	return json_number_value(json_object_get(label, "confidence")) >= threshold(t) ? json_text(label, "intent") : NULL;
}

/* Is the message, or a part of it, about an entry that begins leads? The
 * clauses that are, or-ed into *clauses. */
static bool
begins_by_entry(const struct turn *t, unsigned *clauses)
{
	const json_t *parts = json_at(t->ev, "class.parts");
	bool begins = leads_begins(t->in->leads, sure_entry(t, json_object_get(t->ev, "class")));
	json_t *part;
	size_t i;

	if (begins && parts == NULL)
		*clauses = ~0u;
	json_array_foreach((json_t *)parts, i, part)
		if (leads_begins(t->in->leads, sure_entry(t, part))) {
			*clauses |= 1u << json_number(part, "clause", 0);
			begins = true;
		}
	return begins;
}

static bool
begins(const struct turn *t, unsigned *clauses)
{
	bool words = intake_begins(t->in->intake, t->text, t->language, clauses);

	return begins_by_entry(t, clauses) || words;
}

/* Is the message, or a part of it, about something that wants a person and no
 * questions: a complaint, distress? */
static bool
is_grave(const struct turn *t, double least)
{
	const struct interview *in = t->in;
	const struct faq_entry *topic = topic_of(in->faq, json_object_get(t->ev, "class"), least);
	bool grave = topic != NULL && leads_stops(in->leads, topic->escalate);
	json_t *part;
	size_t i;

	json_array_foreach(json_at(t->ev, "class.parts"), i, part) {
		topic = topic_of(in->faq, part, least);
		grave = grave || (topic != NULL && leads_stops(in->leads, topic->escalate));
	}
	return grave;
}

/* Is the value all of it? A time without its day is not. */
static bool
is_whole(const json_t *v)
{
	return v != NULL && !(json_is_object(v) && json_is_null(json_object_get(v, "date")));
}

static bool
is_missing(const struct turn *t, const struct leads_field *f)
{
	return f->required && !is_whole(json_object_get(t->lead.fields, f->key));
}

/* The next field to ask for: required, not known, not asked for, and nothing
 * was said of it that a person has to read first. */
static const struct leads_field *
next_field(const struct turn *t)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);
		bool said = json_object_get(t->lead.said, f->key) != NULL && json_object_get(t->lead.fields, f->key) == NULL;

		if (is_missing(t, f) && f->ask != NULL && !said && !lead_was_asked(&t->lead, f->key))
			return f;
	}
	return NULL;
}

static int
tell(struct turn *t, const char *key, const json_t *value, const char *words, const char *who)
{
	return lead_tell(t->db, &t->lead, key, value, words, who, t->now);
}

/* Values known from elsewhere, of fields that nothing is known of. */
static int
tell_known(struct turn *t, const json_t *fields, const json_t *said, const char *who)
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
from_attributes(const struct turn *t)
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
from_before(const struct turn *t)
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
from_phone(const struct turn *t)
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

static int
begin(struct turn *t, int64_t contact)
{
	const struct lead_new n = { .contact = contact, .event = event_id(t->ev), .first = t->text,
	    .referral = json_at(t->ev, "context.referral"), .since = t->now - t->in->timeout };
	json_t *(*const sources[])(const struct turn *) = { from_attributes, from_before, from_phone };
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

static bool
heard_any(const struct turn *t)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++)
		if (t->in->heard[i].as != HEARD_NOT)
			return true;
	return false;
}

/* Without a lead: what would fit one is remembered, for the session. */
static int
remember(struct turn *t, int64_t contact)
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

static struct heard *
heard_of(const struct turn *t, const struct leads_field *f)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++)
		if (leads_field(t->in->leads, i) == f)
			return &t->in->heard[i];
	return NULL;
}

/* An answer that is none of what was asked for is still what they said: kept,
 * and not asked for again. Unless it is about something else. */
static void
take_odd_answer(struct turn *t)
{
	const struct leads_field *f = leads_find(t->in->leads, t->lead.asking);
	double confidence = json_number_value(json_at(t->ev, "class.confidence"));

	if (f == NULL || heard_any(t) || t->started || confidence >= TOPIC_ABOUT || event_has_signal(t->ev, "social") ||
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
names_own(const struct turn *t)
{
	const char *entry = sure_entry(t, json_object_get(t->ev, "class"));
	const struct faq_entry *e = entry != NULL ? faq_find(t->in->faq, entry) : NULL;

	return e != NULL && e->line == 0 && !t->new && t->lead.id != 0 && *t->lead.asking != '\0' && sentence_asks(t->text) == SIZE_MAX;
}

/* What the message says, in the light of what is known. */
static void
listen(struct turn *t)
{
	const struct known known = {
		.asking = t->lead.id != 0 ? leads_find(t->in->leads, t->lead.asking) : NULL,
		.fields = t->lead.id != 0 ? t->lead.fields : json_object_get(t->hints, "fields"),
		.language = t->language, .now = t->now,
		.begins = t->new && t->lead.id == 0,
		.elsewhere = !t->new && !t->own && sure_entry(t, json_object_get(t->ev, "class")) != NULL,
	};

	t->does = intake_listen(t->in->intake, t->text, &known, t->in->heard, &t->clauses);
}

/* May what is said now answer this question of before? Words do where nothing
 * was said to it yet, and they may be a name; a value does always. */
static bool
may_answer(const struct turn *t, const struct leads_field *f, const struct heard *h)
{
	bool name = intake_is_name(t->in->intake, f);

	if (h->as != HEARD_VALUE || (strcmp(f->type, "text") == 0 && !name))
		return false;
	return !name || json_object_get(t->lead.said, f->key) == NULL;
}

/* The question that is open isn't answered, but maybe one before it is, whose
 * answer was put off by a question back. */
static void
hear_late(struct turn *t)
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
take_one(struct turn *t, const struct leads_field *f, const struct heard *h)
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
	return tell(t, f->key, h->value, h->words, "customer");
}

static int
take(struct turn *t)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < leads_count(t->in->leads); i++)
		rc = take_one(t, leads_field(t->in->leads, i), &t->in->heard[i]);
	return rc;
}

static void
say(struct turn *t, const char *text)
{
	json_array_append_new(t->messages, words_message(text));
}

static int
ask(struct turn *t, const struct leads_field *f)
{
	char *question = leads_question(t->in->leads, f, t->language, json_object_get(t->ev, "contact"));

	say(t, question);
	free(question);
	t->ask = f->key;
	return lead_ask(t->db, &t->lead, f->key, t->now);
}

static int
confirm(struct turn *t)
{
	const json_t *contact = json_object_get(t->ev, "contact");
	char *text = leads_confirmation(t->in->leads, t->language, contact, t->lead.fields);

	if (text == NULL)
		text = texts_say(t->in->texts, "lead_confirmation", t->language, contact, NULL);
	say(t, text);
	free(text);
	return lead_confirm(t->db, &t->lead, t->now);
}

/* Who has been told what happens next, and says more, hears that it wasn't in vain. */
static void
note(struct turn *t)
{
	char *text = texts_say(t->in->texts, "lead_noted", t->language, json_object_get(t->ev, "contact"), NULL);

	say(t, text);
	free(text);
}

/* May the agent say something of its own accord now? */
static bool
may_speak(const struct turn *t)
{
	int64_t age = t->now - event_time(t->ev);

	return t->c.control == CONTROL_BOT && t->c.opted_out == 0 && !event_has_signal(t->ev, "human-wanted") &&
	    (t->does & (INTAKE_OFF | INTAKE_WAIT)) == 0 && age <= json_number(t->in->ws->config, "stale_after", INT64_MAX);
}

/* The next question, or what happens next. */
static int
go_on(struct turn *t)
{
	const struct leads_field *next = next_field(t);

	if (next == NULL && t->lead.complete == 0)
		t->lead.complete = t->now;
	if (!may_speak(t))
		return 0;
	/* What only puts right what is known, or comes late, leaves the question that is open. */
	if (next != NULL && !(t->told && (!t->added || t->late) && !t->started && *t->lead.asking != '\0'))
		return ask(t, next);
	/* Something else was told than what was asked for: the question stands. */
	if (t->lead.confirmed == 0 && *t->lead.asking == '\0')
		return confirm(t);
	if (t->told)
		note(t);
	return 0;
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

static void
add_once(json_t *list, const char *text)
{
	json_t *v;
	size_t i;

	json_array_foreach(list, i, v)
		if (strcmp(json_string_value(v), text) == 0)
			return;
	json_array_append_new(list, json_string(text));
}

/* The entry that a label points at, when it is one that a lead is there for.
 * With what begins one it may be a case as well, when that is surely what is
 * asked, or asked apart. */
static void
add_served(const struct turn *t, json_t *about, const json_t *label)
{
	const struct faq_entry *entry = topic_of(t->in->faq, label, 0);

	if (entry != NULL && leads_serves(entry->escalate) && 
	    !(t->started && (json_at(t->ev, "class.parts") != NULL || sure_entry(t, label) != NULL)))
		add_once(about, entry->id);
}

/* The entries that this message says no more of than the lead takes: those
 * that begin leads, and those that an answer looks like: "tomorrow at 5" is no
 * question whether that is free. */
static json_t *
about_of(const struct turn *t)
{
	json_t *about = json_array(), *part;
	size_t i;

	json_array_extend(about, (json_t *)leads_intents(t->in->leads));
	/* Nothing but the answer, whatever it is like: "Madrid". */
	if (!t->started && (t->own || (t->does & (INTAKE_EMPTY | INTAKE_QUESTION)) == INTAKE_EMPTY) && json_text(t->ev, "class.intent") != NULL)
		add_once(about, json_text(t->ev, "class.intent"));
	add_served(t, about, json_object_get(t->ev, "class"));
	json_array_foreach(json_at(t->ev, "class.parts"), i, part)
		add_served(t, about, part);
	return about;
}

static json_t *
value_of(const struct turn *t)
{
	json_t *fields = json_object(), *missing = json_array(), *v;

	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);

		v = json_object_get(t->lead.fields, f->key);
		json_object_set_new(fields, f->key, v != NULL ? json_incref(v) : json_null());
		if (is_missing(t, f))
			json_array_append_new(missing, json_string(f->key));
	}
	return json_pack("{s:I,s:s,s:o,s:o,s:O,s:o,s:o,s:s?,s:O}", "id", (json_int_t)t->lead.id, "status", t->lead.status,
	    "fields", fields, "missing", missing, "took", t->took, "clauses", clause_numbers(t->clauses),
	    "about", about_of(t), "ask", t->ask, "messages", t->messages);
}

/* Nothing of it is for the lead; called off, its question is not open any more. */
static int
stop_asking(struct turn *t)
{
	if ((t->does & INTAKE_OFF) == 0 || *t->lead.asking == '\0')
		return 0;
	*t->lead.asking = '\0';
	return lead_save(t->db, &t->lead, t->lead.changed);
}

/* Is the question that is open answered with a value, or with nothing but that
 * they don't know or don't mind? */
static bool
is_answered(const struct turn *t)
{
	const struct leads_field *f = leads_find(t->in->leads, t->lead.asking);

	const struct heard *h = f != NULL ? heard_of(t, f) : NULL;

	return h != NULL && (h->as == HEARD_VALUE || (h->as == HEARD_REFUSED && (t->does & INTAKE_EMPTY) != 0));
}

/* What tells the lead something is a complaint only where that is sure, or
 * sounds like one; what tells it nothing had better not be taken for an odd answer. */
static bool
wants_person(const struct turn *t, bool tells)
{
	const char *mood = json_text(t->ev, "class.sentiment");
	bool cross = mood != NULL && strcmp(mood, "negative") == 0 && !is_answered(t);

	if (tells)
		return is_grave(t, cross ? TOPIC_ABOUT : threshold(t));
	/* Who asks back wants to know something first, mostly. */
	return is_grave(t, (t->does & INTAKE_QUESTION) != 0 ? TOPIC_ABOUT : TOPIC_HINT) || event_has_signal(t->ev, "complaint");
}

/* What was said is kept, and nothing more is asked: the rest is a person's. */
static int
give_way(struct turn *t)
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
serve(struct turn *t, int64_t contact)
{
	unsigned first = 0;
	int found = lead_current(t->db, contact, t->in->timeout, t->now, &t->lead);

	t->new = begins(t, &first) && !wants_person(t, true);
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
		return remember(t, contact);
	if (found == 0 && begin(t, contact) != 0)
		return -1;
	hear_late(t);
	if (wants_person(t, t->new || heard_any(t)))
		return give_way(t);
	take_odd_answer(t);
	if (!t->new && !heard_any(t))
		return stop_asking(t);
	t->clauses |= first;
	if (take(t) != 0 || go_on(t) != 0 || lead_save(t->db, &t->lead, t->now) != 0)
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
	struct turn t = { .in = in, .db = db, .ev = ev, .text = event_text(ev), .now = now };
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
