#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "wa/decision.h"

static double
real_at(const json_t *obj, const char *key)
{
	return json_number_value(json_object_get(obj, key));
}

int
decision_add(struct db *db, const char *event, int64_t contact, const json_t *decision, int64_t now)
{
	struct buf detail = {0};
	int rc;

	json_print(decision, &detail);
	rc = db_run(db, "INSERT OR IGNORE INTO decision"
	    " (event, contact, at, action, reason, confidence, threshold, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	    "siissddt", event, contact, now, json_text(decision, "action"), json_text(decision, "reason"),
	    real_at(decision, "confidence"), real_at(decision, "threshold"), detail.data, detail.len);
	buf_free(&detail);
	return rc == DB_OK ? 0 : -1;
}

bool
decision_said(struct db *db, int64_t contact, const char *entry, const char *event, int64_t since)
{
	return db_get_int(db, 0, "SELECT 1 FROM decision WHERE contact = ? AND at >= ? AND action = 'answer'"
	    " AND event <> ? AND json_extract(detail, '$.sources[0]') = ?", "iiss", contact, since, event, entry) != 0;
}

bool
decision_clarified(struct db *db, int64_t contact, const char *event, int64_t since)
{
	return db_get_int(db, 0, "SELECT 1 FROM decision WHERE contact = ? AND at >= ? AND action = 'clarify'"
	    " AND event <> ?", "iis", contact, since, event) != 0;
}

json_t *
decision_offered(struct db *db, int64_t contact, const char *event, int64_t since)
{
	char *text = db_get_text(db, "SELECT detail FROM decision WHERE contact = ? AND at >= ? AND event <> ?"
	    " ORDER BY at DESC LIMIT 1", "iis", contact, since, event);
	json_t *detail = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;
	json_t *offered = json_incref(json_object_get(detail, "offered"));

	json_decref(detail);
	free(text);
	return offered;
}
