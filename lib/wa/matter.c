#include <string.h>

#include "wa/inquiry.h"
#include "wa/matter.h"
#include "wa/words.h"

/* What can't be understood of what came, or NULL. */
static const char *
media_trouble(const json_t *ev)
{
	const json_t *heard = json_object_get(ev, "transcript");

	if (json_text(ev, "media.problem") != NULL)
		return "media-problem";
	if (heard != NULL && json_text(heard, "text") == NULL)
		return "not-understood";
	return NULL;
}

static const char *
kind_of(const char *reason)
{
	if (strcmp(reason, "media") == 0)
		return INQUIRY_MEDIA;
	return strcmp(reason, "stale") == 0 ? INQUIRY_STALE : INQUIRY_QUESTION;
}

bool
matter_of(const json_t *ev, struct matter *m)
{
	const json_t *decision = json_at(ev, "reply.decision");
	const char *action = json_text(decision, "action"), *trouble = media_trouble(ev);

	*m = (struct matter){ .language = json_text(decision, "language") };
	if (action != NULL && (strcmp(action, "silent") == 0 || strcmp(action, "ignore") == 0))
		return false;
	if (action == NULL || strcmp(action, "escalate") != 0)
		decision = json_object_get(decision, "rest");
	if (decision == NULL && trouble == NULL)
		return false;
	m->entry = json_text(decision, "category");
	m->about = json_text(decision, "text");
	m->reason = json_text(decision, "reason");
	if (m->reason == NULL)
		m->reason = decision != NULL ? "escalated" : trouble;
	m->kind = decision != NULL ? kind_of(m->reason) : INQUIRY_MEDIA;
	return true;
}

bool
matter_asks_already(const json_t *ev)
{
	static const char *const keys[] = { "flow", "reply", "lead" };
	json_t *msg;
	size_t k, i;

	for (k = 0; k < sizeof keys / sizeof *keys; k++)
		json_array_foreach(json_object_get(json_object_get(ev, keys[k]), "messages"), i, msg)
			if (words_ask(msg))
				return true;
	return json_text(ev, "lead.ask") != NULL;
}
