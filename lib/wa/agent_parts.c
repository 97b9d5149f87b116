#include <string.h>

#include "wa/agent_draft.h"
#include "wa/agent_parts.h"
#include "wa/event.h"
#include "wa/topic.h"

enum { MOST = 3 };	/* answers to one message */

static json_t *
forbidden_reason(const struct faq_entry *entry)
{
	return json_sprintf("no-guess:%s", entry->escalate);
}

/* Has wa-lead taken this clause (-1: any) already? */
static bool
is_leads(const struct agent_draft *d, int clause)
{
	json_t *v;
	size_t i;

	json_array_foreach(json_at(d->ev, "lead.clauses"), i, v)
		if (clause == -1 || json_integer_value(v) == clause)
			return true;
	return false;
}

/* Does an entry that isn't one of those that begin leads have a say as well? */
static bool
is_more(const struct agent_draft *d, const struct faq_entry *entry, double confidence, double least)
{
	return entry != NULL && !json_has(json_at(d->ev, "lead.about"), entry->id) && confidence >= least;
}

/* The sure and distinct answers among the parts of a message, at most max, and
 * the first question that has none, or NULL. */
static size_t
sort_parts(struct agent_draft *d, const struct faq_entry **sure, size_t max, const json_t **unsure)
{
	json_t *part;
	size_t i, n = 0;

	*unsure = NULL;
	json_array_foreach(json_at(d->ev, "class.parts"), i, part) {
		const struct faq_entry *entry = faq_find(d->a->faq, json_text(part, "intent")), *forbidden = NULL;
		double confidence = json_number_value(json_object_get(part, "confidence"));
		bool again = false;

		/* What it asks of a person, if it does, comes after all else. */
		if (is_leads(d, (int)json_number(part, "clause", -2)) &&
		    (!is_more(d, entry, confidence, d->threshold) || entry->escalate != NULL))
			continue;
		if (confidence >= TOPIC_ABOUT)
			forbidden = topic_near(d->a->faq, json_object_get(part, "candidates"), TOPIC_SHARE);
		for (size_t k = 0; k < n; k++)
			again = again || sure[k] == entry;
		if (forbidden != NULL)
			agent_draft_leave(d, forbidden_reason(forbidden), forbidden->escalate, part);
		else if (entry != NULL && confidence >= d->threshold && !again && n < max)
			sure[n++] = entry;
		else if (!again && *unsure == NULL && json_yes(part, "question"))
			*unsure = part;
	}
	return n;
}

/* Answers each; what can't be said is left. */
static void
say_parts(struct agent_draft *d, const struct faq_entry *const *sure, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *hitch = agent_draft_say_entry(d, sure[i]);

		if (hitch != NULL)
			agent_draft_leave(d, json_string(hitch), sure[i]->category, NULL);
	}
}

bool
agent_parts_answer(struct agent_draft *d, struct verdict *v)
{
	const struct faq_entry *sure[MOST];
	const json_t *unsure;
	size_t n = sort_parts(d, sure, MOST, &unsure);

	if (n == 1 && unsure != NULL && d->rest == NULL && d->confidence < d->threshold && sure[0] == d->best)
		agent_draft_leave(d, json_string("low-confidence"), NULL, unsure);
	if (n == 0 || (n == 1 && d->rest == NULL)) {
		json_decref(d->rest);
		d->rest = NULL;
		return false;
	}
	if (unsure != NULL && n > 1)
		agent_draft_leave(d, json_string("low-confidence"), NULL, unsure);
	say_parts(d, sure, n);
	if (json_array_size(d->messages) == 0)
		*v = (struct verdict){ "escalate", "language" };
	else
		*v = (struct verdict){ "answer", "parts" };
	return true;
}

/* What is never guessed goes to a person also when a lead begins with it; what
 * merely comes close to it, when it is asked. */
static void
leave_topic(struct agent_draft *d, const json_t *label, bool asked)
{
	const struct faq_entry *entry = faq_find(d->a->faq, json_text(label, "intent"));
	double confidence = json_number_value(json_object_get(label, "confidence"));

	if (is_more(d, entry, confidence, asked ? TOPIC_ABOUT : d->threshold) && entry->escalate != NULL)
		agent_draft_leave(d, forbidden_reason(entry), entry->escalate, label);
}

bool
agent_parts_beside_lead(struct agent_draft *d, struct verdict *v)
{
	const struct faq_entry *sure[MOST];
	const json_t *parts = json_at(d->ev, "class.parts");
	const json_t *unsure = NULL;
	size_t n = 0, i;
	json_t *part;

	if (json_object_get(d->ev, "lead") == NULL || !is_leads(d, -1))
		return false;
	if (parts != NULL)
		n = sort_parts(d, sure, MOST, &unsure);
	else if (is_more(d, d->best, d->confidence, d->threshold) && d->best->escalate == NULL)
		sure[n++] = d->best;
	if (unsure != NULL)
		agent_draft_leave(d, json_string("low-confidence"), NULL, unsure);
	/* What is asked first. */
	json_array_foreach((json_t *)parts, i, part)
		if (json_yes(part, "question"))
			leave_topic(d, part, true);
	json_array_foreach((json_t *)parts, i, part)
		leave_topic(d, part, false);
	if (parts == NULL)
		leave_topic(d, json_object_get(d->ev, "class"), strchr(event_text(d->ev), '?') != NULL);
	say_parts(d, sure, n);
	*v = json_array_size(d->messages) > 0 ? (struct verdict){ "answer", "parts" } : (struct verdict){ "lead", NULL };
	return true;
}
