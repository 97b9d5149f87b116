#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/dead.h"
#include "run/filter.h"
#include "run/lines.h"
#include "run/print.h"
#include "wa/event.h"

enum { BATCH = 64 };
static const int64_t patience_ms = 30 * CLOCK_SECOND;

/* One line of a batch and what became of it. */
struct item {
	struct line	 line;
	json_t		*value;		/* NULL: no JSON */
	bool		 event;
	struct buf	 added;		/* the own key's value, printed; empty: passes as it came */
	bool		 failed;
};

struct loop {
	const struct filter	*f;
	struct item		 items[BATCH];
	size_t			 n;
	size_t			 line_number;
	struct buf		 out;
	bool			 bad_lines;
	bool			 failures;
};

/* Why this line is no event, or NULL when it is one. */
static const char *
not_an_event(const json_t *value)
{
	if (!json_is_object(value))
		return "not a JSON object";
	if (json_number(value, "v", 0) != EVENT_VERSION)
		return "not an event: \"v\":1 is missing";
	if (json_text(value, "type") == NULL)
		return "not an event: no type";
	return NULL;
}

static void
read_item(struct loop *l, struct item *it)
{
	const struct filter *f = l->f;
	const char *why = NULL;

	l->line_number++;
	if (it->line.cut || it->line.len >= EVENT_MAX)
		why = "longer than 1 MiB";
	else if ((it->value = json_parse(it->line.data, it->line.len, &why)) != NULL)
		why = not_an_event(it->value);
	it->event = why == NULL;
	if (it->event || (f->other != NULL && json_is_object(it->value) && json_at(it->value, "v") == NULL))
		return;
	l->bad_lines = true;
	dead_letter(f->dry ? NULL : f->workspace, why, l->line_number, it->line.data, it->line.len, it->value);
	it->line.len = 0;
}

static bool
wants(const struct filter *f, const struct item *it)
{
	if (!it->event)
		return it->line.len > 0;
	return (f->every_type || event_type(it->value) == EVENT_MESSAGE) &&
	    json_object_get(it->value, f->key) == NULL;
}

static bool
from_memo(const struct filter *f, struct item *it)
{
	char *memo = store_memo(f->store, event_id(it->value), f->key);

	if (memo == NULL)
		return false;
	buf_str(&it->added, memo);
	free(memo);
	return true;
}

static enum filter_verdict
serve_event(const struct filter *f, struct item *it)
{
	json_t *value = NULL;
	enum filter_verdict verdict = f->serve(f->arg, it->value, &value);

	if (verdict == FILTER_SET && value != NULL)
		json_print(value, &it->added);
	json_decref(value);
	return verdict;
}

/* One event inside the batch's transaction, undone by itself when it fails. */
static enum filter_verdict
serve_stored(const struct filter *f, struct item *it)
{
	struct db *db = store_db(f->store);
	bool replay = event_is_replay(it->value);
	enum filter_verdict verdict;

	if (f->memo && !replay && from_memo(f, it))
		return FILTER_SET;
	if (db_savepoint(db) != DB_OK)
		return FILTER_RETRY;
	verdict = serve_event(f, it);
	if (verdict == FILTER_SET && f->memo && !replay &&
	    store_set_memo(f->store, event_id(it->value), f->key, it->added.data, it->added.len) != 0)
		verdict = FILTER_RETRY;
	if (replay || verdict == FILTER_FAIL || verdict == FILTER_RETRY)
		db_rewind(db);
	else if (db_release(db) != DB_OK)
		return FILTER_RETRY;
	return verdict;
}

static enum filter_verdict
serve_item(const struct filter *f, struct item *it)
{
	enum filter_verdict verdict;

	buf_clear(&it->added);
	if (!it->event)
		verdict = f->other(f->arg, it->value);
	else if (f->store != NULL)
		verdict = serve_stored(f, it);
	else
		verdict = serve_event(f, it);
	it->failed = verdict == FILTER_FAIL;
	if (it->failed)
		buf_clear(&it->added);
	return verdict;
}

/* All of the batch or nothing: 0, or -1 with everything undone. */
static int
serve_once(struct loop *l)
{
	const struct filter *f = l->f;

	if (f->store != NULL && store_begin(f->store) == -1)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		if (!wants(f, &l->items[i]) || serve_item(f, &l->items[i]) != FILTER_RETRY)
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
		wanted = wanted || wants(f, &l->items[i]);
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

static int
print_batch(struct loop *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct item *it = &l->items[i];

		if (it->event)
			print_spliced(&l->out, it->line.data, it->line.len, l->f->key, &it->added);
		l->failures = l->failures || it->failed;
	}
	return print_out(&l->out);
}

static void
forget_batch(struct loop *l)
{
	for (size_t i = 0; i < l->n; i++) {
		json_decref(l->items[i].value);
		l->items[i].value = NULL;
		buf_clear(&l->items[i].added);
	}
	l->n = 0;
}

/* -1 to go on, else the exit status. */
static int
run_batch(struct loop *l, const struct line *lines, size_t n)
{
	int printed;

	l->n = n;
	for (size_t i = 0; i < n; i++) {
		l->items[i].line = lines[i];
		l->items[i].failed = false;
		read_item(l, &l->items[i]);
	}
	if (serve_batch(l) == -1) {
		forget_batch(l);
		return EX_TEMPFAIL;
	}
	printed = print_batch(l);
	forget_batch(l);
	return printed;
}

static int
final_status(const struct loop *l)
{
	return l->bad_lines ? EX_DATAERR : l->failures ? 1 : EX_OK;
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
			status = final_status(l);
	}
	lines_close(&in);
	for (size_t i = 0; i < BATCH; i++)
		buf_free(&l->items[i].added);
	buf_free(&l->out);
	free(l);
	return status;
}
