#include <stdlib.h>

#include "ext/db.h"
#include "wa/journal.h"
#include "wa/past.h"
#include "wa/store.h"

/* What is newer than ?1, in an order in which nothing refers to what is gone. */
static const char *const newer[] = {
	"DELETE FROM memo WHERE at >= ?1",
	"DELETE FROM decision WHERE at >= ?1",
	"DELETE FROM label WHERE at >= ?1",
	"DELETE FROM heard WHERE at >= ?1",
	"DELETE FROM inquiry_event WHERE at >= ?1",
	"DELETE FROM inquiry_log WHERE at >= ?1",
	"DELETE FROM telling WHERE notice IN (SELECT id FROM notice WHERE at >= ?1)",
	"DELETE FROM notice WHERE at >= ?1",
	"DELETE FROM inquiry WHERE opened >= ?1",
	"UPDATE inquiry SET status = 'open', ended = NULL, ended_by = NULL WHERE ended >= ?1",
	"DELETE FROM lead_log WHERE at >= ?1",
	"DELETE FROM lead_value WHERE opened >= ?1",
	"DELETE FROM lead WHERE opened >= ?1",
	"DELETE FROM outbox WHERE queued >= ?1",
	"DELETE FROM turn WHERE event IN (SELECT id FROM message WHERE received >= ?1)",
	"DELETE FROM message WHERE received >= ?1",
	"DELETE FROM transition WHERE at >= ?1",
	"DELETE FROM satisfaction WHERE session IN (SELECT id FROM session WHERE started >= ?1)",
	"DELETE FROM session WHERE started >= ?1",
	"UPDATE session SET ended = NULL, ended_as = NULL WHERE ended >= ?1",
	"UPDATE conversation SET opted_out = NULL, opted_out_event = NULL WHERE opted_out >= ?1",
	"UPDATE conversation SET control = coalesce((SELECT after FROM transition t WHERE t.contact = conversation.contact"
	    " ORDER BY id DESC LIMIT 1), 'bot') WHERE control_since >= ?1",
	"UPDATE conversation SET last_in = (SELECT max(time) FROM message m WHERE m.contact = conversation.contact AND m.type = 'message')"
	    " WHERE last_in >= ?1",
	"UPDATE conversation SET last_person = NULL WHERE last_person >= ?1",
};

static int
rewind_store(struct store *st, int64_t at, int64_t seq)
{
	struct db *db = store_db(st);

	if (db_script(db, "PRAGMA foreign_keys = OFF") != DB_OK || store_begin(st) == -1)
		return -1;
	for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
		if (db_run(db, newer[i], "i", at) != DB_OK)
			goto fail;
	if (store_set_mark(st, "journal", seq) == -1 || store_set_mark(st, "history", seq) == -1 || store_commit(st) == -1)
		goto fail;
	return 0;
fail:
	store_rollback(st);
	return -1;
}

static int
copy(const struct workspace *live, const struct workspace *scratch, const char *name)
{
	char *from = workspace_state(live, name), *to = workspace_state(scratch, name);
	int rc = db_copy(from, to);

	free(from);
	free(to);
	return rc;
}

int
past_copy(const struct workspace *live, const struct workspace *scratch, int64_t at)
{
	struct journal *j = NULL;
	struct store *st = NULL;
	int rc = -1;

	if (copy(live, scratch, "wa.db") == 0 && copy(live, scratch, "journal.db") == 0 &&
	    (j = journal_open(scratch)) != NULL && (st = store_open(scratch, STORE_NORMAL)) != NULL)
		rc = rewind_store(st, at, journal_from(j, at) - 1);
	store_close(st);
	journal_close(j);
	return rc;
}

json_t *
past_decision(struct db *db, const char *event)
{
	struct db_rows *r = db_query(db, "SELECT action, reason, detail FROM decision WHERE event = ? AND action <> 'silent'", "s", event);
	json_t *d = NULL, *detail;

	if (db_next(r)) {
		detail = json_parse(db_text(r, 2), db_len(r, 2), NULL);
		d = json_pack("{s:s,s:s*,s:O*,s:O*}", "action", db_text(r, 0), "reason", db_text(r, 1),
		    "sources", json_object_get(detail, "sources"), "confidence", json_object_get(detail, "confidence"));
		json_decref(detail);
	}
	db_end(r);
	return d;
}
