#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "wa/agent.h"
#include "wa/config.h"
#include "wa/event.h"
#include "wa/faq.h"
#include "wa/fill.h"
#include "wa/hours.h"
#include "wa/keywords.h"
#include "wa/member.h"
#include "wa/texts.h"

/* A no-guess entry wins when its score is this share of the best one's. */
static const double no_guess_share = 0.5;
/* With this share it may be meant. */
static const double no_guess_hint = 0.1;
/* Two entries are a choice when between them they have this much of the score,
 * the second this much, and a phrasing is this near. */
static const double choice_both = 0.8, choice_second = 0.25, choice_near = 0.5;
/* Titles of buttons have so many characters. */
enum { TITLE_MAX = 20 };
/* Below this the best candidate says nothing of what the message is about. */
static const double about = 0.4;
/* From this share of what an answer needs on, it is worth asking whether it is meant. */
static const double likely = 0.6;
/* Where most of the words are about something else, nothing is offered. */
static const double choice_covered = 0.4;
/* Beside the likely one another is offered from this score on. */
static const double worth_offering = 0.05;
/* From here on a case that goes to a person anyway goes to the owner of the
 * topic that comes closest: right two times of three (bench-no-guess). */
static const double hint = 0.25;
/* From here on a message's own language counts, not the conversation's. */
static const double sure_language = 0.7;

/* Ids of the buttons that offer entries begin so; alone it means neither. */
#define CHOICE "entry:"

struct agent {
	const struct workspace	*ws;
	struct faq		*faq;
	struct texts		*texts;
	struct keywords		*keywords;
	double			 threshold;	/* < 0: as classified */
};

/* One message being decided. */
struct turn {
	const struct agent	*a;
	const json_t		*ev;
	const struct agent_view	*view;
	int64_t			 now;
	const char		*language;
	double			 threshold;
	double			 confidence;
	const struct faq_entry	*best;		/* of the candidates; NULL: none */
	json_t			*messages;
	json_t			*sources;
	json_t			*rest;		/* what goes to a person beside an answer, or NULL */
	const char		*category;
};

struct verdict {
	const char	*action;
	const char	*reason;
};

