#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/schedule.h"

struct task {
	int64_t		  due;
	uint64_t	  order;	/* of adding: a heap alone forgets it */
	void		(*fn)(void *);
	void		 *arg;
};

struct schedule {
	pthread_mutex_t	 lock;
	struct task	*heap;		/* binary, the next one first */
	size_t		 n, room;
	uint64_t	 added;
};

static bool
before(const struct task *a, const struct task *b)
{
	return a->due != b->due ? a->due < b->due : a->order < b->order;
}

struct schedule *
schedule_new(void)
{
	struct schedule *s = mem_alloc(sizeof *s);

	pthread_mutex_init(&s->lock, NULL);
	return s;
}

void
schedule_free(struct schedule *s)
{
	if (s == NULL)
		return;
	schedule_flush(s);
	pthread_mutex_destroy(&s->lock);
	free(s->heap);
	free(s);
}

static void
rise(struct schedule *s, size_t i)
{
	struct task t = s->heap[i];

	for (; i > 0 && before(&t, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = t;
}

static void
sink(struct schedule *s, size_t i)
{
	struct task t = s->heap[i];
	size_t child;

	for (; (child = 2 * i + 1) < s->n; i = child) {
		if (child + 1 < s->n && before(&s->heap[child + 1], &s->heap[child]))
			child++;
		if (!before(&s->heap[child], &t))
			break;
		s->heap[i] = s->heap[child];
	}
	s->heap[i] = t;
}

bool
schedule_add(struct schedule *s, int64_t due, void (*fn)(void *), void *arg)
{
	bool first;

	pthread_mutex_lock(&s->lock);
	if (s->n == s->room) {
		s->room = s->room == 0 ? 64 : 2 * s->room;
		s->heap = mem_grow(s->heap, s->room, sizeof *s->heap);
	}
	s->heap[s->n] = (struct task){ .due = due, .order = s->added++, .fn = fn, .arg = arg };
	rise(s, s->n++);
	first = s->heap[0].order == s->added - 1;
	pthread_mutex_unlock(&s->lock);
	return first;
}

/* Takes the next task out if it is due; else says how long it has. */
static bool
take(struct schedule *s, int64_t now, struct task *t, int *wait_ms)
{
	bool taken = false;

	*wait_ms = -1;
	pthread_mutex_lock(&s->lock);
	if (s->n > 0 && s->heap[0].due <= now) {
		*t = s->heap[0];
		s->heap[0] = s->heap[--s->n];
		if (s->n > 0)
			sink(s, 0);
		taken = true;
	} else if (s->n > 0) {
		int64_t left = s->heap[0].due - now;

		*wait_ms = left > INT_MAX ? INT_MAX : (int)left;
	}
	pthread_mutex_unlock(&s->lock);
	return taken;
}

int
schedule_run(struct schedule *s)
{
	struct task t;
	int wait_ms;

	while (take(s, clock_mono(), &t, &wait_ms))
		t.fn(t.arg);
	return wait_ms;
}

void
schedule_flush(struct schedule *s)
{
	struct task t;
	int wait_ms;

	while (take(s, INT64_MAX, &t, &wait_ms))
		t.fn(t.arg);
}
