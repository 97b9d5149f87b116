#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/asset.h"
#include "wa/config.h"
#include "wa/faq.h"
#include "wa/fill.h"
#include "wa/knowledge.h"
#include "wa/phrasing.h"
#include "wa/services.h"

/* WhatsApp's limits, in characters, as its message pages give them. */
#define TEXT_MAX	4096
#define BODY_MAX	1024	/* of a message with buttons */
#define TITLE_MAX	20
#define BUTTONS_MAX	3
#define VERSION_LEN	12

struct faq {
	json_t			*settings;
	json_t			*data;		/* typed entries; what the structs point into */
	struct faq_entry	*entries;
	size_t			 n;
	struct faq_phrasing	*phrasings;
	size_t			 n_phrasings;
	struct map		*by_id;		/* entry + 1 */
	char			 version[VERSION_LEN + 1];
};

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

/* Loading: the document, what becomes of it, and where we are. */
struct loading {
	struct yaml	*y;
	struct faq	*faq;
	const struct workspace *ws;
	const json_t	*node;	/* of the entry in hand */
};

static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static const char *
default_language(const struct faq *f)
{
	const char *s = json_text(f->settings, "language");

	return s != NULL ? s : "en";
}

static void
put_phrasing(struct faq *f, const char *text, const char *language, bool declared)
{
	if ((f->n_phrasings & (f->n_phrasings - 1)) == 0)
		f->phrasings = mem_grow(f->phrasings, f->n_phrasings ? 2 * f->n_phrasings : 1, sizeof *f->phrasings);
	f->phrasings[f->n_phrasings++] = (struct faq_phrasing){ .entry = f->n, .language = language, .declared = declared, .text = text };
}

static void
add_phrasing(struct loading *l, const json_t *node, const char *language)
{
	struct faq *f = l->faq;
	const char *s = json_string_value(node);

	if (s == NULL) {
		yaml_mistake(l->y, node, "ask: phrasings are texts; a list of them, or one list a language as in 'en: [...]'");
		return;
	}
	if (s[strspn(s, " \t\n")] == '\0') {
		yaml_remark(l->y, node, "ask: an empty phrasing");
		return;
	}
	put_phrasing(f, s, language ? language : default_language(f), language != NULL);
}

static void
add_phrasings(struct loading *l, const json_t *node, const char *language)
{
	json_t *v;
	size_t i;

	if (!json_is_array(node)) {
		add_phrasing(l, node, language);
		return;
	}
	json_array_foreach((json_t *)node, i, v)
		add_phrasing(l, v, language);
}

static void
read_ask(struct loading *l, const json_t *ask)
{
	size_t before = l->faq->n_phrasings;
	const char *key;
	json_t *v;

	if (json_is_object(ask)) {
		json_object_foreach((json_t *)ask, key, v) {
			if (config_is_language(key))
				add_phrasings(l, v, key);
			else
				yaml_mistake(l->y, v, "ask: %.40s: not a language; its code has two letters as en, es, or a region as pt-BR", key);
		}
	} else if (ask != NULL) {
		add_phrasings(l, ask, NULL);
	}
	if (l->faq->n_phrasings == before)
		yaml_remark(l->y, ask ? ask : l->node, "ask: nothing that customers say; this entry is never found");
}

/* Calls check for each language's text of a value that may have several. */
static void
each_text(struct loading *l, const char *key, void (*check)(struct loading *, const json_t *node, const char *text))
{
	const json_t *node = json_object_get(l->node, key);
	const char *language;
	json_t *v;

	if (json_is_string(node))
		check(l, node, json_string_value(node));
	else if (json_is_object(node))
		json_object_foreach((json_t *)node, language, v)
			if (json_is_string(v))
				check(l, v, json_string_value(v));
}

static void
check_text(struct loading *l, const json_t *node, const char *text)
{
	size_t n = characters(text);

	fill_check(l->y, node, text, l->faq->settings, NULL);
	if (n > BODY_MAX && json_object_get(l->node, "buttons") != NULL)
		yaml_mistake(l->y, node, "answer: %zu characters; with buttons WhatsApp takes %d", n, BODY_MAX);
	else if (n > TEXT_MAX)
		yaml_remark(l->y, node, "answer: %zu characters; WhatsApp takes %d, so it is sent in parts", n, TEXT_MAX);
}

