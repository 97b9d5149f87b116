#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/event.h"
#include "wa/message.h"
#include "wa/search.h"

/* The rows of a message and of those merged into it. */
#define TURN_OF(seq) \
	"type = 'message' AND (seq = " seq " OR id IN (SELECT event FROM turn WHERE head = (SELECT id FROM message WHERE seq = " seq ")))"

static const char *const names[] = { NULL, "ignored", "human", "answered", "asked", "escalated", "failed" };

const char *
outcome_name(enum outcome outcome)
{
	return names[outcome];
}

enum outcome
outcome_of(const char *name)
{
	for (size_t i = 1; name != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum outcome)i;
	return OUTCOME_NONE;
}

/* What it says and what it holds besides, as people read it; NULL when that is nothing. The caller frees. */
static char *
readable(const json_t *ev)
{
	const char *text = json_text(ev, "message.text"), *details = json_text(ev, "message.details");

	if (text != NULL && details != NULL)
		return mem_printf("%s\n%s", text, details);
	return text != NULL || details != NULL ? mem_str(text != NULL ? text : details) : NULL;
}

int
message_add(struct db *db, int64_t seq, const json_t *ev, int64_t contact, bool outgoing)
{
	const char *about = json_text(ev, "message.target");
	char *text = readable(ev);
	int added = -1;

	if (db_run(db, "INSERT OR IGNORE INTO message"
	    " (seq, type, id, contact, outgoing, time, received, kind, text, reply_to)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "issiiiisss",
	    seq, event_type_name(event_type(ev)), event_id(ev), contact, (int64_t)outgoing,
	    event_time(ev), event_received(ev), event_kind(ev), text,
	    about ? about : json_text(ev, "context.reply_to")) == DB_OK)
		added = db_changes(db) > 0;
	if (added > 0 && search_add_message(db, seq, text) != 0)
		added = -1;
	free(text);
	return added;
}

int
message_enter(struct db *db, int64_t seq, int64_t session)
{
	return db_run(db, "UPDATE message SET session = ?2 WHERE seq = ?1", "ii", seq, session) == DB_OK ? 0 : -1;
}

int64_t
message_from(struct db *db, int64_t received)
{
	return db_first_from(db, "SELECT received FROM message WHERE seq >= ? ORDER BY seq LIMIT 1",
	    db_get_int(db, 0, "SELECT max(seq) FROM message", ""), received);
}

int64_t
message_seq(struct db *db, const char *event)
{
	return db_get_int(db, 0, "SELECT seq FROM message WHERE id = ? AND type = 'message'", "s", event);
}

bool
message_is_handed(struct db *db, int64_t seq)
{
	return db_get_int(db, 0, "SELECT handed IS NOT NULL FROM message WHERE seq = ?", "i", seq) != 0;
}

int
message_hand(struct db *db, int64_t seq, enum outcome intended, bool settle, int64_t now)
{
	if (db_run(db, "UPDATE message SET handed = ?2, intended = ?3 WHERE handed IS NULL AND " TURN_OF("?1"),
	    "iis", seq, now, names[intended]) != DB_OK)
		return -1;
	if (db_changes(db) == 0 || !settle)
		return 0;
	return message_settle(db, seq, intended, now);
}

int64_t
message_contact(struct db *db, int64_t seq)
{
	return db_get_int(db, 0, "SELECT contact FROM message WHERE seq = ?", "i", seq);
}

char *
message_event(struct db *db, int64_t seq)
{
	return db_get_text(db, "SELECT id FROM message WHERE seq = ?", "i", seq);
}

int
message_count_emission(struct db *db, int64_t seq, int64_t now)
{
	return db_run(db, "UPDATE message SET emissions = emissions + 1, emitted = ?2"
	    " WHERE seq = ?1 AND handed IS NULL", "ii", seq, now);
}

int
message_unhanded(struct db *db, int64_t after, int from, int to, int64_t before, int64_t *seqs, int max)
{
	struct db_rows *r = db_query(db, "SELECT seq FROM message m WHERE type = 'message' AND handed IS NULL"
	    " AND NOT EXISTS (SELECT 1 FROM turn WHERE event = m.id) AND seq > ? AND emissions BETWEEN ? AND ? AND coalesce(emitted, 0) < ? ORDER BY seq LIMIT ?",
	    "iiiii", after, (int64_t)from, (int64_t)to, before, (int64_t)max);
	int n = 0;

	while (db_next(r))
		seqs[n++] = db_int(r, 0);
	return db_end(r) == DB_OK ? n : -1;
}

/* The outcome that one column of a message holds. */
static enum outcome
outcome_in(struct db *db, const char *sql, int64_t seq)
{
	char *name = db_get_text(db, sql, "i", seq);
	enum outcome outcome = outcome_of(name);

	free(name);
	return outcome;
}

enum outcome
message_intended(struct db *db, int64_t seq)
{
	return outcome_in(db, "SELECT intended FROM message WHERE seq = ?", seq);
}

int
message_settle(struct db *db, int64_t seq, enum outcome outcome, int64_t now)
{
	if (outcome <= outcome_in(db, "SELECT outcome FROM message WHERE seq = ?", seq))
		return 0;
	return db_run(db, "UPDATE message SET outcome = ?2, settled = ?3, handed = coalesce(handed, ?3)"
	    " WHERE " TURN_OF("?1"), "isi", seq, names[outcome], now);
}
