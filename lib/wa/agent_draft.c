#include <stdlib.h>

#include "wa/agent_draft.h"
#include "wa/config.h"
#include "wa/faq_answer.h"
#include "wa/fill.h"
#include "wa/words.h"

static void
say(struct agent_draft *d, const char *text)
{
	json_array_append_new(d->messages, words_message(text));
}

void
agent_draft_say_text(struct agent_draft *d, const char *key)
{
	char *text = texts_say(d->a->texts, key, d->language, json_object_get(d->ev, "contact"), NULL);

	if (text != NULL)
		say(d, text);
	free(text);
}

bool
agent_draft_say_setting(struct agent_draft *d, const char *path)
{
	const char *template = config_local(json_at(d->a->ws->config, path), d->language);
	struct fill fill = { d->a->ws->config, json_object_get(d->ev, "contact"), NULL, d->language };
	char *text;

	if (template == NULL)
		return false;
	text = fill_text(&fill, template);
	say(d, text);
	free(text);
	return true;
}

const char *
agent_draft_say_entry(struct agent_draft *d, const struct faq_entry *entry)
{
	json_t *messages;

	json_array_append_new(d->sources, json_string(entry->id));
	d->category = entry->category;
	if (d->now >= entry->until)
		return "expired";
	if (d->view->said != NULL && d->view->said(d->view->arg, entry->id))
		return "repeated";
	messages = faq_answer_messages(d->a->faq, entry, d->language, json_object_get(d->ev, "contact"));
	if (messages == NULL)
		return "language";
	json_array_extend(d->messages, messages);
	json_decref(messages);
	return NULL;
}

void
agent_draft_leave(struct agent_draft *d, json_t *reason, const char *category, const json_t *part)
{
	if (d->rest == NULL)
		d->rest = json_pack("{s:O,s:s*,s:s*}", "reason", reason, "category", category, "text", json_text(part, "text"));
	json_decref(reason);
}
