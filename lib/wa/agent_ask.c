#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "wa/agent_ask.h"
#include "wa/agent_draft.h"
#include "wa/config.h"
#include "wa/event.h"
#include "wa/topic.h"
#include "wa/words.h"

/* With this share of the best one's score a no-guess entry may be meant. */
static const double no_guess_hint = 0.1;
/* From this share of what an answer needs on, it is worth asking whether it is meant. */
static const double likely = 0.6;
/* Where most of the words are about something else, nothing is offered. */
static const double choice_covered = 0.4;
/* Beside the likely one another is offered from this score on. */
static const double worth_offering = 0.05;
/* Two entries are a choice when between them they have this much of the score,
 * the second this much, and a phrasing is this near. */
static const double choice_both = 0.8, choice_second = 0.25, choice_near = 0.5;

/* Ids of the buttons that offer entries begin so; alone it means neither. */
#define CHOICE "entry:"

/* An entry's first phrasing in the language, as the customer may read it; none
 * too long for a button's message. */
static const char *
phrasing_of(const struct agent_draft *d, const struct faq_entry *entry)
{
	enum { PHRASING_MAX = 200 };
	size_t n;
	const struct faq_phrasing *p = faq_phrasings(d->a->faq, &n);

	for (size_t i = 0; i < n; i++)
		if (faq_entry(d->a->faq, p[i].entry) == entry && strlen(p[i].text) <= PHRASING_MAX && config_same_language(p[i].language, d->language))
			return p[i].text;
	return NULL;
}

/* May this entry be offered to somebody whose words were not clear? */
static bool
is_offerable(const struct agent_draft *d, const struct faq_entry *entry)
{
	return entry != NULL && entry->escalate == NULL && d->now < entry->until && phrasing_of(d, entry) != NULL;
}

/* A button for each of the entries, NULL for no second one, and one for neither. */
static void
ask(struct agent_draft *d, const char *body, const struct faq_entry *const entry[2], const char *const title[2])
{
	json_t *buttons = json_array();

	d->offered = json_array();
	for (int i = 0; i < 2 && entry[i] != NULL; i++) {
		char *id = mem_printf("%s%s", CHOICE, entry[i]->id);

		words_add_button(buttons, id, title[i]);
		json_array_append_new(d->offered, json_string(entry[i]->id));
		free(id);
	}
	words_add_button(buttons, CHOICE, texts_get(d->a->texts, "button_other", d->language));
	json_array_append_new(d->messages, words_buttons(body, buttons));
}

/* Asks which of two entries is meant. */
static void
say_choice(struct agent_draft *d, const struct faq_entry *const entry[2])
{
	static const char *const title[] = { "1", "2" };
	struct buf body = {0};

	buf_str(&body, texts_get(d->a->texts, "clarify_choice", d->language));
	for (int i = 0; i < 2; i++)
		buf_printf(&body, "\n%s. %s", title[i], phrasing_of(d, entry[i]));
	ask(d, body.data, entry, title);
	buf_free(&body);
}

/* Asks whether this entry is meant. */
static void
say_one(struct agent_draft *d, const struct faq_entry *const entry[2])
{
	const char *title[] = { texts_get(d->a->texts, "button_yes", d->language), NULL };
	json_t *more = json_pack("{s:s}", "first", phrasing_of(d, entry[0]));
	char *body = texts_say(d->a->texts, "clarify_one", d->language, json_object_get(d->ev, "contact"), more);

	ask(d, body, entry, title);
	json_decref(more);
	free(body);
}

/* One more of at most two different ones. */
static void
offer(const struct agent_draft *d, const char *id, const struct faq_entry *found[2], size_t *n)
{
	const struct faq_entry *entry = faq_find(d->a->faq, id);

	if (*n < 2 && is_offerable(d, entry) && (*n == 0 || found[0] != entry))
		found[(*n)++] = entry;
}

/* Are the first two candidates close to each other and to the words? */
static bool
is_tie(const struct agent_draft *d, const json_t *candidates)
{
	double first = json_number_value(json_at(json_array_get(candidates, 0), "score"));
	double second = json_number_value(json_at(json_array_get(candidates, 1), "score"));

	return first + second >= choice_both && second >= choice_second &&
	    json_number_value(json_at(d->ev, "class.evidence.nearest")) >= choice_near;
}

bool
agent_ask_which(struct agent_draft *d)
{
	const json_t *candidates = json_at(d->ev, "class.candidates");
	const struct faq_entry *found[2] = { NULL, NULL };
	size_t n = 0, i;
	json_t *c;

	if (d->view->clarified || event_has_signal(d->ev, "complaint") || !is_offerable(d, d->best) ||
	    json_number_value(json_at(d->ev, "class.evidence.covered")) < choice_covered ||
	    topic_near(d->a->faq, candidates, no_guess_hint) != NULL ||
	    (d->confidence < likely * d->threshold && !is_tie(d, candidates)))
		return false;
	json_array_foreach((json_t *)candidates, i, c)
		if (json_number_value(json_object_get(c, "score")) >= worth_offering)
			offer(d, json_text(c, "id"), found, &n);
	if (n > 1)
		say_choice(d, found);
	else
		say_one(d, found);
	return true;
}

