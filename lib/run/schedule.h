/*
 * schedule: things to do at a later moment of the monotonic clock. Any thread
 * adds, one thread runs them.
 */
#ifndef RUN_SCHEDULE_H
#define RUN_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct schedule;

struct schedule	*schedule_new(void);
/* What still waits is run before. NULL is fine. */
void		 schedule_free(struct schedule *);
/* fn(arg) is called by schedule_run once clock_mono() is due or later; things
 * due in the same millisecond keep their order. True when this is now the
 * next one, so that whoever sleeps should be woken. */
bool		 schedule_add(struct schedule *, int64_t due, void (*fn)(void *), void *arg);
/* Runs what is due, with no lock held; fn may add. Milliseconds until the
 * next, -1 when there is none. */
int		 schedule_run(struct schedule *);
/* Runs everything, due or not. */
void		 schedule_flush(struct schedule *);

#endif
