#include <string.h>

#include "base/clock.h"
#include "wa/audit.h"

static const int64_t waits_too_long = 10 * CLOCK_MINUTE, hangs_too_long = CLOCK_HOUR;

enum { PAGE = 20000 };		/* rows for which the stores are read in one go */

struct run {
	struct db	*db;		/* wa.db, with the journal attached */
	int64_t		 since, until, now, filed;
	int64_t		 last;
	void		(*fault)(void *, int64_t, const char *, const char *);
	void		*arg;
	struct audit	*a;
};

/* A message of the journal beside its row in the store. */
enum { SEQ, ID, RECEIVED, ROW, HANDED, ENDED };

static void
find_fault(struct run *r, struct db_rows *row, const char *what)
{
	r->a->wrong++;
	r->fault(r->arg, db_int(row, SEQ), db_text(row, ID), what);
}

/* Where a filed message stands. */
static void
count_filed(struct run *r, struct db_rows *row)
{
	if (db_null(row, ROW)) {
		find_fault(r, row, "filed nowhere: it names no customer");
	} else if (!db_null(row, ENDED)) {
		r->a->out[outcome_of(db_text(row, ENDED))]++;
	} else if (db_null(row, HANDED)) {
		r->a->waiting++;
		if (r->now - db_int(row, RECEIVED) > waits_too_long)
			find_fault(r, row, "waits for over 10 minutes");
	} else {
		r->a->sending++;
		if (r->now - db_int(row, HANDED) > hangs_too_long)
			find_fault(r, row, "handed over for over an hour, its answer has not ended");
	}
}

/* How many of the journal's next entries were looked at; -1 on a store error. */
static int
count_page(struct run *r)
{
	struct db_rows *row = db_query(r->db, "SELECT e.seq, e.id, e.received, m.seq, m.handed, m.outcome, e.type = 'message'"
	    " FROM j.entry e LEFT JOIN message m ON m.seq = e.seq AND e.type = 'message' WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2",
	    "ii", r->last, (int64_t)PAGE);
	int n = 0;

	for (; db_next(row); n++) {
		int64_t received = db_int(row, RECEIVED);

		r->last = db_int(row, SEQ);
		if (db_int(row, 6) == 0 || received < r->since || received >= r->until)
			continue;
		r->a->in++;
		if (r->last > r->filed)
			r->a->waiting++;
		else
			count_filed(r, row);
	}
	return db_end(row) == DB_OK ? n : -1;
}

int
audit_run(struct journal *j, struct store *st, int64_t since, int64_t until, int64_t now,
    void (*fault)(void *arg, int64_t seq, const char *id, const char *what), void *arg, struct audit *a)
{
	/* A clock that was set back by less than a day loses nothing. */
	int64_t first = journal_from(j, since - CLOCK_DAY), end = until < INT64_MAX - CLOCK_DAY ? journal_from(j, until + CLOCK_DAY) : INT64_MAX;
	struct run r = { .db = store_db(st), .since = since, .until = until, .now = now, .last = first - 1,
	    .fault = fault, .arg = arg, .a = a, .filed = store_mark(st, "journal", 0) };
	int n;

	*a = (struct audit){0};
	if (journal_attach(j, r.db) == -1)
		return -1;
	do {
		n = count_page(&r);
	} while (n > 0 && r.last < end);
	return n < 0 ? -1 : 0;
}