struct agent *
agent_load(const struct workspace *ws)
{
	struct agent *a = mem_alloc(sizeof *a);
	const json_t *threshold = json_at(ws->config, "answer.threshold");

	a->ws = ws;
	a->keywords = keywords_load(ws);
	a->threshold = json_is_number(threshold) ? json_number_value(threshold) : -1;
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

static bool
is_spoken(const struct workspace *ws, const char *language)
{
	json_t *l;
	size_t i;

	json_array_foreach(json_at(ws->config, "languages"), i, l)
		if (config_same_language(json_string_value(l), language))
			return true;
	return false;
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
	if (own != NULL && is_spoken(ws, own))
		return own;
	return json_text(ws->config, "language");
}

static void
say(struct turn *t, const char *text)
{
	json_array_append_new(t->messages, json_pack("{s:s,s:{s:s}}", "type", "text", "text", "body", text));
}

static void
say_text(struct turn *t, const char *key)
{
	char *text = texts_say(t->a->texts, key, t->language, json_object_get(t->ev, "contact"), NULL);

	if (text != NULL)
		say(t, text);
	free(text);
}

/* A text of workspace.yaml, filled in; false when it has none. */
static bool
say_setting(struct turn *t, const char *path)
{
	const char *template = config_local(json_at(t->a->ws->config, path), t->language);
	struct fill fill = { t->a->ws->config, json_object_get(t->ev, "contact"), NULL, t->language };
	char *text;

	if (template == NULL)
		return false;
	text = fill_text(&fill, template);
	say(t, text);
	free(text);
	return true;
}

/* The first entry of the no-guess list with this share of the best candidate's score. */
static const struct faq_entry *
no_guess(const struct turn *t, const json_t *candidates, double share)
{
	double best = json_number_value(json_at(json_array_get(candidates, 0), "score"));
	json_t *c;
	size_t i;

	json_array_foreach((json_t *)candidates, i, c) {
		const struct faq_entry *entry = faq_find(t->a->faq, json_text(c, "id") ? json_text(c, "id") : "");

		if (entry != NULL && entry->escalate != NULL &&
		    json_number_value(json_object_get(c, "score")) >= best * share)
			return entry;
	}
	return NULL;
}

/* Says an entry's answer; NULL, or why it can't be said. */
static const char *
say_entry(struct turn *t, const struct faq_entry *entry)
{
	json_t *messages;

	json_array_append_new(t->sources, json_string(entry->id));
	t->category = entry->category;
	if (t->now >= entry->until)
		return "expired";
	if (t->view->said != NULL && t->view->said(t->view->arg, entry->id))
		return "repeated";
	messages = faq_messages(t->a->faq, entry, t->language, json_object_get(t->ev, "contact"));
	if (messages == NULL)
		return "language";
	json_array_extend(t->messages, messages);
	json_decref(messages);
	return NULL;
}

static struct verdict
answer(struct turn *t)
{
	const char *hitch = say_entry(t, t->best);

	return (struct verdict){ hitch != NULL ? "escalate" : "answer", hitch };
}

static json_t *
forbidden_reason(const struct faq_entry *entry)
{
	return json_sprintf("no-guess:%s", entry->escalate);
}

/* What is left for a person; the first such part of the message names it.
 * part: of class.parts, or NULL. */
static void
leave(struct turn *t, json_t *reason, const char *category, const json_t *part)
{
	if (t->rest == NULL)
		t->rest = json_pack("{s:O,s:s*,s:s*}", "reason", reason, "category", category, "text", json_text(part, "text"));
	json_decref(reason);
}

/* Has wa-lead taken this clause (-1: any) already? */
static bool
is_leads(const struct turn *t, int clause)
{
	json_t *v;
	size_t i;

	json_array_foreach(json_at(t->ev, "lead.clauses"), i, v)
		if (clause == -1 || json_integer_value(v) == clause)
			return true;
	return false;
}

/* Does an entry that isn't one of those that begin leads have a say as well? */
static bool
is_more(const struct turn *t, const struct faq_entry *entry, double confidence, double least)
{
	json_t *v;
	size_t i;

	json_array_foreach(json_at(t->ev, "lead.about"), i, v)
		if (entry != NULL && strcmp(json_string_value(v) ? json_string_value(v) : "", entry->id) == 0)
			return false;
	return entry != NULL && confidence >= least;
}

/* The sure and distinct answers among the parts of a message, at most max, and
 * the first question that has none, or NULL. */
static size_t
sort_parts(struct turn *t, const struct faq_entry **sure, size_t max, const json_t **unsure)
{
	json_t *part;
	size_t i, n = 0;

	*unsure = NULL;
	json_array_foreach(json_at(t->ev, "class.parts"), i, part) {
		const char *intent = json_text(part, "intent");
		const struct faq_entry *entry = faq_find(t->a->faq, intent ? intent : ""), *forbidden = NULL;
		double confidence = json_number_value(json_object_get(part, "confidence"));
		bool again = false;

		/* What it asks of a person, if it does, comes after all else. */
		if (is_leads(t, (int)json_number(part, "clause", -2)) &&
		    (!is_more(t, entry, confidence, t->threshold) || entry->escalate != NULL))
			continue;
		if (confidence >= about)
			forbidden = no_guess(t, json_object_get(part, "candidates"), no_guess_share);
		for (size_t k = 0; k < n; k++)
			again = again || sure[k] == entry;
		if (forbidden != NULL)
			leave(t, forbidden_reason(forbidden), forbidden->escalate, part);
		else if (entry != NULL && confidence >= t->threshold && !again && n < max)
			sure[n++] = entry;
		else if (!again && *unsure == NULL && json_yes(part, "question"))
			*unsure = part;
	}
	return n;
}

/* Answers each; what can't be said is left. */
static void
say_parts(struct turn *t, const struct faq_entry *const *sure, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *hitch = say_entry(t, sure[i]);

		if (hitch != NULL)
			leave(t, json_string(hitch), sure[i]->category, NULL);
	}
}

