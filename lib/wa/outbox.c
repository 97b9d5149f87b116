#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/conversation.h"
#include "wa/event.h"
#include "wa/inquiry.h"
#include "wa/message.h"
#include "wa/outbound.h"
#include "wa/outbox.h"
#include "wa/search.h"
#include "wa/words.h"

/* The reason of a row that was given up: the one kind of failure that a late
 * status may still turn into success. */
#define GAVE_UP "no answer and no status came"
#define BUSY_STATES "('queued', 'sending', 'unknown')"

int64_t
outbox_from(struct db *db, int64_t queued)
{
	return db_first_from(db, "SELECT queued FROM outbox WHERE id >= ? ORDER BY id LIMIT 1",
	    db_get_int(db, 0, "SELECT max(id) FROM outbox", ""), queued);
}

int
outbox_add(struct db *db, const struct outbox_new *n, int64_t now)
{
	struct buf payload = { 0 };
	char callback[25];
	int rc;

	json_print(n->message, &payload);
	rc = db_run(db, "INSERT OR IGNORE INTO outbox"
	    " (event, part, contact, answers, author, kind, payload, callback, due, queued)"
	    " VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, ?8, ?9, ?9)", "siiisstsi",
	    n->event, (int64_t)n->part, n->contact, n->answers, n->author, outbound_kind(n->message),
	    payload.data, payload.len, hash_random(callback, sizeof callback - 1), now);
	buf_free(&payload);
	if (rc != DB_OK)
		return -1;
	return db_changes(db) == 0 ? 0 : search_add_outbox(db, db_last_id(db), words_of(n->message));
}

int
outbox_due(struct db *db, int64_t now, bool (*each)(void *, const struct outbox_row *), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT o.id, o.contact, coalesce(o.answers, 0), coalesce(m.time, 0),"
	    " o.part, o.attempts, o.author = '" OUTBOX_AGENT "', o.event, o.kind, o.payload, o.callback"
	    " FROM outbox o LEFT JOIN message m ON m.seq = o.answers"
	    " WHERE o.state = 'queued' AND o.due <= ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM outbox p WHERE p.contact = o.contact AND p.id < o.id AND p.state IN " BUSY_STATES
	    " AND (p.state <> 'unknown' OR p.started > ?2)) ORDER BY o.due, o.id", "ii",
	    now, now - OUTBOX_UNKNOWN_WAIT);

	while (db_next(r)) {
		struct outbox_row row = {
			.id = db_int(r, 0), .contact = db_int(r, 1), .answers = db_int(r, 2), .asked = db_int(r, 3),
			.part = (int)db_int(r, 4), .attempts = (int)db_int(r, 5), .by_agent = db_int(r, 6) != 0,
			.event = db_text(r, 7), .kind = db_text(r, 8), .payload = db_text(r, 9), .callback = db_text(r, 10),
		};

		if (!each(arg, &row))
			break;
	}
	return db_end(r) == DB_OK ? 0 : -1;
}

int64_t
outbox_next_due(struct db *db, int64_t now)
{
	return db_get_int(db, INT64_MAX, "SELECT due FROM outbox WHERE state = 'queued' AND due > ? ORDER BY due LIMIT 1",
	    "i", now);
}

/* -------------------------------------------------------------------- gate */

/* What the gate looks at in the row. */
struct view {
	bool	queued;
	bool	is_farewell;	/* answers the very message that opted out */
	bool	is_parting;	/* the words of the event by which control passed */
	bool	is_template;
};

static int
view_load(struct db *db, int64_t id, struct view *v)
{
	struct db_rows *r = db_query(db, "SELECT o.state = 'queued', c.opted_out_event IS o.event, c.parting IS o.event,"
	    " o.kind = 'template' FROM outbox o JOIN conversation c ON c.contact = o.contact WHERE o.id = ?", "i", id);
	int rc = -1;

	if (db_next(r)) {
		*v = (struct view){ db_int(r, 0) != 0, db_int(r, 1) != 0, db_int(r, 2) != 0, db_int(r, 3) != 0 };
		rc = 0;
	}
	return db_end(r) == DB_OK ? rc : -1;
}

