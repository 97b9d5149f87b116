#include <string.h>

#include "base/digits.h"
#include "ext/text.h"
#include "wa/inbound.h"
#include "wa/webhook_contact.h"

enum { WORD_MAX = 1024 };

/* A business-scoped user id has turned up where a phone belongs. */
static bool
is_user_id(const char *s)
{
	return s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' && s[2] == '.';
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Some take nothing but blanks for a name; they are called by their number. */
static bool
is_blank(const json_t *name)
{
	return text_blank(json_string_value(name), json_string_length(name));
}

/* The one of value.contacts with either id; else the only one; else NULL. */
static const json_t *
profile_of(const json_t *value, const char *wa_id, const char *user_id, bool *sure)
{
	const json_t *list = json_at(value, "contacts"), *c;

	*sure = true;
	for (size_t i = 0; (c = json_item(list, i)) != NULL; i++)
		if (same(wa_id, inbound_id(c, "wa_id")) || same(user_id, inbound_id(c, "user_id")))
			return c;
	*sure = wa_id == NULL && user_id == NULL;
	return json_item(list, 1) == NULL ? json_item(list, 0) : NULL;
}

json_t *
webhook_contact(const json_t *value, const char *wa_id, const char *user_id)
{
	bool sure;
	const json_t *p;
	json_t *c;

	if (wa_id != NULL && is_user_id(wa_id)) {
		user_id = user_id != NULL ? user_id : wa_id;
		wa_id = NULL;
	}
	p = profile_of(value, wa_id, user_id, &sure);
	/* Ids of a contact that doesn't match may be another person's. */
	if (sure && wa_id == NULL && (wa_id = inbound_id(p, "wa_id")) != NULL && is_user_id(wa_id))
		wa_id = NULL;
	if (sure && user_id == NULL)
		user_id = inbound_id(p, "user_id");
	/* A name alone is nobody. */
	if (wa_id == NULL && user_id == NULL)
		return NULL;
	c = json_object();
	json_put(c, "wa_id", wa_id);
	json_put(c, "user_id", user_id);
	if (!is_blank(json_at(p, "profile.name")))
		json_put_clean(c, "name", json_at(p, "profile.name"), WORD_MAX);
	json_put_clean(c, "username", json_at(p, "profile.username"), WORD_MAX);
	return c;
}

bool
webhook_contact_is_ours(const json_t *value, const char *from)
{
	const json_t *list = json_at(value, "contacts"), *c;

	for (size_t i = 0; (c = json_item(list, i)) != NULL; i++)
		if (same(from, inbound_id(c, "wa_id")))
			return false;
	return same(from, inbound_id(value, "metadata.phone_number_id")) ||
	    (from != NULL && from[strcspn(from, "0123456789")] != '\0' &&
	    digits_same(from, inbound_id(value, "metadata.display_phone_number")));
}
