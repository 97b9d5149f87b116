#include <sys/timerfd.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/hold.h"
#include "run/item.h"
#include "run/print.h"
#include "wa/event.h"

enum {
	BATCH = 64,
	BURST_MAX = 64,			/* events of one burst that wait */
	BURST_BYTES = 64 << 10,		/* and their lines: so that one line can carry all words */
	HELD_MAX = 4096,		/* events in hand */
	HELD_BYTES = 32 << 20,
	TICK_MS = 100,			/* how often the clock and `vain` are looked at while something waits */
};

struct held {
	struct held	*next;
	struct item	 item;
	json_t		*value;		/* the key's, once it is known */
	bool		 waits;		/* is of the burst */
};

/* What is held of one conversation, in order. */
struct burst {
	struct burst	*prev, *next;	/* in the order of their first events */
	char		*conversation;
	struct held	*first, **last;
	size_t		 n;		/* that wait */
	size_t		 bytes;		/* of these */
	int64_t		 began, latest;	/* arrival of the first and the newest of these */
	int64_t		 waited;	/* monotonic: when the newest was read */
	bool		 replay;
};

struct hold {
	const struct hold_filter *f;
	struct map	*by_conversation;
	struct burst	*oldest, *newest;
	struct held	*ready, **ready_end;	/* to be recorded and printed, in order */
	size_t		 in_hand, bytes;
	int64_t		 replayed;		/* the newest arrival of a replayed event */
	int		 timer;
	int64_t		 looked;		/* monotonic: when `vain` was asked */
	size_t		 line_number;
	struct buf	 out;
	bool		 bad_lines;
};

static void
held_free(struct held *e)
{
	free(e->item.line.data);
	item_clear(&e->item);
	buf_free(&e->item.added);
	json_decref(e->value);
	free(e);
}

/* ------------------------------------------------------------------- bursts */

static struct burst *
begin(struct hold *h, const char *conversation)
{
	struct burst *b = mem_alloc(sizeof *b);

	b->conversation = mem_str(conversation);
	b->last = &b->first;
	b->prev = h->newest;
	*(h->newest != NULL ? &h->newest->next : &h->oldest) = b;
	h->newest = b;
	map_set(h->by_conversation, conversation, b);
	return b;
}

static void
get_ready(struct hold *h, struct held *e)
{
	e->next = NULL;
	*h->ready_end = e;
	h->ready_end = &e->next;
}

static void
forget(struct hold *h, struct burst *b)
{
	map_drop(h->by_conversation, b->conversation);
	*(b->prev != NULL ? &b->prev->next : &h->oldest) = b->next;
	*(b->next != NULL ? &b->next->prev : &h->newest) = b->prev;
	free(b->conversation);
	free(b);
}

/* The one of the burst that e is again, or NULL: it waits once. */
static const struct held *
same(const struct burst *b, const struct held *e)
{
	for (const struct held *o = b->first; o != NULL; o = o->next)
		if (o->waits && o != e && strcmp(event_id(o->item.value), event_id(e->item.value)) == 0)
			return o;
	return NULL;
}

static void
answer(struct hold *h, struct burst *b)
{
	json_t *events[BURST_MAX];
	size_t n = 0, i = 0;

	for (struct held *e = b->first; e != NULL; e = e->next)
		if (e->waits)
			events[n++] = e->item.value;
	for (struct held *e = b->first; e != NULL; e = e->next)
		if (e->waits)
			e->value = h->f->answer(h->f->base.arg, events, n, i++);
	for (struct held *e = b->first; e != NULL; e = e->next) {
		const struct held *o = e->waits ? NULL : same(b, e);

		if (o != NULL)
			e->value = json_incref(o->value);
	}
}

/* The burst is over: it gets its answer and is ready to leave. */
static void
release(struct hold *h, struct burst *b)
{
	struct held *e, *next;

	answer(h, b);
	for (e = b->first; e != NULL; e = next) {
		next = e->next;
		h->in_hand--;
		h->bytes -= e->item.line.len;
		get_ready(h, e);
	}
	forget(h, b);
}

static void
append(struct hold *h, struct burst *b, struct held *e)
{
	*b->last = e;
	b->last = &e->next;
	h->in_hand++;
	h->bytes += e->item.line.len;
}

/* A live event can't have come after now, whatever its sender's clock says. */
static int64_t
arrival(const json_t *ev)
{
	int64_t at = event_received(ev) != 0 ? event_received(ev) : event_time(ev), now;

	if (event_is_replay(ev))
		return at;
	now = clock_now();
	return at == 0 || at > now ? now : at;
}