/*
 * A message that asks for several things: each sure part is answered, and what
 * is left goes to a person. One sure part alone is split off a message only
 * when the message as a whole isn't sure, but points the same way: else its
 * sentences belong together.
 */
static bool
answer_parts(struct turn *t, struct verdict *v)
{
	enum { MOST = 3 };
	const struct faq_entry *sure[MOST];
	const json_t *unsure;
	size_t n = sort_parts(t, sure, MOST, &unsure);

	if (n == 1 && unsure != NULL && t->rest == NULL && t->confidence < t->threshold && sure[0] == t->best)
		leave(t, json_string("low-confidence"), NULL, unsure);
	if (n == 0 || (n == 1 && t->rest == NULL)) {
		json_decref(t->rest);
		t->rest = NULL;
		return false;
	}
	if (unsure != NULL && n > 1)
		leave(t, json_string("low-confidence"), NULL, unsure);
	say_parts(t, sure, n);
	if (json_array_size(t->messages) == 0)
		*v = (struct verdict){ "escalate", "language" };
	else
		*v = (struct verdict){ "answer", "parts" };
	return true;
}

/* What is never guessed goes to a person also when a lead begins with it; what
 * merely comes close to it, when it is asked. */
static void
leave_topic(struct turn *t, const json_t *label, bool asked)
{
	const char *intent = json_text(label, "intent");
	const struct faq_entry *entry = faq_find(t->a->faq, intent != NULL ? intent : "");
	double confidence = json_number_value(json_object_get(label, "confidence"));

	if (is_more(t, entry, confidence, asked ? about : t->threshold) && entry->escalate != NULL)
		leave(t, forbidden_reason(entry), entry->escalate, label);
}

/*
 * Beside what a lead has taken: the sure parts are answered, what is left goes
 * to a person, and the lead asks on.
 */
static bool
answer_beside_lead(struct turn *t, struct verdict *v)
{
	enum { MOST = 3 };
	const struct faq_entry *sure[MOST];
	const json_t *parts = json_at(t->ev, "class.parts");
	const json_t *unsure = NULL;
	size_t n = 0, i;
	json_t *part;

	if (json_object_get(t->ev, "lead") == NULL || !is_leads(t, -1))
		return false;
	if (parts != NULL)
		n = sort_parts(t, sure, MOST, &unsure);
	else if (is_more(t, t->best, t->confidence, t->threshold) && t->best->escalate == NULL)
		sure[n++] = t->best;
	if (unsure != NULL)
		leave(t, json_string("low-confidence"), NULL, unsure);
	/* What is asked first. */
	json_array_foreach((json_t *)parts, i, part)
		if (json_yes(part, "question"))
			leave_topic(t, part, true);
	json_array_foreach((json_t *)parts, i, part)
		leave_topic(t, part, false);
	if (parts == NULL)
		leave_topic(t, json_object_get(t->ev, "class"), false);
	say_parts(t, sure, n);
	*v = json_array_size(t->messages) > 0 ? (struct verdict){ "answer", "parts" } : (struct verdict){ "lead", NULL };
	return true;
}

static struct verdict
greet(struct turn *t)
{
	if (!json_yes(t->a->ws->config, "greeting.send"))
		return (struct verdict){ "ignore", "greeting" };
	if (!(!hours_open(t->a->ws, t->now) && say_setting(t, "greeting.after_hours")) &&
	    !(t->view->returning && say_setting(t, "greeting.returning")) && !say_setting(t, "greeting.text"))
		say_text(t, t->view->returning ? "greeting_returning" : "greeting");
	say_setting(t, "greeting.question");
	return (struct verdict){ "greet", NULL };
}