/* What the agent sent to this contact within the hour. */
static int64_t
spent(struct db *db, int64_t contact, int64_t now)
{
	return db_get_int(db, 0, "SELECT count(*) FROM outbox WHERE contact = ? AND author = '" OUTBOX_AGENT "'"
	    " AND started > ?", "ii", contact, now - CLOCK_HOUR);
}

/*
 * A person may answer somebody who opted out and wrote again since: the
 * customer asked. A person's message needs no control and has no budget.
 */
enum outbox_gate
outbox_gate(struct db *db, const struct workspace *ws, const struct outbox_row *row, int64_t now)
{
	struct conversation c;
	struct view v;

	if (view_load(db, row->id, &v) == -1 || !v.queued || conversation_load(db, ws, row->contact, now, &c) == -1)
		return OUTBOX_GONE;
	if (row->by_agent && c.control != CONTROL_BOT && !v.is_parting)
		return OUTBOX_HUMAN;
	if (c.opted_out > 0 && !v.is_farewell && (row->by_agent || c.last_in <= c.opted_out))
		return OUTBOX_OPTED_OUT;
	if (!v.is_template && !conversation_window(&c, now))
		return OUTBOX_WINDOW;
	if (row->by_agent && spent(db, row->contact, now) >= json_number(ws->config, "send.budget_per_hour", 30))
		return OUTBOX_BUDGET;
	return OUTBOX_GO;
}

const char *
outbox_gate_reason(enum outbox_gate gate)
{
	static const char *const reasons[] = { "", "moved on", "human", "opted out", "window closed", "budget spent" };

	return reasons[gate];
}

/* -------------------------------------------------------------- settlement */

struct tally {
	bool	open;		/* something may still move */
	bool	failed;
	bool	sent;
	bool	human;
};

static struct tally
tally_of(struct db *db, const char *event)
{
	struct db_rows *r = db_query(db, "SELECT state, reason FROM outbox WHERE event = ?", "s", event);
	struct tally t = { false, false, false, false };

	while (db_next(r)) {
		const char *state = db_text(r, 0), *reason = db_text(r, 1);

		if (strcmp(state, "failed") == 0)
			t.failed = true;
		else if (strcmp(state, "dropped") == 0)
			t.human = t.human || (reason != NULL && strcmp(reason, outbox_gate_reason(OUTBOX_HUMAN)) == 0);
		else if (strcmp(state, "queued") == 0 || strcmp(state, "sending") == 0 || strcmp(state, "unknown") == 0)
			t.open = true;
		else
			t.sent = true;
	}
	db_end(r);
	return t;
}

/* Settles the message that these rows answer, once nothing of it is open.
 * One that was escalated is so whether or not the customer could be told. */
static int
settle(struct db *db, const char *event, int64_t answers, int64_t now)
{
	struct tally t;
	enum outcome intended, outcome;

	if (answers == 0 || (t = tally_of(db, event)).open)
		return 0;
	intended = message_intended(db, answers);
	outcome = t.failed ? OUTCOME_FAILED : t.sent || intended == OUTCOME_ESCALATED ? intended :
	    t.human ? OUTCOME_HUMAN : OUTCOME_IGNORED;
	return message_settle(db, answers, outcome, now);
}

/* What moves belong together: a row's event and what it answers. */
struct owner {
	char	*event;
	int64_t	 contact;
	int64_t	 answers;
	bool	 notice;	/* to a member */
};

static int
owner_load(struct db *db, int64_t id, struct owner *o)
{
	struct db_rows *r = db_query(db, "SELECT event, contact, coalesce(answers, 0),"
	    " author = '" OUTBOX_NOTICE "' FROM outbox WHERE id = ?", "i", id);
	int rc = -1;

	*o = (struct owner){ 0 };
	if (db_next(r)) {
		*o = (struct owner){ mem_str(db_text(r, 0)), db_int(r, 1), db_int(r, 2), db_int(r, 3) != 0 };
		rc = 0;
	}
	return db_end(r) == DB_OK ? rc : -1;
}

