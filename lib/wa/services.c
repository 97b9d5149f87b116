#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/config.h"
#include "wa/fill.h"
#include "wa/phrasing.h"
#include "wa/services.h"

static const struct config_field range[] = {
	{ .key = "from", .type = CONFIG_TEXT, .required = true },
	{ .key = "to", .type = CONFIG_TEXT, .required = true },
	{0}
};

static const struct config_field service_fields[] = {
	{ .key = "id", .type = CONFIG_ID },
	{ .key = "name", .type = CONFIG_LOCAL, .required = true },
	{ .key = "synonyms", .type = CONFIG_ANY },
	{ .key = "price", .type = CONFIG_LOCAL },
	{ .key = "range", .type = CONFIG_OBJECT, .of = range, .optional = true },
	{ .key = "duration", .type = CONFIG_DURATION, .min = 60e3 },
	{ .key = "notes", .type = CONFIG_LOCAL },
	{ .key = "ask_before_quote", .type = CONFIG_LOCAL },
	{ .key = "category", .type = CONFIG_ID },
	{0}
};

struct reading {
	struct yaml	*y;
	const json_t	*settings;
	json_t		*services;
	json_t		*ids;		/* those seen */
};

static const char *
default_language(const struct reading *r)
{
	const char *s = json_text(r->settings, "language");

	return s != NULL ? s : "en";
}

static void
add_synonym(const struct reading *r, json_t *list, const json_t *node)
{
	if (json_is_string(node))
		json_array_append(list, (json_t *)node);
	else
		yaml_mistake(r->y, node, "synonyms: texts; a list of them, or one list a language as in 'en: [...]'");
}

static json_t *
synonyms_of(const struct reading *r, const json_t *node)
{
	json_t *list = json_array(), *v;
	size_t i;

	if (!json_is_array(node))
		add_synonym(r, list, node);
	json_array_foreach((json_t *)node, i, v)
		add_synonym(r, list, v);
	return list;
}

static json_t *
read_synonyms(const struct reading *r, const json_t *node)
{
	json_t *out = json_object(), *v;
	const char *key;

	if (node == NULL)
		return out;
	if (!json_is_object(node)) {
		json_object_set_new(out, default_language(r), synonyms_of(r, node));
		return out;
	}
	json_object_foreach((json_t *)node, key, v) {
		if (config_is_language(key))
			json_object_set_new(out, key, synonyms_of(r, v));
		else
			yaml_mistake(r->y, v, "synonyms: %.40s: not a language; its code has two letters as en, es, or a region as pt-BR", key);
	}
	return out;
}

static void
set_id(const struct reading *r, const json_t *node, json_t *service)
{
	const char *name = config_local(json_object_get(service, "name"), default_language(r));
	char *made;

	if (json_text(service, "id") == NULL && name != NULL) {
		made = phrasing_id(name);
		if (*made != '\0')
			json_put(service, "id", made);
		free(made);
	}
	if (json_text(service, "id") == NULL) {
		yaml_mistake(r->y, node, "id: missing, and there is no name in %s to make one of", default_language(r));
		return;
	}
	if (json_object_get(r->ids, json_text(service, "id")) != NULL)
		yaml_mistake(r->y, node, "%s: stands here twice; ids must differ", json_text(service, "id"));
	json_object_set_new(r->ids, json_text(service, "id"), json_true());
}

/* Variables of a text, in each of its languages. */
static void
check_text(const struct reading *r, const json_t *node)
{
	const char *key;
	json_t *v;

	if (json_is_string(node))
		fill_check(r->y, node, json_string_value(node), r->settings, NULL);
	else
		json_object_foreach((json_t *)node, key, v)
			if (json_is_string(v))
				fill_check(r->y, v, json_string_value(v), r->settings, NULL);
}

static void
check_service(const struct reading *r, const json_t *node, const json_t *service)
{
	static const char *const texts[] = { "price", "notes", "ask_before_quote" };
	json_t *language;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		check_text(r, json_object_get(node, texts[i]));
	if (json_object_get(service, "price") != NULL && json_object_get(service, "range") != NULL)
		yaml_mistake(r->y, json_object_get(node, "range"), "both price and range; keep one");
	json_array_foreach(json_object_get(r->settings, "languages"), i, language)
		if (json_is_object(json_object_get(service, "name")) &&
		    config_local(json_object_get(service, "name"), json_string_value(language)) == NULL)
			yaml_remark(r->y, node, "name: none in %s; who asks in it gets a person", json_string_value(language));
}

static void
read_service(const struct reading *r, const json_t *node)
{
	json_t *service = config_object(r->y, node, service_fields, "");

	json_array_append_new(r->services, service);
	json_object_set_new(service, "synonyms", read_synonyms(r, json_object_get(service, "synonyms")));
	if (!json_is_object(node) || json_object_get(service, "name") == NULL)
		return;
	set_id(r, node, service);
	check_service(r, node, service);
}

static void
read_services(const struct reading *r, const json_t *root)
{
	json_t *node;
	size_t i;

	if (root == NULL || (json_is_string(root) && *json_string_value(root) == '\0'))
		return;
	if (!json_is_array(root)) {
		yaml_mistake(r->y, root, "services are a list; each begins with '- name: ...'");
		return;
	}
	json_array_foreach((json_t *)root, i, node)
		read_service(r, node);
}

struct yaml *
services_read(const struct workspace *ws, json_t **services)
{
	struct reading r = { .settings = ws->config, .services = json_array(), .ids = json_object() };
	char *path = workspace_file(ws, "services.yaml");

	r.y = yaml_load_optional(path, NULL);
	read_services(&r, yaml_root(r.y));
	if (yaml_mistakes(r.y) > 0) {
		json_decref(r.services);
		r.services = NULL;
	}
	*services = r.services;
	json_decref(r.ids);
	free(path);
	return r.y;
}
