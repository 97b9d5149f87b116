#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/config.h"
#include "wa/faq_answer.h"
#include "wa/fill.h"
#include "wa/words.h"

const char *
faq_answer_text(const struct faq *f, const json_t *local, const char *language)
{
	if (json_is_string(local) && language != NULL && !config_same_language(language, faq_language(f)))
		return NULL;
	return config_local(local, language ? language : faq_language(f));
}

static char *
filled(const struct faq *f, const json_t *local, const char *language, const json_t *contact)
{
	const struct fill fill = { .settings = faq_settings(f), .contact = contact,
	    .language = language ? language : faq_language(f) };
	const char *text = faq_answer_text(f, local, language);

	return text != NULL ? fill_text(&fill, text) : NULL;
}

char *
faq_answer(const struct faq *f, const struct faq_entry *e, const char *language, const json_t *contact)
{
	if (e->escalate != NULL || clock_now() >= e->until)
		return NULL;
	return filled(f, json_object_get(e->data, "answer"), language, contact);
}

static json_t *
media_message(const struct faq *f, const json_t *m, const char *language, const json_t *contact)
{
	const char *type = json_text(m, "type");
	char *caption = filled(f, json_object_get(m, "caption"), language, contact);
	json_t *body = json_object();

	json_put(body, "link", json_text(m, "link"));
	json_put(body, "file", json_text(m, "file"));
	json_put(body, "caption", caption);
	json_put(body, "filename", json_text(m, "filename"));
	free(caption);
	return json_pack("{s:s, s:o}", "type", type, type, body);
}

static json_t *
buttons_of(const struct faq *f, const struct faq_entry *e, const char *language, const json_t *contact)
{
	json_t *out = json_array(), *b;
	size_t i;

	json_array_foreach(json_object_get(e->data, "buttons"), i, b) {
		char *title = filled(f, b, language, contact), *id = mem_printf("%s:%zu", e->id, i + 1);

		if (title != NULL)
			words_add_button(out, id, title);
		free(title);
		free(id);
	}
	return out;
}

json_t *
faq_answer_messages(const struct faq *f, const struct faq_entry *e, const char *language, const json_t *contact)
{
	char *answer = faq_answer(f, e, language, contact), *next, *text;
	json_t *out;

	if (answer == NULL)
		return NULL;
	out = json_array();
	if (json_object_get(e->data, "media") != NULL)
		json_array_append_new(out, media_message(f, json_object_get(e->data, "media"), language, contact));
	next = filled(f, json_object_get(e->data, "ask_next"), language, contact);
	text = mem_printf("%s%s%s", answer, next ? "\n\n" : "", next ? next : "");
	json_array_append_new(out, words_buttons(text, buttons_of(f, e, language, contact)));
	free(text);
	free(next);
	free(answer);
	return out;
}
