#include <stdlib.h>
#include <string.h>

#include "ext/db.h"
#include "wa/outbox.h"
#include "wa/past.h"
#include "wa/store.h"

/*
 * What was so at ?1, from the rows that are only ever added; then what is newer
 * goes, in an order in which nothing refers to what is gone. Who had a
 * conversation or a lead is left as it is: no decision depends on it.
 */
static const char *const rewinding[] = {
	"CREATE TEMP TABLE moved AS SELECT contact FROM decision WHERE at >= ?1 UNION SELECT contact FROM transition WHERE at >= ?1"
	    " UNION SELECT contact FROM session WHERE last >= ?1 OR ended >= ?1",

	/* Conversations. The language is the last one that the agent took for its own (wa-reply). */
	"UPDATE conversation SET control = coalesce((SELECT after FROM transition t WHERE t.contact = conversation.contact AND t.at < ?1"
	    " ORDER BY id DESC LIMIT 1), 'bot'), control_since = (SELECT max(at) FROM transition t WHERE t.contact = conversation.contact"
	    " AND t.at < ?1), kept = 0, language = (SELECT l.language FROM decision d JOIN label l ON l.event = d.event"
	    " WHERE d.contact = conversation.contact AND d.at < ?1 AND d.action <> 'ignore'"
	    " AND json_extract(d.detail, '$.language') = l.language ORDER BY d.at DESC LIMIT 1),"
	    " opted_out = (SELECT CASE action WHEN 'optout' THEN at END FROM decision d WHERE d.contact = conversation.contact"
	    " AND d.at < ?1 AND action IN ('optout', 'optin') ORDER BY at DESC LIMIT 1),"
	    " last_in = (SELECT max(time) FROM message m WHERE m.contact = conversation.contact AND m.type = 'message' AND m.received < ?1),"
	    " last_person = max(coalesce((SELECT max(time) FROM message m WHERE m.contact = conversation.contact AND m.type = 'echo'"
	    " AND m.received < ?1), 0), coalesce((SELECT max(sent) FROM outbox o WHERE o.contact = conversation.contact AND o.sent < ?1"
	    " AND o.author NOT IN ('" OUTBOX_AGENT "', '" OUTBOX_COMMAND "', '" OUTBOX_NOTICE "')), 0))"
	    " WHERE contact IN (SELECT contact FROM moved)",
	"UPDATE conversation SET last_person = nullif(last_person, 0), closed_as = CASE control WHEN 'closed' THEN"
	    " coalesce((SELECT nullif(ended_as, 'timeout') FROM session s WHERE s.contact = conversation.contact AND s.ended < ?1"
	    " ORDER BY id DESC LIMIT 1), 'closed') END WHERE contact IN (SELECT contact FROM moved)",
	"UPDATE session SET ended = NULL, ended_as = NULL WHERE ended >= ?1",
	"UPDATE session SET last = max(started, coalesce((SELECT max(received) FROM message m WHERE m.session = session.id"
	    " AND m.contact = session.contact AND m.received < ?1), 0)) WHERE last >= ?1 AND started < ?1",

	/* Inquiries and leads, by their logs. */
	"UPDATE inquiry SET status = CASE (SELECT what FROM inquiry_log l WHERE l.inquiry = inquiry.id AND l.at < ?1 AND what IN"
	    " ('claimed', 'released', 'transferred', 'resolved', 'ignored', 'reopened') ORDER BY id DESC LIMIT 1)"
	    " WHEN 'claimed' THEN 'claimed' WHEN 'resolved' THEN 'resolved' WHEN 'ignored' THEN 'ignored' ELSE 'open' END,"
	    " claimed = (SELECT max(at) FROM inquiry_log l WHERE l.inquiry = inquiry.id AND l.at < ?1 AND what = 'claimed')"
	    " WHERE changed >= ?1 AND opened < ?1",
	"UPDATE inquiry SET owner = (SELECT who FROM inquiry_log l WHERE l.inquiry = inquiry.id AND l.at < ?1 AND what = 'claimed'"
	    " ORDER BY id DESC LIMIT 1) WHERE changed >= ?1 AND status = 'claimed'",
	"UPDATE inquiry SET ended = NULL, ended_by = NULL, reply = NULL WHERE status IN ('open', 'claimed') AND ended IS NOT NULL",
	"UPDATE inquiry SET told = CASE WHEN told < ?1 THEN told END, asked = CASE WHEN asked < ?1 THEN asked END WHERE changed >= ?1",
	"UPDATE lead SET status = coalesce((SELECT json_extract(value, '$') FROM lead_log g WHERE g.lead = lead.id AND g.what = 'status'"
	    " AND g.at < ?1 ORDER BY id DESC LIMIT 1), 'new'),"
	    " fields = (SELECT json_group_object(what, json(value)) FROM (SELECT what, value, max(id) FROM lead_log g WHERE g.lead = lead.id"
	    " AND g.at < ?1 AND what NOT IN ('status', 'owner', 'asked', 'confirmed') GROUP BY what) WHERE value IS NOT NULL),"
	    " said = (SELECT json_group_object(what, words) FROM (SELECT what, words, max(id) FROM lead_log g WHERE g.lead = lead.id"
	    " AND g.at < ?1 AND what NOT IN ('status', 'owner', 'asked', 'confirmed') GROUP BY what) WHERE words IS NOT NULL),"
	    " asked = (SELECT json_group_array(json_extract(value, '$')) FROM lead_log g WHERE g.lead = lead.id AND g.at < ?1 AND what = 'asked'),"
	    " asking = (SELECT json_extract(value, '$') FROM lead_log g WHERE g.lead = lead.id AND g.at < ?1 AND what = 'asked'"
	    " AND NOT EXISTS (SELECT 1 FROM lead_log h WHERE h.lead = g.lead AND h.at < ?1 AND h.id > g.id"
	    " AND (h.what = 'asked' OR h.what = json_extract(g.value, '$'))) ORDER BY id DESC LIMIT 1),"
	    " complete = CASE WHEN complete < ?1 THEN complete END, confirmed = CASE WHEN confirmed < ?1 THEN confirmed END,"
	    " changed = coalesce((SELECT max(at) FROM lead_log g WHERE g.lead = lead.id AND g.at < ?1), opened)"
	    " WHERE changed >= ?1 AND opened < ?1",

	/* Whom a number belonged to: changes of it are told again. */
	"DELETE FROM alias WHERE since >= ?1 AND EXISTS (SELECT 1 FROM alias o WHERE o.contact = alias.contact AND o.until = alias.since)",
	"UPDATE alias SET until = NULL WHERE until >= ?1 AND NOT EXISTS (SELECT 1 FROM alias o WHERE o.value = alias.value AND o.until IS NULL)",

	"DELETE FROM memo WHERE at >= ?1",
	"DELETE FROM decision WHERE at >= ?1",
	"DELETE FROM label WHERE at >= ?1",
	"DELETE FROM inquiry_event WHERE at >= ?1",
	"DELETE FROM inquiry_log WHERE at >= ?1",
	"DELETE FROM telling WHERE notice IN (SELECT id FROM notice WHERE at >= ?1)",
	"DELETE FROM notice WHERE at >= ?1",
	"DELETE FROM inquiry WHERE opened >= ?1",
	"DELETE FROM lead_log WHERE at >= ?1",
	"DELETE FROM lead_value WHERE opened >= ?1",
	"DELETE FROM lead_hint WHERE at >= ?1",
	"DELETE FROM lead WHERE opened >= ?1",
	"DELETE FROM outbox WHERE queued >= ?1",
	"DELETE FROM transition WHERE at >= ?1",
	"DELETE FROM satisfaction WHERE session IN (SELECT id FROM session WHERE started >= ?1)",
	"DELETE FROM session WHERE started >= ?1",
};

