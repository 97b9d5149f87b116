#include <ctype.h>
#include <string.h>

#include "wa/mention.h"
#include "wa/notice.h"

/* Is it said at this @, as a word of its own? ana@example.org says nobody. */
static bool
is_here(const char *text, const char *at, const char *name)
{
	size_t len = strlen(name);
	unsigned char before = at > text ? (unsigned char)at[-1] : ' ', after;

	if (isalnum(before) || before >= 0x80 || strncasecmp(at + 1, name, len) != 0)
		return false;
	after = (unsigned char)at[1 + len];
	/* A full stop ends a sentence, but goes on in a name or an address. */
	if (after == '.' || after == '-')
		after = (unsigned char)at[2 + len];
	return !isalnum(after) && after != '_' && after != '@';
}

static bool
names(const char *text, const char *name)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@'))
		if (is_here(text, at, name))
			return true;
	return false;
}

int
mention_tell(struct db *db, const struct workspace *ws, int64_t contact, int64_t inquiry, const char *who,
    const char *text, int64_t now)
{
	json_t *detail = json_pack("{s:s}", "text", text), *m;
	int rc = 0;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "team"), i, m) {
		const char *name = json_text(m, "name");

		if (rc == 0 && strcmp(name, who) != 0 && names(text, name))
			rc = notice_add(db, NOTICE_MENTION, &(struct notice_new){ .contact = contact, .inquiry = inquiry,
			    .who = who, .member = name, .detail = detail }, now);
	}
	json_decref(detail);
	return rc;
}
