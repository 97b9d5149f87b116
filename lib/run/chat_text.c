#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "run/chat_text.h"

/* A line of its own, if there is one to say. */
static void
add_line(struct buf *b, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	if (b->len > 0)
		buf_char(b, '\n');
	buf_str(b, s);
}

static void
add_marked(struct buf *b, const char *what, const char *detail)
{
	char *s = mem_printf(detail != NULL ? "[%s: %s]" : "[%s]", what, detail);

	add_line(b, s);
	free(s);
}

static void
add_media(struct buf *b, const char *type, const json_t *m)
{
	const char *name = json_text(m, "filename");

	add_marked(b, json_yes(m, "voice") ? "voice" : type, name != NULL ? name : json_text(m, "link"));
	add_line(b, json_text(m, "caption"));
}

static void
add_location(struct buf *b, const json_t *m)
{
	const json_t *lat = json_object_get(m, "latitude"), *lon = json_object_get(m, "longitude");
	char *where;

	/* Numbers by the book, strings in its examples. */
	if (json_is_string(lat) && json_is_string(lon))
		where = mem_printf("%s %s", json_string_value(lat), json_string_value(lon));
	else
		where = mem_printf("%.5f %.5f", json_number_value(lat), json_number_value(lon));
	add_marked(b, "location", where);
	add_line(b, json_text(m, "name"));
	add_line(b, json_text(m, "address"));
	free(where);
}

static void
add_contacts(struct buf *b, const json_t *list)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v) {
		const json_t *phone = json_array_get(json_object_get(v, "phones"), 0);
		const char *name = json_text(v, "name.formatted_name"), *digits = json_text(phone, "phone");
		char *s = mem_printf("%s%s%s", name != NULL ? name : "?", digits != NULL ? " " : "", digits != NULL ? digits : "");

		add_marked(b, "contact", s);
		free(s);
	}
}

static void
add_interactive(struct buf *b, const json_t *m)
{
	const char *type = json_text(m, "type"), *header = json_text(m, "header.type");
	const char *reply = json_text(m, "button_reply.title");

	if (reply == NULL)
		reply = json_text(m, "list_reply.title");
	if (header != NULL && strcmp(header, "text") != 0)
		add_marked(b, header, NULL);
	add_line(b, json_text(m, "header.text"));
	add_line(b, json_text(m, "body.text"));
	add_line(b, json_text(m, "footer.text"));
	add_line(b, reply);
	if (json_text(m, "action.parameters.url") != NULL)
		add_marked(b, json_text(m, "action.parameters.display_text") ?
		    json_text(m, "action.parameters.display_text") : "link", json_text(m, "action.parameters.url"));
	else if (type != NULL && b->len == 0)
		add_marked(b, type, NULL);
}

static void
add_template(struct buf *b, const json_t *m)
{
	size_t i, k;
	json_t *component, *parameter;

	add_marked(b, "template", json_text(m, "name"));
	json_array_foreach(json_object_get(m, "components"), i, component)
		json_array_foreach(json_object_get(component, "parameters"), k, parameter)
			add_line(b, json_text(parameter, "text"));
}

char *
chat_text_words(const json_t *message)
{
	const char *type = json_text(message, "type");
	const json_t *m = type != NULL ? json_object_get(message, type) : NULL;
	struct buf b = { 0 };

	if (type == NULL)
		return mem_str("[nothing]");
	if (strcmp(type, "text") == 0)
		add_line(&b, json_text(m, "body"));
	else if (strcmp(type, "location") == 0)
		add_location(&b, m);
	else if (strcmp(type, "contacts") == 0)
		add_contacts(&b, m);
	else if (strcmp(type, "reaction") == 0)
		add_marked(&b, "reacts", json_text(m, "emoji"));
	else if (strcmp(type, "interactive") == 0)
		add_interactive(&b, m);
	else if (strcmp(type, "template") == 0)
		add_template(&b, m);
	else if (strcmp(type, "button") == 0)
		add_line(&b, json_text(m, "text"));
	else
		add_media(&b, type, m);
	return b.len > 0 ? buf_take(&b) : mem_str("");
}

static void
add_choice(struct chat_text_choice *out, size_t *n, const json_t *v, bool row)
{
	const char *id = json_text(v, "id"), *title = json_text(v, "title");

	if (id != NULL && title != NULL && *n < CHAT_TEXT_CHOICES)
		out[(*n)++] = (struct chat_text_choice){ id, title, json_text(v, "description"), row };
}

size_t
chat_text_choices(const json_t *message, struct chat_text_choice *out)
{
	size_t n = 0, i, k;
	json_t *v, *row;

	json_array_foreach(json_at(message, "interactive.action.buttons"), i, v)
		add_choice(out, &n, json_object_get(v, "reply"), false);
	json_array_foreach(json_at(message, "interactive.action.sections"), i, v)
		json_array_foreach(json_object_get(v, "rows"), k, row)
			add_choice(out, &n, row, true);
	return n;
}