static struct verdict
clarify(struct turn *t)
{
	if (t->view->clarified)
		return (struct verdict){ "escalate", "vague" };
	say_text(t, "clarify_intent");
	return (struct verdict){ "clarify", "vague" };
}

/* An entry's first phrasing in the language, as the customer may read it; none
 * too long for a button's message. */
static const char *
phrasing_of(const struct turn *t, const struct faq_entry *entry)
{
	enum { PHRASING_MAX = 200 };
	size_t n;
	const struct faq_phrasing *p = faq_phrasings(t->a->faq, &n);

	for (size_t i = 0; i < n; i++)
		if (faq_entry(t->a->faq, p[i].entry) == entry && strlen(p[i].text) <= PHRASING_MAX && config_same_language(p[i].language, t->language))
			return p[i].text;
	return NULL;
}

static json_t *
button(const char *id, const char *title)
{
	return json_pack("{s:s,s:{s:s,s:s}}", "type", "reply", "reply", "id", id, "title", title);
}

/* Asks which of one or two entries is meant, with a button for each and one for neither. */
static void
say_choice(struct turn *t, const struct faq_entry *const entry[2])
{
	const char *question = texts_get(t->a->texts, "clarify_choice", t->language);
	const char *other = texts_get(t->a->texts, "button_other", t->language);
	json_t *buttons = json_array();
	struct buf body = {0};

	buf_str(&body, question);
	for (int i = 0; i < 2 && entry[i] != NULL; i++) {
		char *id = mem_printf("%s%s", CHOICE, entry[i]->id), title[2] = { (char)('1' + i), '\0' };

		buf_printf(&body, "\n%s. %s", title, phrasing_of(t, entry[i]));
		json_array_append_new(buttons, button(id, title));
		free(id);
	}
	json_array_append_new(buttons, button(CHOICE, other));
	json_array_append_new(t->messages, json_pack("{s:s,s:{s:s,s:{s:s},s:{s:o}}}", "type", "interactive",
	    "interactive", "type", "button", "body", "text", body.data, "action", "buttons", buttons));
	buf_free(&body);
}

/* May this entry be offered to somebody whose words were not clear? */
static bool
is_offerable(const struct turn *t, const struct faq_entry *entry)
{
	return entry != NULL && entry->escalate == NULL && t->now < entry->until && phrasing_of(t, entry) != NULL;
}

/* One more of at most two different ones. */
static void
offer(const struct turn *t, const char *id, const struct faq_entry *found[2], size_t *n)
{
	const struct faq_entry *entry = faq_find(t->a->faq, id != NULL ? id : "");

	if (*n < 2 && is_offerable(t, entry) && (*n == 0 || found[0] != entry))
		found[(*n)++] = entry;
}

/* Are the first two candidates close to each other and to the words? */
static bool
is_tie(const struct turn *t, const json_t *candidates)
{
	double first = json_number_value(json_at(json_array_get(candidates, 0), "score"));
	double second = json_number_value(json_at(json_array_get(candidates, 1), "score"));

	return first + second >= choice_both && second >= choice_second &&
	    json_number_value(json_at(t->ev, "class.evidence.nearest")) >= choice_near;
}

/*
 * What is likely meant but not surely, is asked, once: one tap answers it. Not
 * whoever complains, nor where something that is never guessed may be meant.
 */
static bool
ask_which(struct turn *t)
{
	const json_t *candidates = json_at(t->ev, "class.candidates");
	const struct faq_entry *found[2] = { NULL, NULL };
	size_t n = 0, i;
	json_t *c;

	if (t->view->clarified || event_has_signal(t->ev, "complaint") || !is_offerable(t, t->best) ||
	    json_number_value(json_at(t->ev, "class.evidence.covered")) < choice_covered ||
	    no_guess(t, candidates, no_guess_hint) != NULL || (t->confidence < likely * t->threshold && !is_tie(t, candidates)))
		return false;
	json_array_foreach((json_t *)candidates, i, c)
		if (json_number_value(json_object_get(c, "score")) >= worth_offering)
			offer(t, json_text(c, "id"), found, &n);
	say_choice(t, found);
	return true;
}

