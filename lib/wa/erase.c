#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/progress.h"
#include "wa/contact.h"
#include "wa/erase.h"
#include "wa/inquiry.h"
#include "wa/journal.h"
#include "wa/merge.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/pseudonym.h"
#include "wa/search.h"
#include "wa/shelf.h"
#include "wa/store.h"
#include "wa/telling.h"
#include "wa/traces.h"

#define LINES_MAX	((size_t)1 << 30)

struct erasure {
	const struct workspace	*ws;
	struct store		*store;
	struct db		*db;		/* wa.db */
	struct journal		*lock;		/* nobody writes the journal */
	struct db		*journal;
	char			*key;
	int64_t			*contacts;	/* all that are this person */
	size_t			 n_contacts;
	struct traces		*traces;	/* what the person is known by */
	json_t			*subjects;	/* keyed hashes */
	json_t			*rows;		/* table -> how many */
	char			**files;	/* names on the shelf */
	size_t			 n_files;
	const char		*by;		/* whose doing it is; NULL: nobody's in particular */
	int64_t			 now;
};

/* ------------------------------------------------------- what there is */

static int
add_contact(void *arg, int64_t contact)
{
	struct erasure *e = arg;

	for (size_t i = 0; i < e->n_contacts; i++)
		if (e->contacts[i] == contact)
			return 0;
	e->contacts = mem_grow(e->contacts, e->n_contacts + 1, sizeof *e->contacts);
	e->contacts[e->n_contacts++] = contact;
	return 0;
}

/* The first column of each row, with its pseudonym, into the table of names. */
static int
name_all(struct erasure *e, const char *sql, int64_t contact)
{
	struct db_rows *r = db_query(e->db, sql, "i", contact);
	int rc = 0;

	while (rc == 0 && db_next(r)) {
		const char *id = db_text(r, 0);
		char *new;

		if (id == NULL || *id == '\0')
			continue;
		traces_add(e->traces, id);
		new = pseudonym_of(e->key, id);
		if (db_run(e->db, "INSERT OR IGNORE INTO temp.name (old, new) VALUES (?, ?)", "ss", id, new) != DB_OK)
			rc = -1;
		free(new);
	}
	return db_end(r) == DB_OK ? rc : -1;
}

/* Everything by which rows and files may name the person. */
static int
collect(struct erasure *e)
{
	static const char *const ids[] = {
		"SELECT value FROM alias WHERE contact = ?",
		"SELECT wa_id FROM contact WHERE id = ?",
		"SELECT user_id FROM contact WHERE id = ?",
		"SELECT username FROM contact WHERE id = ?",
		"SELECT key FROM contact WHERE id = ?",
		"SELECT id FROM message WHERE contact = ?",
		"SELECT wamid FROM outbox WHERE contact = ?",
	};

	if (db_script(e->db, "PRAGMA temp_store = MEMORY; CREATE TEMP TABLE name (old TEXT PRIMARY KEY, new TEXT NOT NULL);"
	    "CREATE TEMP TABLE claim (event TEXT PRIMARY KEY, contact INTEGER NOT NULL)") != DB_OK)
		return -1;
	for (size_t c = 0; c < e->n_contacts; c++)
		for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
			if (name_all(e, ids[i], e->contacts[c]) == -1)
				return -1;
	/* All claims, read once and before others must wait. */
	return db_run(e->db, "INSERT OR IGNORE INTO temp.claim (event, contact) SELECT d.event, q.contact FROM decision d"
	    " JOIN inquiry q ON q.id = json_extract(d.detail, '$.inquiry') WHERE d.action = 'claim'", "") == DB_OK ? 0 : -1;
}

/* Files that nobody else sent too. */
static int
collect_files(struct erasure *e)
{
	int rc = 0;

	for (size_t c = 0; rc == 0 && c < e->n_contacts; c++) {
		struct db_rows *r = db_query(e->db, "SELECT DISTINCT m.path FROM media m WHERE m.contact = ? AND m.path IS NOT NULL"
		    " AND NOT EXISTS (SELECT 1 FROM media o JOIN contact p ON p.id = o.contact JOIN contact q ON q.id = m.contact"
		    " WHERE o.path = m.path AND p.person <> q.person)", "i", e->contacts[c]);

		while (db_next(r)) {
			e->files = mem_grow(e->files, e->n_files + 1, sizeof *e->files);
			e->files[e->n_files++] = mem_str(db_text(r, 0));
		}
		rc = db_end(r) == DB_OK ? 0 : -1;
	}
	return rc;
}

