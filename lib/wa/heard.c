#include "wa/heard.h"

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
	return rc == DB_OK ? 0 : -1;
}
