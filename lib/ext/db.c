#include <sys/stat.h>

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "ext/db.h"

enum { TICK = 100000 };	/* steps of SQLite's machine between looks at the progress */
enum { CACHE = 256 };	/* more than all statements of a program; a power of two */

struct db_rows {
	const char	*sql;
	sqlite3_stmt	*stmt;
	struct db	*db;
	int		 status;	/* SQLITE_ROW while there may be more */
	bool		 busy;
	bool		 once;		/* the cached one was in use: not kept */
};

struct db {
	sqlite3		*sqlite;
	char		*path;
	struct db_rows	 cache[CACHE];
	enum db_status	 trouble;	/* the last failure since db_begin */
};

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Whoever tries again until it works, and opens anew for that, says the same
 * thing once a minute: on a full disk a log shouldn't grow. */
static void
say_full(const char *subject, const char *what)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static char *said;
	static int64_t at;
	char *line = mem_printf("%s: %s", subject, what);

	pthread_mutex_lock(&lock);
	if (said == NULL || strcmp(said, line) != 0 || clock_mono() - at >= CLOCK_MINUTE) {
		log_line("%s", line);
		at = clock_mono();
	}
	free(said);
	said = line;
	pthread_mutex_unlock(&lock);
}

static enum db_status
judge(struct db *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return DB_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return DB_BUSY;
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		say_full(base_name(db->path), sqlite3_errmsg(db->sqlite));
		return DB_FULL;
	case SQLITE_CONSTRAINT:
		if (sqlite3_extended_errcode(db->sqlite) == SQLITE_CONSTRAINT_UNIQUE ||
		    sqlite3_extended_errcode(db->sqlite) == SQLITE_CONSTRAINT_PRIMARYKEY)
			return DB_EXISTS;
		break;
	}
	log_line("%s: %s", base_name(db->path), sqlite3_errmsg(db->sqlite));
	return DB_ERROR;
}

static enum db_status
status_of(struct db *db, int rc)
{
	enum db_status status = judge(db, rc);

	if (status != DB_OK && status != DB_EXISTS)
		db->trouble = status;
	return status;
}

/* A new file must be private from its first byte. */
static int
create_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		return -1;
	close(fd);
	return 0;
}

/* Who opens a new file first turns it to WAL, and whoever comes in that moment
 * finds it locked: there SQLite doesn't wait by itself. */
static int
enter_wal(sqlite3 *sqlite)
{
	struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int rc, tries = 500;

	while (((rc = sqlite3_exec(sqlite, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) & 0xff) == SQLITE_BUSY && --tries > 0)
		nanosleep(&pause, NULL);
	return rc;
}

static int
on_progress(void *arg)
{
	(void)arg;
	progress_tick();
	return 0;
}

struct db *
db_open(const char *path, enum db_open how, enum db_sync sync)
{
	struct db *db = mem_alloc(sizeof *db);
	int flags = how == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc;

	db->path = mem_str(how == DB_MEMORY ? "memory" : path);
	if (how == DB_MEMORY)
		flags |= SQLITE_OPEN_MEMORY;
	if (how == DB_CREATE)
		create_private(path);	/* when it can't, opening says why */
	rc = sqlite3_open_v2(db->path, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		log_line("%s: %s", path, db->sqlite ? sqlite3_errmsg(db->sqlite) : "out of memory");
		goto fail;
	}
	sqlite3_extended_result_codes(db->sqlite, 1);
	sqlite3_progress_handler(db->sqlite, TICK, on_progress, NULL);
	/* Readers meet a lock only in the moment of a checkpoint or recovery. */
	sqlite3_busy_timeout(db->sqlite, 5000);
	/* Reports look up ids that are in no order: what is above the leaves should stay, which halves the reads. */
	if (how == DB_READ)
		sqlite3_exec(db->sqlite, "PRAGMA cache_size = -32768", NULL, NULL, NULL);
	if (how == DB_READ || how == DB_MEMORY)
		return db;
	if ((rc = enter_wal(db->sqlite)) != SQLITE_OK ||
	    (rc = sqlite3_exec(db->sqlite, sync == DB_FULL_SYNC ? "PRAGMA synchronous = FULL" :
	    "PRAGMA synchronous = NORMAL", NULL, NULL, NULL)) != SQLITE_OK) {
		log_line("%s: %s", path, sqlite3_errmsg(db->sqlite));
		goto fail;
	}
	sqlite3_exec(db->sqlite, "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 16777216", NULL, NULL, NULL);
	return db;
fail:
	db_close(db);
	return NULL;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < CACHE; i++)
		sqlite3_finalize(db->cache[i].stmt);
	sqlite3_close(db->sqlite);
	free(db->path);
	free(db);
}

