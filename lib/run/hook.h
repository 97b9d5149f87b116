/*
 * hook: one run of an executable of the workspace's hooks directory,
 * wa-hooks(5): JSON on its standard input, no arguments, no secrets in its
 * environment, a process group of its own that ends with it or with its time.
 */
#ifndef RUN_HOOK_H
#define RUN_HOOK_H

#include <sys/types.h>

#include <stdint.h>

#include "base/buf.h"
#include "wa/workspace.h"

struct hook {
	pid_t	 pid;
	int	 fd;		/* polls readable when it has ended */
	int64_t	 deadline;	/* monotonic, ms */
};

enum hook_state { HOOK_RUNNING, HOOK_DONE, HOOK_FAILED };

/* Starts hooks/NAME with this input. -1 when it may not or can't be run, with
 * why in *reason, which the caller frees. */
int		 hook_start(struct hook *, const struct workspace *, const char *name, const struct buf *input,
		    int64_t timeout_ms, char **reason);
/* Whether it has ended; ends it when its time is over. HOOK_FAILED comes with
 * *reason, which the caller frees. */
enum hook_state	 hook_look(struct hook *, char **reason);
/* Ends it now. */
void		 hook_kill(struct hook *);

#endif