/* ------------------------------------------------------- what goes */

/* One table's share of it; ?1 is the contact. Tables whose rows hold nothing
 * but times and outcomes are not here. */
static const struct step {
	const char	*table;
	const char	*sql;
} steps[] = {
/* Messages by which members claimed an inquiry of the person. */
#define CLAIMS "(SELECT event FROM temp.claim WHERE contact = ?1)"
#define NAMED(column) "coalesce((SELECT new FROM temp.name WHERE old = " column "), " column ")"
	/* What members were told of the person stands with the members. */
	{ "outbox", "UPDATE outbox SET payload = '{}', reason = NULL WHERE event IN " CLAIMS " OR id IN"
	    " (SELECT o.id FROM notice n CROSS JOIN telling t ON t.notice = n.id CROSS JOIN outbox o"
	    "  ON o.event > '" TELLING_EVENT "' || t.id || '.' AND o.event < '" TELLING_EVENT "' || t.id || '/' WHERE n.contact = ?1)" },
	{ "memo", "DELETE FROM memo WHERE event IN " CLAIMS },
	{ "memo", "DELETE FROM memo WHERE event IN (SELECT id FROM message WHERE contact = ?1)" },
	{ "turn", "UPDATE turn SET event = " NAMED("event") ", head = " NAMED("head")
	    " WHERE event IN (SELECT id FROM message WHERE contact = ?1) OR head IN (SELECT id FROM message WHERE contact = ?1)" },
	{ "inquiry_event", "UPDATE inquiry_event SET event = " NAMED("event")
	    " WHERE inquiry IN (SELECT id FROM inquiry WHERE contact = ?1)" },
	{ "inquiry_log", "UPDATE inquiry_log SET subject = " NAMED("subject") ", why = NULL"
	    " WHERE inquiry IN (SELECT id FROM inquiry WHERE contact = ?1)" },
	{ "inquiry", "UPDATE inquiry SET seen = NULL, reply = NULL WHERE contact = ?1" },
	{ "decision", "UPDATE decision SET event = " NAMED("event") ", detail = '{}' WHERE contact = ?1" },
	{ "label", "UPDATE label SET event = " NAMED("event") ", tags = NULL WHERE contact = ?1" },
	{ "heard", "UPDATE heard SET event = " NAMED("event") ", text = NULL, summary = NULL, readings = NULL, problem = NULL WHERE contact = ?1" },
	{ "media", "UPDATE media SET event = " NAMED("event") ", path = NULL, sha256 = NULL, name = NULL, problem = NULL,"
	    " asked = NULL, again = NULL, removed = coalesce(removed, at) WHERE contact = ?1" },
	{ "referral", "DELETE FROM referral WHERE contact = ?1" },
	{ "note", "DELETE FROM note WHERE contact = ?1" },
	{ "tag", "DELETE FROM tag WHERE contact = ?1" },
	{ "attribute", "DELETE FROM attribute WHERE contact = ?1" },
	{ "assignment", "UPDATE assignment SET why = NULL WHERE contact = ?1" },
	{ "telling", "UPDATE telling SET reason = NULL WHERE notice IN (SELECT id FROM notice WHERE contact = ?1)" },
	{ "notice", "UPDATE notice SET detail = NULL WHERE contact = ?1" },
	{ "lead_value", "DELETE FROM lead_value WHERE lead IN (SELECT id FROM lead WHERE contact = ?1)" },
	{ "lead_log", "UPDATE lead_log SET value = NULL, words = NULL WHERE lead IN (SELECT id FROM lead WHERE contact = ?1)" },
	{ "lead_hint", "DELETE FROM lead_hint WHERE contact = ?1" },
	{ "lead", "UPDATE lead SET event = " NAMED("event") ", first = NULL, referral = NULL, fields = '{}', said = '{}', asking = NULL"
	    " WHERE contact = ?1" },
	{ "early_status", "DELETE FROM early_status WHERE wamid IN (SELECT wamid FROM outbox WHERE contact = ?1)" },
	{ "outbox", "UPDATE outbox SET event = " NAMED("event") ", payload = '{}', wamid = " NAMED("wamid") ", reason = NULL WHERE contact = ?1" },
	{ "transition", "UPDATE transition SET event = " NAMED("event") " WHERE contact = ?1" },
	{ "conversation", "UPDATE conversation SET opted_out_event = " NAMED("opted_out_event") ", parting = " NAMED("parting")
	    ", control = 'closed', closed_as = 'deleted', waiting = NULL WHERE contact = ?1" },
	{ "message", "UPDATE message SET id = " NAMED("id") ", text = NULL, reply_to = NULL WHERE contact = ?1" },
	{ "alias", "DELETE FROM alias WHERE contact = ?1" },
	{ "contact", "UPDATE contact SET key = 'c_' || lower(hex(randomblob(8))), name = NULL, username = NULL, wa_id = NULL, user_id = NULL"
	    " WHERE id = ?1" },
};

