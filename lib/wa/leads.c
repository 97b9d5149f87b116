#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/names.h"
#include "wa/config.h"
#include "wa/faq.h"
#include "wa/fill.h"
#include "wa/keywords.h"
#include "wa/leads.h"
#include "wa/words.h"

#define FIELDS_MAX	32
#define SAID_MAX	200	/* bytes of a customer's words in our own sentence */

static const char *const types[] = { "text", "choice", "phone", "email", "date", "time", "number", "money", "place", NULL };
/* Words of commands and columns that a field can't be called. */
static const char *const reserved[] = { "owner", "status", "id", "contact" };

static const struct config_field anything = { .type = CONFIG_ANY };
static const struct config_field an_id = { .type = CONFIG_ID };

static const struct config_field start[] = {
	{ .key = "intents", .type = CONFIG_LIST, .of = &an_id },
	{ .key = "words", .type = CONFIG_ANY },
	{0}
};

static const struct config_field stop[] = {
	{ .key = "categories", .type = CONFIG_LIST, .of = &an_id, .optional = true },
	{0}
};
/* Whoever writes of these wants a person, and no questions. */
static const char *const grave[] = { "complaints", "disputes", "distress", "emergency", "human", "legal", "refunds" };
/* And these are what leads are collected for. */
static const char *const served[] = { "availability", "custom_quotes" };

static const struct config_field field[] = {
	{ .key = "key", .type = CONFIG_ID, .required = true },
	{ .key = "type", .type = CONFIG_CHOICE, .def = "text", .choices = types },
	{ .key = "required", .type = CONFIG_BOOL, .def = "no" },
	{ .key = "ask", .type = CONFIG_LOCAL },
	{ .key = "choices", .type = CONFIG_MAP, .of = &anything, .optional = true },
	{ .key = "words", .type = CONFIG_ANY },
	{0}
};
static const struct config_field a_field = { .type = CONFIG_OBJECT, .of = field };

static const struct config_field root[] = {
	{ .key = "enabled", .type = CONFIG_BOOL, .def = "on" },
	{ .key = "start", .type = CONFIG_OBJECT, .of = start },
	{ .key = "stop", .type = CONFIG_OBJECT, .of = stop },
	{ .key = "fields", .type = CONFIG_LIST, .of = &a_field },
	{ .key = "confirm", .type = CONFIG_LOCAL },
	{0}
};

struct leads {
	const json_t		*settings;	/* the workspace's */
	json_t			*file;		/* typed */
	json_t			*words;
	struct leads_field	 fields[FIELDS_MAX];
	size_t			 n;
};

static void
add_word(struct yaml *y, json_t *list, const json_t *node, const char *what)
{
	if (!json_is_string(node))
		yaml_mistake(y, node, "%s: texts; a list of them, or one list a language as in 'en: [...]'", what);
	else if (*json_string_value(node) != '\0')
		json_array_append(list, (json_t *)node);
}

static void
add_words(struct yaml *y, json_t *list, const json_t *node, const char *what)
{
	json_t *v;
	size_t i;

	if (!json_is_array(node))
		add_word(y, list, node, what);
	json_array_foreach((json_t *)node, i, v)
		add_word(y, list, v, what);
}

/* One text, a list of them, or one of these a language, as one list. */
static json_t *
texts_of(struct yaml *y, const json_t *node, const char *what)
{
	json_t *list = json_array(), *v;
	const char *key;

	if (node == NULL)
		return list;
	if (!json_is_object(node))
		add_words(y, list, node, what);
	json_object_foreach((json_t *)node, key, v) {
		if (!config_is_language(key))
			yaml_mistake(y, v, "%s: %.40s: not a language; its code has two letters as en, es, or a region as pt-BR", what, key);
		else
			add_words(y, list, v, what);
	}
	return list;
}

static json_t *
choices_of(struct yaml *y, const json_t *node)
{
	json_t *choices = json_object(), *v;
	const char *key;

	json_object_foreach((json_t *)node, key, v)
		json_object_set_new(choices, key, texts_of(y, v, key));
	return choices;
}

