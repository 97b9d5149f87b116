#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/text.h"
#include "wa/asset.h"
#include "wa/config.h"
#include "wa/faq_form.h"
#include "wa/fill.h"
#include "wa/words.h"

static void
check_id(struct yaml *y, const json_t *node, const json_t *typed)
{
	const char *s = json_string_value(typed);

	if (strlen(s) > 128 || strpbrk(s, "\n\t") != NULL)
		yaml_mistake(y, node, "id: a short word of at most 128 bytes on one line, as in opening_hours");
}

static void
check_link(struct yaml *y, const json_t *node, const json_t *typed)
{
	if (strncmp(json_string_value(typed), "https://", 8) != 0)
		yaml_mistake(y, node, "link: %.60s: WhatsApp fetches media from https:// addresses only", json_string_value(typed));
}

static void
check_date(struct yaml *y, const json_t *node, const json_t *typed)
{
	int64_t ms;

	if (strlen(json_string_value(typed)) != 10 || clock_parse(json_string_value(typed), &ms) == -1)
		yaml_mistake(y, node, "valid_until: %.40s: not a date; the last day on which it holds, as in 2026-12-31", json_string_value(typed));
}

static const struct config_field a_text = { .type = CONFIG_TEXT };
static const struct config_field a_local = { .type = CONFIG_LOCAL };
static const struct config_field an_id = { .type = CONFIG_ID };
static const char *const media_types[] = { "image", "video", "audio", "document", NULL };

static const struct config_field media[] = {
	{ .key = "type", .type = CONFIG_CHOICE, .choices = media_types, .required = true },
	{ .key = "link", .type = CONFIG_TEXT, .check = check_link },
	{ .key = "file", .type = CONFIG_TEXT },
	{ .key = "caption", .type = CONFIG_LOCAL },
	{ .key = "filename", .type = CONFIG_TEXT },
	{0}
};

static const struct config_field tests[] = {
	{ .key = "match", .type = CONFIG_LIST, .of = &a_text, .optional = true },
	{ .key = "escalate", .type = CONFIG_LIST, .of = &a_text, .optional = true },
	{ .key = "never", .type = CONFIG_LIST, .of = &a_text, .optional = true },
	{ .key = "says", .type = CONFIG_LIST, .of = &a_local, .optional = true },
	{0}
};

static const struct config_field entry_fields[] = {
	{ .key = "id", .type = CONFIG_TEXT, .required = true, .check = check_id },
	{ .key = "ask", .type = CONFIG_ANY },
	{ .key = "answer", .type = CONFIG_LOCAL },
	{ .key = "escalate", .type = CONFIG_ID },
	{ .key = "category", .type = CONFIG_ID },
	{ .key = "tags", .type = CONFIG_LIST, .of = &an_id, .optional = true },
	{ .key = "ask_next", .type = CONFIG_LOCAL },
	{ .key = "media", .type = CONFIG_OBJECT, .of = media, .optional = true },
	{ .key = "buttons", .type = CONFIG_LIST, .of = &a_local, .optional = true },
	{ .key = "valid_until", .type = CONFIG_TEXT, .check = check_date },
	{ .key = "tests", .type = CONFIG_OBJECT, .of = tests, .optional = true },
	{0}
};

/* An entry in hand. */
struct entry {
	struct yaml		*y;
	const struct workspace	*ws;
	const json_t		*node;
};

/* Calls check for each language's text of a value that may have several. */
static void
each_text(struct entry *e, const char *key, void (*check)(struct entry *, const json_t *node, const char *text))
{
	const json_t *node = json_object_get(e->node, key);
	const char *language;
	json_t *v;

	if (json_is_string(node))
		check(e, node, json_string_value(node));
	else if (json_is_object(node))
		json_object_foreach((json_t *)node, language, v)
			if (json_is_string(v))
				check(e, v, json_string_value(v));
}

static void
check_text(struct entry *e, const json_t *node, const char *text)
{
	size_t n = text_length(text, strlen(text));

	fill_check(e->y, node, text, e->ws->config, NULL);
	if (n > WORDS_BODY_MAX && json_object_get(e->node, "buttons") != NULL)
		yaml_mistake(e->y, node, "answer: %zu characters; with buttons WhatsApp takes %d", n, WORDS_BODY_MAX);
	else if (n > WORDS_TEXT_MAX)
		yaml_remark(e->y, node, "answer: %zu characters; WhatsApp takes %d, so it is sent in parts", n, WORDS_TEXT_MAX);
}

static void
check_title(struct entry *e, const json_t *node, const char *title)
{
	size_t n = text_length(title, strlen(title));

	if (n > WORDS_TITLE_MAX)
		yaml_mistake(e->y, node, "buttons: \"%.60s\" has %zu characters; WhatsApp takes %d", title, n, WORDS_TITLE_MAX);
}

static void
check_buttons(struct entry *e, const json_t *buttons)
{
	const json_t *node = json_object_get(e->node, "buttons");
	json_t *b, *v;
	const char *key;
	size_t i;

	if (json_array_size(buttons) > WORDS_BUTTONS_MAX)
		yaml_mistake(e->y, node, "buttons: %zu of them; WhatsApp takes %d", json_array_size(buttons), WORDS_BUTTONS_MAX);
	json_array_foreach((json_t *)buttons, i, b) {
		const json_t *at = json_is_array(node) ? json_array_get(node, i) : node;

		if (json_is_string(b))
			check_title(e, at, json_string_value(b));
		else
			json_object_foreach(b, key, v)
				check_title(e, at, json_string_value(v));
	}
}

/* From the web or from files/, and in a state to be sent. */
static void
check_media(struct entry *e, const json_t *m)
{
	const json_t *node = json_object_get(e->node, "media"), *file = json_object_get(m, "file");
	json_t *message;
	char *why;

	if (m == NULL)
		return;
	if ((file == NULL) == (json_object_get(m, "link") == NULL)) {
		yaml_mistake(e->y, node, "media: a link, or a file below files/; one of the two");
		return;
	}
	if (file == NULL || json_text(m, "type") == NULL || e->ws->dir == NULL)
		return;
	message = json_pack("{s:s, s:{s:O}}", "type", json_text(m, "type"), json_text(m, "type"), "file", file);
	if ((why = asset_refusal(e->ws, message)) != NULL)
		yaml_mistake(e->y, json_object_get(node, "file"), "media: %s", why);
	json_decref(message);
	free(why);
}

json_t *
faq_form_read(struct yaml *y, const json_t *node)
{
	return config_object(y, node, entry_fields, "");
}

void
faq_form_check(struct yaml *y, const struct workspace *ws, const json_t *node, const json_t *data)
{
	struct entry e = { .y = y, .ws = ws, .node = node };
	const char *id = json_text(data, "id") != NULL ? json_text(data, "id") : "";
	bool answers = json_object_get(data, "answer") != NULL, escalates = json_text(data, "escalate") != NULL;

	if (!answers && !escalates)
		yaml_mistake(y, node, "%s: neither answer nor escalate; what should the agent do?", id);
	if (answers && escalates)
		yaml_mistake(y, json_object_get(node, "escalate"), "%s: both answer and escalate; keep one", id);
	each_text(&e, "answer", check_text);
	each_text(&e, "ask_next", check_text);
	check_buttons(&e, json_object_get(data, "buttons"));
	check_media(&e, json_object_get(data, "media"));
}
