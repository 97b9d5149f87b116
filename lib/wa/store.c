#include <sys/file.h>
#include <sys/time.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "wa/search.h"
#include "wa/store.h"

extern const char sql_wa_0001[], sql_wa_0002[];

/* In order; wa.db's user_version is how many of them it has seen. */
static const char *const migrations[] = { sql_wa_0001, sql_wa_0002 };
enum { VERSION = sizeof migrations / sizeof *migrations, WORDS_SINCE = 2 };

static const int64_t patience_ms = 30 * CLOCK_SECOND;

struct store {
	struct db	*db;
	char		*name;
	bool		 dry;
	int		 lock;		/* shared, on var/lock */
	int		 write_lock;	/* locked between begin and commit */
};

/* All steps or none: nobody ever sees a schema half way. */
static int
migrate(struct db *db)
{
	char bump[64];
	int rc = db_begin(db), before = db_version(db);

	if (before == -1)
		rc = DB_ERROR;
	for (int v = before; rc == DB_OK && v < VERSION; v++)
		rc = db_script(db, migrations[v]);
	/* What was said before there was an index for it. */
	if (rc == DB_OK && before > 0 && before < WORDS_SINCE)
		rc = search_fill(db);
	snprintf(bump, sizeof bump, "PRAGMA user_version = %d", VERSION);
	if (rc == DB_OK && db_script(db, bump) == DB_OK && db_commit(db) == DB_OK)
		return 0;
	db_rollback(db);
	return -1;
}