/* What fits a button, with dots for what doesn't. The caller frees. */
static char *
title_of(const char *text)
{
	size_t len = strlen(text);
	struct buf b = {0};

	if (text_length(text, len) <= TITLE_MAX)
		return mem_str(text);
	buf_add(&b, text, text_fit(text, len, TITLE_MAX - 1));
	buf_str(&b, "\xe2\x80\xa6");
	return buf_take(&b);
}

/* Asks whether a voice note meant this entry or, when there is one, the other:
 * with what people ask them by, not with what may have been misheard. */
static void
say_confirm(struct turn *t, const struct faq_entry *const entry[2])
{
	const char *first = phrasing_of(t, entry[0]), *second = entry[1] != NULL ? phrasing_of(t, entry[1]) : NULL;
	json_t *more = json_pack("{s:s,s:s*}", "first", first, "second", second), *buttons = json_array();
	char *body = texts_say(t->a->texts, "voice_confirm", t->language, json_object_get(t->ev, "contact"), more);

	for (int i = 0; i < 2 && entry[i] != NULL; i++) {
		char *id = mem_printf("%s%s", CHOICE, entry[i]->id), *title = title_of(i == 0 ? first : second);

		json_array_append_new(buttons, button(id, title));
		free(title);
		free(id);
	}
	json_array_append_new(buttons, button(CHOICE, texts_get(t->a->texts, "button_other", t->language)));
	json_array_append_new(t->messages, json_pack("{s:s,s:{s:s,s:{s:s},s:{s:o}}}", "type", "interactive",
	    "interactive", "type", "button", "body", "text", body, "action", "buttons", buttons));
	json_decref(more);
	free(body);
}

/* Offers the first, and the second candidate when that is close. */
static bool
offer_candidates(struct turn *t, const json_t *candidates, const struct faq_entry *found[2], size_t n)
{
	const json_t *second = json_array_get(candidates, 1);

	offer(t, json_text(json_array_get(candidates, 0), "id"), found, &n);
	if (n > 0 && json_number_value(json_object_get(second, "score")) >= choice_second)
		offer(t, json_text(second, "id"), found, &n);
	if (n > 0)
		say_confirm(t, found);
	return n > 0;
}

/*
 * A voice note that was heard in several ways: the first two entries that
 * its readings come to, or, when all come to the same, that one and the best
 * reading's second. Nothing is asked when a reading is about what is never guessed.
 */
static bool
ask_what_was_said(struct turn *t)
{
	const json_t *readings = json_at(t->ev, "class.readings");
	const struct faq_entry *found[2] = { NULL, NULL };
	json_t *reading;
	size_t i, n = 0;

	if (t->view->clarified)
		return false;
	json_array_foreach((json_t *)readings, i, reading) {
		const json_t *candidates = json_object_get(reading, "candidates");

		if (json_number_value(json_object_get(reading, "confidence")) < about)
			continue;
		if (no_guess(t, candidates, no_guess_share) != NULL)
			return false;
		offer(t, json_text(json_array_get(candidates, 0), "id"), found, &n);
	}
	return n > 0 && offer_candidates(t, json_at(json_array_get(readings, 0), "candidates"), found, n);
}

/* Words that were heard and not read may be wrong in one that matters: where
 * written ones would go to a person, what they come close to is offered. */
static bool
ask_what_was_heard(struct turn *t)
{
	const struct faq_entry *found[2] = { NULL, NULL };

	return json_at(t->ev, "transcript") != NULL && !t->view->clarified && t->confidence >= about &&
	    is_offerable(t, t->best) && offer_candidates(t, json_at(t->ev, "class.candidates"), found, 0);
}