static int
rewind_store(struct store *st, int64_t at, int64_t seq)
{
	struct db *db = store_db(st);

	if (db_script(db, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF") != DB_OK || store_begin(st) == -1)
		return -1;
	for (size_t i = 0; i < sizeof rewinding / sizeof *rewinding; i++)
		if (db_run(db, rewinding[i], "i", at) != DB_OK)
			goto fail;
	if (db_run(db, "DELETE FROM turn WHERE event IN (SELECT id FROM message WHERE seq >= ?)", "i", seq) != DB_OK ||
	    db_run(db, "DELETE FROM message WHERE seq >= ?", "i", seq) != DB_OK ||
	    store_set_mark(st, "journal", seq - 1) == -1 || store_set_mark(st, "history", seq - 1) == -1 || store_commit(st) == -1)
		goto fail;
	return 0;
fail:
	store_rollback(st);
	return -1;
}

struct store *
past_copy(const struct workspace *live, const struct workspace *scratch, int64_t at, int64_t seq)
{
	char *from = workspace_state(live, "wa.db"), *to = workspace_state(scratch, "wa.db");
	struct store *st = NULL;

	if (db_copy(from, to) == 0 && (st = store_open(scratch, STORE_NORMAL)) != NULL && rewind_store(st, at, seq) == -1) {
		store_close(st);
		st = NULL;
	}
	free(from);
	free(to);
	return st;
}

json_t *
past_decision(struct db *db, const char *event)
{
	char *detail = db_get_text(db, "SELECT detail FROM decision WHERE event = ?", "s", event);
	json_t *d = detail != NULL ? json_parse(detail, strlen(detail), NULL) : NULL;

	free(detail);
	return d;
}