static void
check_title(struct loading *l, const json_t *node, const char *title)
{
	if (characters(title) > TITLE_MAX)
		yaml_mistake(l->y, node, "buttons: \"%.60s\" has %zu characters; WhatsApp takes %d", title, characters(title), TITLE_MAX);
}

static void
check_buttons(struct loading *l, const json_t *buttons)
{
	const json_t *node = json_object_get(l->node, "buttons");
	json_t *b, *v;
	const char *key;
	size_t i;

	if (json_array_size(buttons) > BUTTONS_MAX)
		yaml_mistake(l->y, node, "buttons: %zu of them; WhatsApp takes %d", json_array_size(buttons), BUTTONS_MAX);
	json_array_foreach((json_t *)buttons, i, b) {
		const json_t *at = json_is_array(node) ? json_array_get(node, i) : node;

		if (json_is_string(b))
			check_title(l, at, json_string_value(b));
		else
			json_object_foreach(b, key, v)
				check_title(l, at, json_string_value(v));
	}
}

/* From the web or from files/, and in a state to be sent. */
static void
check_media(struct loading *l, const json_t *m)
{
	const json_t *node = json_object_get(l->node, "media"), *file = json_object_get(m, "file");
	json_t *message;
	char *why;

	if (m == NULL)
		return;
	if ((file == NULL) == (json_object_get(m, "link") == NULL)) {
		yaml_mistake(l->y, node, "media: a link, or a file below files/; one of the two");
		return;
	}
	if (file == NULL || json_text(m, "type") == NULL || l->ws->dir == NULL)
		return;
	message = json_pack("{s:s, s:{s:O}}", "type", json_text(m, "type"), json_text(m, "type"), "file", file);
	if ((why = asset_refusal(l->ws, message)) != NULL)
		yaml_mistake(l->y, json_object_get(node, "file"), "media: %s", why);
	json_decref(message);
	free(why);
}

static void
check_entry(struct loading *l, const struct faq_entry *e)
{
	const json_t *answer = json_object_get(e->data, "answer");

	if (answer == NULL && e->escalate == NULL)
		yaml_mistake(l->y, l->node, "%s: neither answer nor escalate; what should the agent do?", e->id);
	if (answer != NULL && e->escalate != NULL)
		yaml_mistake(l->y, json_object_get(l->node, "escalate"), "%s: both answer and escalate; keep one", e->id);
	each_text(l, "answer", check_text);
	each_text(l, "ask_next", check_text);
	check_buttons(l, json_object_get(e->data, "buttons"));
	check_media(l, json_object_get(e->data, "media"));
}

static int64_t
end_of(const char *date)
{
	int64_t ms;

	return date != NULL && clock_parse(date, &ms) == 0 ? ms + CLOCK_DAY : INT64_MAX;
}

static void
add_entry(struct loading *l, const json_t *node)
{
	struct faq *f = l->faq;
	json_t *data = config_object(l->y, node, entry_fields, "");
	struct faq_entry *e = &f->entries[f->n];
	size_t was;

	json_array_append_new(f->data, data);
	l->node = node;
	*e = (struct faq_entry){ .file = "faq.yaml", .id = json_text(data, "id"), .escalate = json_text(data, "escalate"),
	    .category = json_text(data, "category"), .until = end_of(json_text(data, "valid_until")),
	    .line = yaml_line(l->y, node), .data = data };
	if (e->id == NULL)
		e->id = "";
	if ((was = (size_t)(uintptr_t)map_set(f->by_id, e->id, (void *)(uintptr_t)(f->n + 1))) != 0 && *e->id != '\0')
		yaml_mistake(l->y, json_object_get(node, "id"), "%s: stands here twice, first in line %d; ids must differ",
		    e->id, f->entries[was - 1].line);
	read_ask(l, json_object_get(data, "ask"));
	check_entry(l, e);
	f->n++;
}

static void
add_entries(struct loading *l, const json_t *root)
{
	json_t *node;
	size_t i;

	if (json_is_string(root) && *json_string_value(root) == '\0')
		return;
	if (!json_is_array(root)) {
		yaml_mistake(l->y, root, "entries are a list; each begins with '- id: ...'");
		return;
	}
	l->faq->entries = mem_array(json_array_size(root) + 1, sizeof *l->faq->entries);
	json_array_foreach((json_t *)root, i, node)
		add_entry(l, node);
}

