#include <string.h>

#include "base/clock.h"
#include "wa/transcript.h"
#include "wa/words.h"


int
transcript_read(struct db *db, int64_t contact, int64_t since,
    void (*each)(void *arg, const struct transcript_line *), void *arg)
{
	/* Our answer stands behind what it answers, whatever the two clocks say. */
	struct db_rows *r = db_query(db,
	    "SELECT m.time, CASE WHEN m.outgoing THEN 'phone' ELSE 'customer' END, m.kind, m.text, NULL,"
	    "  m.outcome, d.reason, 0, max(m.time, m.received) AS at, m.seq AS tie"
	    " FROM message m LEFT JOIN decision d ON d.event = m.id"
	    " WHERE m.contact = ?1 AND m.time >= ?2"
	    " UNION ALL"
	    " SELECT coalesce(sent, queued), author, kind, payload, state, NULL, reason, 1, queued, id"
	    " FROM outbox WHERE contact = ?1 AND queued >= ?2"
	    " ORDER BY 9, 8, 10", "ii", contact, since);

	while (db_next(r)) {
		struct transcript_line line = { db_int(r, 0), db_text(r, 1), db_text(r, 2), db_text(r, 3),
		    db_text(r, 4), db_text(r, 5), db_text(r, 6) };
		json_t *payload = NULL;

		if (db_int(r, 7) != 0) {
			payload = json_parse(line.text, strlen(line.text), NULL);
			line.text = words_of(payload);
		}
		each(arg, &line);
		json_decref(payload);
	}
	return db_end(r) == DB_OK ? 0 : -1;
}

json_t *
transcript_conversations(struct db *db, int max)
{
	struct db_rows *r = db_query(db, "SELECT c.key, c.name, c.wa_id, v.control, v.language, v.last_in,"
	    " (SELECT text FROM message m WHERE m.contact = c.id ORDER BY m.time DESC, m.seq DESC LIMIT 1),"
	    " EXISTS (SELECT 1 FROM inquiry q WHERE q.contact = c.id AND q.status IN ('open', 'claimed'))"
	    " FROM conversation v JOIN contact c ON c.id = v.contact WHERE v.last_in IS NOT NULL"
	    " ORDER BY v.last_in DESC, c.id LIMIT ?", "i", (int64_t)max);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *v = json_object();
		char time[CLOCK_LEN];

		json_put(v, "conversation", db_text(r, 0));
		json_put(v, "name", db_text(r, 1));
		json_put(v, "wa_id", db_text(r, 2));
		json_put(v, "control", db_text(r, 3));
		json_put(v, "language", db_text(r, 4));
		json_put(v, "last", clock_format(db_int(r, 5), time));
		json_put(v, "text", db_text(r, 6));
		json_object_set_new(v, "inquiry", json_boolean(db_int(r, 7) != 0));
		json_array_append_new(list, v);
	}
	db_end(r);
	return list;
}