static int
settle_row(struct db *db, int64_t id, int64_t now)
{
	struct owner o;
	int rc = owner_load(db, id, &o);

	if (rc == 0)
		rc = settle(db, o.event, o.answers, now);
	free(o.event);
	return rc;
}

/* It has left: our side spoke. */
static int
went(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, "SELECT contact, sent, author NOT IN ('" OUTBOX_AGENT "', '" OUTBOX_COMMAND "', '" OUTBOX_NOTICE "')"
	    " FROM outbox WHERE id = ?", "i", id);
	int64_t contact = 0, at = 0;
	bool person = false;

	if (db_next(r)) {
		contact = db_int(r, 0);
		at = db_int(r, 1);
		person = db_int(r, 2) != 0;
	}
	return db_end(r) == DB_OK ? conversation_spoke(db, contact, at, person) : -1;
}

/* After a row has failed: what would follow it makes no sense without it, a
 * person is told, the message ends. */
static int
after_failure(struct db *db, int64_t id, const char *reason, int64_t now)
{
	struct owner o;
	int rc = owner_load(db, id, &o);

	if (rc == 0 && db_run(db, "UPDATE outbox SET state = 'dropped', reason = 'an earlier part failed', ended = ?2"
	    " WHERE event = ?1 AND state = 'queued'", "si", o.event, now) != DB_OK)
		rc = -1;
	if (rc == 0 && !o.notice && inquiry_open(db, &(struct inquiry_case){ .event = o.event, .contact = o.contact, .kind = INQUIRY_DELIVERY,
	    .category = INQUIRY_DELIVERY, .reason = reason }, now, NULL) == -1)
		rc = -1;
	if (rc == 0)
		rc = settle(db, o.event, o.answers, now);
	free(o.event);
	return rc;
}

/* ------------------------------------------------------------ the drainer's */

int
outbox_start(struct db *db, int64_t id, int64_t seq, int64_t now)
{
	return db_run(db, "UPDATE outbox SET state = 'sending', started = ?2, gate = ?3, attempts = attempts + 1"
	    " WHERE id = ?1 AND state = 'queued'", "iii", id, now, seq) == DB_OK ? 0 : -1;
}

int
outbox_refuse(struct db *db, int64_t id, enum outbox_gate gate, int64_t now)
{
	const char *reason = outbox_gate_reason(gate);
	bool failed = gate == OUTBOX_WINDOW || gate == OUTBOX_BUDGET;

	if (db_run(db, "UPDATE outbox SET state = ?2, reason = ?3, ended = ?4 WHERE id = ?1 AND state IN ('queued', 'sending')",
	    "issi", id, failed ? "failed" : "dropped", reason, now) != DB_OK)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return failed ? after_failure(db, id, reason, now) : settle_row(db, id, now);
}

/* Those behind it can't go before: don't look at them until then. */
static int
hold_others(struct db *db, int64_t id, int64_t due)
{
	return db_run(db, "UPDATE outbox SET due = ?2 WHERE contact = (SELECT contact FROM outbox WHERE id = ?1)"
	    " AND state = 'queued' AND due < ?2", "ii", id, due) == DB_OK ? 0 : -1;
}

int
outbox_retry(struct db *db, int64_t id, int64_t due, int code, const char *reason, bool counts)
{
	if (db_run(db, "UPDATE outbox SET state = 'queued', due = ?2, code = ?3, reason = ?4, started = NULL,"
	    " attempts = attempts - ?5 WHERE id = ?1 AND state = 'sending'", "iiisi",
	    id, due, (int64_t)code, reason, (int64_t)!counts) != DB_OK)
		return -1;
	return hold_others(db, id, due);
}