static void
count_rows(struct erasure *e, const char *table, int64_t n)
{
	if (n > 0)
		json_object_set_new(e->rows, table, json_integer((json_int_t)(json_number(e->rows, table, 0) + n)));
}

/* What is open about somebody who is nobody any more is nobody's work: cases,
 * and messages that nobody has decided about. */
static int
end_work(struct erasure *e, int64_t contact)
{
	int64_t id;

	while ((id = inquiry_of(e->db, contact)) != 0)
		if (inquiry_ignore(e->db, id, e->by != NULL ? e->by : INQUIRY_RULE, e->now) != 0)
			return -1;
	while ((id = db_get_int(e->db, 0, "SELECT min(seq) FROM message WHERE contact = ? AND type = 'message' AND handed IS NULL",
	    "i", contact)) > 0)
		if (message_hand(e->db, id, OUTCOME_IGNORED, true, e->now) == -1)
			return -1;
	return 0;
}

static int
clear_rows(struct erasure *e)
{
	for (size_t c = 0; c < e->n_contacts; c++) {
		if (end_work(e, e->contacts[c]) == -1)
			return -1;
		for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
			if (db_run(e->db, steps[i].sql, "i", e->contacts[c]) != DB_OK)
				return -1;
			count_rows(e, steps[i].table, db_changes(e->db));
		}
	}
	return outbox_withdraw(e->db, e->now);
}

/* The names once more beside the journal, so that one reading of it finds all that is the person's. */
static int
copy_names(struct erasure *e)
{
	struct db_rows *r = db_query(e->db, "SELECT old, new FROM temp.name", "");
	int rc = db_script(e->journal, "PRAGMA temp_store = MEMORY; CREATE TEMP TABLE name (old TEXT PRIMARY KEY, new TEXT NOT NULL);"
	    "CREATE TEMP TABLE mine (seq INTEGER PRIMARY KEY)") == DB_OK ? 0 : -1;

	while (rc == 0 && db_next(r))
		rc = db_run(e->journal, "INSERT INTO temp.name (old, new) VALUES (?, ?)", "ss", db_text(r, 0), db_text(r, 1)) == DB_OK ? 0 : -1;
	if (db_end(r) != DB_OK || rc == -1 ||
	    db_run(e->journal, "INSERT INTO temp.mine SELECT seq FROM entry WHERE peer IN (SELECT old FROM temp.name)", "") != DB_OK)
		return -1;
	return 0;
}

/* What the follower has yet to take becomes an event that nobody acts on; a
 * redelivery is known by a digest that says nothing without the key. */