/* What fits a button, with dots for what doesn't. The caller frees. */
static char *
title_of(const char *text)
{
	size_t len = strlen(text);
	struct buf b = {0};

	if (text_length(text, len) <= WORDS_TITLE_MAX)
		return mem_str(text);
	buf_add(&b, text, text_fit(text, len, WORDS_TITLE_MAX - 1));
	buf_str(&b, "\xe2\x80\xa6");
	return buf_take(&b);
}

/* Asks whether a voice note meant this entry or, when there is one, the other:
 * with what people ask them by, not with what may have been misheard. */
static void
say_confirm(struct agent_draft *d, const struct faq_entry *const entry[2])
{
	const char *first = phrasing_of(d, entry[0]), *second = entry[1] != NULL ? phrasing_of(d, entry[1]) : NULL;
	char *title[2] = { title_of(first), second != NULL ? title_of(second) : NULL };
	json_t *more = json_pack("{s:s,s:s*}", "first", first, "second", second);
	char *body = texts_say(d->a->texts, "voice_confirm", d->language, json_object_get(d->ev, "contact"), more);

	ask(d, body, entry, (const char *const *)title);
	free(title[0]);
	free(title[1]);
	json_decref(more);
	free(body);
}

/* Offers the first, and the second candidate when that is close. */
static bool
offer_candidates(struct agent_draft *d, const json_t *candidates, const struct faq_entry *found[2], size_t n)
{
	const json_t *second = json_array_get(candidates, 1);

	offer(d, json_text(json_array_get(candidates, 0), "id"), found, &n);
	if (n > 0 && json_number_value(json_object_get(second, "score")) >= choice_second)
		offer(d, json_text(second, "id"), found, &n);
	if (n > 0)
		say_confirm(d, found);
	return n > 0;
}

bool
agent_ask_what_was_said(struct agent_draft *d)
{
	const json_t *readings = json_at(d->ev, "class.readings");
	const struct faq_entry *found[2] = { NULL, NULL };
	json_t *reading;
	size_t i, n = 0;

	if (d->view->clarified)
		return false;
	json_array_foreach((json_t *)readings, i, reading) {
		const json_t *candidates = json_object_get(reading, "candidates");

		if (json_number_value(json_object_get(reading, "confidence")) < TOPIC_ABOUT)
			continue;
		if (topic_near(d->a->faq, candidates, TOPIC_SHARE) != NULL)
			return false;
		offer(d, json_text(json_array_get(candidates, 0), "id"), found, &n);
	}
	return n > 0 && offer_candidates(d, json_at(json_array_get(readings, 0), "candidates"), found, n);
}

bool
agent_ask_what_was_heard(struct agent_draft *d)
{
	const struct faq_entry *found[2] = { NULL, NULL };

	return json_at(d->ev, "transcript") != NULL && !d->view->clarified && d->confidence >= TOPIC_ABOUT &&
	    is_offerable(d, d->best) && offer_candidates(d, json_at(d->ev, "class.candidates"), found, 0);
}

/* Behind a digit, as in the digit's emoji. */
#define EMOJI_STYLE	0xfe0f

/* The number that a text is: "2", "2.", "(2)", or as an emoji; -1 when it is more. */
static int
number_of(const char *text)
{
	size_t len = strlen(text);
	int number = -1;

	for (size_t at = 0; at < len;) {
		int32_t c = text_next(text, len, &at);

		if (c >= '0' && c <= '9' && number == -1)
			number = c - '0';
		else if (c == EMOJI_STYLE)
			continue;
		else if (text_class(c) == TEXT_LETTER || text_class(c) == TEXT_DENSE || text_class(c) == TEXT_DIGIT)
			return -1;
	}
	return number;
}

/* Is it nothing more than this? */
static bool
just_says(const json_t *ev, const char *signal)
{
	return event_has_signal(ev, "social") && event_has_signal(ev, signal);
}

const char *
agent_ask_picked(const struct agent_draft *d)
{
	const char *id = json_text(d->ev, "message.choice.id");
	const json_t *offered = d->view->offered;
	int number;

	if (id != NULL)
		return strncmp(id, CHOICE, strlen(CHOICE)) == 0 ? id + strlen(CHOICE) : NULL;
	if (json_array_size(offered) == 0)
		return NULL;
	if ((number = number_of(event_text(d->ev))) > 0)
		return json_string_value(json_array_get(offered, (size_t)number - 1));
	if (just_says(d->ev, "yes"))
		return json_array_size(offered) == 1 ? json_string_value(json_array_get(offered, 0)) : "";
	return just_says(d->ev, "no") ? "" : NULL;
}