int
outbox_put_off(struct db *db, int64_t id, int64_t due, int code, const char *reason, bool counts)
{
	if (db_run(db, "UPDATE outbox SET due = ?2, code = nullif(?3, 0), reason = ?4, attempts = attempts + ?5"
	    " WHERE id = ?1 AND state = 'queued'", "iiisi", id, due, (int64_t)code, reason, (int64_t)counts) != DB_OK)
		return -1;
	return hold_others(db, id, due);
}

int
outbox_fail(struct db *db, int64_t id, int code, const char *reason, int64_t now)
{
	if (db_run(db, "UPDATE outbox SET state = 'failed', code = nullif(?2, 0), reason = ?3, ended = ?4"
	    " WHERE id = ?1 AND state IN ('queued', 'sending')", "iisi", id, (int64_t)code, reason, now) != DB_OK)
		return -1;
	return db_changes(db) == 0 ? 0 : after_failure(db, id, reason, now);
}

int
outbox_withdraw(struct db *db, int64_t now)
{
	int64_t id;

	while ((id = db_get_int(db, 0, "SELECT min(id) FROM outbox WHERE payload = '{}' AND ended IS NULL"
	    " AND state IN ('queued', 'sending', 'unknown')", "")) > 0)
		if (db_run(db, "UPDATE outbox SET state = CASE state WHEN 'unknown' THEN state ELSE 'dropped' END, reason = 'erased', ended = ?2"
		    " WHERE id = ?1", "ii", id, now) != DB_OK || settle_row(db, id, now) != 0)
			return -1;
	return 0;
}

int
outbox_unsure(struct db *db, int64_t id, const char *reason, int64_t now)
{
	(void)now;
	return db_run(db, "UPDATE outbox SET state = 'unknown', reason = ?2 WHERE id = ?1 AND state = 'sending'",
	    "is", id, reason) == DB_OK ? 0 : -1;
}

int
outbox_stale(struct db *db, int64_t now)
{
	(void)now;
	return db_run(db, "UPDATE outbox SET state = 'unknown', reason = 'the sender died'"
	    " WHERE state = 'sending'", "") == DB_OK ? 0 : -1;
}

int
outbox_give_up(struct db *db, int64_t before, int64_t now, int *n)
{
	int64_t id;

	for (*n = 0; (id = db_get_int(db, 0, "SELECT id FROM outbox WHERE state = 'unknown' AND started <= ?"
	    " ORDER BY started LIMIT 1", "i", before)) != 0; ++*n) {
		if (db_run(db, "UPDATE outbox SET state = 'failed', reason = '" GAVE_UP "', ended = ?2 WHERE id = ?1",
		    "ii", id, now) != DB_OK || after_failure(db, id, GAVE_UP, now) == -1)
			return -1;
	}
	return 0;
}

int
outbox_tidy(struct db *db, int64_t before)
{
	return db_run(db, "DELETE FROM early_status WHERE time < ?", "i", before) == DB_OK ? 0 : -1;
}

/* ---------------------------------------------------------------- statuses */

/* How far a state is along the way; a state never falls back. */
enum rank { RANK_OPEN, RANK_SENT, RANK_DELIVERED, RANK_READ, RANK_FAILED, RANK_OVER };

static enum rank
rank_of(const char *state)
{
	static const struct { const char *state; enum rank rank; } ranks[] = {
		{ "queued", RANK_OPEN }, { "sending", RANK_OPEN }, { "unknown", RANK_OPEN },
		{ "sent", RANK_SENT }, { "delivered", RANK_DELIVERED },
		/* A voice note that was played was read before. */
		{ "read", RANK_READ }, { "played", RANK_READ }, { "failed", RANK_FAILED },
	};

	for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
		if (strcmp(state, ranks[i].state) == 0)
			return ranks[i].rank;
	return RANK_OVER;
}

struct status {
	enum rank	 rank;
	const char	*wamid;
	int64_t		 time;
	int64_t		 code;		/* 0 for none */
	const char	*reason;
};