static int
lock_state(const struct workspace *ws, enum file_lock kind)
{
	char *path = workspace_state(ws, "lock");
	int fd = file_lock(path, kind, false);

	if (fd == -1 && errno == EWOULDBLOCK)
		log_line("%s: %s", ws->name, kind == FILE_SHARED ? "wa migrate is at work; try again when it is done" :
		    "in use; stop its programs first");
	else if (fd == -1)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

static int
open_write_lock(const struct workspace *ws)
{
	char *path = workspace_state(ws, "write.lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

/* Two programs may start on a new workspace at once: one makes it, one after
 * the other turns it to WAL (for which SQLite doesn't wait). */
static int
make(struct store *st, const char *path, enum db_sync sync)
{
	int rc;

	if (flock(st->write_lock, LOCK_EX) == -1)
		return -1;
	st->db = db_open(path, DB_CREATE, sync);
	rc = st->db == NULL ? -1 : db_version(st->db) == 0 ? migrate(st->db) : 0;
	flock(st->write_lock, LOCK_UN);
	return rc;
}

/* Looking only makes nothing; without a file a dry store is in memory. */
static int
open_as_is(struct store *st, const char *path, bool ephemeral)
{
	if ((st->db = db_open(path, ephemeral ? DB_MEMORY : DB_READ, DB_NORMAL)) == NULL)
		return -1;
	return ephemeral ? migrate(st->db) : 0;
}

/* Why the last store_open failed, as an exit status. */
static int open_status = EX_CONFIG;

static int
check_version(const struct store *st)
{
	int version = db_version(st->db);

	if (version == VERSION)
		return 0;
	if (version == -1 && db_trouble(st->db) == DB_FULL)
		/* Said by then: the disk's trouble, not the file's. */
		open_status = EX_TEMPFAIL;
	else if (version == -1)
		log_line("%s: wa.db can't be read; wa-backup(1) says how to restore the last sound backup", st->name);
	else if (version < VERSION)
		log_line("%s: wa.db has schema %d, these programs want %d; run: wa migrate %s",
		    st->name, version, VERSION, st->name);
	else
		log_line("%s: wa.db has schema %d, newer than these programs (%d); install the newer ones",
		    st->name, version, VERSION);
	return -1;
}

int
store_status(void)
{
	return open_status;
}

int
store_look(const struct workspace *ws)
{
	char *path = workspace_state(ws, "wa.db");
	bool there = file_exists(path);

	if (!there)
		log_line("%s: nothing has been kept here yet%s", ws->name,
		    ws->sandbox ? "" : "; a desk run with --sandbox keeps its own: WA_SANDBOX=1");
	free(path);
	return there ? 0 : -1;
}

struct store *
store_open(const struct workspace *ws, enum store_mode mode)
{
	struct store *st = mem_alloc(sizeof *st);
	char *path = workspace_state(ws, "wa.db");
	bool ephemeral = mode == STORE_DRY && !file_exists(path);

	open_status = EX_CONFIG;
	st->lock = st->write_lock = -1;
	st->name = mem_str(ws->name);
	st->dry = mode == STORE_DRY;
	if (mode == STORE_READ && store_look(ws) == -1)
		goto fail;
	open_status = EX_TEMPFAIL;
	if (!ephemeral && ((st->lock = lock_state(ws, mode == STORE_ALONE ? FILE_EXCLUSIVE : FILE_SHARED)) == -1 ||
	    (st->write_lock = open_write_lock(ws)) == -1))
		goto fail;
	if ((ephemeral || mode == STORE_READ ? open_as_is(st, path, ephemeral) :
	    make(st, path, mode == STORE_DURABLE || mode == STORE_ALONE ? DB_FULL_SYNC : DB_NORMAL)) == -1)
		goto fail;
	open_status = EX_CONFIG;
	if (check_version(st) == -1)
		goto fail;
	free(path);
	return st;
fail:
	free(path);
	store_close(st);
	return NULL;
}

void
store_close(struct store *st)
{
	if (st == NULL)
		return;
	db_close(st->db);
	if (st->write_lock != -1)
		close(st->write_lock);
	if (st->lock != -1)
		close(st->lock);
	free(st->name);
	free(st);
}

int
store_migrate(const struct workspace *ws)
{
	char *path = workspace_state(ws, "wa.db");
	struct db *db = NULL;
	int lock, before, rc = -1;

	if ((lock = lock_state(ws, FILE_EXCLUSIVE)) == -1)
		goto done;
	if ((db = db_open(path, DB_CREATE, DB_FULL_SYNC)) == NULL)
		goto done;
	before = db_version(db);
	if (before > VERSION)
		log_line("%s: wa.db has schema %d, newer than this program (%d)", ws->name, before, VERSION);
	else if (migrate(db) == 0)
		rc = VERSION - before;
done:
	db_close(db);
	if (lock != -1)
		close(lock);
	free(path);
	return rc;
}

struct db *
store_db(struct store *st)
{
	return st->db;
}

static void
wake(int sig)
{
	(void)sig;
}

/* flock queues writers fairly but knows no time limit: an alarm interrupts it. */
static int
lock_within(int fd, int64_t ms)
{
	struct sigaction sa = { .sa_handler = wake }, was;
	struct itimerval tick = { { 1, 0 }, { 1, 0 } }, off = { { 0, 0 }, { 0, 0 } };
	int64_t deadline;
	int rc;

	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	deadline = clock_mono() + ms;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGALRM, &sa, &was);
	setitimer(ITIMER_REAL, &tick, NULL);
	while ((rc = flock(fd, LOCK_EX)) == -1 && errno == EINTR && clock_mono() < deadline)
		continue;
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &was, NULL);
	return rc;
}

int
store_begin(struct store *st)
{
	int64_t deadline = clock_mono() + patience_ms;
	enum db_status status;

	if (st->write_lock != -1 && lock_within(st->write_lock, patience_ms) == -1) {
		log_line("%s: wa.db: another program has held var/write.lock for 30 s", st->name);
		return -1;
	}
	while ((status = db_begin(st->db)) == DB_BUSY && clock_mono() < deadline)
		continue;
	if (status == DB_OK)
		return 0;
	if (status == DB_BUSY)
		log_line("%s: wa.db: locked for 30 s by a program that is not ours", st->name);
	if (st->write_lock != -1)
		flock(st->write_lock, LOCK_UN);
	return -1;
}

int
store_commit(struct store *st)
{
	enum db_status status;

	if (st->dry) {
		store_rollback(st);
		return 0;
	}
	if ((status = db_commit(st->db)) != DB_OK)
		db_rollback(st->db);
	if (st->write_lock != -1)
		flock(st->write_lock, LOCK_UN);
	return status == DB_OK ? 0 : -1;
}

void
store_rollback(struct store *st)
{
	db_rollback(st->db);
	if (st->write_lock != -1)
		flock(st->write_lock, LOCK_UN);
}

char *
store_memo(struct store *st, const char *event, const char *filter)
{
	return db_get_text(st->db, "SELECT value FROM memo WHERE event = ? AND filter = ?", "ss", event, filter);
}

int
store_set_memo(struct store *st, const char *event, const char *filter, const char *value, size_t len)
{
	return db_run(st->db, "INSERT OR REPLACE INTO memo (event, filter, value, at) VALUES (?, ?, ?, ?)",
	    "ssti", event, filter, value, len, clock_now());
}

int64_t
store_mark(struct store *st, const char *name, int64_t def)
{
	return db_get_int(st->db, def, "SELECT value FROM mark WHERE name = ?", "s", name);
}

int
store_set_mark(struct store *st, const char *name, int64_t value)
{
	return db_run(st->db, "INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)", "si", name, value);
}