static bool
has_choices(const struct leads_field *f)
{
	return json_object_size(f->choices) > 0;
}

static void
check_field(struct yaml *y, const json_t *node, const struct leads *l, const struct leads_field *f)
{
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (strcmp(f->key, reserved[i]) == 0)
			yaml_mistake(y, json_object_get(node, "key"), "%s: every lead has one; call the field something else", f->key);
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->fields[i].key, f->key) == 0)
			yaml_mistake(y, json_object_get(node, "key"), "%s: stands here twice; keys must differ", f->key);
	if (strcmp(f->type, "choice") == 0 && !has_choices(f))
		yaml_mistake(y, node, "%s: a choice without choices; name them, as in 'choices: {repair: [repair, fix]}'", f->key);
}

/* Length and variables of a text, in each of its languages. `more` as in fill_check. */
static void
check_text(struct yaml *y, const json_t *node, const json_t *settings, const char *const *more)
{
	const char *key, *s = json_string_value(node);
	json_t *v;

	json_object_foreach((json_t *)node, key, v)
		check_text(y, v, settings, more);
	if (s == NULL)
		return;
	if (words_units(s, strlen(s)) > WORDS_TEXT_MAX)
		yaml_mistake(y, node, "%zu characters; WhatsApp takes %d", words_units(s, strlen(s)), WORDS_TEXT_MAX);
	fill_check(y, node, s, settings, more);
}

static void
read_field(struct yaml *y, struct leads *l, const json_t *node, json_t *given)
{
	struct leads_field f = {
		.key = json_text(given, "key"),
		.type = json_text(given, "type"),
		.required = json_yes(given, "required"),
		.ask = json_object_get(given, "ask"),
	};

	if (f.key == NULL)
		return;
	if (l->n == FIELDS_MAX) {
		yaml_mistake(y, node, "%s: more than %d fields; nobody answers that many questions", f.key, FIELDS_MAX);
		return;
	}
	json_object_set_new(given, "words", texts_of(y, json_object_get(node, "words"), "words"));
	f.words = json_object_get(given, "words");
	if (json_object_get(given, "choices") != NULL)
		json_object_set_new(given, "choices", choices_of(y, json_object_get(given, "choices")));
	f.choices = json_object_get(given, "choices");
	check_field(y, node, l, &f);
	check_text(y, json_object_get(node, "ask"), l->settings, NULL);
	l->fields[l->n++] = f;
}

static void
read_all(struct yaml *y, struct leads *l)
{
	const json_t *doc = yaml_root(y), *nodes = json_object_get(doc, "fields");
	const char *keys[FIELDS_MAX + 1] = {0};
	json_t *given;
	size_t i;

	l->file = config_object(y, doc, root, "");
	l->words = texts_of(y, json_at(doc, "start.words"), "words");
	json_array_foreach(json_object_get(l->file, "fields"), i, given)
		read_field(y, l, json_is_array(nodes) ? json_array_get(nodes, i) : nodes, given);
	for (i = 0; i < l->n; i++)
		keys[i] = l->fields[i].key;
	check_text(y, json_object_get(doc, "confirm"), l->settings, keys);
}

static struct yaml *
read_file(const struct workspace *ws, struct leads *l)
{
	char *path = workspace_file(ws, "leads.yaml");
	struct yaml *y = yaml_load_optional(path, NULL);

	l->settings = ws->config;
	if (yaml_root(y) != NULL)
		read_all(y, l);
	free(path);
	return y;
}

struct leads *
leads_load(const struct workspace *ws)
{
	struct leads *l = mem_alloc(sizeof *l);
	struct yaml *y = read_file(ws, l);

	if (yaml_mistakes(y) > 0) {
		yaml_log(y);
		leads_free(l);
		l = NULL;
	} else if (!json_yes(l->file, "enabled")) {
		l->n = 0;
	}
	yaml_close(y);
	return l;
}

