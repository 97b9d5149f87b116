/*
 * child: runs a program of somebody else's, without a shell: its argv, a
 * descriptor as its stdin, what it prints read until it ends or its time is
 * over. It runs in a process group of its own, and the whole group is killed
 * when it is too slow or no longer wanted. What it says on stderr goes to ours.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct child {
	pid_t	 pid;
	int	 out;		/* its stdout */
	int64_t	 deadline;	/* monotonic ms */
};

struct child_limits {
	int	 timeout_ms;
	size_t	 memory;	/* bytes of address space; 0: no limit */
	bool	 quiet;		/* its stderr goes nowhere */
};

/* Starts argv[0], looked for in PATH; in: its stdin, -1 for none, stays the
 * caller's. -1 with errno. child_end is due after 0. */
int	child_start(struct child *, const char *const *argv, int in, const struct child_limits *);
/* Bytes it printed, 0 at the end, -1 with errno: ETIMEDOUT. */
ssize_t	child_read(struct child *, void *, size_t);
/* Waits for its end; kills the group when the time is over, or when it was not
 * read to its end. The exit status, or -1 when it was killed. */
int	child_end(struct child *);

/* All of the above with what it prints added to `out`. The exit status; -1
 * with errno: ETIMEDOUT, EFBIG over max bytes, what child_start says, ECHILD
 * when something else killed it. */
int	child_run(const char *const *argv, int in, const struct child_limits *, size_t max, struct buf *out);

/* Bytes as a descriptor for `in`: a file in memory, read from its start. -1 with errno. */
int	child_input(const void *data, size_t len);
/* Kills every child that is running: for a process that ends in the middle. */
void	child_end_all(void);

#endif