static int
clear_entries(struct erasure *e)
{
	struct db_rows *r = db_query(e->journal, "SELECT m.seq, (SELECT once FROM entry WHERE seq = m.seq) FROM temp.mine m", "");
	int64_t filed = store_mark(e->store, "journal", 0);
	unsigned char once[PSEUDONYM_ONCE];
	int rc = db_begin(e->journal) == DB_OK ? 0 : -1;

	while (rc == 0 && db_next(r)) {
		if (db_len(r, 1) != sizeof once)
			continue;
		pseudonym_once(e->key, (const unsigned char *)db_text(r, 1), once);
		if (db_run(e->journal, "UPDATE entry SET id = (SELECT new FROM temp.name WHERE old = entry.peer), peer = NULL, once = ?3,"
		    " type = CASE WHEN seq > ?2 THEN 'unknown' ELSE type END WHERE seq = ?1", "iib", db_int(r, 0), filed, once, sizeof once) != DB_OK ||
		    db_run(e->journal, "UPDATE entry SET body = json_object('v', 1, 'id', id, 'type', type, 'erased', json('true'))"
		    " WHERE seq = ?1", "i", db_int(r, 0)) != DB_OK)
			rc = -1;
	}
	if (db_end(r) == DB_OK && rc == 0 && db_commit(e->journal) == DB_OK)
		return 0;
	db_rollback(e->journal);
	return -1;
}

/* Takes the lines that name the person out of a file. */
static int
clear_lines(const struct erasure *e, const char *path)
{
	char *line, *next;
	struct buf all = {0}, kept = {0};
	int rc = 0;

	if (file_read(path, LINES_MAX, &all) == -1) {
		rc = -1;
	} else {
		for (line = all.data; line != NULL && *line != '\0'; line = next) {
			size_t len = strcspn(line, "\n");

			next = line[len] == '\n' ? line + len + 1 : NULL;
			if (!traces_in(e->traces, line, len))
				buf_add(&kept, line, len + (next != NULL));
		}
		if (kept.len != all.len)
			rc = file_replace(path, 0600, kept.data ? kept.data : "", kept.len);
	}
	if (rc == -1)
		log_line("%s: %s", path, strerror(errno));
	buf_free(&all);
	buf_free(&kept);
	return rc;
}