/* The tap on a button of ours: the entry itself, or neither of them. */
static bool
decide_choice(struct turn *t, struct verdict *v)
{
	const char *id = json_text(t->ev, "message.choice.id");

	if (id == NULL || strncmp(id, CHOICE, strlen(CHOICE)) != 0)
		return false;
	t->best = faq_find(t->a->faq, id + strlen(CHOICE));
	if (t->best == NULL || t->best->escalate != NULL)
		*v = (struct verdict){ "escalate", "neither" };
	else
		*v = answer(t);
	return true;
}

static struct verdict
opt(struct turn *t, bool out)
{
	say_text(t, out ? "opt_out" : "opt_in");
	return (struct verdict){ out ? "optout" : "optin", NULL };
}

/* Whether it may be answered at all, before anything is understood. */
static bool
decide_outside(struct turn *t, struct verdict *v)
{
	const char *text = event_text(t->ev);
	enum keyword keyword = keywords_find(t->a->keywords, text);
	int64_t age = (t->now > event_received(t->ev) ? t->now : event_received(t->ev)) - event_time(t->ev);

	if (event_is_remark(t->ev))
		*v = (struct verdict){ "ignore", event_rating(t->ev) != NULL ? "satisfaction" : event_kind(t->ev) };
	else if (!t->view->opted_out && keyword == KEYWORD_STOP)
		*v = opt(t, true);
	else if (t->view->opted_out && keyword == KEYWORD_START)
		*v = opt(t, false);
	else if (t->view->control == CONTROL_HUMAN)
		*v = (struct verdict){ "silent", "human" };
	else if (t->view->opted_out)
		*v = (struct verdict){ "escalate", "opted-out" };
	else if (keyword == KEYWORD_HUMAN)
		*v = (struct verdict){ "escalate", "human-wanted" };
	else if (age > json_number(t->a->ws->config, "stale_after", INT64_MAX))
		*v = (struct verdict){ "escalate", "stale" };
	else if (text == NULL && ask_what_was_said(t))
		*v = (struct verdict){ "clarify", "voice" };
	else if (text == NULL)
		*v = (struct verdict){ "escalate", "media" };
	else if (json_object_get(t->ev, "class") == NULL)
		*v = (struct verdict){ "escalate", "unclassified" };
	else
		return false;
	return true;
}

static struct verdict
decide(struct turn *t)
{
	const struct faq_entry *forbidden;
	struct verdict v;

	if (decide_outside(t, &v))
		return v;
	if (decide_choice(t, &v))
		return v;
	if (event_has_signal(t->ev, "human-wanted"))
		return (struct verdict){ "escalate", "human-wanted" };
	if (answer_beside_lead(t, &v) || answer_parts(t, &v))
		return v;
	if (t->best != NULL && t->best->escalate == NULL && t->confidence >= t->threshold &&
	    no_guess(t, json_at(t->ev, "class.candidates"), no_guess_share) == NULL)
		return answer(t);
	if (event_has_signal(t->ev, "social"))
		return event_has_signal(t->ev, "greeting") ? greet(t) : (struct verdict){ "ignore", "social" };
	if (t->confidence >= about && (forbidden = no_guess(t, json_at(t->ev, "class.candidates"), no_guess_share)) != NULL) {
		json_array_append_new(t->sources, json_string(forbidden->id));
		t->category = forbidden->escalate;
		return (struct verdict){ "escalate", "no-guess" };
	}
	if (event_has_signal(t->ev, "vague"))
		return clarify(t);
	if (ask_which(t))
		return (struct verdict){ "clarify", "choice" };
	if (ask_what_was_heard(t))
		return (struct verdict){ "clarify", "voice" };
	if (t->best == NULL)
		return (struct verdict){ "escalate", "no-entry" };
	if (t->confidence >= hint)
		t->category = t->best->escalate;
	return (struct verdict){ "escalate", "low-confidence" };
}

