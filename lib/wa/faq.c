#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/config.h"
#include "wa/faq.h"
#include "wa/faq_form.h"
#include "wa/knowledge.h"
#include "wa/phrasing.h"
#include "wa/services.h"

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

/* Loading: the document, what becomes of it, and where we are. */
struct loading {
	struct yaml	*y;
	struct faq	*faq;
	const struct workspace *ws;
	const json_t	*node;	/* of the entry in hand */
};

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
	put_phrasing(f, s, language ? language : faq_language(f), language != NULL);
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
	json_t *data = faq_form_read(l->y, node);
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
	faq_form_check(l->y, l->ws, node, data);
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
	struct yaml *y = yaml_load_optional(path, &b);
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
		yaml_log(offered);
		yaml_log(y);
		faq_free(f);
		f = NULL;
	}
	json_decref(services);
	yaml_close(offered);
	yaml_close(y);
	return f;
}

struct watch *
faq_watch(const struct workspace *ws)
{
	return watch_new((char *[]){ workspace_file(ws, "faq.yaml"), workspace_file(ws, "services.yaml") }, 2);
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
faq_language(const struct faq *f)
{
	const char *s = json_text(f->settings, "language");

	return s != NULL ? s : "en";
}

const char *
faq_version(const struct faq *f)
{
	return f->version;
}
