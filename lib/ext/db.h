/*
 * db: owner of SQLite. Opens files the one way we use them (WAL, private),
 * runs statements with typed parameters, caches what it prepared.
 *
 * SQL text is a string literal of a store module: statements are cached by
 * its address. Parameters are named by letters in `types`, one each:
 *   i int64_t    d double    s const char * (NULL binds NULL)
 *   t const char *, size_t (text with a length)    b const void *, size_t (blob)
 *   n nothing: NULL
 * Errors are said once, here, subject the file; busy and full are left to the
 * caller, who may try again.
 */
#ifndef EXT_DB_H
#define EXT_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_rows;

enum db_status {
	DB_OK = 0,
	DB_ERROR = -1,		/* said already */
	DB_BUSY = -2,		/* somebody else writes */
	DB_FULL = -3,		/* disk full or read-only: said, once a minute while it stays so */
	DB_EXISTS = -4,		/* a uniqueness constraint */
};

enum db_sync { DB_NORMAL, DB_FULL_SYNC };
enum db_open { DB_CREATE, DB_WRITE, DB_READ, DB_MEMORY };

/* NULL after saying why. Files are created 0600. */
struct db	*db_open(const char *path, enum db_open, enum db_sync);
void		 db_close(struct db *);

/* PRAGMA user_version; -1 after saying why when the file is damaged or no database. */
int		 db_version(struct db *);
/* Several statements without parameters (migrations); in a transaction of the caller's. */
enum db_status	 db_script(struct db *, const char *sql);

/* A statement without rows. */
enum db_status	 db_run(struct db *, const char *sql, const char *types, ...);
int64_t		 db_changes(struct db *);	/* rows changed by the last db_run */
int64_t		 db_last_id(struct db *);

/*
 * A statement with rows:
 *	struct db_rows *r = db_query(db, SQL, "s", key);
 *	while (db_next(r)) ... db_int(r, 0) ...
 *	if (db_end(r) != DB_OK) ...
 * db_end is due whatever happened, takes NULL, and frees the statement for
 * the next use; pointers into a row end with the next db_next.
 */
struct db_rows	*db_query(struct db *, const char *sql, const char *types, ...);
/* The same for a text that a store module composed of literals: prepared for
 * this once. */
struct db_rows	*db_query_composed(struct db *, const char *sql, const char *types, ...);
bool		 db_next(struct db_rows *);
enum db_status	 db_end(struct db_rows *);
int64_t		 db_int(struct db_rows *, int column);
double		 db_real(struct db_rows *, int column);
const char	*db_text(struct db_rows *, int column);	/* NULL for NULL */
size_t		 db_len(struct db_rows *, int column);
bool		 db_null(struct db_rows *, int column);

/* The first column of the first row, or def when there is none. */
int64_t		 db_get_int(struct db *, int64_t def, const char *sql, const char *types, ...);
/* The same as text the caller frees, NULL when there is none or NULL. */
char		*db_get_text(struct db *, const char *sql, const char *types, ...);

/*
 * The first key from which on values are at least this, by halving: for values
 * that rise with the keys and have no index. sql gives the value of the first
 * row from a key on. newest + 1 when there is none.
 */
int64_t		 db_first_from(struct db *, const char *sql, int64_t newest, int64_t value);

enum db_status	 db_begin(struct db *);		/* IMMEDIATE */
enum db_status	 db_commit(struct db *);
void		 db_rollback(struct db *);
/* The last failure since db_begin, DB_OK when there was none: tells a caller
 * that got -1 from a store module whether waiting may help (busy, full). */
enum db_status	 db_trouble(const struct db *);
/* A point inside the transaction to come back to. */
enum db_status	 db_savepoint(struct db *);
enum db_status	 db_release(struct db *);	/* keep what was done since */
void		 db_rewind(struct db *);	/* undo it, and release */
/* A function of two integers for statements to call by its name; NULL where one of them is NULL. 0 or -1. */
int		 db_function(struct db *, const char *name, int64_t (*fn)(void *arg, int64_t a, int64_t b), void *arg);
/* The same of two texts (NULL for NULL) and an integer; NAN is NULL. */
int		 db_function_of_texts(struct db *, const char *name, double (*fn)(void *arg, const char *a, const char *b, int64_t c), void *arg);
/* Another database file, to be read as `name`.TABLE. 0 or -1. */
int		 db_attach(struct db *, const char *path, const char *name);
/*
 * A copy of the database as it is now, into a new file that is on the disk
 * when it returns; others read and write meanwhile. 0, or -1 after saying why.
 */
int		 db_copy(const char *from, const char *to);
/* Writes the file anew without what was deleted, and empties the log beside it:
 * nothing of it is left in either. Nobody else may have it open. 0 or -1. */
int		 db_rewrite(struct db *);
/* Reads the whole file: are its pages and indexes sound? 0, or -1 after saying what is wrong. */
int		 db_check(struct db *);
/* Changes when another connection has committed. */
int64_t		 db_data_version(struct db *);

#endif
