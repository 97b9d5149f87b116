#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "run/attachment.h"
#include "run/sandbox_kind.h"

void
sandbox_kind_set(struct sandbox_kind *k, const char *type, json_t *body)
{
	json_object_set_new(k->content, "type", json_string(type));
	if (body != NULL)
		json_object_set_new(k->content, type, body);
}

/* A new object of the members of the line that are there. */
static json_t *
members(const struct sandbox_kind *k, const char *const *names)
{
	json_t *o = json_object(), *v;

	for (; *names != NULL; names++)
		if ((v = json_object_get(k->line, *names)) != NULL)
			json_object_set(o, *names, v);
	return o;
}

static int
missing(char **why, const char *what)
{
	*why = mem_printf("%s is missing", what);
	return -1;
}

static int
build_text(struct sandbox_kind *k, char **why)
{
	if (json_text(k->line, "text") == NULL)
		return missing(why, "text");
	sandbox_kind_set(k, "text", json_pack("{s:O}", "body", json_object_get(k->line, "text")));
	return 0;
}

/* The medium itself comes when it is delivered. */
static int
build_file(struct sandbox_kind *k, char **why)
{
	const char *path = json_text(k->line, "file");

	if (path == NULL)
		return missing(why, "file");
	if (file_read(path, ATTACHMENT_MAX, &k->file) == -1) {
		*why = mem_printf("%s: %s", path, strerror(errno));
		return -1;
	}
	k->has_file = true;
	return 0;
}

static int
build_location(struct sandbox_kind *k, char **why)
{
	static const char *const names[] = { "latitude", "longitude", "name", "address", "url", NULL };

	if (!json_is_number(json_object_get(k->line, "latitude")) || !json_is_number(json_object_get(k->line, "longitude")))
		return missing(why, "latitude or longitude (numbers)");
	sandbox_kind_set(k, "location", members(k, names));
	return 0;
}

static int
build_contacts(struct sandbox_kind *k, char **why)
{
	json_t *v = json_object_get(k->line, "contacts");

	if (!json_is_array(v))
		return missing(why, "contacts (a list)");
	sandbox_kind_set(k, "contacts", json_incref(v));
	return 0;
}

static int
build_reaction(struct sandbox_kind *k, char **why)
{
	static const char *const names[] = { "message_id", "emoji", NULL };

	if (json_text(k->line, "message_id") == NULL)
		return missing(why, "message_id");
	sandbox_kind_set(k, "reaction", members(k, names));
	return 0;
}

static int
build_reply(struct sandbox_kind *k, char **why, const char *member, const char *type)
{
	json_t *v = json_object_get(k->line, member);

	if (json_text(v, "id") == NULL || json_text(v, "title") == NULL) {
		*why = mem_printf("%s is missing; it has an id and a title", member);
		return -1;
	}
	sandbox_kind_set(k, "interactive", json_pack("{s:s, s:O}", "type", type, type, v));
	return 0;
}

static int
build_button(struct sandbox_kind *k, char **why)
{
	return build_reply(k, why, "button", "button_reply");
}

static int
build_list(struct sandbox_kind *k, char **why)
{
	return build_reply(k, why, "list", "list_reply");
}

static int
build_quick_reply(struct sandbox_kind *k, char **why)
{
	static const char *const names[] = { "payload", "text", NULL };

	if (json_text(k->line, "text") == NULL)
		return missing(why, "text");
	sandbox_kind_set(k, "button", members(k, names));
	return 0;
}

static int
build_order(struct sandbox_kind *k, char **why)
{
	json_t *v = json_object_get(k->line, "order");

	if (!json_is_object(v))
		return missing(why, "order");
	sandbox_kind_set(k, "order", json_incref(v));
	return 0;
}

static int
build_number_change(struct sandbox_kind *k, char **why)
{
	const char *to = json_text(k->line, "to");
	char *body;

	if (to == NULL || k->phone == NULL || strspn(to, "0123456789") != strlen(to))
		return missing(why, "from or to (digits)");
	body = mem_printf("User changed from %s to %s", k->phone, to);
	sandbox_kind_set(k, "system", json_pack("{s:s, s:s, s:s}", "body", body, "wa_id", to, "type", "user_changed_number"));
	free(body);
	return 0;
}

static int
build_edit(struct sandbox_kind *k, char **why)
{
	const char *id = json_text(k->line, "message_id"), *text = json_text(k->line, "text");

	if (id == NULL || text == NULL)
		return missing(why, "message_id or text");
	sandbox_kind_set(k, "edit", json_pack("{s:s, s:{s:s, s:{s:s}}}", "original_message_id", id,
	    "message", "type", "text", "text", "body", text));
	return 0;
}

static int
build_revoke(struct sandbox_kind *k, char **why)
{
	const char *id = json_text(k->line, "message_id");

	if (id == NULL)
		return missing(why, "message_id");
	sandbox_kind_set(k, "revoke", json_pack("{s:s}", "original_message_id", id));
	return 0;
}

static const struct {
	const char	*name;
	int		(*build)(struct sandbox_kind *, char **why);
} kinds[] = {
	{ "text", build_text },
	{ "image", build_file },
	{ "video", build_file },
	{ "audio", build_file },
	{ "voice", build_file },
	{ "document", build_file },
	{ "sticker", build_file },
	{ "location", build_location },
	{ "contacts", build_contacts },
	{ "reaction", build_reaction },
	{ "button", build_button },
	{ "list", build_list },
	{ "quick_reply", build_quick_reply },
	{ "order", build_order },
	{ "number_change", build_number_change },
	{ "edit", build_edit },
	{ "revoke", build_revoke },
};

static const char *
name_of(const json_t *line)
{
	const char *name = json_text(line, "kind");

	if (name != NULL)
		return name;
	return json_object_get(line, "button") != NULL ? "button" : json_object_get(line, "list") != NULL ? "list" : "text";
}

int
sandbox_kind_build(struct sandbox_kind *k, const json_t *line, const char *phone, char **why)
{
	const char *name = name_of(line);

	*k = (struct sandbox_kind){ .line = line, .phone = phone, .content = json_object() };
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].build(k, why);
	*why = mem_printf("kind: %.40s: no such kind", name);
	return -1;
}

void
sandbox_kind_release(struct sandbox_kind *k)
{
	json_decref(k->content);
	buf_free(&k->file);
}
