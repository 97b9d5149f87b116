#include <stdio.h>
#include <string.h>

#include "wa/field.h"
#include "wa/interactive.h"
#include "wa/words.h"

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
		return field_wrong(p, BAD, at, "must be an object");
	if (field_one_of(p, h, IN(at, "type"), media ? all : words) == -1)
		return -1;
	type = json_text(h, "type");
	if (strcmp(type, "text") == 0)
		return field_text(p, h, IN(at, "text"), REQUIRED, 60, INVALID);
	if ((asset = field_want(p, h, IN(at, type), JSON_OBJECT)) == NULL)
		return -1;
	return field_medium(p, asset, IN(at, type));
}

static int
check_words(struct outbound_problem *p, const json_t *m, const struct place *up, const char *member,
    enum need need, size_t max)
{
	const json_t *o = json_object_get(m, member);

	if (o == NULL && need == OPTIONAL)
		return 0;
	if ((o = field_want(p, m, IN(up, member), JSON_OBJECT)) == NULL)
		return -1;
	return field_text(p, o, IN(IN(up, member), "text"), REQUIRED, max, INVALID);
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
		return field_wrong(p, BAD, at, "must be an object");
	if (!json_says(b, "type", kind))
		return field_wrong(p, INVALID, IN(at, "type"), "must be \"%s\"", kind);
	if ((reply = field_want(p, b, in, JSON_OBJECT)) == NULL)
		return -1;
	if (field_text(p, reply, IN(in, "id"), REQUIRED, 256, INVALID) == -1 ||
	    field_text(p, reply, IN(in, "title"), REQUIRED, WORDS_TITLE_MAX, INVALID) == -1)
		return -1;
	snprintf(path, sizeof path, "%s.id", kind);
	if (seen_before(buttons, i, path))
		return field_wrong(p, INVALID, IN(in, "id"), "is the same as another button's");
	snprintf(path, sizeof path, "%s.title", kind);
	if (seen_before(buttons, i, path))
		return field_wrong(p, INVALID, IN(in, "title"), "is the same as another button's");
	return 0;
}

static int
check_buttons(struct outbound_problem *p, const json_t *action, const struct place *up, const char *kind)
{
	const json_t *buttons = field_want(p, action, IN(up, "buttons"), JSON_ARRAY);
	size_t n = json_array_size(buttons);

	if (buttons == NULL)
		return -1;
	if (n < 1 || n > WORDS_BUTTONS_MAX)
		return field_wrong(p, INVALID, IN(up, "buttons"), "Invalid buttons count (%zu). Min allowed buttons: 1, Max allowed buttons: 3", n);
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
		return field_wrong(p, BAD, at, "must be an object");
	if (field_text(p, row, IN(at, "id"), REQUIRED, 200, INVALID) == -1 ||
	    field_text(p, row, IN(at, "title"), REQUIRED, 24, INVALID) == -1)
		return -1;
	return field_text(p, row, IN(at, "description"), OPTIONAL, 72, INVALID);
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
		return field_wrong(p, BAD, at, "must be an object");
	if (field_text(p, section, IN(at, "title"), title, 24, INVALID) == -1)
		return -1;
	if ((rows = field_want(p, section, IN(at, "rows"), JSON_ARRAY)) == NULL)
		return -1;
	if (json_array_size(rows) == 0)
		return field_wrong(p, INVALID, IN(at, "rows"), "is empty");
	if ((*total += json_array_size(rows)) > 10)
		return field_wrong(p, INVALID, IN(at, "rows"), "Total row count exceed max allowed count: 10 (there are %zu)", *total);
	for (size_t r = 0; r < json_array_size(rows); r++) {
		if (check_row(p, json_array_get(rows, r), AT(at, "rows", r)) == -1)
			return -1;
		if (row_id_taken(sections, s, r))
			return field_wrong(p, INVALID, IN(AT(at, "rows", r), "id"), "is the same as another row's");
	}
	return 0;
}