/* What a row is, as far as statuses care. */
struct standing {
	int64_t		 id;
	enum rank	 rank;
	bool		 queued;
};

static struct standing
standing_of(struct db_rows *r)
{
	struct standing s = { 0, RANK_OVER, false };

	if (db_next(r)) {
		const char *state = db_text(r, 1), *reason = db_text(r, 2);

		s.id = db_int(r, 0);
		s.rank = rank_of(state);
		s.queued = strcmp(state, "queued") == 0;
		if (s.rank == RANK_FAILED)
			s.rank = reason != NULL && strcmp(reason, GAVE_UP) == 0 ? RANK_OPEN : RANK_OVER;
	}
	db_end(r);
	return s;
}

/* Our own id first: it is there before WhatsApp's is known. */
static struct standing
find(struct db *db, const char *callback, const char *wamid)
{
	struct standing s = { 0, RANK_OVER, false };

	if (callback != NULL)
		s = standing_of(db_query(db, "SELECT id, state, reason FROM outbox WHERE callback = ?", "s", callback));
	if (s.id == 0)
		s = standing_of(db_query(db, "SELECT id, state, reason FROM outbox WHERE wamid = ?", "s", wamid));
	return s;
}

/* WhatsApp tells whole seconds: what is told as before our own time was at it. */
static int
advance(struct db *db, int64_t id, const struct status *st, int64_t now)
{
	static const char *const names[] = { NULL, "sent", "delivered", "read" };

	if (db_run(db, "UPDATE outbox SET state = ?2, wamid = coalesce(wamid, ?3), sent = coalesce(sent, ?4),"
	    " delivered = CASE WHEN ?5 >= 2 THEN coalesce(delivered, max(?4, coalesce(sent, ?4))) END,"
	    " read = CASE WHEN ?5 >= 3 THEN coalesce(read, max(?4, coalesce(sent, ?4))) END, reason = NULL, code = NULL, ended = NULL"
	    " WHERE id = ?1", "issii", id, names[st->rank], st->wamid, st->time, (int64_t)st->rank) != DB_OK ||
	    went(db, id) == -1)
		return -1;
	return settle_row(db, id, now);
}

static int
fail_late(struct db *db, int64_t id, const struct status *st, int64_t now)
{
	if (db_run(db, "UPDATE outbox SET state = 'failed', wamid = coalesce(wamid, ?2), code = nullif(?3, 0), reason = ?4,"
	    " ended = ?5 WHERE id = ?1", "isisi", id, st->wamid, st->code, st->reason, now) != DB_OK)
		return -1;
	return after_failure(db, id, st->reason, now);
}

static int
apply(struct db *db, struct standing s, const struct status *st, int64_t now)
{
	if (s.rank == RANK_OVER || st->rank == RANK_OVER)
		return 0;
	/* A refusal told twice, by answer and status, while it waits to be tried again. */
	if (st->rank == RANK_FAILED)
		return s.queued || s.rank > RANK_SENT ? 0 : fail_late(db, s.id, st, now);
	return st->rank > s.rank ? advance(db, s.id, st, now) : 0;
}

int
outbox_status(struct db *db, const json_t *ev, int64_t now)
{
	const char *state = json_text(ev, "status.state");
	const json_t *error = json_array_get(json_at(ev, "status.errors"), 0);
	struct status st = { .wamid = event_id(ev), .time = event_time(ev) };
	struct standing s;

	if (state == NULL)
		return 0;
	st.rank = rank_of(state);
	st.code = json_number(error, "code", 0);
	st.reason = json_text(error, "details");
	if (st.reason == NULL)
		st.reason = json_text(error, "title");
	if (st.reason == NULL && st.rank == RANK_FAILED)
		st.reason = "WhatsApp names no reason";
	s = find(db, json_text(ev, "status.callback"), st.wamid);
	if (s.id != 0)
		return apply(db, s, &st, now);
	if (st.rank == RANK_OVER)
		return 0;
	return db_run(db, "INSERT OR IGNORE INTO early_status (wamid, state, time, code, reason)"
	    " VALUES (?, ?, ?, nullif(?, 0), ?)", "ssiis", st.wamid, state, st.time, st.code, st.reason) == DB_OK ? 0 : -1;
}

