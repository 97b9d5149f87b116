#include "base/buf.h"
#include "wa/event.h"
#include "wa/turn.h"

json_t *
turn_value(json_t *const *events, size_t n, size_t i)
{
	json_t *merged, *value;
	struct buf text = {0};

	if (i + 1 < n)
		return json_pack("{s:s}", "head", event_id(events[n - 1]));
	merged = json_array();
	for (size_t k = 0; k < n; k++) {
		if (k > 0)
			buf_char(&text, '\n');
		buf_str(&text, event_text(events[k]));
		if (k < i)
			json_array_append_new(merged, json_string(event_id(events[k])));
	}
	value = json_pack("{s:o,s:s*}", "merged", merged, "text", n > 1 ? text.data : NULL);
	buf_free(&text);
	return value;
}

int
turn_add(struct db *db, const char *event, const json_t *turn)
{
	const char *head = json_text(turn, "head");

	if (head == NULL)
		return 0;
	return db_run(db, "INSERT OR REPLACE INTO turn (event, head) VALUES (?, ?)", "ss", event, head) == DB_OK ? 0 : -1;
}
