#include <stdlib.h>

#include "base/mem.h"
#include "wa/merge.h"

int64_t
merge_person(struct db *db, int64_t contact)
{
	return db_get_int(db, 0, "SELECT person FROM contact WHERE id = ?", "i", contact);
}

int
merge_add(struct db *db, int64_t contact, int64_t into, const char *who, int64_t now)
{
	int64_t from = merge_person(db, contact), to = merge_person(db, into);

	if (from == to)
		return 1;
	if (db_run(db, "INSERT INTO contact_merge (contact, into_, at, who) VALUES (?, ?, ?, ?)",
	    "iiis", from, to, now, who) != DB_OK)
		return -1;
	return db_run(db, "UPDATE contact SET merged = ?2 WHERE person = ?1", "ii", from, to) == DB_OK ? 0 : -1;
}

/* For each contact of what was one person: the end of the way that is left. */
static int
follow(struct db *db, int64_t person)
{
	return db_run(db, "UPDATE contact SET merged = nullif((WITH RECURSIVE way (id, steps) AS (SELECT contact.id, 0"
	    " UNION ALL SELECT m.into_, steps + 1 FROM way JOIN contact_merge m ON m.contact = way.id AND m.undone IS NULL)"
	    " SELECT id FROM way ORDER BY steps DESC LIMIT 1), id) WHERE person = ?", "i", person) == DB_OK ? 0 : -1;
}

int64_t
merge_undo(struct db *db, int64_t contact, const char *who, int64_t now)
{
	int64_t merge = db_get_int(db, 0, "SELECT id FROM contact_merge WHERE contact = ? AND undone IS NULL", "i", contact);
	int64_t person = merge_person(db, contact);

	if (merge == 0)
		merge = db_get_int(db, 0, "SELECT id FROM contact_merge WHERE into_ = ? AND undone IS NULL ORDER BY id DESC LIMIT 1",
		    "i", contact);
	if (merge == 0)
		return 0;
	if (db_run(db, "UPDATE contact_merge SET undone = ?2, undone_by = ?3 WHERE id = ?1", "iis", merge, now, who) != DB_OK ||
	    follow(db, person) == -1)
		return -1;
	return db_get_int(db, -1, "SELECT contact FROM contact_merge WHERE id = ?", "i", merge);
}

int
merge_each(struct db *db, int64_t contact, int (*each)(void *, int64_t), void *arg)
{
	struct db_rows *r = db_query(db, "SELECT id FROM contact WHERE person = (SELECT person FROM contact WHERE id = ?)"
	    " ORDER BY merged IS NOT NULL, id", "i", contact);
	int64_t *ids = NULL;
	size_t n = 0;
	int rc;

	/* First all of them: what is done to one may write. */
	while (db_next(r)) {
		ids = mem_grow(ids, n + 1, sizeof *ids);
		ids[n++] = db_int(r, 0);
	}
	rc = db_end(r) == DB_OK ? 0 : -1;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = each(arg, ids[i]);
	free(ids);
	return rc;
}
