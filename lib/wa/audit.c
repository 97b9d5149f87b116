#include "base/clock.h"
#include "wa/audit.h"
#include "wa/journal.h"

/*
 * What may be wrong with a message, named. Each statement gives the seq and id
 * of messages with that fault among the arrival numbers ?1 to ?2 that came from
 * ?6 on and before ?7, as of ?3; ?4 is how far the follower has come, ?5 whether
 * the desk opens inquiries. A merged message is its turn's: what answers it
 * stands with the turn's head.
 */
#define ARRIVED		" FROM j.entry e LEFT JOIN message m ON m.seq = e.seq WHERE e.type = 'message' AND e.seq BETWEEN ?1 AND ?2" \
	" AND e.received >= ?6 AND e.received < ?7"
#define MESSAGES	" FROM message m WHERE m.type = 'message' AND m.seq BETWEEN ?1 AND ?2 AND m.received >= ?6 AND m.received < ?7"
#define ITS_EVENT	"coalesce((SELECT head FROM turn WHERE event = m.id), m.id)"
#define ITS_ROWS	"SELECT 1 FROM outbox o WHERE o.event = " ITS_EVENT
#define ITS_CASE	"SELECT 1 FROM inquiry_event i WHERE i.event IN (m.id, " ITS_EVENT ")"

static const struct check {
	const char	*what, *sql;
} checks[] = {
	{ "came in and is filed nowhere: it names no customer",
	    "SELECT e.seq, e.id" ARRIVED " AND e.seq <= ?4 AND m.seq IS NULL AND e.peer IS NULL" },
	{ "came in and its record is gone",
	    "SELECT e.seq, e.id" ARRIVED " AND e.seq <= ?4 AND m.seq IS NULL AND e.peer IS NOT NULL" },
	{ "has a record and never came in",
	    "SELECT m.seq, m.id" MESSAGES " AND NOT EXISTS (SELECT 1 FROM j.entry e WHERE e.seq = m.seq AND e.type = 'message')" },
	{ "is recorded twice",
	    "SELECT m.seq, m.id" MESSAGES " AND EXISTS (SELECT 1 FROM message o WHERE o.id = m.id AND o.type = 'message' AND o.seq < m.seq)" },
	{ "waits for over 10 minutes",
	    "SELECT m.seq, m.id" MESSAGES " AND m.handed IS NULL AND m.outcome IS NULL AND m.received < ?3 - 600000" },
	{ "was handed over an hour ago, and its answer has not ended",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome IS NULL AND m.handed < ?3 - 3600000" },
	{ "has an outcome and was never handed over",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome IS NOT NULL AND m.handed IS NULL" },
	{ "has an outcome, and an answer of an hour ago is still to be sent",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome IS NOT NULL AND EXISTS (" ITS_ROWS " AND o.state IN ('queued', 'sending')"
	    " AND o.queued < ?3 - 3600000)" },
	{ "is called answered or asked, and nothing was sent",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome IN ('answered', 'asked') AND NOT EXISTS (" ITS_ROWS
	    " AND o.state IN ('sent', 'delivered', 'read', 'unknown', 'queued', 'sending'))" },
	{ "is called answered or asked, and a part of it failed",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome IN ('answered', 'asked') AND EXISTS (" ITS_ROWS " AND o.state = 'failed')" },
	{ "is called escalated, and there is no inquiry",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome = 'escalated' AND ?5 AND NOT EXISTS (" ITS_CASE ")" },
	{ "failed, and nobody was told: there is no inquiry",
	    "SELECT m.seq, m.id" MESSAGES " AND m.outcome = 'failed' AND NOT EXISTS (" ITS_CASE ")" },
};

enum { PAGE = 20000 };		/* entries for which the stores are read in one go */

struct run {
	struct db	*db;		/* wa.db, with the journal attached */
	int64_t		 since, until, now, filed;
	int64_t		 last;
	bool		 inquiries;
	void		(*fault)(void *, int64_t, const char *, const char *);
	void		*arg;
	struct audit	*a;
};

static int
find_faults(struct run *r, const struct check *c, int64_t first)
{
	struct db_rows *rows = db_query(r->db, c->sql, "iiiiiii", first, r->last, r->now, r->filed, (int64_t)r->inquiries, r->since, r->until);

	while (db_next(rows)) {
		r->a->wrong++;
		r->fault(r->arg, db_int(rows, 0), db_text(rows, 1), c->what);
	}
	return db_end(rows) == DB_OK ? 0 : -1;
}

/* A message of the journal beside its row in the store. */
enum { SEQ, MESSAGE, RECEIVED, ROW, HANDED, ENDED };

/* Where a message stands; one without a row is a fault. */
static void
count(struct run *r, struct db_rows *row)
{
	r->a->in++;
	if (!db_null(row, ENDED))
		r->a->out[outcome_of(db_text(row, ENDED))]++;
	else if (!db_null(row, HANDED))
		r->a->sending++;
	else if (!db_null(row, ROW) || r->last > r->filed)
		r->a->waiting++;
}

/* How many of the journal's next entries were looked at; -1 on a store error. */
static int
count_page(struct run *r)
{
	struct db_rows *row = db_query(r->db, "SELECT e.seq, e.type = 'message', e.received, m.seq, m.handed, m.outcome"
	    " FROM j.entry e LEFT JOIN message m ON m.seq = e.seq AND e.type = 'message' WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2",
	    "ii", r->last, (int64_t)PAGE);
	int n = 0;

	for (; db_next(row); n++) {
		r->last = db_int(row, SEQ);
		if (db_int(row, MESSAGE) != 0 && db_int(row, RECEIVED) >= r->since && db_int(row, RECEIVED) < r->until)
			count(r, row);
	}
	return db_end(row) == DB_OK ? n : -1;
}

static int
audit_page(struct run *r)
{
	int64_t first = r->last + 1;
	int n = count_page(r);

	/* Behind the journal's end there may be records of what never came. */
	if (n >= 0 && n < PAGE)
		r->last = INT64_MAX;
	for (size_t i = 0; n >= 0 && i < sizeof checks / sizeof *checks; i++)
		if (find_faults(r, &checks[i], first) == -1)
			return -1;
	return n;
}

int
audit_run(const struct workspace *ws, struct store *st, int64_t since, int64_t until, int64_t now,
    void (*fault)(void *arg, int64_t seq, const char *id, const char *what), void *arg, struct audit *a)
{
	struct run r = { .db = store_db(st), .since = since, .until = until, .now = now, .fault = fault, .arg = arg, .a = a,
	    .inquiries = json_yes(ws->config, "inquiries"), .filed = store_mark(st, "journal", 0) };
	struct journal *j = journal_open(ws);
	int64_t end;
	int n = -1;

	*a = (struct audit){0};
	if (j == NULL || journal_attach(j, r.db) == -1)
		goto done;
	/* A clock that was set back by less than a day loses nothing. */
	r.last = journal_from(j, since - CLOCK_DAY) - 1;
	end = until < INT64_MAX - CLOCK_DAY ? journal_from(j, until + CLOCK_DAY) : INT64_MAX;
	do {
		n = audit_page(&r);
	} while (n == PAGE && r.last < end);
done:
	journal_close(j);
	return n < 0 ? -1 : 0;
}
