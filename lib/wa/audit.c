#include <string.h>

#include "base/clock.h"
#include "wa/audit.h"

static const int64_t waits_too_long = 10 * CLOCK_MINUTE, hangs_too_long = CLOCK_HOUR;

struct run {
	struct db	*db;
	int64_t		 since, until, now, filed;
	int64_t		 last;
	void		(*fault)(void *, int64_t, const char *, const char *);
	void		*arg;
	struct audit	*a;
};

static void
find_fault(struct run *r, const struct journal_entry *e, const char *what)
{
	r->a->wrong++;
	r->fault(r->arg, e->seq, e->id, what);
}

/* Where a filed message stands. */
static void
count_filed(struct run *r, const struct journal_entry *e)
{
	struct db_rows *row = db_query(r->db, "SELECT handed, outcome FROM message WHERE seq = ?", "i", e->seq);

	if (!db_next(row)) {
		find_fault(r, e, "filed nowhere: it names no customer");
	} else if (!db_null(row, 1)) {
		r->a->out[outcome_of(db_text(row, 1))]++;
	} else if (db_null(row, 0)) {
		r->a->waiting++;
		if (r->now - e->received > waits_too_long)
			find_fault(r, e, "waits for over 10 minutes");
	} else {
		r->a->sending++;
		if (r->now - db_int(row, 0) > hangs_too_long)
			find_fault(r, e, "handed over for over an hour, its answer has not ended");
	}
	db_end(row);
}

static void
count_entry(void *arg, const struct journal_entry *e)
{
	struct run *r = arg;

	r->last = e->seq;
	if (strcmp(e->type, "message") != 0 || e->received < r->since || e->received >= r->until)
		return;
	r->a->in++;
	if (e->seq > r->filed)
		r->a->waiting++;
	else
		count_filed(r, e);
}

int
audit_run(struct journal *j, struct store *st, int64_t since, int64_t until, int64_t now,
    void (*fault)(void *arg, int64_t seq, const char *id, const char *what), void *arg, struct audit *a)
{
	struct run r = { .db = store_db(st), .since = since, .until = until, .now = now,
	    .fault = fault, .arg = arg, .a = a, .filed = store_mark(st, "journal", 0) };
	int n;

	*a = (struct audit){0};
	do {
		n = journal_read(j, r.last, 256, count_entry, &r);
	} while (n > 0);
	return n;
}
