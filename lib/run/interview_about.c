#include "run/interview_about.h"
#include "wa/agent.h"
#include "wa/event.h"
#include "wa/topic.h"

const char *
interview_about_sure(const struct interview_turn *t, const json_t *label)
{
	return json_number_value(json_object_get(label, "confidence")) >= agent_threshold(t->in->ws, t->ev) ? json_text(label, "intent") : NULL;
}

bool
interview_about_grave(const struct interview_turn *t, double least)
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

static void
add_once(json_t *list, const char *text)
{
	if (!json_has(list, text))
		json_array_append_new(list, json_string(text));
}

/* The entry that a label points at, when it is one that a lead is there for.
 * With what begins one it may be a case as well, when that is surely what is
 * asked, or asked apart. */
static void
add_served(const struct interview_turn *t, json_t *about, const json_t *label)
{
	const struct faq_entry *entry = topic_of(t->in->faq, label, 0);

	if (entry != NULL && leads_serves(entry->escalate) &&
	    !(t->started && (json_at(t->ev, "class.parts") != NULL || interview_about_sure(t, label) != NULL)))
		add_once(about, entry->id);
}

json_t *
interview_about_served(const struct interview_turn *t)
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
