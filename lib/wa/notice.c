#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/notice.h"

static const char *const names[] = { "handoff", "inquiry", "lead", "claim", "mention", "breach" };
#define NAMES (sizeof names / sizeof *names)

const char *
notice_name(enum notice_what what)
{
	return names[what];
}

static enum notice_what
what_of(const char *name)
{
	size_t i = 0;

	while (i + 1 < NAMES && strcmp(names[i], name) != 0)
		i++;
	return (enum notice_what)i;
}

int
notice_add(struct db *db, enum notice_what what, const struct notice_new *n, int64_t now)
{
	struct buf detail = {0};
	int rc;

	if (n->detail != NULL)
		json_print(n->detail, &detail);
	rc = db_run(db, "INSERT INTO notice (what, contact, inquiry, lead, at, who, member, detail)"
	    " VALUES (?, ?, nullif(?, 0), nullif(?, 0), ?, ?, ?, nullif(?, ''))", "siiiisst",
	    names[what], n->contact, n->inquiry, n->lead, now, n->who, n->member,
	    detail.data ? detail.data : "", detail.len);
	buf_free(&detail);
	return rc == DB_OK ? 0 : -1;
}

static char *
copy(const char *s)
{
	return s != NULL ? mem_str(s) : NULL;
}

int
notice_load(struct db *db, int64_t id, struct notice *n)
{
	struct db_rows *r = db_query(db, "SELECT what, contact, coalesce(inquiry, 0), coalesce(lead, 0), at, who, member,"
	    " detail FROM notice WHERE id = ?", "i", id);
	int rc = -1;

	*n = (struct notice){ .id = id };
	if (db_next(r)) {
		n->what = what_of(db_text(r, 0));
		n->contact = db_int(r, 1);
		n->inquiry = db_int(r, 2);
		n->lead = db_int(r, 3);
		n->at = db_int(r, 4);
		n->who = copy(db_text(r, 5));
		n->member = copy(db_text(r, 6));
		if (!db_null(r, 7))
			n->detail = json_parse(db_text(r, 7), db_len(r, 7), NULL);
		rc = 0;
	}
	if (db_end(r) == DB_OK && rc == 0)
		return 0;
	notice_release(n);
	return -1;
}

void
notice_release(struct notice *n)
{
	free(n->who);
	free(n->member);
	json_decref(n->detail);
	*n = (struct notice){0};
}

int64_t
notice_next(struct db *db)
{
	return db_get_int(db, 0, "SELECT id FROM notice WHERE planned IS NULL ORDER BY id LIMIT 1", "");
}

int
notice_set_planned(struct db *db, int64_t id, int64_t now)
{
	return db_run(db, "UPDATE notice SET planned = ? WHERE id = ?", "ii", now, id);
}