/*
 * What the other files of the workspace let the agent say becomes entries too.
 */

/* The keys of faq.yaml's own phrasings. */
static struct map *
keys_asked(const struct faq *f)
{
	struct map *keys = map_new();

	for (size_t i = 0; i < f->n_phrasings; i++) {
		char *key = phrasing_key(f->phrasings[i].text);

		map_set(keys, key, (void *)f);
		free(key);
	}
	return keys;
}

static bool
is_asked(void *keys, const char *phrasing)
{
	char *key = phrasing_key(phrasing);
	bool found = map_get(keys, key) != NULL;

	free(key);
	return found;
}

static void
add_known_phrasings(struct faq *f, const json_t *ask)
{
	const char *language;
	json_t *texts, *v;
	size_t i;

	json_object_foreach((json_t *)ask, language, texts)
		json_array_foreach(texts, i, v)
			put_phrasing(f, json_string_value(v), language, true);
}

static void
add_known(struct faq *f, json_t *data)
{
	const char *id = json_text(data, "id");

	/* The operator's own entry of that name says it better. */
	if (map_get(f->by_id, id) != NULL)
		return;
	json_array_append(f->data, data);
	f->entries[f->n] = (struct faq_entry){ .file = strncmp(id, "services.", 9) == 0 ? "services.yaml" : "workspace.yaml",
	    .id = id, .escalate = json_text(data, "escalate"), .category = json_text(data, "category"),
	    .until = INT64_MAX, .data = data };
	map_set(f->by_id, id, (void *)(uintptr_t)(f->n + 1));
	add_known_phrasings(f, json_object_get(data, "ask"));
	f->n++;
}

static bool
has_knowledge(const struct faq *f, const json_t *services)
{
	return json_array_size(services) > 0 || json_at(f->settings, "description") != NULL ||
	    json_array_size(json_at(f->settings, "areas")) > 0 || json_object_size(json_at(f->settings, "hours")) > 0 ||
	    json_object_size(json_at(f->settings, "policies")) > 0 ||
	    json_array_size(json_at(f->settings, "rules.objections")) > 0 || json_array_size(json_at(f->settings, "rules.never_guess")) > 0;
}

static void
add_knowledge(struct faq *f, const json_t *services)
{
	struct knowledge k = { .settings = f->settings, .services = services, .asked = is_asked };
	json_t *entries, *v;
	size_t i;

	if (!has_knowledge(f, services))
		return;
	k.arg = keys_asked(f);
	entries = knowledge_entries(&k);
	f->entries = mem_grow(f->entries, f->n + json_array_size(entries) + 1, sizeof *f->entries);
	json_array_foreach(entries, i, v)
		add_known(f, v);
	json_decref(entries);
	map_free(k.arg, NULL);
}

/* The files behind every answer; faq.yaml as it was read. */
static void
set_version(struct faq *f, const struct workspace *ws, const struct buf *faq_yaml)
{
	static const char *const files[] = { "services.yaml", "templates.yaml", "workspace.yaml" };
	unsigned char digest[HASH_LEN];
	char hex[HASH_HEX_LEN];
	struct buf all = {0};

	buf_add(&all, faq_yaml->data, faq_yaml->len);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char *path = workspace_file(ws, files[i]);

		/* With the NULs no text can move from one file to the next unseen. */
		buf_add(&all, files[i], strlen(files[i]) + 1);
		if (file_read(path, YAML_MAX, &all) == -1)
			buf_char(&all, '\0');
		free(path);
	}
	hash_sha256(all.data, all.len, digest);
	hash_hex(digest, HASH_LEN, hex);
	memcpy(f->version, hex, VERSION_LEN);
	buf_free(&all);
}

/* Takes the document. */
static struct yaml *
read_document(const struct workspace *ws, struct yaml *y, const struct buf *text, struct faq **out)
{
	struct loading l = { .y = y, .ws = ws };

	l.faq = mem_alloc(sizeof *l.faq);
	l.faq->settings = json_incref(ws->config);
	l.faq->data = json_array();
	l.faq->by_id = map_new();
	if (yaml_root(y) != NULL)
		add_entries(&l, yaml_root(y));
	set_version(l.faq, ws, text);
	if (yaml_mistakes(y) > 0) {
		faq_free(l.faq);
		l.faq = NULL;
	}
	*out = l.faq;
	return y;
}