/* The prepared statement of this literal, free to use. */
static struct db_rows *
prepare(struct db *db, const char *sql)
{
	size_t i = ((uintptr_t)sql >> 3) & (CACHE - 1);
	struct db_rows *r;

	while (db->cache[i].sql != NULL && db->cache[i].sql != sql)
		i = (i + 1) & (CACHE - 1);
	r = &db->cache[i];
	if (r->busy) {
		/* A query inside its own loop: a statement for this once. */
		r = mem_alloc(sizeof *r);
		r->once = true;
	}
	r->sql = sql;
	r->db = db;
	if (r->stmt == NULL)
		r->status = sqlite3_prepare_v3(db->sqlite, sql, -1,
		    r->once ? 0 : SQLITE_PREPARE_PERSISTENT, &r->stmt, NULL);
	else
		r->status = SQLITE_OK;
	r->busy = true;
	return r;
}

static void
bind(sqlite3_stmt *st, const char *types, va_list ap)
{
	for (int i = 1; *types != '\0'; types++, i++) {
		const void *p;

		switch (*types) {
		case 'i':
			sqlite3_bind_int64(st, i, va_arg(ap, int64_t));
			break;
		case 'd':
			sqlite3_bind_double(st, i, va_arg(ap, double));
			break;
		case 's':
			sqlite3_bind_text(st, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
			break;
		case 't':
			p = va_arg(ap, const char *);
			sqlite3_bind_text64(st, i, p, va_arg(ap, size_t), SQLITE_STATIC, SQLITE_UTF8);
			break;
		case 'b':
			p = va_arg(ap, const void *);
			sqlite3_bind_blob64(st, i, p, va_arg(ap, size_t), SQLITE_STATIC);
			break;
		default:
			sqlite3_bind_null(st, i);
		}
	}
}

static struct db_rows *
start(struct db *db, const char *sql, const char *types, va_list ap)
{
	struct db_rows *r = prepare(db, sql);

	if (r->status == SQLITE_OK) {
		bind(r->stmt, types, ap);
		r->status = SQLITE_ROW;
	}
	return r;
}

struct db_rows *
db_query(struct db *db, const char *sql, const char *types, ...)
{
	struct db_rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(db, sql, types, ap);
	va_end(ap);
	return r;
}

struct db_rows *
db_query_composed(struct db *db, const char *sql, const char *types, ...)
{
	struct db_rows *r = mem_alloc(sizeof *r);
	va_list ap;

	*r = (struct db_rows){ .db = db, .once = true, .busy = true };
	r->status = sqlite3_prepare_v2(db->sqlite, sql, -1, &r->stmt, NULL);
	if (r->status == SQLITE_OK) {
		va_start(ap, types);
		bind(r->stmt, types, ap);
		va_end(ap);
		r->status = SQLITE_ROW;
	}
	return r;
}

bool
db_next(struct db_rows *r)
{
	if (r->status == SQLITE_ROW)
		r->status = sqlite3_step(r->stmt);
	return r->status == SQLITE_ROW;
}

enum db_status
db_end(struct db_rows *r)
{
	enum db_status status;

	if (r == NULL)
		return DB_OK;
	status = status_of(r->db, r->status);
	sqlite3_reset(r->stmt);
	sqlite3_clear_bindings(r->stmt);
	r->busy = false;
	if (r->once) {
		sqlite3_finalize(r->stmt);
		free(r);
	}
	return status;
}

int64_t
db_int(struct db_rows *r, int column)
{
	return sqlite3_column_int64(r->stmt, column);
}

double
db_real(struct db_rows *r, int column)
{
	return sqlite3_column_double(r->stmt, column);
}

const char *
db_text(struct db_rows *r, int column)
{
	return (const char *)sqlite3_column_text(r->stmt, column);
}

size_t
db_len(struct db_rows *r, int column)
{
	return (size_t)sqlite3_column_bytes(r->stmt, column);
}

bool
db_null(struct db_rows *r, int column)
{
	return sqlite3_column_type(r->stmt, column) == SQLITE_NULL;
}

enum db_status
db_run(struct db *db, const char *sql, const char *types, ...)
{
	struct db_rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(db, sql, types, ap);
	va_end(ap);
	while (db_next(r))
		continue;
	return db_end(r);
}

int64_t
db_changes(struct db *db)
{
	return sqlite3_changes64(db->sqlite);
}

int64_t
db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

int64_t
db_get_int(struct db *db, int64_t def, const char *sql, const char *types, ...)
{
	struct db_rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(db, sql, types, ap);
	va_end(ap);
	if (db_next(r) && !db_null(r, 0))
		def = db_int(r, 0);
	db_end(r);
	return def;
}

char *
db_get_text(struct db *db, const char *sql, const char *types, ...)
{
	struct db_rows *r;
	char *text = NULL;
	va_list ap;

	va_start(ap, types);
	r = start(db, sql, types, ap);
	va_end(ap);
	if (db_next(r))
		text = mem_str(db_text(r, 0));
	db_end(r);
	return text;
}

int
db_version(struct db *db)
{
	return (int)db_get_int(db, -1, "PRAGMA user_version", "");
}

enum db_status
db_script(struct db *db, const char *sql)
{
	return status_of(db, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL));
}

