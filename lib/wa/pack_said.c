#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/merge.h"
#include "wa/pack_said.h"
#include "wa/words.h"

static json_t *
said_by_them(const char *var, struct db_rows *r)
{
	json_t *m = json_object();
	const char *path = db_text(r, 9);
	char *full;

	json_put_time(m, "time", db_int(r, 1));
	json_put(m, "who", db_text(r, 2));
	json_put(m, "kind", db_text(r, 3));
	json_put(m, "text", db_null(r, 4) ? db_text(r, 6) : db_text(r, 4));
	if (!db_null(r, 6))
		json_object_set_new(m, "heard", json_real(db_real(r, 7)));
	json_put(m, "summary", db_text(r, 8));
	if (path != NULL) {
		full = mem_printf("%s/media/%s", var, path);
		json_put(m, "media", full);
		free(full);
	}
	return m;
}

static json_t *
said_by_us(struct db_rows *r)
{
	json_t *m = json_object(), *payload = json_parse(db_text(r, 4), db_len(r, 4), NULL);

	json_put_time(m, "time", db_int(r, 1));
	json_put(m, "who", db_text(r, 2));
	json_put(m, "kind", db_text(r, 3));
	json_put(m, "text", words_of(payload));
	json_put(m, "state", db_text(r, 5));
	json_decref(payload);
	return m;
}

/* An answer stands behind what it answers, whatever the two clocks say. */
json_t *
pack_said(struct db *db, const struct workspace *ws, int64_t contact, int max)
{
	char *real = realpath(ws->var, NULL);
	struct db_rows *r = db_query(db, "SELECT * FROM ("
	    " SELECT 0 AS ours, m.time, CASE WHEN m.outgoing THEN 'phone' ELSE 'customer' END, m.kind, m.text, NULL,"
	    "  h.text, h.confidence, h.summary, f.path, max(m.time, m.received) AS at, m.seq AS tie"
	    "  FROM message m LEFT JOIN heard h ON h.event = m.id LEFT JOIN media f ON f.event = m.id"
	    "  WHERE m.contact IN " MERGE_PERSON " AND m.kind NOT IN ('reaction', 'edit', 'revoke')"
	    "  ORDER BY m.time DESC, m.seq DESC LIMIT ?2)"
	    " UNION ALL SELECT * FROM ("
	    " SELECT 1, coalesce(sent, queued), author, kind, payload, state, NULL, NULL, NULL, NULL, queued, id"
	    "  FROM outbox WHERE contact IN " MERGE_PERSON " AND state <> 'dropped' ORDER BY id DESC LIMIT ?2)"
	    " ORDER BY at DESC, ours DESC, tie DESC LIMIT ?2", "ii", contact, (int64_t)max);
	json_t *list = json_array();

	while (db_next(r))
		json_array_insert_new(list, 0, db_int(r, 0) != 0 ? said_by_us(r) : said_by_them(real ? real : ws->var, r));
	db_end(r);
	free(real);
	return list;
}
