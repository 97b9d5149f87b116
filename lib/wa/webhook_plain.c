#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/mem.h"
#include "base/names.h"
#include "wa/webhook_plain.h"

/* Always strings on the pages; some encoders make numbers of those that are all digits. */
static const char *const strings[] = { "body", "caption", "customer", "display_phone_number", "from", "from_user_id", "group_id",
	"id", "message_id", "new_wa_id", "original_message_id", "phone_number", "phone_number_id", "recipient_id",
	"recipient_participant_id", "text", "title", "to", "wa_id" };
/* Those of them that are the customer's phone, or another id of his. */
static const char *const phones[] = { "customer", "from", "new_wa_id", "phone_number", "recipient_id", "recipient_participant_id",
	"to", "wa_id" };

/* "+49 (30) 5550-1", which "4930 5550 1" is too; 493055501 needs nothing. */
static bool
is_written_phone(const char *s)
{
	return strpbrk(s, "0123456789") != NULL && s[strspn(s, "0123456789")] != '\0' && s[strspn(s, "0123456789+-.() ")] == '\0';
}

static json_t *
plain(const char *name, const json_t *value)
{
	const char *s = json_string_value(value);
	char *text;
	json_t *made;

	if (json_is_integer(value) && NAMES_HAVE(strings, name))
		text = mem_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (s != NULL && NAMES_HAVE(phones, name) && is_written_phone(s))
		text = digits_of(s);
	else
		return NULL;
	made = json_string(text);
	free(text);
	return made;
}

void
webhook_plain(json_t *doc)
{
	const char *name;
	json_t *value, *made;
	size_t i;

	json_object_foreach(doc, name, value) {
		if ((made = plain(name, value)) != NULL)
			json_object_set_new(doc, name, made);
		else
			webhook_plain(value);
	}
	json_array_foreach(doc, i, value)
		webhook_plain(value);
}