void
leads_free(struct leads *l)
{
	if (l == NULL)
		return;
	json_decref(l->file);
	json_decref(l->words);
	free(l);
}

size_t
leads_count(const struct leads *l)
{
	return l->n;
}

const struct leads_field *
leads_field(const struct leads *l, size_t number)
{
	return number < l->n ? &l->fields[number] : NULL;
}

const struct leads_field *
leads_find(const struct leads *l, const char *key)
{
	for (size_t i = 0; key != NULL && i < l->n; i++)
		if (strcmp(l->fields[i].key, key) == 0)
			return &l->fields[i];
	return NULL;
}

const json_t *
leads_intents(const struct leads *l)
{
	return json_at(l->file, "start.intents");
}

bool
leads_begins(const struct leads *l, const char *intent)
{
	return json_has(leads_intents(l), intent);
}

bool
leads_serves(const char *category)
{
	return NAMES_HAVE(served, category);
}

bool
leads_stops(const struct leads *l, const char *category)
{
	const json_t *categories = json_at(l->file, "stop.categories");

	return categories != NULL ? json_has(categories, category) : NAMES_HAVE(grave, category);
}

const json_t *
leads_words(const struct leads *l)
{
	return l->words;
}

/* A text in the language, else the workspace's, else any; *spoken is which. A
 * text without a language is the workspace's. */
static const char *
text_in(const struct leads *l, const json_t *local, const char *language, const char **spoken)
{
	const char *own = json_text(l->settings, "language"), *s = NULL;

	*spoken = own;
	if (json_is_object(local) && language != NULL && (s = config_local(local, language)) != NULL)
		*spoken = language;
	if (s == NULL)
		s = config_local(local, own);
	if (s == NULL && json_is_object(local)) {
		void *any = json_object_iter((json_t *)local);

		*spoken = any != NULL ? json_object_iter_key(any) : own;
		s = any != NULL ? json_string_value(json_object_iter_value(any)) : NULL;
	}
	return s;
}

char *
leads_question(const struct leads *l, const struct leads_field *f, const char *language, const json_t *contact)
{
	struct fill fill = { .settings = l->settings, .contact = contact };
	const char *s = text_in(l, f->ask, language, &fill.language);

	return s != NULL ? fill_text(&fill, s) : NULL;
}

char *
leads_confirmation(const struct leads *l, const char *language, const json_t *contact, const json_t *fields)
{
	json_t *more = json_object(), *v;
	struct fill fill = { .settings = l->settings, .contact = contact, .more = more };
	const char *s = text_in(l, json_object_get(l->file, "confirm"), language, &fill.language), *key;
	char *text = NULL;

	json_object_foreach((json_t *)fields, key, v) {
		char *said = leads_say(v);

		json_put(more, key, said);
		free(said);
	}
	if (s != NULL)
		text = fill_text(&fill, s);
	json_decref(more);
	return text;
}

