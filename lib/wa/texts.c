#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "wa/config.h"
#include "wa/fill.h"
#include "wa/texts.h"
#include "wa/words.h"

extern const char embedded_texts[];

static const char *const opens[] = { "opens", NULL };
static const char *const choices[] = { "first", "second", NULL };

static const struct {
	const char		*key;
	size_t			 max;
	const char *const	*more;	/* variables besides those every text has */
} keys[] = {
	{ "greeting", WORDS_TEXT_MAX, NULL },
	{ "greeting_returning", WORDS_TEXT_MAX, NULL },
	{ "clarify_intent", WORDS_TEXT_MAX, NULL },
	{ "clarify_choice", WORDS_BODY_MAX, NULL },
	{ "clarify_one", WORDS_BODY_MAX, choices },
	{ "clarify_handoff", WORDS_TEXT_MAX, NULL },
	{ "button_yes", WORDS_TITLE_MAX, NULL },
	{ "button_other", WORDS_TITLE_MAX, NULL },
	{ "escalation", WORDS_TEXT_MAX, NULL },
	{ "escalation_after_hours", WORDS_TEXT_MAX, opens },
	{ "escalation_nobody", WORDS_TEXT_MAX, NULL },
	{ "escalation_more", WORDS_TEXT_MAX, NULL },
	{ "sorry", WORDS_TEXT_MAX, NULL },
	{ "weekdays", WORDS_TEXT_MAX, NULL },
	{ "takeover", WORDS_TEXT_MAX, NULL },
	{ "voice_confirm", WORDS_BODY_MAX, choices },
	{ "voice_received", WORDS_TEXT_MAX, NULL },
	{ "media_received", WORDS_TEXT_MAX, NULL },
	{ "lead_confirmation", WORDS_TEXT_MAX, NULL },
	{ "lead_noted", WORDS_TEXT_MAX, NULL },
	{ "unsure", WORDS_TEXT_MAX, NULL },
	{ "closing", WORDS_TEXT_MAX, NULL },
	{ "satisfaction", WORDS_TEXT_MAX, NULL },
	{ "opt_out", WORDS_TEXT_MAX, NULL },
	{ "opt_in", WORDS_TEXT_MAX, NULL },
};
#define KEYS (sizeof keys / sizeof *keys)

struct texts {
	json_t	*settings;
	json_t	*own;		/* templates.yaml */
	json_t	*built_in;
};

static void
check_text(struct yaml *y, const json_t *node, const json_t *settings, size_t key)
{
	const char *s = json_string_value(node);
	size_t n;

	if (s == NULL)
		return;
	if ((n = text_length(s, strlen(s))) > keys[key].max)
		yaml_mistake(y, node, "%s: %zu characters; WhatsApp takes %zu", keys[key].key, n, keys[key].max);
	fill_check(y, node, s, settings, keys[key].more);
}

/* Typed texts of a document in the shape of templates.yaml. */
static json_t *
read_texts(struct yaml *y, const json_t *settings)
{
	struct config_field fields[KEYS + 1] = {0};
	const json_t *root = yaml_root(y);
	json_t *v;
	const char *language;

	for (size_t i = 0; i < KEYS; i++) {
		const json_t *node = json_object_get(root, keys[i].key);

		fields[i] = (struct config_field){ .key = keys[i].key, .type = CONFIG_LOCAL };
		check_text(y, node, settings, i);
		json_object_foreach((json_t *)node, language, v)
			check_text(y, v, settings, i);
		/* An own text that lacks one of them is mixed with ours. */
		config_remark_languages(y, node, settings, keys[i].key, "; the built-in text is used there");
	}
	return config_object(y, root, fields, "");
}

static json_t *
read_built_in(const json_t *settings)
{
	struct yaml *y = yaml_from("texts.yaml", embedded_texts, strlen(embedded_texts));
	json_t *v = yaml_root(y) ? read_texts(y, settings) : NULL;

	/* Ours, so no file of anybody's can make this fail. */
	assert(v != NULL && yaml_mistakes(y) == 0);
	yaml_close(y);
	return v;
}

json_t *
texts_built_in(const char *key)
{
	struct yaml *y = yaml_from("texts.yaml", embedded_texts, strlen(embedded_texts));
	json_t *v = json_incref(json_object_get(yaml_root(y), key));

	assert(v != NULL);
	yaml_close(y);
	return v;
}

static struct yaml *
load_own(const struct workspace *ws)
{
	char *path = workspace_file(ws, "templates.yaml");
	struct yaml *y = yaml_load_optional(path, NULL);

	free(path);
	return y;
}

struct texts *
texts_open(const struct workspace *ws)
{
	struct texts *t = mem_alloc(sizeof *t);
	struct yaml *y = load_own(ws);

	t->settings = json_incref(ws->config);
	t->built_in = read_built_in(ws->config);
	if (yaml_root(y) != NULL)
		t->own = read_texts(y, ws->config);
	if (yaml_mistakes(y) > 0) {
		yaml_log(y);
		texts_close(t);
		t = NULL;
	}
	yaml_close(y);
	return t;
}

void
texts_close(struct texts *t)
{
	if (t == NULL)
		return;
	json_decref(t->own);
	json_decref(t->built_in);
	json_decref(t->settings);
	free(t);
}

struct yaml *
texts_lint(const struct workspace *ws)
{
	struct yaml *y = load_own(ws);

	if (yaml_root(y) != NULL)
		json_decref(read_texts(y, ws->config));
	return y;
}

/* In this language and no other. A text without one is in the workspace's. */
static const char *
exactly(const struct texts *t, const char *key, const char *language)
{
	const json_t *own = json_object_get(t->own, key);
	const char *s = NULL;

	if (!json_is_string(own) || config_same_language(language, json_text(t->settings, "language")))
		s = config_local(own, language);
	return s != NULL ? s : config_local(json_object_get(t->built_in, key), language);
}

const char *
texts_get(const struct texts *t, const char *key, const char *language)
{
	const char *s = NULL;

	assert(json_object_get(t->built_in, key) != NULL);
	if (language != NULL && *language != '\0')
		s = exactly(t, key, language);
	if (s == NULL)
		s = exactly(t, key, json_text(t->settings, "language"));
	return s != NULL ? s : exactly(t, key, "en");
}

/* Which language texts_get answered in, for the variables to agree. */
static const char *
spoken(const struct texts *t, const char *key, const char *language)
{
	const char *own = json_text(t->settings, "language");

	if (language != NULL && *language != '\0' && exactly(t, key, language) != NULL)
		return language;
	return exactly(t, key, own) != NULL ? own : "en";
}

char *
texts_say(const struct texts *t, const char *key, const char *language, const json_t *contact, const json_t *more)
{
	const struct fill fill = { .settings = t->settings, .contact = contact, .more = more,
	    .language = spoken(t, key, language) };

	return fill_text(&fill, texts_get(t, key, language));
}

bool
texts_speaks(const struct texts *t, const char *language)
{
	return exactly(t, "escalation", language) != NULL;
}
