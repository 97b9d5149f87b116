#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/item.h"
#include "run/print.h"
#include "wa/event.h"

enum { BATCH = 64 };
static const int64_t patience_ms = 30 * CLOCK_SECOND;

struct loop {
	const struct filter	*f;
	struct item		 items[BATCH];
	size_t			 n;
	size_t			 line_number;
	struct buf		 out;
	bool			 bad_lines;
	bool			 failures;
};

/* One event inside the batch's transaction, undone by itself when it fails. */
static enum filter_verdict
serve_stored(const struct filter *f, struct item *it)
{
	struct db *db = store_db(f->store);
	enum filter_verdict verdict;

	if (item_from_memo(f, it))
		return FILTER_SET;
	if (db_savepoint(db) != DB_OK)
		return FILTER_RETRY;
	verdict = item_serve(f, it);
	if (verdict == FILTER_SET && item_keep_memo(f, it) != 0)
		verdict = FILTER_RETRY;
	if (event_is_replay(it->value) || verdict == FILTER_FAIL || verdict == FILTER_RETRY)
		db_rewind(db);
	else if (db_release(db) != DB_OK)
		return FILTER_RETRY;
	return verdict;
}

static enum filter_verdict
serve_item(const struct filter *f, struct item *it)
{
	if (!it->event)
		return f->other(f->arg, it->value);
	return f->store != NULL ? serve_stored(f, it) : item_serve(f, it);
}

/* All of the batch or nothing: 0, or -1 with everything undone. */
static int
serve_once(struct loop *l)
{
	const struct filter *f = l->f;

	if (f->store != NULL && store_begin(f->store) == -1)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		if (!item_wanted(f, &l->items[i]) || serve_item(f, &l->items[i]) != FILTER_RETRY)
			continue;
		if (f->store != NULL)
			store_rollback(f->store);
		return -1;
	}
	return f->store != NULL ? store_commit(f->store) : 0;
}

static int
serve_batch(struct loop *l)
{
	const struct filter *f = l->f;
	int64_t deadline = clock_mono() + patience_ms;
	struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };
	bool wanted = false;

	for (size_t i = 0; i < l->n; i++)
		wanted = wanted || item_wanted(f, &l->items[i]);
	if (!wanted)
		return 0;
	while (serve_once(l) == -1) {
		enum db_status trouble = f->store != NULL ? db_trouble(store_db(f->store)) : DB_ERROR;

		if ((trouble != DB_FULL && trouble != DB_BUSY) || clock_mono() >= deadline || stop_asked())
			return -1;
		nanosleep(&pause, NULL);
	}
	if (f->committed != NULL)
		f->committed(f->arg);
	return 0;
}

/* -1 to go on, else the exit status. */
static int
print_batch(struct loop *l)
{
	for (size_t i = 0; i < l->n; i++) {
		item_print(l->f, &l->items[i], &l->out);
		l->failures = l->failures || l->items[i].failed;
	}
	return print_out(&l->out);
}

static int
run_batch(struct loop *l, const struct line *lines, size_t n)
{
	int status;

	l->n = n;
	for (size_t i = 0; i < n; i++) {
		l->items[i].line = lines[i];
		if (!item_read(l->f, &l->items[i], ++l->line_number))
			l->bad_lines = true;
	}
	status = serve_batch(l) == -1 ? EX_TEMPFAIL : print_batch(l);
	for (size_t i = 0; i < n; i++)
		item_clear(&l->items[i]);
	return status;
}

int
filter_run(const struct filter *f)
{
	struct loop *l = mem_alloc(sizeof *l);
	struct lines in;
	struct line batch[BATCH];
	enum lines_state state;
	int status = -1;
	size_t n;

	stop_catch();
	l->f = f;
	lines_open(&in, STDIN_FILENO);
	while (status == -1) {
		state = lines_next(&in, batch, BATCH, EVENT_MAX, &n, true, -1);
		if (state == LINES_READY)
			status = run_batch(l, batch, n);
		else if (state == LINES_ERROR)
			status = EX_IOERR;
		else if (state != LINES_IDLE)
			status = l->bad_lines ? EX_DATAERR : l->failures ? 1 : EX_OK;
	}
	lines_close(&in);
	for (size_t i = 0; i < BATCH; i++)
		buf_free(&l->items[i].added);
	buf_free(&l->out);
	free(l);
	return status;
}
