#include "run/fact.h"

const char *
fact_name(const json_t *contact)
{
	static const char *const keys[] = { "name", "username", "wa_id", "user_id", "conversation" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (json_text(contact, keys[i]) != NULL)
			return json_text(contact, keys[i]);
	return "";
}

void
fact_add(struct buf *b, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL)
		text = json_text(value, "text");
	if (text != NULL)
		buf_str(b, text);
	else
		json_print(value, b);
}

void
fact_add_fields(struct buf *b, const json_t *fields)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)fields, key, value) {
		buf_printf(b, "%s%s: ", b->len > 0 ? " \u00b7 " : "", key);
		fact_add(b, value);
	}
}