static bool
joins(const struct hold *h, const struct burst *b, const struct held *e, int64_t at)
{
	return at - b->latest <= h->f->quiet_ms && at - b->began <= h->f->cap_ms && b->replay == event_is_replay(e->item.value) &&
	    b->n < BURST_MAX && b->bytes + e->item.line.len <= BURST_BYTES;
}

static struct burst *
keep(struct hold *h, struct held *e)
{
	const char *conversation = event_conversation(e->item.value);
	struct burst *b = map_get(h->by_conversation, conversation);
	int64_t at = arrival(e->item.value);

	if (b != NULL && !joins(h, b, e, at)) {
		release(h, b);
		b = NULL;
	}
	if (b == NULL) {
		b = begin(h, conversation);
		b->began = b->latest = at;
		b->replay = event_is_replay(e->item.value);
	}
	e->waits = same(b, e) == NULL;
	b->latest = at > b->latest ? at : b->latest;
	b->waited = clock_mono();
	b->n += e->waits;
	b->bytes += e->item.line.len;
	append(h, b, e);
	return b;
}

/* ------------------------------------------------------------------- reading */

static enum hold_verdict
judge(const struct hold *h, struct held *e)
{
	const struct filter *f = &h->f->base;
	const json_t *ev = e->item.value;

	/* Answered already: as it was, and at once. */
	if (item_wanted(f, &e->item) && f->store != NULL && item_from_memo(f, &e->item))
		return HOLD_END;
	if (event_type(ev) == EVENT_MESSAGE && !item_wanted(f, &e->item))
		return HOLD_END;
	return h->f->judge(f->arg, ev);
}

static bool
is_vain(const struct hold *h, const struct held *e)
{
	return !event_is_replay(e->item.value) && h->f->vain(h->f->base.arg, event_conversation(e->item.value));
}

static void
take_line(struct hold *h, const struct line *line)
{
	struct held *e = mem_alloc(sizeof *e);
	enum hold_verdict verdict;
	const char *conversation;
	struct burst *b;

	e->item.line = *line;
	e->item.line.data = mem_strn(line->data, line->len);
	if (!item_read(&h->f->base, &e->item, ++h->line_number)) {
		h->bad_lines = true;
		held_free(e);
		return;
	}
	if (event_is_replay(e->item.value) && event_received(e->item.value) > h->replayed)
		h->replayed = event_received(e->item.value);
	conversation = event_conversation(e->item.value);
	verdict = conversation != NULL ? judge(h, e) : HOLD_FOLLOW;
	b = conversation != NULL ? map_get(h->by_conversation, conversation) : NULL;
	if (verdict == HOLD_WAIT && is_vain(h, e)) {
		if (b != NULL)
			release(h, b);
		release(h, keep(h, e));
	} else if (verdict == HOLD_WAIT) {
		keep(h, e);
	} else if (b != NULL && verdict == HOLD_FOLLOW) {
		append(h, b, e);
	} else {
		if (b != NULL)
			release(h, b);
		get_ready(h, e);
	}
}

/* -------------------------------------------------------------------- leaving */

/* Memos and state of all that is ready, or of nothing. */
static int
record(struct hold *h)
{
	const struct filter *f = &h->f->base;
	int rc = 0;

	if (f->store == NULL)
		return 0;
	if (store_begin(f->store) == -1)
		return -1;
	for (struct held *e = h->ready; rc == 0 && e != NULL; e = e->next)
		if (e->value != NULL && !event_is_replay(e->item.value) &&
		    (h->f->record(f->arg, e->item.value, e->value) != 0 || item_keep_memo(f, &e->item) != 0))
			rc = -1;
	if (rc == 0 && store_commit(f->store) == 0)
		return 0;
	store_rollback(f->store);
	return -1;
}

