#include <string.h>

#include "run/conv_event.h"
#include "run/fact.h"

/* Whom or until when; of an opening only the message's id, which tells people nothing. */
static const char *
subject_of(const json_t *item)
{
	const char *did = json_text(item, "did");

	return did != NULL && (strcmp(did, "opened") == 0 || strcmp(did, "joined") == 0) ? NULL : json_text(item, "subject");
}

void
conv_event_add(struct buf *b, const json_t *item)
{
	const char *what = json_text(item, "what"), *who = json_text(item, "who"), *why = json_text(item, "why");
	const char *did = json_text(item, "did"), *subject = subject_of(item), *member = json_text(item, "member");

	if (strcmp(what, "control") == 0)
		buf_printf(b, "control: %s \u2192 %s by %s", json_text(item, "from"), json_text(item, "to"), who);
	else if (strcmp(what, "assigned") == 0)
		buf_printf(b, "assigned to %s by %s", member ? member : "nobody", who);
	else if (strcmp(what, "inquiry") == 0)
		buf_printf(b, "inquiry %lld %s%s%s by %s", (long long)json_number(item, "id", 0), did, subject ? " " : "", subject ? subject : "", who);
	else if (strcmp(what, "lead") == 0)
		buf_printf(b, "lead %lld: %s", (long long)json_number(item, "id", 0), did);
	else
		buf_printf(b, "%s %s into %s by %s", json_text(item, "contact"), did, json_text(item, "into"), who);
	if (json_object_get(item, "value") != NULL) {
		buf_str(b, " ");
		fact_add(b, json_object_get(item, "value"));
	}
	if (why != NULL)
		buf_printf(b, ": %s", why);
}
