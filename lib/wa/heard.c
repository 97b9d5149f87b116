#include "wa/heard.h"
#include "wa/search.h"

/* It is found again as what the voice note said. */
static int
index_words(struct db *db, const char *event, const char *text)
{
	int64_t seq = db_get_int(db, 0, "SELECT seq FROM message WHERE id = ? AND type = 'message' AND text IS NULL", "s", event);

	return seq == 0 || text == NULL ? 0 : search_add_message(db, seq, text);
}

int
heard_add(struct db *db, const char *event, int64_t contact, int64_t at, const json_t *t)
{
	double confidence = json_number_value(json_object_get(t, "confidence"));
	struct buf readings = {0};
	int rc;

	if (json_object_get(t, "readings") != NULL)
		json_print(json_object_get(t, "readings"), &readings);
	rc = db_run(db, "INSERT OR IGNORE INTO heard"
	    " (event, contact, at, text, language, confidence, engine, seconds, summary, readings, problem)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "siissdsdsss", event, contact, at, json_text(t, "text"),
	    json_text(t, "language"), confidence, json_text(t, "engine"), json_number_value(json_object_get(t, "seconds")),
	    json_text(t, "summary"), readings.data, json_text(t, "problem"));
	buf_free(&readings);
	if (rc != DB_OK)
		return -1;
	return db_changes(db) == 0 ? 0 : index_words(db, event, json_text(t, "text"));
}
