#include <string.h>

#include "base/clock.h"
#include "wa/coverage.h"
#include "wa/message.h"
#include "wa/outbox.h"

/* Decisions are found through their messages, which are in order of time: no
 * message waits longer for its own. */
static const int64_t decided_after = 8 * CLOCK_DAY;

int
coverage_read(struct db *db, int64_t since, int64_t until,
    void (*each)(void *arg, const struct coverage_question *), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT d.event, coalesce(h.text, m.text), l.language, l.intent, d.reason, d.action, d.at"
	    " FROM message m CROSS JOIN decision d ON d.event = m.id AND m.type = 'message'"
	    " LEFT JOIN heard h ON h.event = d.event AND m.text IS NULL LEFT JOIN label l ON l.event = d.event"
	    " WHERE m.seq >= ?3 AND m.received < ?2 AND d.at >= ?1 AND d.at < ?2 AND d.action IN ('answer', 'clarify', 'escalate')"
	    " AND coalesce(d.reason, '') NOT IN ('human-wanted', 'stale', 'opted-out', 'unclassified')"
	    " AND coalesce(d.reason, '') NOT LIKE 'lead%' ORDER BY m.seq", "iii",
	    since, until, message_from(db, since - decided_after));

	while (db_next(r)) {
		const char *reason = db_text(r, 4), *action = db_text(r, 5);
		bool answered = strcmp(action, "answer") == 0;

		each(arg, &(struct coverage_question){ .event = db_text(r, 0), .text = db_text(r, 1), .language = db_text(r, 2),
		    .topic = db_text(r, 3), .reason = answered ? NULL : reason, .answered = answered, .at = db_int(r, 6),
		    .missed = !answered && reason != NULL && (strcmp(reason, "low-confidence") == 0 || strcmp(reason, "no-entry") == 0 ||
		    strcmp(reason, "language") == 0 || strcmp(reason, "neither") == 0),
		    .vague = !answered && reason != NULL && strcmp(reason, "vague") == 0 });
	}
	return db_end(r) == DB_OK ? 0 : -1;
}

/* Did a person take over behind the answer d, before the customer's next session? */
#define CORRECTED	"EXISTS (SELECT 1 FROM inquiry q WHERE q.contact = d.contact AND q.opened >= d.at" \
	" AND q.opened < coalesce((SELECT n.started FROM session n WHERE n.contact = d.contact AND n.started > d.at" \
	" ORDER BY n.id LIMIT 1), ?2))"

json_t *
coverage_entries(struct db *db, int64_t since, int64_t until)
{
	struct db_rows *r = db_query(db, "SELECT s.value, count(*), count(DISTINCT d.contact), sum(" CORRECTED ")"
	    " FROM decision d, json_each(d.detail, '$.sources') s"
	    " WHERE d.action = 'answer' AND d.at >= ?1 AND d.at < ?2 GROUP BY s.value ORDER BY 2 DESC, 1", "ii", since, until);
	json_t *list = json_array();

	while (db_next(r))
		json_array_append_new(list, json_pack("{s:s,s:I,s:I,s:I}", "id", db_text(r, 0), "answers", (json_int_t)db_int(r, 1),
		    "customers", (json_int_t)db_int(r, 2), "corrected", (json_int_t)db_int(r, 3)));
	if (db_end(r) == DB_OK)
		return list;
	json_decref(list);
	return NULL;
}

int
coverage_answers(struct db *db, int64_t since, int64_t until,
    void (*each)(void *arg, double confidence, bool corrected), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT d.confidence, " CORRECTED " FROM decision d"
	    " WHERE d.action = 'answer' AND d.confidence IS NOT NULL AND d.at >= ?1 AND d.at < ?2", "ii", since, until);

	while (db_next(r))
		each(arg, db_real(r, 0), db_int(r, 1) != 0);
	return db_end(r) == DB_OK ? 0 : -1;
}

int
coverage_inquiries(struct db *db, int64_t since, int64_t until,
    void (*each)(void *arg, const struct coverage_inquiry *), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT i.id, i.opened, coalesce(m.text, h.text), l.language, i.category FROM inquiry i"
	    " JOIN inquiry_log o ON o.inquiry = i.id AND o.what = 'opened' JOIN message m ON m.id = o.subject AND m.type = 'message'"
	    " LEFT JOIN heard h ON h.event = m.id LEFT JOIN label l ON l.event = m.id"
	    " WHERE i.opened >= ?1 AND i.opened < ?2 AND i.kind = 'question' AND i.reason <> 'human-wanted'"
	    " AND coalesce(m.text, h.text, '') <> '' ORDER BY i.id", "ii", since, until);

	while (db_next(r))
		each(arg, &(struct coverage_inquiry){ .id = db_int(r, 0), .opened = db_int(r, 1), .text = db_text(r, 2),
		    .language = db_text(r, 3), .category = db_text(r, 4) });
	return db_end(r) == DB_OK ? 0 : -1;
}

int64_t
coverage_case(struct db *db, const char *event)
{
	return db_get_int(db, 0, "SELECT inquiry FROM inquiry_event WHERE event = ?", "s", event);
}

char *
coverage_category(struct db *db, int64_t inquiry)
{
	return db_get_text(db, "SELECT category FROM inquiry WHERE id = ?", "i", inquiry);
}

/* Of the customer ?1, what people wrote from ?2 to ?3, from the phone or at the desk; echoes have seconds only. */
#define SAID	"SELECT text FROM (SELECT o.queued AS at, o.payload ->> '$.text.body' AS text FROM outbox o WHERE o.contact = ?1" \
	" AND o.queued >= ?2 AND o.queued <= ?3 AND o.event LIKE 'letter:%'" \
	" AND o.author NOT IN ('" OUTBOX_AGENT "', '" OUTBOX_COMMAND "', '" OUTBOX_NOTICE "')" \
	" UNION ALL SELECT m.time, m.text FROM message m WHERE m.contact = ?1" \
	" AND m.time >= ?2 / 1000 * 1000 AND m.time <= ?3 AND m.type = 'echo') WHERE text IS NOT NULL"

/* The first or the last that a person said to the customer in the time of the row: contact, from, to. Ends the rows. */
static char *
said(struct db *db, struct db_rows *r, bool last)
{
	char *text = NULL;

	if (db_next(r))
		text = db_get_text(db, last ? SAID " ORDER BY at DESC LIMIT 1" : SAID " ORDER BY at LIMIT 1", "iii",
		    db_int(r, 0), db_int(r, 1), db_int(r, 2));
	db_end(r);
	return text;
}

char *
coverage_answer(struct db *db, int64_t inquiry, int64_t until)
{
	return said(db, db_query(db, "SELECT i.contact, i.opened, l.at FROM inquiry i JOIN inquiry_log l ON l.id = (SELECT max(id)"
	    " FROM inquiry_log WHERE inquiry = i.id AND at < ?2 AND what IN ('resolved', 'ignored', 'reopened'))"
	    " WHERE i.id = ?1 AND l.what = 'resolved'", "ii", inquiry, until), true);
}

char *
coverage_reaction(struct db *db, const char *event, int64_t until)
{
	return said(db, db_query(db, "SELECT m.contact, m.time, min(?2, coalesce((SELECT s.started FROM session s"
	    " WHERE s.contact = m.contact AND s.id > m.session ORDER BY s.id LIMIT 1), ?2)) - 1"
	    " FROM message m WHERE m.id = ?1 AND m.type = 'message'", "si", event, until), false);
}
