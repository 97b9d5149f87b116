#include <string.h>

#include "base/names.h"
#include "wa/inbound_details.h"

/* What is said elsewhere in the event, or is no news to anybody. */
static const char *const skipped[] = { "body", "caption", "flow_token", "id", "mime_type", "sha256", "text", "title", "url" };
/* Kinds whose words, file or target are all there is. */
static const char *const plain[] = { "audio", "button", "document", "edit", "image", "reaction", "revoke", "sticker", "system",
	"text", "video", "voice" };

static void
put_scalar(struct buf *b, const json_t *v)
{
	if (json_is_string(v))
		buf_add(b, json_string_value(v), json_string_length(v));
	else if (json_is_number(v) || json_is_boolean(v))
		json_print(v, b);
}

/* Of a list all that it has. */
static void
put_value(struct buf *b, const json_t *v)
{
	const json_t *one;

	for (size_t i = 0; (one = json_item(v, i)) != NULL; i++) {
		buf_str(b, b->len > 0 && !json_is_object(one) ? ", " : "");
		put_scalar(b, one);
	}
}

static void
put_line(struct buf *b, const char *name, const json_t *v)
{
	struct buf value = {0};

	put_value(&value, v);
	if (value.len > 0) {
		buf_printf(b, "%s%s: ", b->len > 0 ? "\n" : "", name);
		buf_add(b, value.data, value.len);
	}
	buf_free(&value);
}

static void
put_members(struct buf *b, const json_t *o)
{
	const char *name;
	json_t *v;

	json_object_foreach((json_t *)o, name, v)
		if (!NAMES_HAVE(skipped, name))
			put_line(b, name, v);
}

static void
put_location(struct buf *b, const json_t *o)
{
	const json_t *latitude = json_at(o, "latitude"), *longitude = json_at(o, "longitude");

	if (latitude == NULL || longitude == NULL)
		return;
	put_scalar(b, latitude);
	buf_str(b, ", ");
	put_scalar(b, longitude);
}

static void
put_contacts(struct buf *b, const json_t *list)
{
	static const char *const ways[][2] = { { "phones", "phone" }, { "emails", "email" } };
	const json_t *contact, *way;

	for (size_t i = 0; (contact = json_item(list, i)) != NULL; i++)
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
			for (size_t j = 0; (way = json_item(json_at(contact, ways[k][0]), j)) != NULL; j++)
				put_line(b, ways[k][1], json_at(way, ways[k][1]));
}

static void
put_order(struct buf *b, const json_t *o)
{
	const json_t *item, *price;

	for (size_t i = 0; (item = json_item(json_at(o, "product_items"), i)) != NULL; i++) {
		if (!json_is_object(item))
			continue;
		buf_str(b, b->len > 0 ? "\n" : "");
		put_scalar(b, json_at(item, "quantity"));
		buf_str(b, " × ");
		put_scalar(b, json_at(item, "product_retailer_id"));
		if ((price = json_at(item, "item_price")) == NULL)
			continue;
		buf_str(b, ": ");
		put_scalar(b, price);
		buf_str(b, " ");
		put_scalar(b, json_at(item, "currency"));
	}
}

/* The answers are a document in a string; one that can't be read is shown as it came. */
static void
put_form(struct buf *b, const json_t *o)
{
	const json_t *given = json_at(o, "response_json");
	json_t *read = json_is_string(given) ? json_parse(json_string_value(given), json_string_length(given), NULL) : NULL;
	const json_t *answers = read != NULL ? read : given;

	if (json_is_object(answers))
		put_members(b, answers);
	else
		put_scalar(b, answers);
	json_decref(read);
}

static void
put_interactive(struct buf *b, const json_t *o)
{
	const char *type = json_text(o, "type");

	if (type == NULL || strcmp(type, "button_reply") == 0 || strcmp(type, "list_reply") == 0)
		return;
	if (strcmp(type, "nfm_reply") == 0)
		put_form(b, json_at(o, "nfm_reply"));
	else
		put_members(b, json_object_get(o, type));
}

json_t *
inbound_details(const json_t *element, const char *type)
{
	const json_t *o = json_object_get(element, type);
	struct buf b = {0};
	json_t *lines;

	if (strcmp(type, "location") == 0)
		put_location(&b, o);
	else if (strcmp(type, "contacts") == 0)
		put_contacts(&b, o);
	else if (strcmp(type, "order") == 0)
		put_order(&b, o);
	else if (strcmp(type, "interactive") == 0)
		put_interactive(&b, o);
	else if (!NAMES_HAVE(plain, type))
		put_members(&b, o);
	lines = b.len > 0 ? json_stringn_nocheck(b.data, b.len) : NULL;
	buf_free(&b);
	return lines;
}