/* dead.ndjson, and whatever else is kept in lines. */
static int
clear_lines_everywhere(const struct erasure *e)
{
	struct dirent **names;
	int n = scandir(e->ws->var, &names, NULL, alphasort), rc = 0;

	for (int i = 0; i < n; i++) {
		char *path = workspace_state(e->ws, names[i]->d_name);

		if (rc == 0 && fnmatch("*.ndjson", names[i]->d_name, 0) == 0)
			rc = clear_lines(e, path);
		free(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return rc;
}

static void
remove_files(struct erasure *e)
{
	for (size_t i = 0; i < e->n_files; i++)
		shelf_remove(e->ws, e->files[i]);
}

static int
clear(struct erasure *e)
{
	/* Deleted cells are overwritten at once; rewriting takes the pages away too. */
	progress_at("taking out what was kept", 0, 0);
	if (db_script(e->db, "PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF") != DB_OK ||
	    db_script(e->journal, "PRAGMA secure_delete = ON") != DB_OK || clear_entries(e) == -1)
		return -1;
	if (store_begin(e->store) == -1)
		return -1;
	if (clear_rows(e) == -1 || search_rebuild(e->db) == -1 || store_commit(e->store) == -1) {
		store_rollback(e->store);
		return -1;
	}
	remove_files(e);
	progress_at("rewriting the stores", 0, 0);
	return clear_lines_everywhere(e) == 0 && db_rewrite(e->db) == 0 && db_rewrite(e->journal) == 0 ? 0 : -1;
}

/* ------------------------------------------------------- the whole */

static int
open_stores(struct erasure *e, bool really)
{
	char *path = workspace_state(e->ws, "journal.db");
	int rc = -1;

	if ((e->store = store_open(e->ws, really ? STORE_ALONE : STORE_NORMAL)) == NULL)
		goto done;
	e->db = store_db(e->store);
	if (really && (e->lock = journal_create(e->ws)) == NULL)
		goto done;
	e->journal = db_open(path, really ? DB_WRITE : DB_READ, DB_FULL_SYNC);
	rc = e->journal != NULL ? 0 : -1;
done:
	free(path);
	return rc;
}

static int
find_one(struct erasure *e, const char *who)
{
	int64_t contact = contact_find(e->db, who);
	char *key, *subject;

	if (contact <= 0) {
		log_line("%s: nobody we know by this whole key, phone or user id", who);
		return -1;
	}
	key = db_get_text(e->db, "SELECT key FROM contact WHERE id = ?", "i", merge_person(e->db, contact));
	subject = pseudonym_of(e->key, key);
	json_array_append_new(e->subjects, json_string(subject));
	free(subject);
	free(key);
	return merge_each(e->db, contact, add_contact, e);
}

static int
find(struct erasure *e, const char *const *who, size_t n)
{
	if ((e->key = pseudonym_key(e->ws->var, true)) == NULL)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (find_one(e, who[i]) == -1)
			return -1;
	return collect(e) == 0 && collect_files(e) == 0 ? 0 : -1;
}

/* A dry run counts in a transaction that is taken back. */
static int
count(struct erasure *e)
{
	int rc;

	progress_at("counting what would go", 0, 0);
	if (db_script(e->db, "PRAGMA foreign_keys = OFF") != DB_OK || store_begin(e->store) == -1)
		return -1;
	rc = clear_rows(e);
	store_rollback(e->store);
	return rc;
}

static json_t *
proof(struct erasure *e, const char *by, bool really, int64_t entries)
{
	char at[CLOCK_LEN];
	json_t *p = json_pack("{s:s,s:O,s:s,s:s*,s:b,s:O,s:I,s:I}", "workspace", e->ws->name, "subjects", e->subjects,
	    "at", clock_format(e->now, at), "by", by, "erased", (int)really, "rows", e->rows,
	    "entries", (json_int_t)entries, "files", (json_int_t)e->n_files);

	if (really)
		json_object_set_new(p, "searched", traces_search(e->traces, e->ws->var));
	return p;
}

static void
release(struct erasure *e)
{
	for (size_t i = 0; i < e->n_files; i++)
		free(e->files[i]);
	free(e->files);
	free(e->contacts);
	free(e->key);
	traces_free(e->traces);
	json_decref(e->subjects);
	json_decref(e->rows);
	db_close(e->journal);
	journal_close(e->lock);
	store_close(e->store);
}

json_t *
erase_people(const struct workspace *ws, const char *const *who, size_t n, const char *by, bool really, int64_t now)
{
	struct erasure e = { .ws = ws, .by = by, .now = now, .subjects = json_array(), .rows = json_object(), .traces = traces_new() };
	json_t *result = NULL;
	int64_t entries;

	if (open_stores(&e, really) == -1 || find(&e, who, n) == -1 ||
	    copy_names(&e) == -1)
		goto done;
	entries = db_get_int(e.journal, 0, "SELECT count(*) FROM temp.mine", "");
	if ((really ? clear(&e) : count(&e)) == -1)
		goto done;
	if (really) {
		/* Closed, so that the files are searched as they stay. */
		db_close(e.journal);
		e.journal = NULL;
		store_close(e.store);
		e.store = NULL;
	}
	result = proof(&e, by, really, entries);
done:
	release(&e);
	return result;
}

json_t *
erase_idle(const struct workspace *ws, int64_t since)
{
	struct store *st = store_open(ws, STORE_READ);
	json_t *keys = json_array();
	struct db_rows *r;

	if (st == NULL)
		return keys;
	r = db_query(store_db(st), "SELECT c.key FROM contact c WHERE c.merged IS NULL AND (c.wa_id IS NOT NULL OR c.user_id IS NOT NULL)"
	    " AND NOT EXISTS (SELECT 1 FROM contact p JOIN conversation v ON v.contact = p.id WHERE p.person = c.id"
	    " AND (v.last >= ?1 OR v.created >= ?1))"
	    " AND NOT EXISTS (SELECT 1 FROM contact p JOIN inquiry q ON q.contact = p.id WHERE p.person = c.id"
	    " AND q.status IN ('open', 'claimed')) ORDER BY c.id", "i", since);
	while (db_next(r))
		json_array_append_new(keys, json_string(db_text(r, 0)));
	if (db_end(r) != DB_OK) {
		json_decref(keys);
		keys = NULL;
	}
	store_close(st);
	return keys;
}
