/*
 * commit: many threads hand entries in, one thread a journal writes them: all
 * that wait go into one transaction and share its fsync. While the disk is
 * busy with one batch the next one gathers, so that the load makes the batches
 * and an idle desk waits for nobody.
 */
#ifndef RUN_COMMIT_H
#define RUN_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wa/journal.h"
#include "wa/workspace.h"

struct commit;

struct commit_job {
	struct commit_job	*next;		/* commit's own */
	struct journal_entry	*entries;
	size_t			 n;
	/* In the writer's thread, when they are on the disk or can't be made so.
	 * The job isn't touched any more. */
	void			(*done)(void *arg, bool durable);
	void			*arg;
};

struct commit_state {
	bool	 durable;	/* the last write worked, a trial each second included once one did not */
	int64_t	 newest;	/* arrival number */
	int64_t	 received;	/* when that came, ms */
};

/* A workspace's journal, which is held until commit_stop; bells ring after
 * each batch. NULL after saying why. */
struct commit	*commit_start(const struct workspace *);
/* The journal in a directory that other processes write to as well: it is
 * opened for each batch. NULL after saying why. */
struct commit	*commit_start_in(const char *dir);
void		 commit_add(struct commit *, struct commit_job *);
void		 commit_look(struct commit *, struct commit_state *);
/* Writes what is there and ends. NULL is fine. */
void		 commit_stop(struct commit *);

#endif
