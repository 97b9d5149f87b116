#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/follow.h"
#include "run/print.h"
#include "wa/arrival.h"
#include "wa/event.h"
#include "wa/inquiry.h"
#include "wa/journal.h"
#include "wa/message.h"
#include "wa/store.h"
#include "wa/webhook.h"

/*
 * A message is emitted until it is handed over. One that came ATTEMPTS times
 * is suspected of killing the line: at the next start it goes alone, so that
 * nothing else can be blamed with it, and when it isn't handed over even then
 * it is failed and goes to a person at the start after that.
 */
enum { PAGE = 64, ATTEMPTS = 3 };

static const int64_t overdue_ms = 10 * CLOCK_MINUTE;
static const int64_t patience_ms = 30 * CLOCK_SECOND;
static const int look_ms = 1000;	/* how often to look when no bell rings */

/* Steps of the loop return GO, or the exit status. */
enum { GO = -1 };

struct follower {
	const struct workspace	*ws;
	struct store		*st;
	struct journal		*journal;
	bool			 peek, once;
	int			 lock, bell;
	int64_t			 position[2];	/* by lane: new entries up to this seq were emitted */
	int64_t			 looked;	/* monotonic: when overdue messages were sought */
	struct buf		 out;
};

/* How far each lane is filed: marks of the store. */
static const char *const marks[] = { [JOURNAL_LIVE] = "journal", [JOURNAL_HISTORY] = "history" };

struct page {
	struct follower	*f;
	enum journal_lane lane;
	int64_t		 now;
	int64_t		 filed;		/* entries up to this seq are filed */
	int64_t		 last;		/* highest seq seen */
	bool		 broken;	/* the store failed */
	size_t		 n;
	struct row {
		int64_t		 seq, time;
		struct arrival	 arrival;
	}		 row[PAGE];
};

/* Inside the page's transaction. */
static void
take_entry(void *arg, const struct journal_entry *e)
{
	struct page *p = arg;
	struct db *db = store_db(p->f->st);
	struct row *row = &p->row[p->n];

	p->last = e->seq;
	if (p->broken)
		return;
	*row = (struct row){ .seq = e->seq, .time = e->time };
	if (e->seq <= p->filed)
		arrival_again(db, e, &row->arrival);
	else if (arrival_file(db, p->f->ws, e, p->now, &row->arrival) == -1)
		p->broken = true;
	if (!p->broken && !p->f->peek && event_type(row->arrival.event) == EVENT_MESSAGE &&
	    message_count_emission(db, e->seq, p->now) != 0)
		p->broken = true;
	p->n++;
}

static void
forget_page(struct page *p)
{
	for (size_t i = 0; i < p->n; i++)
		arrival_release(&p->row[i].arrival);
	p->n = 0;
}

static int
by_time(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int
print_page(struct page *p)
{
	qsort(p->row, p->n, sizeof p->row[0], by_time);
	for (size_t i = 0; i < p->n; i++) {
		const struct row *row = &p->row[i];

		event_line(row->arrival.event, p->f->ws->name, *row->arrival.key ? row->arrival.key : NULL,
		    row->seq, &p->f->out);
	}
	forget_page(p);
	return print_out(&p->f->out);
}

/* Tries a transaction until it holds; EX_TEMPFAIL when waiting can't help. */
static int
persist(struct follower *f, int (*step)(struct page *), struct page *p)
{
	int64_t deadline = clock_mono() + patience_ms;
	struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };

	for (;;) {
		enum db_status trouble;

		if (store_begin(f->st) == -1)
			return EX_TEMPFAIL;
		p->now = clock_now();
		if (step(p) == 0 && store_commit(f->st) == 0)
			return GO;
		store_rollback(f->st);
		forget_page(p);
		p->broken = false;
		trouble = db_trouble(store_db(f->st));
		if ((trouble != DB_FULL && trouble != DB_BUSY) || clock_mono() >= deadline || stop_asked())
			return EX_TEMPFAIL;
		nanosleep(&pause, NULL);
	}
}

static int
file_new(struct page *p)
{
	struct follower *f = p->f;

	p->filed = store_mark(f->st, marks[p->lane], 0);
	p->last = 0;
	if (journal_read_lane(f->journal, p->lane, f->position[p->lane], PAGE, take_entry, p) == -1 || p->broken)
		return -1;
	return p->last > p->filed ? store_set_mark(f->st, marks[p->lane], p->last) : 0;
}

static int
emit_page(struct follower *f, enum journal_lane lane)
{
	struct page p = { .f = f, .lane = lane };
	int status = persist(f, file_new, &p);

	if (status != GO || p.n == 0)
		return status;
	f->position[lane] = p.last;
	return print_page(&p);
}

/* What has come since, page by page: history only while nothing live waits. */
static int
emit_new(struct follower *f)
{
	int status = GO;

	while (status == GO && !stop_asked()) {
		if (journal_lane_newest(f->journal, JOURNAL_LIVE) > f->position[JOURNAL_LIVE])
			status = emit_page(f, JOURNAL_LIVE);
		else if (journal_lane_newest(f->journal, JOURNAL_HISTORY) > f->position[JOURNAL_HISTORY])
			status = emit_page(f, JOURNAL_HISTORY);
		else
			break;
	}
	return status;
}

/* Those seqs again, counted. */
struct again {
	struct page	 page;
	int64_t		 seq[PAGE];
	int		 n;
};

static int
read_again(struct page *p)
{
	struct again *a = (struct again *)p;

	p->filed = INT64_MAX;
	for (int i = 0; i < a->n; i++)
		if (journal_read(p->f->journal, a->seq[i] - 1, 1, take_entry, p) == -1 || p->broken)
			return -1;
	return 0;
}