int64_t
db_first_from(struct db *db, const char *sql, int64_t newest, int64_t value)
{
	int64_t low = 1, high = newest + 1;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (db_get_int(db, INT64_MAX, sql, "i", middle) < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

enum db_status
db_begin(struct db *db)
{
	db->trouble = DB_OK;
	return db_run(db, "BEGIN IMMEDIATE", "");
}

enum db_status
db_commit(struct db *db)
{
	return db_run(db, "COMMIT", "");
}

void
db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->sqlite))
		db_run(db, "ROLLBACK", "");
}

enum db_status
db_trouble(const struct db *db)
{
	return db->trouble;
}

enum db_status
db_savepoint(struct db *db)
{
	return db_run(db, "SAVEPOINT point", "");
}

enum db_status
db_release(struct db *db)
{
	return db_run(db, "RELEASE point", "");
}

void
db_rewind(struct db *db)
{
	db_run(db, "ROLLBACK TO point", "");
	db_run(db, "RELEASE point", "");
}

int64_t
db_data_version(struct db *db)
{
	return db_get_int(db, -1, "PRAGMA data_version", "");
}

struct function {
	int64_t	(*fn)(void *arg, int64_t a, int64_t b);
	double	(*of_texts)(void *arg, const char *a, const char *b, int64_t c);
	void	*arg;
};

static void
call(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct function *f = sqlite3_user_data(c);

	if (n == 2 && sqlite3_value_type(v[0]) != SQLITE_NULL && sqlite3_value_type(v[1]) != SQLITE_NULL)
		sqlite3_result_int64(c, f->fn(f->arg, sqlite3_value_int64(v[0]), sqlite3_value_int64(v[1])));
}

int
db_function(struct db *db, const char *name, int64_t (*fn)(void *, int64_t, int64_t), void *arg)
{
	struct function *f = mem_alloc(sizeof *f);

	*f = (struct function){ .fn = fn, .arg = arg };
	return status_of(db, sqlite3_create_function_v2(db->sqlite, name, 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
	    f, call, NULL, NULL, free)) == DB_OK ? 0 : -1;
}

static void
call_of_texts(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct function *f = sqlite3_user_data(c);
	double value = n == 3 ? f->of_texts(f->arg, (const char *)sqlite3_value_text(v[0]), (const char *)sqlite3_value_text(v[1]),
	    sqlite3_value_int64(v[2])) : NAN;

	/* SQLite takes NAN for NULL. */
	sqlite3_result_double(c, value);
}

int
db_function_of_texts(struct db *db, const char *name, double (*fn)(void *, const char *, const char *, int64_t), void *arg)
{
	struct function *f = mem_alloc(sizeof *f);

	*f = (struct function){ .of_texts = fn, .arg = arg };
	return status_of(db, sqlite3_create_function_v2(db->sqlite, name, 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
	    f, call_of_texts, NULL, NULL, free)) == DB_OK ? 0 : -1;
}

int
db_attach(struct db *db, const char *path, const char *name)
{
	return db_run(db, "ATTACH ? AS ?", "ss", path, name) == DB_OK ? 0 : -1;
}

enum { COPY_PAGES = 256, COPY_PAUSE_MS = 2 };

/* A few pages at a time, so that the disk serves others in between. An open
 * read transaction keeps the moment: without it every foreign commit would
 * start the copy over. */
static int
copy_pages(struct db *from, struct db *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to->sqlite, "main", from->sqlite, "main");
	int rc;

	if (b == NULL) {
		status_of(to, sqlite3_errcode(to->sqlite));
		return -1;
	}
	while ((rc = sqlite3_backup_step(b, COPY_PAGES)) == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		progress_at("copying the store", sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b), sqlite3_backup_pagecount(b));
		sqlite3_sleep(COPY_PAUSE_MS);
	}
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE || status_of(to, rc) == DB_OK ? 0 : -1;
}

/* As db_script, but busy is said, too. 0 or -1. */
static int
script_or_say(struct db *db, const char *sql)
{
	enum db_status status = db_script(db, sql);

	if (status == DB_BUSY)
		log_line("%s: busy", base_name(db->path));
	return status == DB_OK ? 0 : -1;
}

int
db_copy(const char *from, const char *to)
{
	struct db *source = NULL, *target = NULL;
	int rc = -1;

	if ((source = db_open(from, DB_READ, DB_NORMAL)) == NULL ||
	    script_or_say(source, "BEGIN; SELECT count(*) FROM sqlite_schema") == -1)
		goto done;
	if ((target = db_open(to, DB_CREATE, DB_FULL_SYNC)) == NULL)
		goto done;
	/* The pages bring the mode along; without it there is one file and nothing beside it. */
	if ((rc = copy_pages(source, target)) == 0)
		rc = script_or_say(target, "PRAGMA journal_mode = DELETE");
done:
	db_close(target);
	db_close(source);
	return rc;
}

int
db_check(struct db *db)
{
	char *found = db_get_text(db, "PRAGMA integrity_check(1)", "");
	int rc = found != NULL && strcmp(found, "ok") == 0 ? 0 : -1;

	if (rc == -1)
		log_line("%s: %s", base_name(db->path), found != NULL ? found : "can't be read");
	free(found);
	return rc;
}

int
db_rewrite(struct db *db)
{
	return db_script(db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)") == DB_OK ? 0 : -1;
}
