#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "wa/inbound.h"
#include "wa/inbound_details.h"

enum {
	KIND_MAX = 40,
	ID_MAX = 512,
	WORD_MAX = 1024,	/* a title, a file name */
	DETAILS_MAX = 4096,
	URL_MAX = 4096,
	SMALL_MAX = 16384,	/* an object taken over as it is */
	ERRORS_MAX = 10,
};

const char *
inbound_id(const json_t *v, const char *path)
{
	const json_t *id = json_at(v, path);
	const char *s = json_string_value(id);
	size_t len = json_string_length(id);

	if (len == 0 || len > ID_MAX)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return NULL;
	return s;
}

void
inbound_put_small(json_t *obj, const char *key, const json_t *value, size_t max)
{
	size_t size;

	if (value == NULL || json_is_null(value))
		return;
	size = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
	if (size > 0 && size <= max)
		json_object_set(obj, key, (json_t *)value);
}

json_t *
inbound_errors(const json_t *errors)
{
	const json_t *e;
	json_t *out = json_array();

	for (size_t i = 0; (e = json_item(errors, i)) != NULL && i < ERRORS_MAX; i++) {
		json_t *o;
		int64_t code = json_number(e, "code", -1);

		if (!json_is_object(e))
			continue;
		o = json_object();
		if (code != -1)
			json_object_set_new(o, "code", json_integer(code));
		json_put_clean(o, "title", json_at(e, "title"), WORD_MAX);
		json_put_clean(o, "details", json_at(e, "message"), WORD_MAX);
		/* Older ones have it beside the code. */
		json_put_clean(o, "details", json_at(e, "details"), WORD_MAX);
		json_put_clean(o, "details", json_at(e, "error_data.details"), WORD_MAX);
		json_array_append_new(out, o);
	}
	if (json_array_size(out) > 0)
		return out;
	json_decref(out);
	return NULL;
}