/* Statuses that came before the answer with the id did. */
static int
apply_early(struct db *db, const char *wamid, int64_t now)
{
	static const char *const order[] = { "sent", "delivered", "read", "played", "failed" };
	bool any = false;
	int rc = 0;

	if (db_get_int(db, 0, "SELECT 1 FROM early_status WHERE wamid = ?", "s", wamid) == 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < sizeof order / sizeof *order; i++) {
		struct db_rows *r = db_query(db, "SELECT time, coalesce(code, 0), reason FROM early_status"
		    " WHERE wamid = ? AND state = ?", "ss", wamid, order[i]);
		struct status st = { .rank = rank_of(order[i]), .wamid = wamid };
		char *reason = NULL;
		bool found = db_next(r);

		if (found) {
			st.time = db_int(r, 0);
			st.code = db_int(r, 1);
			st.reason = reason = mem_str(db_text(r, 2));
		}
		db_end(r);
		if (found)
			rc = apply(db, find(db, NULL, wamid), &st, now);
		any = any || found;
		free(reason);
	}
	if (any && rc == 0)
		rc = db_run(db, "DELETE FROM early_status WHERE wamid = ?", "s", wamid) == DB_OK ? 0 : -1;
	return rc;
}

int
outbox_accept(struct db *db, int64_t id, const char *wamid, int64_t now)
{
	/* A status may have come first and be further; it stays. */
	if (db_run(db, "UPDATE outbox SET wamid = ?2, sent = coalesce(sent, ?3), reason = CASE WHEN state = 'failed' THEN reason END,"
	    " code = CASE WHEN state = 'failed' THEN code END,"
	    " state = CASE WHEN state = 'sending' THEN 'sent' ELSE state END WHERE id = ?1",
	    "isi", id, wamid, now) != DB_OK || went(db, id) == -1)
		return -1;
	if (apply_early(db, wamid, now) == -1)
		return -1;
	return settle_row(db, id, now);
}

bool
outbox_knows(struct db *db, const char *wamid)
{
	return db_get_int(db, 0, "SELECT 1 FROM outbox WHERE wamid = ?", "s", wamid) != 0;
}

/* ----------------------------------------------------------------- looking */

int64_t
outbox_waiting(struct db *db, int64_t due_before)
{
	return db_get_int(db, -1, "SELECT (SELECT count(*) FROM outbox WHERE state = 'queued' AND due <= ?)"
	    " + (SELECT count(*) FROM outbox WHERE state = 'sending')", "i", due_before);
}

bool
outbox_has(struct db *db, const char *event)
{
	return db_get_int(db, 0, "SELECT 1 FROM outbox WHERE event = ?", "s", event) != 0;
}

json_t *
outbox_of(struct db *db, const char *event)
{
	struct db_rows *r = db_query(db, "SELECT id, wamid, state, code, reason FROM outbox WHERE event = ? ORDER BY part",
	    "s", event);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *o = json_object();

		json_object_set_new(o, "id", json_integer(db_int(r, 0)));
		json_put(o, "wamid", db_text(r, 1));
		json_put(o, "state", db_text(r, 2));
		if (!db_null(r, 3))
			json_object_set_new(o, "code", json_integer(db_int(r, 3)));
		json_put(o, "reason", db_text(r, 4));
		json_array_append_new(list, o);
	}
	db_end(r);
	return list;
}

int64_t
outbox_stranger_templates(struct db *db, int64_t since)
{
	return db_get_int(db, 0, "SELECT count(*) FROM outbox o JOIN conversation c ON c.contact = o.contact"
	    " WHERE o.kind = 'template' AND o.queued > ? AND c.last_in IS NULL AND o.state <> 'dropped'", "i", since);
}