static int
check_list_action(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *sections;
	size_t n, total = 0;

	if (field_text(p, action, IN(at, "button"), REQUIRED, 20, INVALID) == -1)
		return -1;
	if ((sections = field_want(p, action, IN(at, "sections"), JSON_ARRAY)) == NULL)
		return -1;
	if ((n = json_array_size(sections)) < 1 || n > 10)
		return field_wrong(p, INVALID, IN(at, "sections"), "has %zu sections, 1 to 10 are possible", n);
	for (size_t s = 0; s < n; s++)
		if (check_section(p, sections, s, AT(at, "sections", s), &total) == -1)
			return -1;
	return 0;
}

/* action.name must say so. */
static int
check_name(struct outbound_problem *p, const json_t *action, const struct place *at, const char *name)
{
	if (field_text(p, action, IN(at, "name"), REQUIRED, 0, BAD) == -1)
		return -1;
	return json_says(action, "name", name) ? 0 : field_wrong(p, INVALID, IN(at, "name"), "must be \"%s\"", name);
}

static int
check_cta_url(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = field_want(p, action, IN(at, "parameters"), JSON_OBJECT);
	const struct place *in = IN(at, "parameters");

	if (o == NULL || field_text(p, o, IN(in, "display_text"), REQUIRED, 20, INVALID) == -1)
		return -1;
	return field_web(p, o, IN(in, "url"));
}

static int
check_flow(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	static const char *const modes[] = { "draft", "published", NULL };
	static const char *const actions[] = { "navigate", "data_exchange", NULL };
	const json_t *o = field_want(p, action, IN(at, "parameters"), JSON_OBJECT);
	const struct place *in = IN(at, "parameters");

	if (o == NULL || field_text(p, o, IN(in, "flow_message_version"), REQUIRED, 0, BAD) == -1)
		return -1;
	if ((json_object_get(o, "flow_id") == NULL) == (json_object_get(o, "flow_name") == NULL))
		return field_wrong(p, MISSING, IN(in, "flow_id"), "or flow_name is required, not both");
	if (field_text(p, o, IN(in, "flow_cta"), REQUIRED, 30, INVALID) == -1)
		return -1;
	if (json_object_get(o, "mode") != NULL && field_one_of(p, o, IN(in, "mode"), modes) == -1)
		return -1;
	return json_object_get(o, "flow_action") == NULL ? 0 : field_one_of(p, o, IN(in, "flow_action"), actions);
}

static int
check_address(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = field_want(p, action, IN(at, "parameters"), JSON_OBJECT);

	return o == NULL ? -1 : field_text(p, o, IN(IN(at, "parameters"), "country"), REQUIRED, 0, BAD);
}