/* The element's type, where it is a word; else the known member it has. */
static const char *
type_of(const json_t *m)
{
	static const char *const members[] = { "text", "image", "video", "audio", "voice", "document", "sticker",
		"location", "contacts", "interactive", "button", "reaction", "order", "system", "edit", "revoke" };
	const char *type = json_text(m, "type");
	size_t len = type != NULL ? strlen(type) : 0;

	if (len > 0 && len <= KIND_MAX && strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789_") == len)
		return type;
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (json_at(m, members[i]) != NULL)
			return members[i];
	return "unknown";
}

static bool
is_file(const char *type)
{
	static const char *const types[] = { "image", "video", "audio", "voice", "document", "sticker" };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static void
put_media(json_t *out, const char *type, const json_t *o)
{
	json_t *media;

	/* Of a kind nobody knows, what has a type is a file. */
	if (json_text(o, "id") == NULL || !(is_file(type) || json_at(o, "mime_type") != NULL))
		return;
	media = json_object();
	json_put_clean(media, "id", json_at(o, "id"), ID_MAX);
	json_put_clean(media, "mime", json_at(o, "mime_type"), WORD_MAX);
	json_put_clean(media, "sha256", json_at(o, "sha256"), WORD_MAX);
	if (json_is_boolean(json_at(o, "voice")))
		json_object_set(media, "voice", json_at(o, "voice"));
	else if (strcmp(type, "voice") == 0)
		json_object_set_new(media, "voice", json_true());
	json_put_clean(media, "filename", json_at(o, "filename"), WORD_MAX);
	json_put_clean(media, "url", json_at(o, "url"), URL_MAX);
	json_object_set_new(out, "media", media);
}

/* Adds a string to the words, with a separator between. */
static void
join(json_t *out, const char *separator, const json_t *word)
{
	const char *before = json_text(out, "text");
	struct buf b = {0};
	json_t *both;

	if (json_string_length(word) == 0)
		return;
	if (before == NULL) {
		json_put_clean(out, "text", word, INBOUND_TEXT_MAX);
		return;
	}
	buf_str(&b, before);
	buf_str(&b, separator);
	buf_add(&b, json_string_value(word), json_string_length(word));
	both = json_stringn_nocheck(b.data, b.len);
	json_put_clean(out, "text", both, INBOUND_TEXT_MAX);
	json_decref(both);
	buf_free(&b);
}

static void
put_location(json_t *out, const json_t *o)
{
	join(out, "\n", json_at(o, "name"));
	join(out, "\n", json_at(o, "address"));
}

static void
put_contacts(json_t *out, const json_t *list)
{
	const json_t *c, *name;

	for (size_t i = 0; (c = json_item(list, i)) != NULL; i++) {
		name = json_at(c, "name.formatted_name");
		join(out, ", ", name != NULL ? name : json_at(c, "name.first_name"));
	}
}

static void
put_choice(json_t *out, const json_t *id, const json_t *title)
{
	json_t *choice = json_object();

	join(out, "\n", title);
	json_put_clean(choice, "id", id, WORD_MAX);
	json_put_clean(choice, "title", title, WORD_MAX);
	if (json_object_size(choice) > 0)
		json_object_set(out, "choice", choice);
	json_decref(choice);
}

static void
put_interactive(json_t *out, const json_t *o)
{
	const char *type = json_text(o, "type");
	const json_t *part;

	if (type == NULL)
		type = json_at(o, "button_reply") != NULL ? "button_reply" : "list_reply";
	if ((part = json_object_get(o, type)) == NULL)
		return;
	if (strcmp(type, "button_reply") == 0 || strcmp(type, "list_reply") == 0) {
		put_choice(out, json_at(part, "id"), json_at(part, "title"));
		return;
	}
	join(out, "\n", json_at(part, "title"));
	join(out, "\n", json_at(part, "body"));
	join(out, "\n", json_at(part, "text"));
}

static void
put_target(json_t *out, const json_t *o)
{
	json_put_clean(out, "target", json_at(o, "message_id"), ID_MAX);
	json_put_clean(out, "target", json_at(o, "original_message_id"), ID_MAX);
}

static void put_content(json_t *out, const char *type, const json_t *m);

static void
put_edit(json_t *out, const json_t *o)
{
	const json_t *inner = json_at(o, "message");
	const char *type = type_of(inner);

	put_target(out, o);
	/* An edit of an edit isn't known, and would be a way to nest without end. */
	if (inner != NULL && strcmp(type, "edit") != 0)
		put_content(out, type, inner);
}

static void
put_content(json_t *out, const char *type, const json_t *m)
{
	const json_t *o = json_object_get(m, type);

	if (strcmp(type, "location") == 0)
		put_location(out, o);
	else if (strcmp(type, "contacts") == 0)
		put_contacts(out, o);
	else if (strcmp(type, "interactive") == 0)
		put_interactive(out, o);
	else if (strcmp(type, "button") == 0)
		put_choice(out, json_at(o, "payload"), json_at(o, "text"));
	else if (strcmp(type, "reaction") == 0) {
		put_target(out, o);
		join(out, "\n", json_at(o, "emoji"));
	} else if (strcmp(type, "revoke") == 0)
		put_target(out, o);
	else if (strcmp(type, "edit") == 0)
		put_edit(out, o);
	else {
		/* text and order, media, and whatever comes with words in the usual places */
		join(out, "\n", o);
		join(out, "\n", json_at(o, "body"));
		join(out, "\n", json_at(o, "caption"));
		join(out, "\n", json_at(o, "text"));
		put_media(out, type, o);
	}
}

json_t *
inbound_message(const json_t *m)
{
	const char *type = type_of(m);
	json_t *out = json_object(), *errors, *details;

	json_put(out, "kind", strcmp(type, "voice") == 0 ? "audio" : type);
	put_content(out, type, m);
	details = inbound_details(m, type);
	json_put_clean(out, "details", details, DETAILS_MAX);
	json_decref(details);
	json_put_clean(out, "group", json_at(m, "group_id"), ID_MAX);
	if ((errors = inbound_errors(json_at(m, "errors"))) != NULL)
		json_object_set_new(out, "errors", errors);
	json_object_set(out, "raw", (json_t *)m);
	return out;
}

json_t *
inbound_context(const json_t *m)
{
	static const char *const marks[] = { "forwarded", "frequently_forwarded" };
	const json_t *c = json_at(m, "context");
	json_t *out = json_object();

	json_put_clean(out, "reply_to", json_at(c, "id"), ID_MAX);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (json_yes(c, marks[i]))
			json_object_set_new(out, marks[i], json_true());
	inbound_put_small(out, "referral", json_at(m, "referral"), SMALL_MAX);
	inbound_put_small(out, "product", json_at(c, "referred_product"), SMALL_MAX);
	if (json_object_size(out) > 0)
		return out;
	json_decref(out);
	return NULL;
}
