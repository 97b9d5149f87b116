/*
 * Each kind of message is checked by one function that walks its object with
 * three helpers: text (a string within a length), want (a member of a JSON
 * type), and wrong, which notes the first problem. Facts and limits: Meta's
 * pages on each message type; what they don't limit isn't limited here.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wa/outbound.h"
#include "wa/words.h"

enum { BAD = 100, MISSING = 131008, INVALID = 131009 };

#define NONE ((size_t)-1)

/* Where we are: a path for the problem's field, built as we go down. */
struct place {
	const struct place	*up;
	const char		*name;
	size_t			 index;	/* NONE unless an element */
};

#define IN(parent, member)	(&(const struct place){ (parent), (member), NONE })
#define AT(parent, member, i)	(&(const struct place){ (parent), (member), (i) })

static void
place_print(const struct place *at, char *to, size_t size)
{
	size_t len;

	*to = '\0';
	if (at == NULL)
		return;
	place_print(at->up, to, size);
	len = strlen(to);
	if (at->index == NONE)
		snprintf(to + len, size - len, "%s%s", len > 0 ? "." : "", at->name);
	else
		snprintf(to + len, size - len, "%s%s[%zu]", len > 0 ? "." : "", at->name, at->index);
}

static int wrong(struct outbound_problem *, int code, const struct place *, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

static int
wrong(struct outbound_problem *p, int code, const struct place *at, const char *fmt, ...)
{
	va_list ap;

	p->code = code;
	place_print(at, p->field, sizeof p->field);
	va_start(ap, fmt);
	vsnprintf(p->text, sizeof p->text, fmt, ap);
	va_end(ap);
	return -1;
}

enum need { OPTIONAL, REQUIRED };

/* obj's member as text of at most max units (0: any length). code is what too
 * long means for this kind of field. */
static int
text(struct outbound_problem *p, const json_t *obj, const struct place *at, enum need need, size_t max, int code)
{
	const json_t *v = json_object_get(obj, at->name);
	size_t n;

	if (v == NULL || json_is_null(v))
		return need == REQUIRED ? wrong(p, MISSING, at, "is required") : 0;
	if (!json_is_string(v))
		return wrong(p, BAD, at, "must be a string");
	n = words_units(json_string_value(v), json_string_length(v));
	if (n == 0 && need == REQUIRED)
		return wrong(p, MISSING, at, "is empty");
	if (max > 0 && n > max)
		return wrong(p, code, at, "is %zu characters long, at most %zu", n, max);
	return 0;
}

/* obj's member as an object or array; NULL after noting the problem. */
static const json_t *
want(struct outbound_problem *p, const json_t *obj, const struct place *at, json_type type)
{
	const json_t *v = json_object_get(obj, at->name);

	if (v == NULL || json_is_null(v))
		wrong(p, MISSING, at, "is required");
	else if (json_typeof(v) != type)
		wrong(p, BAD, at, "must be an %s", type == JSON_ARRAY ? "array" : "object");
	else
		return v;
	return NULL;
}

static int
is_bool(struct outbound_problem *p, const json_t *obj, const struct place *at)
{
	const json_t *v = json_object_get(obj, at->name);

	return v == NULL || json_is_boolean(v) ? 0 : wrong(p, BAD, at, "must be true or false");
}

static int
one_of(struct outbound_problem *p, const json_t *obj, const struct place *at, const char *const *names)
{
	const char *s = json_text(obj, at->name);

	if (text(p, obj, at, REQUIRED, 0, BAD) == -1)
		return -1;
	for (; *names != NULL; names++)
		if (strcmp(s, *names) == 0)
			return 0;
	return wrong(p, BAD, at, "\"%.40s\" is none that is known", s);
}

static bool
is_web(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static int
web_address(struct outbound_problem *p, const json_t *obj, const struct place *at)
{
	if (text(p, obj, at, REQUIRED, 0, BAD) == -1)
		return -1;
	return is_web(json_string_value(json_object_get(obj, at->name))) ? 0 :
	    wrong(p, INVALID, at, "must begin with https:// or http://");
}

/* {id | link | file}, as in every kind of media. */
static int
check_asset(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const json_t *id = json_object_get(m, "id"), *link = json_object_get(m, "link"), *file = json_object_get(m, "file");

	if (id == NULL && link == NULL && file == NULL)
		return wrong(p, MISSING, IN(at, "id"), "or link is required");
	if (file != NULL && (id != NULL || link != NULL))
		return wrong(p, BAD, IN(at, "file"), "excludes id and link");
	if (file != NULL)
		return text(p, m, IN(at, "file"), REQUIRED, 1024, BAD);
	if (id != NULL && link != NULL)
		return wrong(p, BAD, IN(at, "link"), "and id exclude each other");
	if (link != NULL)
		return web_address(p, m, IN(at, "link"));
	if (json_is_integer(id))
		return 0;
	return text(p, m, IN(at, "id"), REQUIRED, 0, BAD);
}

static int
check_text(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (text(p, m, IN(at, "body"), REQUIRED, WORDS_TEXT_MAX, BAD) == -1)
		return -1;
	return is_bool(p, m, IN(at, "preview_url"));
}

static int
check_captioned(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (check_asset(p, m, at) == -1)
		return -1;
	return text(p, m, IN(at, "caption"), OPTIONAL, 1024, BAD);
}

static int
check_document(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (check_captioned(p, m, at) == -1)
		return -1;
	return text(p, m, IN(at, "filename"), OPTIONAL, 0, BAD);
}

/* Audio and stickers have no words with them. */
static int
check_bare(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (check_asset(p, m, at) == -1)
		return -1;
	if (json_object_get(m, "caption") != NULL)
		return wrong(p, BAD, IN(at, "caption"), "is not possible here");
	return is_bool(p, m, IN(at, "voice"));
}

/* A number, or a string that is one (Meta's own samples have strings). */
static int
degrees(struct outbound_problem *p, const json_t *m, const struct place *at, double most)
{
	const json_t *v = json_object_get(m, at->name);
	const char *s = json_string_value(v);
	double d;
	char *end;

	if (v == NULL || json_is_null(v))
		return wrong(p, MISSING, at, "is required");
	if (json_is_number(v))
		d = json_number_value(v);
	else if (s == NULL || *s == '\0' || (d = strtod(s, &end), *end != '\0'))
		return wrong(p, BAD, at, "must be a number");
	if (!isfinite(d) || fabs(d) > most)
		return wrong(p, INVALID, at, "must lie between -%.0f and %.0f", most, most);
	return 0;
}

static int
check_location(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (degrees(p, m, IN(at, "latitude"), 90) == -1 || degrees(p, m, IN(at, "longitude"), 180) == -1)
		return -1;
	if (text(p, m, IN(at, "name"), OPTIONAL, 0, BAD) == -1)
		return -1;
	return text(p, m, IN(at, "address"), OPTIONAL, 0, BAD);
}

static int
check_contact(struct outbound_problem *p, const json_t *contact, const struct place *at)
{
	const json_t *name;

	if (!json_is_object(contact))
		return wrong(p, BAD, at, "must be an object");
	if ((name = want(p, contact, IN(at, "name"), JSON_OBJECT)) == NULL)
		return -1;
	return text(p, name, IN(IN(at, "name"), "formatted_name"), REQUIRED, 0, BAD);
}

static int
check_contacts(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	size_t n = json_array_size(m);

	if (n < 1 || n > 257)
		return wrong(p, INVALID, at, "has %zu entries, 1 to 257 are possible", n);
	for (size_t i = 0; i < n; i++)
		if (check_contact(p, json_array_get(m, i), AT(NULL, "contacts", i)) == -1)
			return -1;
	return 0;
}

static int
check_reaction(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	if (text(p, m, IN(at, "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	/* "" takes the reaction back, so the member must be there but may be empty. */
	if (json_object_get(m, "emoji") == NULL)
		return wrong(p, MISSING, IN(at, "emoji"), "is required");
	return text(p, m, IN(at, "emoji"), OPTIONAL, 0, BAD);
}

/* ------------------------------------------------------------- interactive */

static int
check_header(struct outbound_problem *p, const json_t *m, const struct place *up, bool media)
{
	static const char *const all[] = { "text", "image", "video", "document", NULL };
	static const char *const words[] = { "text", NULL };
	const struct place *at = IN(up, "header");
	const json_t *h = json_object_get(m, "header"), *asset;
	const char *type;

	if (h == NULL)
		return 0;
	if (!json_is_object(h))
		return wrong(p, BAD, at, "must be an object");
	if (one_of(p, h, IN(at, "type"), media ? all : words) == -1)
		return -1;
	type = json_text(h, "type");
	if (strcmp(type, "text") == 0)
		return text(p, h, IN(at, "text"), REQUIRED, 60, INVALID);
	if ((asset = want(p, h, IN(at, type), JSON_OBJECT)) == NULL)
		return -1;
	return check_asset(p, asset, IN(at, type));
}

static int
check_words(struct outbound_problem *p, const json_t *m, const struct place *up, const char *member,
    enum need need, size_t max)
{
	const json_t *o = json_object_get(m, member);

	if (o == NULL && need == OPTIONAL)
		return 0;
	if ((o = want(p, m, IN(up, member), JSON_OBJECT)) == NULL)
		return -1;
	return text(p, o, IN(IN(up, member), "text"), REQUIRED, max, INVALID);
}

/* Is member (a path below each element) of element i the same as of an earlier one? */
static bool
seen_before(const json_t *array, size_t i, const char *path)
{
	const char *s = json_text(json_array_get(array, i), path);

	for (size_t j = 0; s != NULL && j < i; j++) {
		const char *t = json_text(json_array_get(array, j), path);

		if (t != NULL && strcmp(s, t) == 0)
			return true;
	}
	return false;
}

static int
check_button(struct outbound_problem *p, const json_t *buttons, size_t i, const struct place *at, const char *kind)
{
	const json_t *b = json_array_get(buttons, i), *reply;
	const struct place *in = IN(at, kind);
	char path[40];

	if (!json_is_object(b))
		return wrong(p, BAD, at, "must be an object");
	if (json_text(b, "type") == NULL || strcmp(json_text(b, "type"), kind) != 0)
		return wrong(p, INVALID, IN(at, "type"), "must be \"%s\"", kind);
	if ((reply = want(p, b, in, JSON_OBJECT)) == NULL)
		return -1;
	if (text(p, reply, IN(in, "id"), REQUIRED, 256, INVALID) == -1 ||
	    text(p, reply, IN(in, "title"), REQUIRED, 20, INVALID) == -1)
		return -1;
	snprintf(path, sizeof path, "%s.id", kind);
	if (seen_before(buttons, i, path))
		return wrong(p, INVALID, IN(in, "id"), "is the same as another button's");
	snprintf(path, sizeof path, "%s.title", kind);
	if (seen_before(buttons, i, path))
		return wrong(p, INVALID, IN(in, "title"), "is the same as another button's");
	return 0;
}

static int
check_buttons(struct outbound_problem *p, const json_t *action, const struct place *up, const char *kind)
{
	const json_t *buttons = want(p, action, IN(up, "buttons"), JSON_ARRAY);
	size_t n = json_array_size(buttons);

	if (buttons == NULL)
		return -1;
	if (n < 1 || n > 3)
		return wrong(p, INVALID, IN(up, "buttons"), "Invalid buttons count (%zu). Min allowed buttons: 1, Max allowed buttons: 3", n);
	for (size_t i = 0; i < n; i++)
		if (check_button(p, buttons, i, AT(up, "buttons", i), kind) == -1)
			return -1;
	return 0;
}

static int
check_button_action(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	return check_buttons(p, action, at, "reply");
}

static int
check_row(struct outbound_problem *p, const json_t *row, const struct place *at)
{
	if (!json_is_object(row))
		return wrong(p, BAD, at, "must be an object");
	if (text(p, row, IN(at, "id"), REQUIRED, 200, INVALID) == -1 ||
	    text(p, row, IN(at, "title"), REQUIRED, 24, INVALID) == -1)
		return -1;
	return text(p, row, IN(at, "description"), OPTIONAL, 72, INVALID);
}

/* Row ids are unique over all sections: the answer names nothing else. */
static bool
row_id_taken(const json_t *sections, size_t section, size_t row)
{
	const char *id = json_text(json_array_get(json_object_get(json_array_get(sections, section), "rows"), row), "id");

	for (size_t s = 0; s <= section; s++) {
		const json_t *rows = json_object_get(json_array_get(sections, s), "rows");
		size_t end = s < section ? json_array_size(rows) : row;

		for (size_t r = 0; r < end; r++) {
			const char *other = json_text(json_array_get(rows, r), "id");

			if (other != NULL && strcmp(other, id) == 0)
				return true;
		}
	}
	return false;
}

static int
check_section(struct outbound_problem *p, const json_t *sections, size_t s, const struct place *at, size_t *total)
{
	const json_t *section = json_array_get(sections, s), *rows;
	enum need title = json_array_size(sections) > 1 ? REQUIRED : OPTIONAL;

	if (!json_is_object(section))
		return wrong(p, BAD, at, "must be an object");
	if (text(p, section, IN(at, "title"), title, 24, INVALID) == -1)
		return -1;
	if ((rows = want(p, section, IN(at, "rows"), JSON_ARRAY)) == NULL)
		return -1;
	if (json_array_size(rows) == 0)
		return wrong(p, INVALID, IN(at, "rows"), "is empty");
	if ((*total += json_array_size(rows)) > 10)
		return wrong(p, INVALID, IN(at, "rows"), "Total row count exceed max allowed count: 10 (there are %zu)", *total);
	for (size_t r = 0; r < json_array_size(rows); r++) {
		if (check_row(p, json_array_get(rows, r), AT(at, "rows", r)) == -1)
			return -1;
		if (row_id_taken(sections, s, r))
			return wrong(p, INVALID, IN(AT(at, "rows", r), "id"), "is the same as another row's");
	}
	return 0;
}

static int
check_list_action(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *sections;
	size_t n, total = 0;

	if (text(p, action, IN(at, "button"), REQUIRED, 20, INVALID) == -1)
		return -1;
	if ((sections = want(p, action, IN(at, "sections"), JSON_ARRAY)) == NULL)
		return -1;
	if ((n = json_array_size(sections)) < 1 || n > 10)
		return wrong(p, INVALID, IN(at, "sections"), "has %zu sections, 1 to 10 are possible", n);
	for (size_t s = 0; s < n; s++)
		if (check_section(p, sections, s, AT(at, "sections", s), &total) == -1)
			return -1;
	return 0;
}

/* action.name must say so. */
static int
check_name(struct outbound_problem *p, const json_t *action, const struct place *at, const char *name)
{
	if (text(p, action, IN(at, "name"), REQUIRED, 0, BAD) == -1)
		return -1;
	return strcmp(json_text(action, "name"), name) == 0 ? 0 : wrong(p, INVALID, IN(at, "name"), "must be \"%s\"", name);
}

static const json_t *
named_parameters(struct outbound_problem *p, const json_t *action, const struct place *at, const char *name)
{
	return check_name(p, action, at, name) == -1 ? NULL : want(p, action, IN(at, "parameters"), JSON_OBJECT);
}

static int
check_cta_url(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = named_parameters(p, action, at, "cta_url");
	const struct place *in = IN(at, "parameters");

	if (o == NULL || text(p, o, IN(in, "display_text"), REQUIRED, 20, INVALID) == -1)
		return -1;
	return web_address(p, o, IN(in, "url"));
}

static int
check_flow(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	static const char *const modes[] = { "draft", "published", NULL };
	static const char *const actions[] = { "navigate", "data_exchange", NULL };
	const json_t *o = named_parameters(p, action, at, "flow");
	const struct place *in = IN(at, "parameters");

	if (o == NULL || text(p, o, IN(in, "flow_message_version"), REQUIRED, 0, BAD) == -1)
		return -1;
	if ((json_object_get(o, "flow_id") == NULL) == (json_object_get(o, "flow_name") == NULL))
		return wrong(p, MISSING, IN(in, "flow_id"), "or flow_name is required, not both");
	if (text(p, o, IN(in, "flow_cta"), REQUIRED, 30, INVALID) == -1)
		return -1;
	if (json_object_get(o, "mode") != NULL && one_of(p, o, IN(in, "mode"), modes) == -1)
		return -1;
	return json_object_get(o, "flow_action") == NULL ? 0 : one_of(p, o, IN(in, "flow_action"), actions);
}

static int
check_location_request(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	return check_name(p, action, at, "send_location");
}

static int
check_address(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = named_parameters(p, action, at, "address_message");

	return o == NULL ? -1 : text(p, o, IN(IN(at, "parameters"), "country"), REQUIRED, 0, BAD);
}

static int
check_contact_request(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	return check_name(p, action, at, "request_contact_info");
}

static int
check_product(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	if (text(p, action, IN(at, "catalog_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	return text(p, action, IN(at, "product_retailer_id"), REQUIRED, 0, BAD);
}

static int
check_product_list(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *sections;
	size_t n;

	if (text(p, action, IN(at, "catalog_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	if ((sections = want(p, action, IN(at, "sections"), JSON_ARRAY)) == NULL)
		return -1;
	n = json_array_size(sections);
	return n >= 1 && n <= 10 ? 0 : wrong(p, INVALID, IN(at, "sections"), "has %zu sections, 1 to 10 are possible", n);
}

static int
check_catalog(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	return check_name(p, action, at, "catalog_message");
}

static int
check_voice_call(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = json_object_get(action, "parameters");

	if (check_name(p, action, at, "voice_call") == -1)
		return -1;
	return text(p, o, IN(IN(at, "parameters"), "display_text"), OPTIONAL, 20, INVALID);
}

static int
check_call_permission(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	return check_name(p, action, at, "call_permission_request");
}

static int
check_card(struct outbound_problem *p, const json_t *card, const struct place *at)
{
	static const char *const types[] = { "cta_url", "product", NULL };
	const json_t *action;
	const char *type;

	if (!json_is_object(card))
		return wrong(p, BAD, at, "must be an object");
	if (one_of(p, card, IN(at, "type"), types) == -1 || check_header(p, card, at, true) == -1 ||
	    check_words(p, card, at, "body", OPTIONAL, 160) == -1)
		return -1;
	type = json_text(card, "type");
	if ((action = want(p, card, IN(at, "action"), JSON_OBJECT)) == NULL)
		return -1;
	if (strcmp(type, "product") == 0)
		return check_product(p, action, IN(at, "action"));
	if (json_object_get(action, "buttons") != NULL)
		return check_buttons(p, action, IN(at, "action"), "quick_reply");
	return check_cta_url(p, action, IN(at, "action"));
}

static int
check_carousel(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *cards = want(p, action, IN(at, "cards"), JSON_ARRAY);
	size_t n = json_array_size(cards);

	if (cards == NULL)
		return -1;
	if (n < 2 || n > 10)
		return wrong(p, INVALID, IN(at, "cards"), "has %zu cards, 2 to 10 are possible", n);
	for (size_t i = 0; i < n; i++)
		if (check_card(p, json_array_get(cards, i), AT(at, "cards", i)) == -1)
			return -1;
	return 0;
}

static const struct interactive {
	const char	*type;
	size_t		 body;		/* most characters */
	enum need	 has_body;
	bool		 media_header;
	int		(*action)(struct outbound_problem *, const json_t *, const struct place *);	/* NULL: any */
} interactives[] = {
	{ "button", 1024, REQUIRED, true, check_button_action },
	{ "list", 4096, REQUIRED, false, check_list_action },
	{ "cta_url", 1024, REQUIRED, true, check_cta_url },
	{ "flow", 1024, REQUIRED, true, check_flow },
	{ "location_request_message", 1024, REQUIRED, false, check_location_request },
	{ "address_message", 1024, REQUIRED, true, check_address },
	{ "contact_request", 1024, REQUIRED, false, check_contact_request },
	{ "product", 1024, OPTIONAL, false, check_product },
	{ "product_list", 1024, REQUIRED, false, check_product_list },
	{ "catalog_message", 1024, REQUIRED, false, check_catalog },
	{ "carousel", 1024, REQUIRED, false, check_carousel },
	{ "voice_call", 1024, REQUIRED, false, check_voice_call },
	{ "call_permission_request", 1024, OPTIONAL, false, check_call_permission },
	{ "order_details", 1024, REQUIRED, true, NULL },
	{ "order_status", 1024, REQUIRED, false, NULL },
};

static const struct interactive *
interactive_of(const char *type)
{
	for (size_t i = 0; type != NULL && i < sizeof interactives / sizeof *interactives; i++)
		if (strcmp(interactives[i].type, type) == 0)
			return &interactives[i];
	return NULL;
}

static int
check_interactive(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const struct interactive *kind = interactive_of(json_text(m, "type"));
	const json_t *action;

	if (text(p, m, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (kind == NULL)
		return wrong(p, INVALID, IN(at, "type"), "\"%.40s\" is none that is known", json_text(m, "type"));
	if (check_header(p, m, at, kind->media_header) == -1 ||
	    check_words(p, m, at, "body", kind->has_body, kind->body) == -1 ||
	    check_words(p, m, at, "footer", OPTIONAL, 60) == -1)
		return -1;
	if ((action = want(p, m, IN(at, "action"), JSON_OBJECT)) == NULL)
		return -1;
	return kind->action == NULL ? 0 : kind->action(p, action, IN(at, "action"));
}

/* ---------------------------------------------------------------- template */

static int
check_parameter(struct outbound_problem *p, const json_t *v, const struct place *at)
{
	const char *type;

	if (!json_is_object(v))
		return wrong(p, BAD, at, "must be an object");
	if (text(p, v, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	type = json_text(v, "type");
	if (strcmp(type, "text") == 0)
		return text(p, v, IN(at, "text"), REQUIRED, 1024, BAD);
	/* The value is a member called as its type: image, coupon_code, action ... */
	return json_object_get(v, type) != NULL ? 0 : wrong(p, MISSING, IN(at, type), "is required");
}

static int
check_parameters(struct outbound_problem *p, const json_t *component, const struct place *at)
{
	const json_t *list = json_object_get(component, "parameters");

	if (list == NULL)
		return 0;
	if (!json_is_array(list))
		return wrong(p, BAD, IN(at, "parameters"), "must be an array");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (check_parameter(p, json_array_get(list, i), AT(at, "parameters", i)) == -1)
			return -1;
	return 0;
}

static int check_components(struct outbound_problem *, const json_t *, const struct place *, int depth);

static int
check_component(struct outbound_problem *p, const json_t *c, const struct place *at, int depth)
{
	const json_t *cards;

	if (!json_is_object(c))
		return wrong(p, BAD, at, "must be an object");
	if (text(p, c, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (strcmp(json_text(c, "type"), "button") == 0 && text(p, c, IN(at, "sub_type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (strcmp(json_text(c, "type"), "carousel") == 0 && depth == 0) {
		if ((cards = want(p, c, IN(at, "cards"), JSON_ARRAY)) == NULL)
			return -1;
		for (size_t i = 0; i < json_array_size(cards); i++)
			if (check_components(p, json_array_get(cards, i), AT(at, "cards", i), depth + 1) == -1)
				return -1;
	}
	return check_parameters(p, c, at);
}

static int
check_components(struct outbound_problem *p, const json_t *of, const struct place *at, int depth)
{
	const json_t *list = json_object_get(of, "components");

	if (list == NULL)
		return 0;
	if (!json_is_array(list))
		return wrong(p, BAD, IN(at, "components"), "must be an array");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (check_component(p, json_array_get(list, i), AT(at, "components", i), depth) == -1)
			return -1;
	return 0;
}

static int
check_template(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const json_t *language;

	if (text(p, m, IN(at, "name"), REQUIRED, 512, BAD) == -1)
		return -1;
	if ((language = want(p, m, IN(at, "language"), JSON_OBJECT)) == NULL)
		return -1;
	if (text(p, language, IN(IN(at, "language"), "code"), REQUIRED, 0, BAD) == -1)
		return -1;
	return check_components(p, m, at, 0);
}

/* ---------------------------------------------------------------- envelope */

static const struct kind {
	const char	*type;
	json_type	 shape;
	int		(*check)(struct outbound_problem *, const json_t *, const struct place *);
} kinds[] = {
	{ "text", JSON_OBJECT, check_text },
	{ "image", JSON_OBJECT, check_captioned },
	{ "video", JSON_OBJECT, check_captioned },
	{ "audio", JSON_OBJECT, check_bare },
	{ "document", JSON_OBJECT, check_document },
	{ "sticker", JSON_OBJECT, check_bare },
	{ "location", JSON_OBJECT, check_location },
	{ "contacts", JSON_ARRAY, check_contacts },
	{ "reaction", JSON_OBJECT, check_reaction },
	{ "interactive", JSON_OBJECT, check_interactive },
	{ "template", JSON_OBJECT, check_template },
};

static const struct kind *
kind_of(const char *type)
{
	for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return NULL;
}

const char *
outbound_kind(const json_t *msg)
{
	const char *type = json_text(msg, "type");

	return type != NULL ? type : json_object_get(msg, "text") != NULL ? "text" : "";
}

bool
outbound_is_read_mark(const json_t *rq)
{
	return json_object_get(rq, "status") != NULL;
}

static int
check_read_mark(struct outbound_problem *p, const json_t *rq)
{
	const char *status = json_text(rq, "status");
	const json_t *typing = json_object_get(rq, "typing_indicator");

	if (status == NULL || strcmp(status, "read") != 0)
		return wrong(p, BAD, IN(NULL, "status"), "must be \"read\"");
	if (text(p, rq, IN(NULL, "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (typing == NULL)
		return 0;
	return text(p, typing, IN(IN(NULL, "typing_indicator"), "type"), REQUIRED, 0, BAD);
}

static int
check_recipient(struct outbound_problem *p, const json_t *rq, const char *member)
{
	const json_t *v = json_object_get(rq, member);

	if (v == NULL || json_is_integer(v))
		return 0;
	return text(p, rq, IN(NULL, member), REQUIRED, 256, INVALID);
}

static int
check_envelope(struct outbound_problem *p, const json_t *rq)
{
	const char *type = json_text(rq, "recipient_type"), *product = json_text(rq, "messaging_product");
	const json_t *context = json_object_get(rq, "context");

	if (json_object_get(rq, "messaging_product") != NULL && (product == NULL || strcmp(product, "whatsapp") != 0))
		return wrong(p, BAD, IN(NULL, "messaging_product"), "must be \"whatsapp\"");
	if (json_object_get(rq, "recipient_type") != NULL &&
	    (type == NULL || (strcmp(type, "individual") != 0 && strcmp(type, "group") != 0)))
		return wrong(p, BAD, IN(NULL, "recipient_type"), "must be \"individual\" or \"group\"");
	if (check_recipient(p, rq, "to") == -1 || check_recipient(p, rq, "recipient") == -1)
		return -1;
	if (context != NULL && !json_is_object(context))
		return wrong(p, BAD, IN(NULL, "context"), "must be an object");
	if (context != NULL && text(p, context, IN(IN(NULL, "context"), "message_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	return text(p, rq, IN(NULL, "biz_opaque_callback_data"), OPTIONAL, OUTBOUND_CALLBACK_MAX, BAD);
}

static bool
is_medium(const char *kind)
{
	static const char *const media[] = { "image", "video", "audio", "document", "sticker" };

	for (size_t i = 0; i < sizeof media / sizeof *media; i++)
		if (strcmp(kind, media[i]) == 0)
			return true;
	return false;
}

/* false as soon as each says so. Headers and template parameters have their
 * media under the kind's name as messages do. */
static bool
walk_files(json_t *v, int depth, bool (*each)(void *, const char *, json_t *), void *arg)
{
	const char *key;
	json_t *member;
	size_t i;

	if (depth == 0)
		return true;
	json_object_foreach(v, key, member) {
		if (is_medium(key) && (json_text(member, "file") != NULL || json_text(member, "kept") != NULL) &&
		    !each(arg, key, member))
			return false;
		if (!walk_files(member, depth - 1, each, arg))
			return false;
	}
	json_array_foreach(v, i, member)
		if (!walk_files(member, depth - 1, each, arg))
			return false;
	return true;
}

void
outbound_each_file(const json_t *msg, bool (*each)(void *, const char *, json_t *), void *arg)
{
	/* component, parameters, one, image; a carousel's are two deeper */
	walk_files((json_t *)msg, 12, each, arg);
}

/* Keeps the first; of those that say `kept`, with which only we name a file. */
static bool
note_file(void *arg, const char *kind, json_t *of)
{
	(void)of;
	*(const char **)arg = kind;
	return false;
}

static bool
note_kept(void *arg, const char *kind, json_t *of)
{
	return json_object_get(of, "kept") == NULL || note_file(arg, kind, of);
}

int
outbound_check(const json_t *msg, struct outbound_problem *p)
{
	const struct kind *kind;
	const json_t *body;
	const char *type = outbound_kind(msg), *kept = NULL;

	if (!json_is_object(msg))
		return wrong(p, BAD, IN(NULL, "message"), "must be an object");
	if (check_envelope(p, msg) == -1)
		return -1;
	outbound_each_file(msg, note_kept, &kept);
	if (kept != NULL)
		return wrong(p, BAD, IN(IN(NULL, kept), "kept"), "is not possible here");
	if (outbound_is_read_mark(msg))
		return check_read_mark(p, msg);
	if (*type == '\0')
		return wrong(p, MISSING, IN(NULL, "type"), "is required");
	if ((kind = kind_of(type)) == NULL)
		return wrong(p, BAD, IN(NULL, "type"), "\"%.40s\" is none that can be sent", type);
	if ((body = want(p, msg, IN(NULL, type), kind->shape)) == NULL)
		return -1;
	return kind->check(p, body, IN(NULL, type));
}

int
outbound_check_request(const json_t *rq, struct outbound_problem *p)
{
	const char *file = NULL;


	if (json_is_object(rq) && json_object_get(rq, "messaging_product") == NULL)
		return wrong(p, BAD, IN(NULL, "messaging_product"), "is required");
	if (outbound_check(rq, p) == -1)
		return -1;
	/* Ours: WhatsApp knows no such member. */
	outbound_each_file(rq, note_file, &file);
	if (file != NULL)
		return wrong(p, MISSING, IN(IN(NULL, file), "id"), "or link is required");
	if (!outbound_is_read_mark(rq) && json_object_get(rq, "to") == NULL && json_object_get(rq, "recipient") == NULL)
		return wrong(p, MISSING, IN(NULL, "to"), "or recipient is required");
	return 0;
}
