#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/event.h"
#include "wa/media.h"
#include "wa/shelf.h"

/* WhatsApp keeps what came with a webhook for 7 days. */
#define KEPT_FOR	(7 * CLOCK_DAY)
#define AGAIN_FIRST	(10 * CLOCK_MINUTE)
#define AGAIN_MOST	(12 * CLOCK_HOUR)
/* And what we upload for 30; it goes out within the day. */
#define UPLOAD_KEPT_FOR	(29 * CLOCK_DAY)

const json_t *
media_in(const json_t *ev)
{
	const json_t *m = json_at(ev, "message.media");

	return json_is_object(m) ? m : NULL;
}

/* When the try after so many is due; 0: WhatsApp has it no more by then. */
static int64_t
next_try(int64_t sent, int64_t tries, int64_t now)
{
	int64_t wait = AGAIN_FIRST;

	for (int64_t i = 0; i < tries && wait < AGAIN_MOST; i++)
		wait *= 2;
	if (wait > AGAIN_MOST)
		wait = AGAIN_MOST;
	return now + wait < sent + KEPT_FOR ? now + wait : 0;
}

/* What it takes to ask once more, printed into b. */
static void
print_asked(const json_t *ev, struct buf *b)
{
	const json_t *m = media_in(ev);
	json_t *asked = json_object();

	json_put(asked, "id", json_text(m, "id"));
	json_put(asked, "sha256", json_text(m, "sha256"));
	json_put(asked, "number", json_text(ev, "message.number"));
	json_print(asked, b);
	json_decref(asked);
}

/* Where it stands on the shelf. */
static const char *
name_in(const json_t *key)
{
	const char *path = json_text(key, "path");

	return path != NULL ? shelf_name(path) : NULL;
}

/* Writes a key into its row. */
static int
fill(struct db *db, const char *event, const json_t *key, int64_t tries, int64_t again)
{
	return db_run(db, "UPDATE media SET path = ?2, sha256 = ?3, type = ?4, bytes = nullif(?5, 0), seconds = nullif(?6, 0.0),"
	    " width = nullif(?7, 0), height = nullif(?8, 0), problem = ?9, tries = ?10, again = nullif(?11, 0)"
	    " WHERE event = ?1 AND path IS NULL", "ssssidiisii", event, name_in(key), json_text(key, "sha256"), json_text(key, "type"),
	    json_number(key, "bytes", 0), json_number_value(json_object_get(key, "seconds")), json_number(key, "width", 0),
	    json_number(key, "height", 0), json_text(key, "problem"), tries, again) == DB_OK ? 0 : -1;
}

/* A row that says nothing yet; none where there is one. */
static int
begin_row(struct db *db, const char *event, int64_t contact, int64_t at, const char *name, const char *asked)
{
	return db_run(db, "INSERT OR IGNORE INTO media (event, contact, at, name, asked) VALUES (?, ?, ?, ?, ?)", "siiss",
	    event, contact, at, name, asked) == DB_OK ? 0 : -1;
}

int
media_file_ours(struct db *db, const char *event, int64_t contact, const char *name, const json_t *key, int64_t now)
{
	return begin_row(db, event, contact, now, name, NULL) == 0 ? fill(db, event, key, 0, 0) : -1;
}

int
media_file(struct db *db, const json_t *ev, int64_t contact, const json_t *key, int64_t now)
{
	int64_t at = event_time(ev) != 0 ? event_time(ev) : now;
	struct buf asked = { 0 };
	int rc;

	print_asked(ev, &asked);
	rc = begin_row(db, event_id(ev), contact, at, json_text(media_in(ev), "filename"), asked.data);
	buf_free(&asked);
	return rc == 0 ? fill(db, event_id(ev), key, 0, json_yes(key, "again") ? next_try(at, 0, now) : 0) : -1;
}

static void
put_number(json_t *o, const char *name, struct db_rows *r, int column)
{
	if (!db_null(r, column))
		json_object_set_new(o, name, json_integer(db_int(r, column)));
}

#define FACTS "m.path, m.type, m.bytes, m.seconds, m.width, m.height, m.sha256, m.problem, m.again"
enum { PATH, TYPE, BYTES, SECONDS, WIDTH, HEIGHT, SHA256, PROBLEM, AGAIN, MORE };

/* The members that stand in FACTS. */
static void
put_facts(json_t *o, const struct workspace *ws, struct db_rows *r)
{
	char *path = db_null(r, PATH) ? NULL : shelf_path(ws, db_text(r, PATH));

	json_put(o, "path", path);
	json_put(o, "type", db_text(r, TYPE));
	put_number(o, "bytes", r, BYTES);
	if (!db_null(r, SECONDS))
		json_object_set_new(o, "seconds", json_real(db_real(r, SECONDS)));
	put_number(o, "width", r, WIDTH);
	put_number(o, "height", r, HEIGHT);
	json_put(o, "sha256", db_text(r, SHA256));
	json_put(o, "problem", db_text(r, PROBLEM));
	free(path);
}

