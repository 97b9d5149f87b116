#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "wa/chat_link.h"

static bool
is_shared(const struct workspace *ws)
{
	json_t *number;
	size_t i;

	json_array_foreach(json_object_get(ws->config, "numbers"), i, number)
		if (json_yes(number, "coexistence"))
			return true;
	return false;
}

/* RFC 3986: all but the unreserved. */
static void
add_encoded(struct buf *out, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL)) {
			buf_char(out, *s);
			continue;
		}
		buf_char(out, '%');
		buf_char(out, hex[c >> 4]);
		buf_char(out, hex[c & 15]);
	}
}

char *
chat_link(const struct workspace *ws, const char *wa_id, const char *draft)
{
	struct buf out = {0};

	if (wa_id == NULL || *wa_id == '\0' || wa_id[strspn(wa_id, "0123456789")] != '\0' || !is_shared(ws))
		return NULL;
	buf_str(&out, "https://wa.me/");
	buf_str(&out, wa_id);
	if (draft != NULL && *draft != '\0') {
		buf_str(&out, "?text=");
		add_encoded(&out, draft);
	}
	return buf_take(&out);
}
