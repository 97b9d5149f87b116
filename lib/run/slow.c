#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/item.h"
#include "run/print.h"
#include "wa/event.h"

/*
 * The reading thread owns everything but serve(): it keeps all events in hand
 * in a list in the order they came. An event is at the head when nothing of
 * its conversation stands before it; only heads are given to the workers and
 * only heads are printed, so order holds within a conversation and nowhere
 * else. The lock guards `state` of jobs and the queue between the threads.
 */
#define BYTES_MAX	((size_t)32 << 20)	/* of lines in hand, however few */

enum job_state { JOB_WAITING, JOB_QUEUED, JOB_DONE };

struct job {
	struct job		*next;		/* in the list of all */
	struct job		*queued;	/* in the workers' queue */
	struct item		 item;
	const char		*conversation;	/* "" for none: ordered among themselves */
	enum job_state		 state;
	enum filter_verdict	 verdict;
	bool			 fresh;		/* decided now, not from a memo */
	bool			 leaving;	/* in the page that is printed next */
};

struct pool {
	const struct slow_filter *f;
	pthread_mutex_t		 mutex;
	pthread_cond_t		 work;
	struct job		*first, **last;	/* the workers' queue */
	bool			 closing;
	int			 busy;
	int			 done[2];	/* a byte for each job done */
	pthread_t		*threads;
};

struct slow {
	struct pool	 pool;
	struct job	*jobs, **end;
	int		 in_hand;
	size_t		 bytes;		/* of the lines in hand */
	size_t		 line_number;
	struct buf	 out;
	bool		 bad_lines, failures;
};