json_t *
media_key(struct db *db, const struct workspace *ws, const char *event)
{
	struct db_rows *r = db_query(db, "SELECT " FACTS ", m.removed FROM media m WHERE m.event = ?", "s", event);
	json_t *key = NULL;

	if (db_next(r)) {
		key = json_object();
		put_facts(key, ws, r);
		if (!db_null(r, MORE))
			json_put(key, "problem", "no longer kept");
	}
	db_end(r);
	return key;
}

bool
media_next_due(struct db *db, int64_t now, struct media_due *due)
{
	struct db_rows *r = db_query(db, "SELECT event, asked FROM media WHERE again <= ? ORDER BY again LIMIT 1", "i", now);
	bool any = db_next(r);

	*due = (struct media_due){ 0 };
	if (any) {
		due->event = mem_str(db_text(r, 0));
		due->asked = db_null(r, 1) ? NULL : json_parse(db_text(r, 1), db_len(r, 1), NULL);
	}
	db_end(r);
	return any;
}

void
media_due_free(struct media_due *due)
{
	free(due->event);
	json_decref(due->asked);
	*due = (struct media_due){ 0 };
}

int
media_settle(struct db *db, const char *event, const json_t *key, int64_t now)
{
	int64_t at = db_get_int(db, 0, "SELECT at FROM media WHERE event = ?", "s", event);
	int64_t tries = db_get_int(db, 0, "SELECT tries FROM media WHERE event = ?", "s", event) + 1;

	return fill(db, event, key, tries, json_yes(key, "again") ? next_try(at, tries, now) : 0);
}

json_t *
media_list(struct db *db, const struct workspace *ws, int64_t since, bool only_missing, int64_t max)
{
	struct db_rows *r = db_query(db, "SELECT " FACTS ", m.event, m.at, c.key, c.name, m.name, m.removed"
	    " FROM media m JOIN contact c ON c.id = m.contact WHERE m.at >= ?1 AND (?2 = 0 OR m.problem IS NOT NULL)"
	    " ORDER BY m.at DESC, m.event LIMIT ?3", "iii", since, (int64_t)only_missing, max);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *o = json_object();

		json_put(o, "event", db_text(r, MORE));
		json_put_time(o, "time", db_int(r, MORE + 1));
		json_put(o, "conversation", db_text(r, MORE + 2));
		json_put(o, "name", db_text(r, MORE + 3));
		json_put(o, "file", db_text(r, MORE + 4));
		put_facts(o, ws, r);
		json_put_time(o, "again", db_int(r, AGAIN));
		json_put_time(o, "removed", db_int(r, MORE + 5));
		json_array_append_new(list, o);
	}
	db_end(r);
	return list;
}

int
media_each_old(struct db *db, int64_t before, void (*each)(void *, const char *), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT DISTINCT path FROM media m WHERE path IS NOT NULL AND at < ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM media n WHERE n.path = m.path AND n.at >= ?1)", "i", before);

	while (db_next(r))
		each(arg, db_text(r, 0));
	return db_end(r) == DB_OK ? 0 : -1;
}

bool
media_needs(struct db *db, const char *name, int64_t since)
{
	return db_get_int(db, 1, "SELECT count(*) FROM media WHERE path = ? AND at >= ?", "si", name, since) > 0;
}

int
media_forget(struct db *db, const char *name, int64_t now)
{
	return db_run(db, "UPDATE media SET path = NULL, removed = ?2 WHERE path = ?1", "si", name, now) == DB_OK ? 0 : -1;
}

char *
media_uploaded(struct db *db, const char *sha256, const char *number, const char *type, int64_t now)
{
	return db_get_text(db, "SELECT id FROM upload WHERE sha256 = ? AND number = ? AND type = ? AND at > ?", "sssi",
	    sha256, number, type, now - UPLOAD_KEPT_FOR);
}

int
media_note_upload(struct db *db, const char *sha256, const char *number, const char *type, const char *id, int64_t now)
{
	return db_run(db, "INSERT OR REPLACE INTO upload (sha256, number, type, id, at) VALUES (?, ?, ?, ?, ?)", "ssssi",
	    sha256, number, type, id, now) == DB_OK ? 0 : -1;
}

int
media_forget_upload(struct db *db, const char *id)
{
	return db_run(db, "DELETE FROM upload WHERE id = ?", "s", id) == DB_OK ? 0 : -1;
}