struct yaml *
faq_read(const struct workspace *ws, struct faq **out)
{
	char *path = workspace_file(ws, "faq.yaml");
	struct buf b = {0};
	struct yaml *y;

	if (file_read(path, YAML_MAX, &b) == 0 || errno == ENOENT)
		y = yaml_from(path, b.data, b.len);
	else
		y = yaml_load(path);
	read_document(ws, y, &b, out);
	buf_free(&b);
	free(path);
	return y;
}

struct yaml *
faq_check(const struct workspace *ws, const char *name, const struct buf *text, struct faq **out)
{
	return read_document(ws, yaml_from(name, text->data, text->len), text, out);
}

struct faq *
faq_load(const struct workspace *ws)
{
	json_t *services;
	struct yaml *offered = services_read(ws, &services), *y;
	struct faq *f;

	y = faq_read(ws, &f);
	if (f != NULL && services != NULL) {
		add_knowledge(f, services);
	} else {
		yaml_report(offered, false, yaml_to_log);
		yaml_report(y, false, yaml_to_log);
		faq_free(f);
		f = NULL;
	}
	json_decref(services);
	yaml_close(offered);
	yaml_close(y);
	return f;
}

void
faq_free(struct faq *f)
{
	if (f == NULL)
		return;
	map_free(f->by_id, NULL);
	free(f->entries);
	free(f->phrasings);
	json_decref(f->data);
	json_decref(f->settings);
	free(f);
}

size_t
faq_count(const struct faq *f)
{
	return f->n;
}

const struct faq_entry *
faq_entry(const struct faq *f, size_t number)
{
	return number < f->n ? &f->entries[number] : NULL;
}

const struct faq_entry *
faq_find(const struct faq *f, const char *id)
{
	size_t i = id != NULL ? (size_t)(uintptr_t)map_get(f->by_id, id) : 0;

	return i > 0 ? &f->entries[i - 1] : NULL;
}

const struct faq_phrasing *
faq_phrasings(const struct faq *f, size_t *n)
{
	*n = f->n_phrasings;
	return f->phrasings;
}

const json_t *
faq_settings(const struct faq *f)
{
	return f->settings;
}

const char *
faq_version(const struct faq *f)
{
	return f->version;
}

const char *
faq_text(const struct faq *f, const json_t *local, const char *language)
{
	if (json_is_string(local) && language != NULL && !config_same_language(language, default_language(f)))
		return NULL;
	return config_local(local, language ? language : default_language(f));
}

static char *
filled(const struct faq *f, const json_t *local, const char *language, const json_t *contact)
{
	const struct fill fill = { .settings = f->settings, .contact = contact,
	    .language = language ? language : default_language(f) };
	const char *text = faq_text(f, local, language);

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
			json_array_append_new(out, json_pack("{s:s, s:{s:s, s:s}}", "type", "reply", "reply", "id", id, "title", title));
		free(title);
		free(id);
	}
	return out;
}

static json_t *
text_message(const char *text, json_t *buttons)
{
	if (json_array_size(buttons) > 0)
		return json_pack("{s:s, s:{s:s, s:{s:s}, s:{s:O}}}", "type", "interactive", "interactive", "type", "button",
		    "body", "text", text, "action", "buttons", buttons);
	return json_pack("{s:s, s:{s:s}}", "type", "text", "text", "body", text);
}

json_t *
faq_messages(const struct faq *f, const struct faq_entry *e, const char *language, const json_t *contact)
{
	char *answer = faq_answer(f, e, language, contact), *next, *text;
	json_t *out, *buttons;

	if (answer == NULL)
		return NULL;
	out = json_array();
	if (json_object_get(e->data, "media") != NULL)
		json_array_append_new(out, media_message(f, json_object_get(e->data, "media"), language, contact));
	next = filled(f, json_object_get(e->data, "ask_next"), language, contact);
	text = mem_printf("%s%s%s", answer, next ? "\n\n" : "", next ? next : "");
	buttons = buttons_of(f, e, language, contact);
	json_array_append_new(out, text_message(text, buttons));
	json_decref(buttons);
	free(text);
	free(next);
	free(answer);
	return out;
}