static int
check_product(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	if (field_text(p, action, IN(at, "catalog_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	return field_text(p, action, IN(at, "product_retailer_id"), REQUIRED, 0, BAD);
}

static int
check_product_list(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *sections;
	size_t n;

	if (field_text(p, action, IN(at, "catalog_id"), REQUIRED, 0, BAD) == -1)
		return -1;
	if ((sections = field_want(p, action, IN(at, "sections"), JSON_ARRAY)) == NULL)
		return -1;
	n = json_array_size(sections);
	return n >= 1 && n <= 10 ? 0 : field_wrong(p, INVALID, IN(at, "sections"), "has %zu sections, 1 to 10 are possible", n);
}

static int
check_voice_call(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *o = json_object_get(action, "parameters");

	return field_text(p, o, IN(IN(at, "parameters"), "display_text"), OPTIONAL, 20, INVALID);
}

static int
check_card(struct outbound_problem *p, const json_t *card, const struct place *at)
{
	static const char *const types[] = { "cta_url", "product", NULL };
	const json_t *action;
	const char *type;

	if (!json_is_object(card))
		return field_wrong(p, BAD, at, "must be an object");
	if (field_one_of(p, card, IN(at, "type"), types) == -1 || check_header(p, card, at, true) == -1 ||
	    check_words(p, card, at, "body", OPTIONAL, 160) == -1)
		return -1;
	type = json_text(card, "type");
	if ((action = field_want(p, card, IN(at, "action"), JSON_OBJECT)) == NULL)
		return -1;
	if (strcmp(type, "product") == 0)
		return check_product(p, action, IN(at, "action"));
	if (json_object_get(action, "buttons") != NULL)
		return check_buttons(p, action, IN(at, "action"), "quick_reply");
	if (check_name(p, action, IN(at, "action"), "cta_url") == -1)
		return -1;
	return check_cta_url(p, action, IN(at, "action"));
}

static int
check_carousel(struct outbound_problem *p, const json_t *action, const struct place *at)
{
	const json_t *cards = field_want(p, action, IN(at, "cards"), JSON_ARRAY);
	size_t n = json_array_size(cards);

	if (cards == NULL)
		return -1;
	if (n < 2 || n > 10)
		return field_wrong(p, INVALID, IN(at, "cards"), "has %zu cards, 2 to 10 are possible", n);
	for (size_t i = 0; i < n; i++)
		if (check_card(p, json_array_get(cards, i), AT(at, "cards", i)) == -1)
			return -1;
	return 0;
}

static const struct kind {
	const char	*type;
	size_t		 body;		/* most characters */
	enum need	 has_body;
	bool		 media_header;
	const char	*name;		/* what action.name has to say, or NULL */
	int		(*action)(struct outbound_problem *, const json_t *, const struct place *);	/* NULL: nothing more */
} kinds[] = {
	{ "button", WORDS_BODY_MAX, REQUIRED, true, NULL, check_button_action },
	{ "list", 4096, REQUIRED, false, NULL, check_list_action },
	{ "cta_url", 1024, REQUIRED, true, "cta_url", check_cta_url },
	{ "flow", 1024, REQUIRED, true, "flow", check_flow },
	{ "location_request_message", 1024, REQUIRED, false, "send_location", NULL },
	{ "address_message", 1024, REQUIRED, true, "address_message", check_address },
	{ "contact_request", 1024, REQUIRED, false, "request_contact_info", NULL },
	{ "product", 1024, OPTIONAL, false, NULL, check_product },
	{ "product_list", 1024, REQUIRED, false, NULL, check_product_list },
	{ "catalog_message", 1024, REQUIRED, false, "catalog_message", NULL },
	{ "carousel", 1024, REQUIRED, false, NULL, check_carousel },
	{ "voice_call", 1024, REQUIRED, false, "voice_call", check_voice_call },
	{ "call_permission_request", 1024, OPTIONAL, false, "call_permission_request", NULL },
	{ "order_details", 1024, REQUIRED, true, NULL, NULL },
	{ "order_status", 1024, REQUIRED, false, NULL, NULL },
};

static const struct kind *
kind_of(const char *type)
{
	for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return NULL;
}

int
interactive_check(struct outbound_problem *p, const json_t *m, const struct place *at)
{
	const struct kind *kind = kind_of(json_text(m, "type"));
	const json_t *action;

	if (field_text(p, m, IN(at, "type"), REQUIRED, 0, BAD) == -1)
		return -1;
	if (kind == NULL)
		return field_wrong(p, INVALID, IN(at, "type"), "\"%.40s\" is none that is known", json_text(m, "type"));
	if (check_header(p, m, at, kind->media_header) == -1 ||
	    check_words(p, m, at, "body", kind->has_body, kind->body) == -1 ||
	    check_words(p, m, at, "footer", OPTIONAL, 60) == -1)
		return -1;
	if ((action = field_want(p, m, IN(at, "action"), JSON_OBJECT)) == NULL)
		return -1;
	if (kind->name != NULL && check_name(p, action, IN(at, "action"), kind->name) == -1)
		return -1;
	return kind->action == NULL ? 0 : kind->action(p, action, IN(at, "action"));
}