static void *
work(void *arg)
{
	struct pool *p = arg;
	struct job *j;

	pthread_mutex_lock(&p->mutex);
	for (;;) {
		while (p->first == NULL && !p->closing)
			pthread_cond_wait(&p->work, &p->mutex);
		if (p->first == NULL)
			break;
		j = p->first;
		if ((p->first = j->queued) == NULL)
			p->last = &p->first;
		p->busy++;
		pthread_mutex_unlock(&p->mutex);
		j->verdict = item_serve(&p->f->base, &j->item);
		pthread_mutex_lock(&p->mutex);
		p->busy--;
		j->state = JOB_DONE;
		/* A full pipe holds enough bytes to wake the reader. */
		if (write(p->done[1], "", 1) == -1)
			continue;
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

static int
open_pool(struct pool *p, const struct slow_filter *f)
{
	sigset_t all, was;

	*p = (struct pool){ .f = f, .last = &p->first };
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->work, NULL);
	if (pipe2(p->done, O_CLOEXEC | O_NONBLOCK) == -1) {
		log_line("pipe: %s", strerror(errno));
		return -1;
	}
	p->threads = mem_array((size_t)f->workers, sizeof *p->threads);
	/* Signals, the store's alarm included, are the reading thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &was);
	for (int i = 0; i < f->workers; i++)
		if (pthread_create(&p->threads[i], NULL, work, p) != 0)
			log_die(EX_OSERR, "no thread to be had");
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return 0;
}

/* Waits for idle workers; with one in the middle of a slow call false. */
static bool
close_pool(struct pool *p)
{
	bool idle;

	pthread_mutex_lock(&p->mutex);
	p->closing = true;
	p->first = NULL;
	p->last = &p->first;
	idle = p->busy == 0;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->mutex);
	for (int i = 0; idle && i < p->f->workers; i++)
		pthread_join(p->threads[i], NULL);
	if (!idle)
		return false;
	free(p->threads);
	close(p->done[0]);
	close(p->done[1]);
	pthread_cond_destroy(&p->work);
	pthread_mutex_destroy(&p->mutex);
	return true;
}

static void
give_out(struct pool *p, struct job *j)
{
	pthread_mutex_lock(&p->mutex);
	j->state = JOB_QUEUED;
	j->queued = NULL;
	*p->last = j;
	p->last = &j->queued;
	pthread_cond_signal(&p->work);
	pthread_mutex_unlock(&p->mutex);
}

static enum job_state
state_of(struct pool *p, const struct job *j)
{
	enum job_state state;

	pthread_mutex_lock(&p->mutex);
	state = j->state;
	pthread_mutex_unlock(&p->mutex);
	return state;
}

static void
free_job(struct job *j)
{
	free(j->item.line.data);
	item_clear(&j->item);
	buf_free(&j->item.added);
	free(j);
}

static void
take_line(struct slow *s, const struct line *line)
{
	const struct filter *f = &s->pool.f->base;
	struct job *j = mem_alloc(sizeof *j);

	j->item.line = *line;
	j->item.line.data = mem_strn(line->data, line->len);
	if (!item_read(f, &j->item, ++s->line_number)) {
		s->bad_lines = true;
		free_job(j);
		return;
	}
	j->conversation = event_conversation(j->item.value) ? event_conversation(j->item.value) : "";
	j->verdict = FILTER_PASS;
	j->state = item_wanted(f, &j->item) ? JOB_WAITING : JOB_DONE;
	*s->end = j;
	s->end = &j->next;
	s->in_hand++;
	s->bytes += j->item.line.len;
}

/*
 * Its turn has come: is it answered without a worker? Only now, since an event
 * that stands in the input twice has its memo when the first has gone out.
 */
static bool
is_answered(const struct slow_filter *f, struct job *j)
{
	json_t *value = NULL;

	if (f->needs_work != NULL && !f->needs_work(f->base.arg, j->item.value, &value)) {
		if (value != NULL)
			json_print(value, &j->item.added);
		json_decref(value);
		return true;
	}
	return f->base.store != NULL && item_from_memo(&f->base, &j->item);
}

/* What leaves with nothing to record is out of the way. */
static bool
is_head(const struct slow *s, const struct job *j)
{
	for (const struct job *k = s->jobs; k != j; k = k->next)
		if (strcmp(k->conversation, j->conversation) == 0 && (!k->leaving || k->fresh))
			return false;
	return true;
}

/* Was it decided now, with something to keep? */
static bool
has_news(const struct slow_filter *f, const struct job *j)
{
	return f->base.store != NULL && j->fresh && j->verdict == FILTER_SET && j->item.added.len > 0 &&
	    !event_is_replay(j->item.value);
}

/* State and memo of one done job. */
static int
record(const struct slow_filter *f, struct job *j)
{
	json_t *value;
	int rc = 0;

	if (!has_news(f, j))
		return 0;
	if (f->record != NULL) {
		value = json_parse(j->item.added.data, j->item.added.len, NULL);
		rc = f->record(f->base.arg, j->item.value, value) == FILTER_RETRY ? -1 : 0;
		json_decref(value);
	}
	return rc == 0 ? item_keep_memo(&f->base, &j->item) : -1;
}

static int
record_all(const struct slow_filter *f, struct job **done, size_t n)
{
	int64_t deadline = clock_mono() + 30 * CLOCK_SECOND;
	struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || has_news(f, done[i]);
	while (any) {
		enum db_status trouble;
		size_t i = 0;

		if (store_begin(f->base.store) == -1)
			return -1;
		while (i < n && record(f, done[i]) == 0)
			i++;
		if (i == n && store_commit(f->base.store) == 0)
			break;
		store_rollback(f->base.store);
		trouble = db_trouble(store_db(f->base.store));
		if ((trouble != DB_FULL && trouble != DB_BUSY) || clock_mono() >= deadline || stop_asked())
			return -1;
		nanosleep(&pause, NULL);
	}
	if (any && f->base.committed != NULL)
		f->base.committed(f->base.arg);
	return 0;
}

/* Heads that are done leave, others go to the workers. -1 to go on, else the exit status. */
static int
advance(struct slow *s)
{
	enum { PAGE = 64 };
	struct job *done[PAGE], *j;
	size_t n;
	int status = -1;

	do {
		n = 0;
		for (j = s->jobs; j != NULL && n < PAGE; j = j->next) {
			enum job_state state = state_of(&s->pool, j);

			if (state == JOB_QUEUED || !is_head(s, j))
				continue;
			if (state == JOB_WAITING && !is_answered(s->pool.f, j)) {
				j->fresh = true;
				give_out(&s->pool, j);
			} else {
				j->leaving = true;
				done[n++] = j;
			}
		}
		for (size_t i = 0; i < n; i++)
			if (done[i]->verdict == FILTER_RETRY)
				return EX_TEMPFAIL;
		if (n > 0 && record_all(s->pool.f, done, n) == -1)
			return EX_TEMPFAIL;
		for (size_t i = 0; i < n; i++) {
			struct job **at = &s->jobs;

			while (*at != done[i])
				at = &(*at)->next;
			if ((*at = done[i]->next) == NULL)
				s->end = at;
			item_print(&s->pool.f->base, &done[i]->item, &s->out);
			s->failures = s->failures || done[i]->item.failed;
			s->in_hand--;
			s->bytes -= done[i]->item.line.len;
			free_job(done[i]);
		}
		if (n > 0)
			status = print_out(&s->out);
	} while (status == -1 && n > 0);
	return status;
}

/* Waits for a worker with stdin left alone. */
static enum lines_state
wait_for_worker(const struct slow *s)
{
	struct pollfd p[] = {
		{ .fd = s->pool.done[0], .events = POLLIN },
		{ .fd = stop_fd(), .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = 0 },
	};

	if (poll(p, 3, -1) > 0 && p[2].revents & POLLERR)
		return LINES_GONE;
	return stop_asked() ? LINES_STOP : LINES_IDLE;
}

static void
drain_bytes(int fd)
{
	char bytes[256];

	while (read(fd, bytes, sizeof bytes) > 0)
		continue;
}

/* One round: read, give out, take back. -1 to go on, else the exit status. */
static int
turn(struct slow *s, struct lines *in, bool *eof)
{
	enum { BATCH = 16 };
	struct line batch[BATCH];
	enum lines_state state;
	size_t n = 0;

	if (*eof || s->in_hand >= s->pool.f->bound || s->bytes >= BYTES_MAX)
		state = wait_for_worker(s);
	else
		state = lines_next(in, batch, BATCH, EVENT_MAX, &n, true, s->pool.done[0]);
	drain_bytes(s->pool.done[0]);
	for (size_t i = 0; i < n; i++)
		take_line(s, &batch[i]);
	if (state == LINES_ERROR)
		return EX_IOERR;
	if (state == LINES_STOP || state == LINES_GONE)
		return EX_OK;
	*eof = *eof || state == LINES_END;
	return advance(s);
}

int
filter_run_slow(const struct slow_filter *f)
{
	struct slow s = { .end = &s.jobs };
	struct lines in;
	bool eof = false;
	int status = -1;

	stop_catch();
	if (open_pool(&s.pool, f) == -1)
		return EX_OSERR;
	lines_open(&in, STDIN_FILENO);
	while (status == -1 && !(eof && s.in_hand == 0))
		status = turn(&s, &in, &eof);
	if (status == -1)
		status = s.bad_lines ? EX_DATAERR : s.failures ? 1 : EX_OK;
	/* A call under way is given up with the process: its event comes again. */
	if (!close_pool(&s.pool)) {
		child_end_all();
		_exit(status);
	}
	while (s.jobs != NULL) {
		struct job *j = s.jobs;

		s.jobs = j->next;
		free_job(j);
	}
	lines_close(&in);
	buf_free(&s.out);
	return status;
}
