#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/db.h"
#include "wa/journal.h"
#include "wa/pseudonym.h"

enum { VERSION = 1 };

/* After an error that stays, the file is opened anew, but not more often. */
#define REOPEN_MS	(5 * CLOCK_SECOND)

extern const char sql_journal_0001[];

struct journal {
	char		*path;
	struct db	*db;		/* NULL while it can't be opened */
	char		*key;		/* of those who were erased; NULL: nobody was */
	enum db_sync	 sync;
	int		 lock;		/* -1: a reader */
	int64_t		 opened;	/* monotonic ms */
	dev_t		 dev;		/* the file that is open */
	ino_t		 ino;
	bool		 gone;		/* is another file now, and that was said */
};

static int
make_tables(struct db *db)
{
	int rc = -1;

	if (db_begin(db) != DB_OK)
		return -1;
	/* Listener and reader can both find it new. */
	if (db_version(db) == VERSION ||
	    (db_script(db, sql_journal_0001) == DB_OK && db_script(db, "PRAGMA user_version = 1") == DB_OK))
		rc = db_commit(db) == DB_OK ? 0 : -1;
	if (rc == -1)
		db_rollback(db);
	return rc;
}

static int
reopen(struct journal *j)
{
	struct stat st;

	db_close(j->db);
	j->opened = clock_mono();
	if ((j->db = db_open(j->path, DB_CREATE, j->sync)) == NULL)
		return -1;
	if (stat(j->path, &st) == 0) {
		j->dev = st.st_dev;
		j->ino = st.st_ino;
	}
	if (db_version(j->db) == VERSION || (db_version(j->db) == 0 && make_tables(j->db) == 0))
		return 0;
	if (db_version(j->db) == -1)
		log_line("%s: can't be read; wa-backup(1) says how to restore the last sound backup", j->path);
	if (db_version(j->db) > VERSION)
		log_line("%s: of a newer wapipe (version %d); this one knows %d", j->path, db_version(j->db), VERSION);
	db_close(j->db);
	j->db = NULL;
	return -1;
}

static struct journal *
open_in(const char *dir, enum db_sync sync, int lock)
{
	struct journal *j = mem_alloc(sizeof *j);

	j->path = file_path(dir, "journal.db");
	j->sync = sync;
	j->lock = lock;
	if (reopen(j) == 0)
		return j;
	journal_close(j);
	return NULL;
}

static struct journal *
create_in(const char *dir, bool wait)
{
	char *path = file_path(dir, "journal.lock");
	int lock = file_lock(path, FILE_EXCLUSIVE, wait);
	struct journal *j;

	if (lock == -1 && errno == EWOULDBLOCK)
		log_line("%s: another wa-recv --listen is writing this journal", path);
	else if (lock == -1)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	if (lock == -1 || (j = open_in(dir, DB_FULL_SYNC, lock)) == NULL)
		return NULL;
	/* Nobody is erased while we hold the lock. */
	j->key = pseudonym_key(dir, false);
	return j;
}

struct journal *
journal_create(const struct workspace *ws)
{
	return create_in(ws->var, false);
}

struct journal *
journal_create_in(const char *dir)
{
	if (file_mkdir(dir) == 0)
		return create_in(dir, true);
	log_line("%s: %s", dir, strerror(errno));
	return NULL;
}

struct journal *
journal_open(const struct workspace *ws)
{
	return open_in(ws->var, DB_NORMAL, -1);
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	db_close(j->db);
	if (j->lock != -1)
		close(j->lock);
	free(j->path);
	free(j->key);
	free(j);
}

/* Moved away, or replaced by a backup: what we wrote would be nobody's. Not
 * begun anew, because that would delete the write-ahead log left beside it. */
static bool
is_other_file(const struct journal *j)
{
	struct stat st;

	return stat(j->path, &st) == -1 ? errno == ENOENT : st.st_ino != j->ino || st.st_dev != j->dev;
}

/* SQLite doesn't come back by itself from every error of the file system. */
static bool
is_open(struct journal *j)
{
	if (j->db != NULL && is_other_file(j)) {
		if (!j->gone)
			log_line("%s: moved away or replaced under the listener; put it back, or start the listener again",
			    j->path);
		j->gone = true;
		return false;
	}
	j->gone = false;
	return j->db != NULL || (clock_mono() - j->opened >= REOPEN_MS && reopen(j) == 0);
}

static void
failed(struct journal *j, enum db_status status)
{
	db_rollback(j->db);
	if (status != DB_BUSY && clock_mono() - j->opened >= REOPEN_MS)
		reopen(j);
}

/* Of somebody who has been erased since: kept under another digest. */
static bool
is_erased(struct journal *j, const struct journal_entry *e)
{
	unsigned char once[PSEUDONYM_ONCE];

	if (j->key == NULL)
		return false;
	pseudonym_once(j->key, e->once, once);
	return db_get_int(j->db, 0, "SELECT 1 FROM entry WHERE once = ?", "b", once, sizeof once) != 0;
}

