#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/commit.h"

struct commit {
	struct journal		*journal;	/* NULL: opened for each batch */
	char			*dir;
	char			*bell;
	char			*subject;	/* of what is said */
	pthread_t		 thread;
	struct journal_entry	*batch;		/* the writer's own */
	size_t			 room;
	pthread_mutex_t		 lock;		/* of what follows */
	pthread_cond_t		 work;
	struct commit_job	*first, **last;
	struct commit_state	 state;
	bool			 stop;
};

static size_t
gather(struct commit *c, const struct commit_job *job)
{
	size_t n = 0;

	for (; job != NULL; job = job->next) {
		if (n + job->n > c->room) {
			c->room = 2 * (n + job->n);
			c->batch = mem_grow(c->batch, c->room, sizeof *c->batch);
		}
		memcpy(c->batch + n, job->entries, job->n * sizeof *job->entries);
		n += job->n;
	}
	return n;
}

static int
append(struct commit *c, size_t n)
{
	struct journal *j;
	int rc;

	if (c->journal != NULL)
		return journal_append(c->journal, c->batch, n);
	if ((j = journal_create_in(c->dir)) == NULL)
		return -1;
	rc = journal_append(j, c->batch, n);
	journal_close(j);
	return rc;
}

static void
note(struct commit *c, bool durable, size_t n)
{
	pthread_mutex_lock(&c->lock);
	if (durable != c->state.durable)
		log_line("%s: %s", c->subject, durable ? "durable again" : "can't be made durable; answering 503 until it can");
	c->state.durable = durable;
	for (size_t i = 0; durable && i < n; i++) {
		if (c->batch[i].seq == 0)
			continue;
		c->state.newest = c->batch[i].seq;
		c->state.received = c->batch[i].received;
	}
	pthread_mutex_unlock(&c->lock);
}

static void
write_batch(struct commit *c, struct commit_job *job)
{
	size_t n = gather(c, job);
	bool durable = append(c, n) == 0;

	note(c, durable, n);
	if (durable && c->bell != NULL)
		bell_ring(c->bell);
	while (job != NULL) {
		struct commit_job *next = job->next;

		job->done(job->arg, durable);
		job = next;
	}
}

/* Takes all that waits; NULL when there is nothing: to end, or, while things
 * aren't durable, to try whether they are again. */
static struct commit_job *
next_jobs(struct commit *c, bool *stop)
{
	struct commit_job *jobs;
	struct timespec at;

	pthread_mutex_lock(&c->lock);
	while (c->first == NULL && !c->stop) {
		if (c->state.durable) {
			pthread_cond_wait(&c->work, &c->lock);
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &at);
		at.tv_sec++;
		if (pthread_cond_timedwait(&c->work, &c->lock, &at) != 0)
			break;
	}
	jobs = c->first;
	c->first = NULL;
	c->last = &c->first;
	*stop = c->stop;
	pthread_mutex_unlock(&c->lock);
	return jobs;
}

static void *
work(void *arg)
{
	struct commit *c = arg;
	struct commit_job *jobs;
	bool stop;

	while ((jobs = next_jobs(c, &stop)) != NULL || !stop)
		if (jobs != NULL)
			write_batch(c, jobs);
		else if (c->journal == NULL || journal_probe(c->journal) == 0)
			note(c, true, 0);
	return NULL;
}

static struct commit *
start(struct commit *c)
{
	pthread_condattr_t attr;

	c->last = &c->first;
	c->state.durable = true;
	pthread_mutex_init(&c->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&c->work, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&c->thread, NULL, work, c) == 0)
		return c;
	log_line("%s: no thread left", c->subject);
	journal_close(c->journal);
	free(c->dir);
	free(c->bell);
	free(c->subject);
	free(c);
	return NULL;
}

struct commit *
commit_start(const struct workspace *ws)
{
	struct journal *j = journal_create(ws);
	struct commit *c;

	if (j == NULL)
		return NULL;
	c = mem_alloc(sizeof *c);
	c->journal = j;
	c->bell = workspace_state(ws, "journal.bell");
	c->subject = mem_printf("%s: journal", ws->name);
	c->state.newest = journal_newest(j);
	c->state.received = journal_received(j);
	return start(c);
}

struct commit *
commit_start_in(const char *dir)
{
	struct commit *c = mem_alloc(sizeof *c);

	c->dir = mem_str(dir);
	c->subject = mem_printf("%s: journal", dir);
	return start(c);
}

void
commit_add(struct commit *c, struct commit_job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&c->lock);
	*c->last = job;
	c->last = &job->next;
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
}

void
commit_look(struct commit *c, struct commit_state *state)
{
	pthread_mutex_lock(&c->lock);
	*state = c->state;
	pthread_mutex_unlock(&c->lock);
}

void
commit_stop(struct commit *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	journal_close(c->journal);
	pthread_cond_destroy(&c->work);
	pthread_mutex_destroy(&c->lock);
	free(c->batch);
	free(c->dir);
	free(c->bell);
	free(c->subject);
	free(c);
}