static bool
takes_control(const struct turn *t)
{
	const struct workspace *ws = t->a->ws;

	return json_yes(ws->config, "inquiries") && json_yes(ws->config, "handoff.takes_control") && member_anybody_on(ws, t->now);
}

/*
 * Does this decision give the conversation to a person? Who asks for one gets
 * one. What the agent can't answer goes with the whole conversation only where
 * somebody is there to take it: with nobody there the customer would be left
 * alone, while the agent still knows what it knows. Whoever opted out isn't
 * spoken to anyway, and a line without wa-classify doesn't silence the desk.
 */
static bool
hands_over(const struct turn *t, const struct verdict *v)
{
	/* A lead goes on while a person sees to what is beside it. */
	if (strcmp(v->action, "escalate") != 0)
		return t->rest != NULL && json_object_get(t->ev, "lead") == NULL && takes_control(t);
	if (strcmp(v->reason, "human-wanted") == 0)
		return true;
	return strcmp(v->reason, "opted-out") != 0 && strcmp(v->reason, "unclassified") != 0 && takes_control(t);
}

/* The file that came with these words could not be had: whatever is said to
 * the words, a person is to know of it. */
static struct verdict
mind_missing_file(struct turn *t, struct verdict v)
{
	static const char *const spoken[] = { "answer", "greet", "clarify" };

	if (json_at(t->ev, "media.problem") == NULL)
		return v;
	if (strcmp(v.action, "ignore") == 0 && v.reason != NULL && strcmp(v.reason, "social") == 0)
		return (struct verdict){ "escalate", "media" };
	for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++)
		if (strcmp(v.action, spoken[i]) == 0)
			leave(t, json_string("media"), NULL, NULL);
	return v;
}

static json_t *
record(const struct turn *t, const struct verdict *v)
{
	json_t *d = json_object();

	json_put(d, "action", v->action);
	if (v->reason != NULL && strcmp(v->reason, "no-guess") == 0)
		json_object_set_new(d, "reason", json_sprintf("no-guess:%s", t->category));
	else
		json_put(d, "reason", v->reason);
	json_put(d, "rule", v->reason != NULL ? v->reason : v->action);
	json_object_set_new(d, "threshold", json_real(t->threshold));
	json_object_set_new(d, "confidence", json_real(t->confidence));
	json_object_set(d, "sources", t->sources);
	if (json_at(t->ev, "class.candidates") != NULL)
		json_object_set(d, "candidates", json_at(t->ev, "class.candidates"));
	json_put(d, "language", t->language);
	json_put(d, "category", t->category);
	if (t->rest != NULL)
		json_object_set(d, "rest", t->rest);
	if (hands_over(t, v))
		json_object_set_new(d, "handoff", json_true());
	json_put(d, "knowledge", faq_version(t->a->faq));
	return d;
}

json_t *
agent_reply(const struct agent *a, const json_t *ev, const struct agent_view *view, int64_t now)
{
	const json_t *first = json_array_get(json_at(ev, "class.candidates"), 0);
	struct turn t = { .a = a, .ev = ev, .view = view, .now = now,
	    .messages = json_array(), .sources = json_array() };
	struct verdict v;
	json_t *reply;

	t.language = agent_language(a->ws, ev, view->language);
	t.confidence = json_number_value(json_at(ev, "class.confidence"));
	t.threshold = a->threshold;
	if (t.threshold < 0)
		t.threshold = json_at(ev, "class.threshold") != NULL ?
		    json_number_value(json_at(ev, "class.threshold")) :
		    json_number_value(json_at(a->ws->config, "answer.precision"));
	if (json_text(first, "id") != NULL)
		t.best = faq_find(a->faq, json_text(first, "id"));
	v = mind_missing_file(&t, decide(&t));
	reply = json_pack("{s:o,s:o}", "decision", record(&t, &v), "messages", t.messages);
	json_decref(t.sources);
	json_decref(t.rest);
	return reply;
}
