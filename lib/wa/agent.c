#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/agent.h"
#include "wa/agent_ask.h"
#include "wa/agent_draft.h"
#include "wa/agent_parts.h"
#include "wa/config.h"
#include "wa/event.h"
#include "wa/hours.h"
#include "wa/member.h"
#include "wa/topic.h"

/* From here on a case that goes to a person anyway goes to the owner of the
 * topic that comes closest: right two times of three (bench-no-guess). */
static const double hint = 0.25;
/* From here on a message's own language counts, not the conversation's. */
static const double sure_language = 0.7;

double
agent_threshold(const struct workspace *ws, const json_t *ev)
{
	const json_t *threshold = json_at(ws->config, "answer.threshold");

	if (!json_is_number(threshold))
		threshold = json_at(ev, "class.threshold");
	if (!json_is_number(threshold))
		threshold = json_at(ws->config, "answer.precision");
	return json_number_value(threshold);
}

struct agent *
agent_load(const struct workspace *ws)
{
	struct agent *a = mem_alloc(sizeof *a);

	a->ws = ws;
	a->keywords = keywords_load(ws);
	if ((a->faq = faq_load(ws)) == NULL || (a->texts = texts_open(ws)) == NULL) {
		agent_free(a);
		return NULL;
	}
	return a;
}

void
agent_free(struct agent *a)
{
	if (a == NULL)
		return;
	faq_free(a->faq);
	texts_close(a->texts);
	keywords_free(a->keywords);
	free(a);
}

const char *
agent_language(const struct workspace *ws, const json_t *ev, const char *before)
{
	const char *own = json_text(ev, "class.language");
	double sure = json_number_value(json_at(ev, "class.language_confidence"));

	if (own != NULL && sure >= sure_language)
		return own;
	if (*before != '\0')
		return before;
	if (json_text(ev, "contact.language") != NULL)
		return json_text(ev, "contact.language");
	/* The first words of somebody new: a guess beats the desk's own habit. */
	if (own != NULL && config_has_language(json_at(ws->config, "languages"), own))
		return own;
	return json_text(ws->config, "language");
}

static struct verdict
answer(struct agent_draft *d)
{
	const char *hitch = agent_draft_say_entry(d, d->best);

	return (struct verdict){ hitch != NULL ? "escalate" : "answer", hitch };
}

static struct verdict
greet(struct agent_draft *d)
{
	if (!json_yes(d->a->ws->config, "greeting.send"))
		return (struct verdict){ "ignore", "greeting" };
	if (!(!hours_open(d->a->ws, d->now) && agent_draft_say_setting(d, "greeting.after_hours")) &&
	    !(d->view->returning && agent_draft_say_setting(d, "greeting.returning")) && !agent_draft_say_setting(d, "greeting.text"))
		agent_draft_say_text(d, d->view->returning ? "greeting_returning" : "greeting");
	agent_draft_say_setting(d, "greeting.question");
	return (struct verdict){ "greet", NULL };
}

static struct verdict
clarify(struct agent_draft *d)
{
	if (d->view->clarified)
		return (struct verdict){ "escalate", "vague" };
	agent_draft_say_text(d, "clarify_intent");
	return (struct verdict){ "clarify", "vague" };
}

/* A tap on a button of ours, or what says the same: the entry itself, or neither of them. */
static bool
decide_choice(struct agent_draft *d, struct verdict *v)
{
	const char *id = agent_ask_picked(d);

	if (id == NULL)
		return false;
	d->best = faq_find(d->a->faq, id);
	if (d->best == NULL || d->best->escalate != NULL)
		*v = (struct verdict){ "escalate", "neither" };
	else
		*v = answer(d);
	return true;
}

static struct verdict
opt(struct agent_draft *d, bool out)
{
	agent_draft_say_text(d, out ? "opt_out" : "opt_in");
	return (struct verdict){ out ? "optout" : "optin", NULL };
}

/* Whether it may be answered at all, before anything is understood. */
static bool
decide_outside(struct agent_draft *d, struct verdict *v)
{
	const char *text = event_text(d->ev);
	enum keyword keyword = keywords_find(d->a->keywords, text);
	int64_t age = (d->now > event_received(d->ev) ? d->now : event_received(d->ev)) - event_time(d->ev);

	if (event_is_remark(d->ev))
		*v = (struct verdict){ "ignore", event_rating(d->ev) != NULL ? "satisfaction" : event_kind(d->ev) };
	else if (!d->view->opted_out && keyword == KEYWORD_STOP)
		*v = opt(d, true);
	else if (d->view->opted_out && keyword == KEYWORD_START)
		*v = opt(d, false);
	else if (d->view->control == CONTROL_HUMAN)
		*v = (struct verdict){ "silent", "human" };
	else if (d->view->opted_out)
		*v = (struct verdict){ "escalate", "opted-out" };
	else if (keyword == KEYWORD_HUMAN)
		*v = (struct verdict){ "escalate", "human-wanted" };
	else if (age > json_number(d->a->ws->config, "stale_after", INT64_MAX))
		*v = (struct verdict){ "escalate", "stale" };
	else if (text == NULL && agent_ask_what_was_said(d))
		*v = (struct verdict){ "clarify", "voice" };
	else if (text == NULL)
		*v = (struct verdict){ "escalate", "media" };
	else if (json_object_get(d->ev, "class") == NULL)
		*v = (struct verdict){ "escalate", "unclassified" };
	else
		return false;
	return true;
}

