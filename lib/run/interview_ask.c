#include <stdlib.h>

#include "run/interview_ask.h"
#include "wa/event.h"
#include "wa/words.h"

/* Is the value all of it? A time without its day is not. */
static bool
is_whole(const json_t *v)
{
	return v != NULL && !(json_is_object(v) && json_is_null(json_object_get(v, "date")));
}

bool
interview_ask_misses(const struct interview_turn *t, const struct leads_field *f)
{
	return f->required && !is_whole(json_object_get(t->lead.fields, f->key));
}

/* The next field to ask for: required, not known, not asked for, and nothing
 * was said of it that a person has to read first. */
static const struct leads_field *
next_field(const struct interview_turn *t)
{
	for (size_t i = 0; i < leads_count(t->in->leads); i++) {
		const struct leads_field *f = leads_field(t->in->leads, i);
		bool said = json_object_get(t->lead.said, f->key) != NULL && json_object_get(t->lead.fields, f->key) == NULL;

		if (interview_ask_misses(t, f) && f->ask != NULL && !said && !lead_was_asked(&t->lead, f->key))
			return f;
	}
	return NULL;
}

static void
say(struct interview_turn *t, const char *text)
{
	json_array_append_new(t->messages, words_message(text));
}

static int
ask(struct interview_turn *t, const struct leads_field *f)
{
	char *question = leads_question(t->in->leads, f, t->language, json_object_get(t->ev, "contact"));

	say(t, question);
	free(question);
	t->ask = f->key;
	return lead_ask(t->db, &t->lead, f->key, t->now);
}

static int
confirm(struct interview_turn *t)
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
note(struct interview_turn *t)
{
	char *text = texts_say(t->in->texts, "lead_noted", t->language, json_object_get(t->ev, "contact"), NULL);

	say(t, text);
	free(text);
}

/* May the agent say something of its own accord now? */
static bool
may_speak(const struct interview_turn *t)
{
	int64_t age = t->now - event_time(t->ev);

	return t->c.control == CONTROL_BOT && t->c.opted_out == 0 && !event_has_signal(t->ev, "human-wanted") &&
	    (t->does & (INTAKE_OFF | INTAKE_WAIT)) == 0 && age <= json_number(t->in->ws->config, "stale_after", INT64_MAX);
}

/* What only puts right what is known, comes late, or wishes the same once more
 * leaves the question that is open. */
static bool
stays_open(const struct interview_turn *t)
{
	if (t->started || *t->lead.asking == '\0')
		return false;
	return json_array_size(t->took) == 0 || (t->told && (!t->added || t->late));
}

int
interview_ask_next(struct interview_turn *t)
{
	const struct leads_field *next = next_field(t);

	if (next == NULL && t->lead.complete == 0)
		t->lead.complete = t->now;
	if (!may_speak(t))
		return 0;
	if (next != NULL && !stays_open(t))
		return ask(t, next);
	/* Something else was told than what was asked for: the question stands. */
	if (t->lead.confirmed == 0 && *t->lead.asking == '\0')
		return confirm(t);
	if (t->told)
		note(t);
	return 0;
}
