#include "base/clock.h"
#include "wa/session.h"

struct session {
	int64_t	 id;		/* 0: there never was one */
	int64_t	 last;
	int64_t	 ended;		/* as the store says; 0: not closed */
};

static int64_t
timeout_of(const struct workspace *ws)
{
	return json_number(ws->config, "session.timeout", CLOCK_DAY);
}

static int
load_last(struct db *db, int64_t contact, struct session *s)
{
	struct db_rows *r = db_query(db, "SELECT id, last, coalesce(ended, 0) FROM session WHERE contact = ?"
	    " ORDER BY id DESC LIMIT 1", "i", contact);

	*s = (struct session){0};
	if (db_next(r))
		*s = (struct session){ db_int(r, 0), db_int(r, 1), db_int(r, 2) };
	return db_end(r) == DB_OK ? 0 : -1;
}

static bool
runs(const struct workspace *ws, const struct session *s, int64_t at)
{
	return s->id != 0 && s->ended == 0 && at - s->last <= timeout_of(ws);
}

/* What has run out by itself is said to have. */
static int
time_out(struct db *db, const struct workspace *ws, const struct session *s)
{
	if (s->id == 0 || s->ended != 0)
		return 0;
	return db_run(db, "UPDATE session SET ended = ?2, ended_as = 'timeout' WHERE id = ?1", "ii",
	    s->id, s->last + timeout_of(ws)) == DB_OK ? 0 : -1;
}

int64_t
session_enter(struct db *db, const struct workspace *ws, int64_t contact, int64_t at)
{
	struct session s;

	if (load_last(db, contact, &s) == -1)
		return -1;
	if (runs(ws, &s, at))
		return db_run(db, "UPDATE session SET last = max(last, ?2) WHERE id = ?1", "ii", s.id, at) == DB_OK ? s.id : -1;
	if (time_out(db, ws, &s) == -1)
		return -1;
	/* What arrives after the closing and was written before is another matter too. */
	if (at < s.ended)
		at = s.ended;
	if (db_run(db, "INSERT INTO session (contact, started, last) VALUES (?1, ?2, ?2)", "ii", contact, at) != DB_OK)
		return -1;
	return db_last_id(db);
}

int64_t
session_last(struct db *db, int64_t contact)
{
	struct session s;

	return load_last(db, contact, &s) == 0 ? s.id : 0;
}

int64_t
session_of(struct db *db, const char *event)
{
	return db_get_int(db, 0, "SELECT session FROM message WHERE id = ? AND type = 'message'", "s", event);
}

int64_t
session_start(struct db *db, const struct workspace *ws, const char *event, int64_t now)
{
	return db_get_int(db, now - timeout_of(ws), "SELECT s.started FROM message m JOIN session s ON s.id = m.session"
	    " WHERE m.id = ? AND m.type = 'message'", "s", event);
}

int64_t
session_close(struct db *db, const struct workspace *ws, int64_t contact, enum closing as, int64_t now)
{
	struct session s;

	if (load_last(db, contact, &s) == -1)
		return -1;
	if (!runs(ws, &s, now))
		return time_out(db, ws, &s) == 0 ? s.id : -1;
	return db_run(db, "UPDATE session SET ended = ?2, ended_as = ?3 WHERE id = ?1", "iis",
	    s.id, now, conversation_closing(as)) == DB_OK ? s.id : -1;
}