static struct verdict
decide(struct agent_draft *d)
{
	const struct faq_entry *forbidden;
	struct verdict v;

	if (decide_outside(d, &v))
		return v;
	if (decide_choice(d, &v))
		return v;
	if (event_has_signal(d->ev, "human-wanted"))
		return (struct verdict){ "escalate", "human-wanted" };
	if (agent_parts_beside_lead(d, &v) || agent_parts_answer(d, &v))
		return v;
	if (d->best != NULL && d->best->escalate == NULL && d->confidence >= d->threshold &&
	    topic_near(d->a->faq, json_at(d->ev, "class.candidates"), TOPIC_SHARE) == NULL)
		return answer(d);
	if (event_has_signal(d->ev, "social"))
		return event_has_signal(d->ev, "greeting") ? greet(d) : (struct verdict){ "ignore", "social" };
	if (d->confidence >= TOPIC_ABOUT && (forbidden = topic_near(d->a->faq, json_at(d->ev, "class.candidates"), TOPIC_SHARE)) != NULL) {
		json_array_append_new(d->sources, json_string(forbidden->id));
		d->category = forbidden->escalate;
		return (struct verdict){ "escalate", "no-guess" };
	}
	if (event_has_signal(d->ev, "vague"))
		return clarify(d);
	if (agent_ask_which(d))
		return (struct verdict){ "clarify", "choice" };
	if (agent_ask_what_was_heard(d))
		return (struct verdict){ "clarify", "voice" };
	if (d->best == NULL)
		return (struct verdict){ "escalate", "no-entry" };
	if (d->confidence >= hint)
		d->category = d->best->escalate;
	return (struct verdict){ "escalate", "low-confidence" };
}

static bool
takes_control(const struct agent_draft *d)
{
	const struct workspace *ws = d->a->ws;

	return json_yes(ws->config, "inquiries") && json_yes(ws->config, "handoff.takes_control") && member_anybody_on(ws, d->now);
}

/*
 * Does this decision give the conversation to a person? Who asks for one gets
 * one. What the agent can't answer goes with the whole conversation only where
 * somebody is there to take it: with nobody there the customer would be left
 * alone, while the agent still knows what it knows. Whoever opted out isn't
 * spoken to anyway, and a line without wa-classify doesn't silence the desk.
 */
static bool
hands_over(const struct agent_draft *d, const struct verdict *v)
{
	/* A lead goes on while a person sees to what is beside it. */
	if (strcmp(v->action, "escalate") != 0)
		return d->rest != NULL && json_object_get(d->ev, "lead") == NULL && takes_control(d);
	if (strcmp(v->reason, "human-wanted") == 0)
		return true;
	return strcmp(v->reason, "opted-out") != 0 && strcmp(v->reason, "unclassified") != 0 && takes_control(d);
}

/* The file that came with these words could not be had: whatever is said to
 * the words, a person is to know of it. */
static struct verdict
mind_missing_file(struct agent_draft *d, struct verdict v)
{
	static const char *const spoken[] = { "answer", "greet", "clarify" };

	if (json_at(d->ev, "media.problem") == NULL)
		return v;
	if (strcmp(v.action, "ignore") == 0 && v.reason != NULL && strcmp(v.reason, "social") == 0)
		return (struct verdict){ "escalate", "media" };
	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
		if (strcmp(v.action, spoken[i]) == 0)
			agent_draft_leave(d, json_string("media"), NULL, NULL);
	return v;
}

static json_t *
record(const struct agent_draft *d, const struct verdict *v)
{
	json_t *out = json_object();

	json_put(out, "action", v->action);
	if (v->reason != NULL && strcmp(v->reason, "no-guess") == 0)
		json_object_set_new(out, "reason", json_sprintf("no-guess:%s", d->category));
	else
		json_put(out, "reason", v->reason);
	json_put(out, "rule", v->reason != NULL ? v->reason : v->action);
	json_object_set_new(out, "threshold", json_real(d->threshold));
	json_object_set_new(out, "confidence", json_real(d->confidence));
	json_object_set(out, "sources", d->sources);
	if (d->offered != NULL)
		json_object_set(out, "offered", d->offered);
	if (json_at(d->ev, "class.candidates") != NULL)
		json_object_set(out, "candidates", json_at(d->ev, "class.candidates"));
	json_put(out, "language", d->language);
	json_put(out, "category", d->category);
	if (d->rest != NULL)
		json_object_set(out, "rest", d->rest);
	if (hands_over(d, v))
		json_object_set_new(out, "handoff", json_true());
	json_put(out, "knowledge", faq_version(d->a->faq));
	return out;
}

json_t *
agent_reply(const struct agent *a, const json_t *ev, const struct agent_view *view, int64_t now)
{
	const json_t *first = json_array_get(json_at(ev, "class.candidates"), 0);
	struct agent_draft d = { .a = a, .ev = ev, .view = view, .now = now,
	    .messages = json_array(), .sources = json_array() };
	struct verdict v;
	json_t *reply;

	d.language = agent_language(a->ws, ev, view->language);
	d.confidence = json_number_value(json_at(ev, "class.confidence"));
	d.threshold = agent_threshold(a->ws, ev);
	d.best = faq_find(a->faq, json_text(first, "id"));
	v = mind_missing_file(&d, decide(&d));
	reply = json_pack("{s:o,s:o}", "decision", record(&d, &v), "messages", d.messages);
	json_decref(d.sources);
	json_decref(d.offered);
	json_decref(d.rest);
	return reply;
}