/* Bytes of s up to SAID_MAX, not half of a character. */
static size_t
shortened(const char *s)
{
	size_t n = strnlen(s, SAID_MAX);

	while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
say_part(struct buf *b, const json_t *v)
{
	if (json_is_string(v))
		buf_add(b, json_string_value(v), shortened(json_string_value(v)));
	else if (v != NULL && !json_is_null(v))
		json_print(v, b);
}

char *
leads_say(const json_t *v)
{
	const json_t *min = json_object_get(v, "min"), *max = json_object_get(v, "max");
	struct buf b = {0};

	buf_str(&b, "");
	if (!json_is_object(v)) {
		say_part(&b, v);
	} else if (min != NULL || max != NULL) {
		say_part(&b, min);
		buf_char(&b, '-');
		say_part(&b, max);
	} else {
		say_part(&b, json_object_get(v, "date"));
		if (b.len > 0 && json_is_string(json_object_get(v, "time")))
			buf_char(&b, ' ');
		say_part(&b, json_object_get(v, "time"));
	}
	if (json_text(v, "currency") != NULL)
		buf_printf(&b, " %s", json_text(v, "currency"));
	return buf_take(&b);
}

/* A word that stands for two choices decides for neither. */
static void
remark_shared(struct yaml *y, const json_t *node, const struct leads_field *f)
{
	json_t *seen = json_object(), *list, *word;
	const char *key;
	size_t i;

	json_object_foreach((json_t *)f->choices, key, list)
		json_array_foreach(list, i, word) {
			const char *s = json_string_value(word), *other = json_text(seen, s);

			if (other != NULL && strcmp(other, key) != 0)
				yaml_remark(y, node, "%s: %.40s stands for %s and for %s, so it tells neither", f->key, s, other, key);
			json_put(seen, s, key);
		}
	json_decref(seen);
}

static void
remark_field(struct yaml *y, const json_t *node, const json_t *settings, const struct leads_field *f)
{
	const json_t *ask = json_object_get(node, "ask");

	if (f->required && f->ask == NULL)
		yaml_remark(y, node, "%s: required, and no question to ask for it; nobody asks", f->key);
	else if (!f->required && f->ask != NULL)
		yaml_remark(y, ask, "%s: not required, so nobody asks for it", f->key);
	else if (f->ask != NULL)
		config_remark_languages(y, ask, settings, f->key, "");
	if (has_choices(f) && strcmp(f->type, "choice") != 0 && strcmp(f->type, "place") != 0)
		yaml_remark(y, json_object_get(node, "choices"), "%s: choices of a %s count for nothing", f->key, f->type);
	remark_shared(y, node, f);
}

/* Those with a dot in their names are made of the other files. */
static bool
is_entry(const struct faq *faq, const char *id)
{
	return faq == NULL || strchr(id, '.') != NULL || faq_find(faq, id) != NULL;
}

static void
remark_start(struct yaml *y, const struct leads *l, const struct faq *faq, const struct keywords *keywords)
{
	const json_t *intents = json_at(l->file, "start.intents"), *node = json_at(yaml_root(y), "start");
	json_t *v;
	size_t i;

	if (json_array_size(intents) == 0 && json_array_size(l->words) == 0)
		yaml_remark(y, node, "start: neither intents nor words; nothing begins a lead");
	json_array_foreach((json_t *)intents, i, v)
		if (!is_entry(faq, json_string_value(v)))
			yaml_remark(y, node, "intents: %s: no such entry in the FAQ; only words begin a lead then", json_string_value(v));
	json_array_foreach(l->words, i, v)
		if (keywords_find(keywords, json_string_value(v)) != KEYWORD_NONE)
			yaml_remark(y, node, "words: %s: alone it stops messages or asks for a person, and begins nothing", json_string_value(v));
}

static void
remark_all(struct yaml *y, const struct workspace *ws, const struct leads *l)
{
	const json_t *doc = yaml_root(y), *nodes = json_object_get(doc, "fields");
	struct keywords *keywords;
	struct faq *faq = NULL;
	bool required = false;

	if (l->n == 0 || !json_yes(l->file, "enabled"))
		return;
	keywords = keywords_load(ws);
	yaml_close(faq_read(ws, &faq));
	remark_start(y, l, faq, keywords);
	faq_free(faq);
	keywords_free(keywords);
	for (size_t i = 0; i < l->n; i++) {
		remark_field(y, json_is_array(nodes) ? json_array_get(nodes, i) : nodes, l->settings, &l->fields[i]);
		required = required || l->fields[i].required;
	}
	if (!required)
		yaml_remark(y, nodes, "fields: none is required; nothing is asked");
	config_remark_languages(y, json_object_get(doc, "confirm"), l->settings, "confirm", "");
}

struct yaml *
leads_lint(const struct workspace *ws)
{
	struct leads *l = mem_alloc(sizeof *l);
	struct yaml *y = read_file(ws, l);

	if (yaml_mistakes(y) == 0)
		remark_all(y, ws, l);
	leads_free(l);
	return y;
}
