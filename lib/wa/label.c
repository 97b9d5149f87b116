#include "base/buf.h"
#include "wa/event.h"
#include "wa/label.h"

int
label_add(struct db *db, const json_t *ev, int64_t contact, int64_t now)
{
	const json_t *class = json_object_get(ev, "class"), *tags = json_object_get(class, "tags");
	struct buf list = {0};
	int rc;

	if (!json_is_object(class))
		return 0;
	if (json_array_size(tags) > 0)
		json_print(tags, &list);
	rc = db_run(db, "INSERT OR IGNORE INTO label"
	    " (event, contact, at, language, intent, confidence, sentiment, urgency, tags)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))", "siissdsst", event_id(ev), contact, now,
	    json_text(class, "language"), json_text(class, "intent"),
	    json_number_value(json_object_get(class, "confidence")), json_text(class, "sentiment"),
	    json_text(class, "urgency"), list.data ? list.data : "", list.len);
	buf_free(&list);
	return rc == DB_OK ? 0 : -1;
}

json_t *
label_recent(struct db *db, int64_t contact, int max)
{
	struct db_rows *r = db_query(db, "SELECT l.event, l.language, l.intent, l.sentiment, l.urgency, l.tags"
	    " FROM message m JOIN label l ON l.event = m.id WHERE m.contact = ?"
	    " ORDER BY m.time DESC, m.seq DESC LIMIT ?", "ii", contact, (int64_t)max);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *l = json_object();

		json_put(l, "event", db_text(r, 0));
		json_put(l, "language", db_text(r, 1));
		json_put(l, "intent", db_text(r, 2));
		json_put(l, "sentiment", db_text(r, 3));
		json_put(l, "urgency", db_text(r, 4));
		if (!db_null(r, 5))
			json_object_set_new(l, "tags", json_parse(db_text(r, 5), db_len(r, 5), NULL));
		json_array_append_new(list, l);
	}
	db_end(r);
	return list;
}