static int
emit_again(struct follower *f, struct again *a)
{
	int status;

	a->page = (struct page){ .f = f };
	if ((status = persist(f, read_again, &a->page)) != GO)
		return status;
	return print_page(&a->page);
}

/* Everything filed but not handed over whose last emission is before then. */
static int
emit_unhanded(struct follower *f, int64_t before)
{
	struct again a;
	int64_t after = 0;
	int status = GO;

	while (status == GO && !stop_asked() && (a.n = message_unhanded(store_db(f->st), after, 0,
	    f->peek ? INT32_MAX : ATTEMPTS - 1, before, a.seq, PAGE)) > 0) {
		after = a.seq[a.n - 1];
		status = emit_again(f, &a);
	}
	return status;
}

/* Waits up to ms (-1: for ever) for a bell, a signal or the reader's end. */
static int
doze(struct follower *f, int ms)
{
	struct pollfd p[] = {
		{ .fd = stop_fd(), .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = 0 },
		{ .fd = f->bell, .events = POLLIN },
	};

	if (poll(p, 3, ms) > 0 && p[1].revents & POLLERR)
		return EX_OK;
	if (p[2].revents & POLLIN)
		bell_clear(f->bell);
	return stop_asked() ? EX_OK : GO;
}

static int
emit_suspects(struct follower *f)
{
	struct again a;
	int status = GO;

	while (status == GO && (a.n = message_unhanded(store_db(f->st), 0, ATTEMPTS, ATTEMPTS,
	    INT64_MAX, a.seq, 1)) > 0) {
		int64_t until = clock_mono() + overdue_ms, seq = a.seq[0];

		log_line("entry %lld: three times not handed over; trying it alone", (long long)seq);
		status = emit_again(f, &a);
		/* Nothing may go beside it, and nobody waits for more. */
		if (status == GO && f->once)
			return EX_OK;
		while (status == GO && clock_mono() < until && !message_is_handed(store_db(f->st), seq))
			status = doze(f, 20);
	}
	return status;
}

static int
fail_killers(struct page *p)
{
	struct db *db = store_db(p->f->st);
	int64_t seq[PAGE];
	int n = message_unhanded(db, 0, ATTEMPTS + 1, INT32_MAX, INT64_MAX, seq, PAGE);

	for (int i = 0; i < n; i++) {
		char *event = message_event(db, seq[i]);
		int64_t q = inquiry_open(db, &(struct inquiry_case){ .event = event, .contact = message_contact(db, seq[i]),
		    .kind = INQUIRY_FAILURE, .category = "support", .reason = "line-died" }, p->now, NULL);

		log_line("%s: the line died on it alone; failed, inquiry %lld", event, (long long)q);
		free(event);
		if (q == -1 || message_hand(db, seq[i], OUTCOME_FAILED, true, p->now) == -1)
			return -1;
	}
	p->n = 0;
	p->last = n;
	return n == -1 ? -1 : 0;
}

static int
retire_killers(struct follower *f)
{
	struct page p = { .f = f };
	int status;

	do {
		status = persist(f, fail_killers, &p);
	} while (status == GO && p.last == PAGE);
	return status;
}

static int
emit_overdue(struct follower *f)
{
	int64_t mono = clock_mono();

	if (mono - f->looked < 10 * CLOCK_SECOND)
		return GO;
	f->looked = mono;
	return emit_unhanded(f, clock_now() - overdue_ms);
}

static int
start(struct follower *f)
{
	char *bell = workspace_state(f->ws, "journal.bell"), *lock = workspace_state(f->ws, "follow.lock");
	int status = EX_CONFIG;

	if (!f->peek && (f->lock = file_lock(lock, FILE_EXCLUSIVE, false)) == -1) {
		status = errno == EWOULDBLOCK ? EX_UNAVAILABLE : EX_TEMPFAIL;
		if (status == EX_UNAVAILABLE)
			log_line("%s: another line follows this workspace; stop it first, or --peek", f->ws->name);
		else
			log_line("%s: %s", lock, strerror(errno));
		goto done;
	}
	if ((f->st = store_open(f->ws, STORE_NORMAL)) == NULL) {
		status = store_status();
		goto done;
	}
	status = EX_TEMPFAIL;
	if ((f->journal = journal_open(f->ws)) == NULL)
		goto done;
	if ((f->bell = bell_open(bell)) == -1)
		log_line("%s: %s; looking every second instead", bell, strerror(errno));
	for (int lane = JOURNAL_LIVE; lane <= JOURNAL_HISTORY; lane++)
		f->position[lane] = store_mark(f->st, marks[lane], 0);
	f->looked = clock_mono();
	status = GO;
done:
	free(bell);
	free(lock);
	return status;
}

int
follow_run(const struct workspace *ws, bool peek, bool once)
{
	struct follower f = { .ws = ws, .peek = peek, .once = once, .lock = -1, .bell = -1 };
	int status;

	stop_catch();
	status = start(&f);
	if (status == GO && !peek)
		status = retire_killers(&f);
	if (status == GO && !peek)
		status = emit_suspects(&f);
	if (status == GO)
		status = emit_unhanded(&f, INT64_MAX);
	while (status == GO) {
		if ((status = emit_new(&f)) != GO)
			break;
		if (!peek && (status = emit_overdue(&f)) != GO)
			break;
		status = once ? EX_OK : doze(&f, look_ms);
	}
	journal_close(f.journal);
	store_close(f.st);
	buf_free(&f.out);
	if (f.lock != -1)
		close(f.lock);
	if (f.bell != -1)
		close(f.bell);
	return status;
}
