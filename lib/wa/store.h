/*
 * store: a workspace's wa.db, opened the one way programs use it.
 *
 * While open it holds a shared lock on var/lock (wa migrate takes the
 * exclusive one). A write takes var/write.lock by a blocking flock and then
 * BEGIN IMMEDIATE, so that writers queue instead of polling. A dry store
 * answers reads and takes no writes: everything since store_begin is rolled
 * back; where there is no wa.db it is an empty one in memory.
 */
#ifndef WA_STORE_H
#define WA_STORE_H

#include <stdbool.h>

#include "ext/db.h"
#include "wa/workspace.h"

struct store;

enum store_mode {
	STORE_NORMAL,	/* a filter: memos come again, so a power cut costs nothing */
	STORE_DURABLE,	/* wa-send: commits reach the disk */
	STORE_READ,	/* reports and commands that only look */
	STORE_DRY,	/* -n */
	STORE_ALONE,	/* durable, and no other program has it open: what rewrites all of it */
};

/* NULL after saying why; another schema version names `wa migrate`. Makes
 * wa.db when it is missing (not for STORE_READ). */
struct store	*store_open(const struct workspace *, enum store_mode);
/* Is anything kept here? 0, or -1 after saying that nothing is. */
int		 store_look(const struct workspace *);
/* The exit status of who can't go on: EX_TEMPFAIL when the last store_open
 * failed for what may pass (disk, lock), else EX_CONFIG: nothing is kept here,
 * or in another schema version. */
int		 store_status(void);
void		 store_close(struct store *);
struct db	*store_db(struct store *);

/* `wa migrate`: brings wa.db to this program's schema. How many steps it took,
 * -1 after saying why; programs of the workspace must not run. */
int		 store_migrate(const struct workspace *);

/*
 * A write transaction. store_begin waits up to 30 s for the lock and the
 * database, then -1 after saying so. After a failed commit nothing was kept
 * and the transaction is over; db_trouble tells whether trying it again may
 * help. In a dry store both work and nothing is kept.
 */
int		 store_begin(struct store *);
int		 store_commit(struct store *);
void		 store_rollback(struct store *);

/* What `filter` once answered for this event: text the caller frees, or NULL. */
char		*store_memo(struct store *, const char *event, const char *filter);
int		 store_set_memo(struct store *, const char *event, const char *filter, const char *value, size_t len);

/* How far something has come; def when never set. */
int64_t		 store_mark(struct store *, const char *name, int64_t def);
int		 store_set_mark(struct store *, const char *name, int64_t value);

#endif