static int
record_patiently(struct hold *h)
{
	int64_t deadline = clock_mono() + 30 * CLOCK_SECOND;
	struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };

	while (record(h) == -1) {
		enum db_status trouble = db_trouble(store_db(h->f->base.store));

		if ((trouble != DB_FULL && trouble != DB_BUSY) || clock_mono() >= deadline || stop_asked())
			return -1;
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* All that is ready is recorded and printed. -1 to go on, else the exit status. */
static int
leave(struct hold *h)
{
	struct held *e;
	bool fresh = false;

	for (e = h->ready; e != NULL; e = e->next)
		if (e->value != NULL) {
			buf_clear(&e->item.added);
			json_print(e->value, &e->item.added);
			fresh = true;
		}
	if (fresh && record_patiently(h) == -1)
		return EX_TEMPFAIL;
	while ((e = h->ready) != NULL) {
		h->ready = e->next;
		item_print(&h->f->base, &e->item, &h->out);
		held_free(e);
	}
	h->ready_end = &h->ready;
	return h->out.len > 0 ? print_out(&h->out) : -1;
}

/* Until when it waits. */
static int64_t
due(const struct hold *h, const struct burst *b)
{
	int64_t quiet = b->latest + h->f->quiet_ms, cap = b->began + h->f->cap_ms;

	return quiet < cap ? quiet : cap;
}

/* A clock that stands still or was put back makes nobody wait for it. */
static bool
is_over(const struct hold *h, const struct burst *b, bool look)
{
	if (b->replay)
		return h->replayed > due(h, b);
	return clock_now() > due(h, b) || clock_mono() > b->waited + h->f->quiet_ms ||
	    (look && h->f->vain(h->f->base.arg, b->conversation));
}

static void
release_due(struct hold *h)
{
	int64_t mono = clock_mono();
	bool look = mono - h->looked >= TICK_MS;
	struct burst *next;

	if (look)
		h->looked = mono;

	for (struct burst *b = h->oldest; b != NULL; b = next) {
		next = b->next;
		if (is_over(h, b, look))
			release(h, b);
	}
	while (h->in_hand > HELD_MAX || h->bytes > HELD_BYTES)
		release(h, h->oldest);
}

static void
release_all(struct hold *h)
{
	while (h->oldest != NULL)
		release(h, h->oldest);
}

/* What waits comes again; what only followed is shown once, so it goes now. */
static void
drop_waiting(struct hold *h)
{
	struct held *e, *next;

	while (h->oldest != NULL) {
		struct burst *b = h->oldest;

		for (e = b->first; e != NULL; e = next) {
			next = e->next;
			if (event_type(e->item.value) == EVENT_MESSAGE)
				held_free(e);
			else
				get_ready(h, e);
		}
		forget(h, b);
	}
}

/* ----------------------------------------------------------------------- loop */

/* Rings when the next burst may be over. */
static void
set_timer(const struct hold *h)
{
	struct itimerspec t = { .it_value = { 0, 0 } };
	int64_t ms = TICK_MS, now = clock_now();

	for (const struct burst *b = h->oldest; b != NULL; b = b->next)
		if (!b->replay && due(h, b) + 1 - now < ms)
			ms = due(h, b) + 1 - now;
	if (ms < 1)
		ms = 1;
	if (h->oldest != NULL)
		t.it_value = (struct timespec){ ms / CLOCK_SECOND, ms % CLOCK_SECOND * 1000000 };
	timerfd_settime(h->timer, 0, &t, NULL);
}

/*
 * What can be read is taken first, and only then is it asked what is over: so
 * that after a standstill the messages of a burst find together again.
 */
static int
loop(struct hold *h, struct lines *in)
{
	struct line batch[BATCH];
	enum lines_state state;
	bool rest = false;
	int status = -1;
	size_t n;

	while (status == -1) {
		if (rest)
			set_timer(h);
		state = lines_next(in, batch, BATCH, EVENT_MAX, &n, rest, h->timer);
		rest = state == LINES_IDLE;
		for (size_t i = 0; i < n; i++)
			take_line(h, &batch[i]);
		if (state == LINES_ERROR)
			return EX_IOERR;
		if (state == LINES_STOP)
			drop_waiting(h);
		else if (state == LINES_END)
			release_all(h);
		else if (rest || h->in_hand > HELD_MAX || h->bytes > HELD_BYTES)
			release_due(h);
		status = leave(h);
		if (status == -1 && state != LINES_READY && !rest)
			status = h->bad_lines ? EX_DATAERR : EX_OK;
	}
	return status;
}

int
hold_run(const struct hold_filter *f)
{
	struct hold h = { .f = f, .ready_end = &h.ready };
	struct lines in;
	int status = EX_OSERR;

	stop_catch();
	h.by_conversation = map_new();
	lines_open(&in, STDIN_FILENO);
	if ((h.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) == -1)
		log_line("timerfd: %s", strerror(errno));
	else
		status = loop(&h, &in);
	drop_waiting(&h);
	while (h.ready != NULL) {
		struct held *e = h.ready;

		h.ready = e->next;
		held_free(e);
	}
	if (h.timer != -1)
		close(h.timer);
	lines_close(&in);
	map_free(h.by_conversation, NULL);
	buf_free(&h.out);
	return status;
}