static enum db_status
insert(struct db *db, struct journal_entry *e)
{
	enum db_status status = db_run(db, "INSERT INTO entry (once, type, id, time, received, peer, body)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (once) DO NOTHING", "bssiiss", e->once, sizeof e->once,
	    e->type, e->id, e->time, e->received, e->peer, e->body);

	e->seq = status == DB_OK && db_changes(db) > 0 ? db_last_id(db) : 0;
	return status;
}

int
journal_append(struct journal *j, struct journal_entry *e, size_t n)
{
	enum db_status status;

	if (!is_open(j))
		return -1;
	status = db_begin(j->db);
	for (size_t i = 0; i < n && status == DB_OK; i++) {
		e[i].seq = 0;
		if (!is_erased(j, &e[i]))
			status = insert(j->db, &e[i]);
	}
	if (status == DB_OK)
		status = db_commit(j->db);
	if (status == DB_OK)
		return 0;
	failed(j, status);
	return -1;
}

int
journal_probe(struct journal *j)
{
	enum db_status status;

	if (!is_open(j))
		return -1;
	/* Writes a page, as an append does, and changes nothing. */
	if ((status = db_begin(j->db)) == DB_OK && (status = db_script(j->db, "PRAGMA user_version = 1")) == DB_OK)
		status = db_commit(j->db);
	if (status == DB_OK)
		return 0;
	failed(j, status);
	return -1;
}

int
journal_attach(const struct journal *j, struct db *db)
{
	return db_attach(db, j->path, "j");
}

int64_t
journal_newest(struct journal *j)
{
	return j->db != NULL ? db_get_int(j->db, 0, "SELECT max(seq) FROM entry", "") : 0;
}

int64_t
journal_received(struct journal *j)
{
	return j->db != NULL ? db_get_int(j->db, 0, "SELECT received FROM entry ORDER BY seq DESC LIMIT 1", "") : 0;
}

/* Arrival times rise with the numbers, so halving finds it without an index. */
int64_t
journal_from(struct journal *j, int64_t time)
{
	return db_first_from(j->db, "SELECT received FROM entry WHERE seq >= ? ORDER BY seq LIMIT 1", journal_newest(j), time);
}

static int
each_row(struct db_rows *r, void (*each)(void *arg, const struct journal_entry *), void *arg)
{
	int n = 0;

	while (db_next(r)) {
		struct journal_entry e = { .seq = db_int(r, 0), .type = db_text(r, 1), .id = db_text(r, 2),
			.time = db_int(r, 3), .received = db_int(r, 4), .peer = db_text(r, 5), .body = db_text(r, 6) };

		each(arg, &e);
		n++;
	}
	return db_end(r) == DB_OK ? n : -1;
}

int
journal_read(struct journal *j, int64_t after, int max, void (*each)(void *arg, const struct journal_entry *),
    void *arg)
{
	if (j->db == NULL)
		return -1;
	return each_row(db_query(j->db, "SELECT seq, type, id, time, received, peer, body FROM entry"
	    " WHERE seq > ? ORDER BY seq LIMIT ?", "ii", after, (int64_t)max), each, arg);
}

int64_t
journal_lane_newest(struct journal *j, enum journal_lane lane)
{
	if (j->db == NULL)
		return 0;
	if (lane == JOURNAL_HISTORY)
		return db_get_int(j->db, 0, "SELECT max(seq) FROM entry WHERE type = 'history'", "");
	return db_get_int(j->db, 0, "SELECT max(seq) FROM entry WHERE type <> 'history'", "");
}

int
journal_read_lane(struct journal *j, enum journal_lane lane, int64_t after, int max,
    void (*each)(void *arg, const struct journal_entry *), void *arg)
{
	if (j->db == NULL)
		return -1;
	if (lane == JOURNAL_HISTORY)
		return each_row(db_query(j->db, "SELECT seq, type, id, time, received, peer, body FROM entry"
		    " WHERE type = 'history' AND seq > ? ORDER BY seq LIMIT ?", "ii", after, (int64_t)max), each, arg);
	return each_row(db_query(j->db, "SELECT seq, type, id, time, received, peer, body FROM entry"
	    " WHERE type <> 'history' AND seq > ? ORDER BY seq LIMIT ?", "ii", after, (int64_t)max), each, arg);
}

int
journal_echoes(struct journal *j, int64_t after, void (*each)(void *arg, const struct journal_entry *), void *arg)
{
	if (j->db == NULL)
		return -1;
	return each_row(db_query(j->db, "SELECT seq, type, id, time, received, peer, body FROM entry"
	    " WHERE type = 'echo' AND seq > ? ORDER BY seq", "i", after), each, arg);
}
