#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "wa/attribute.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/route.h"
#include "wa/tag.h"

#define ACTIVE "i.status IN ('open', 'claimed')"

/* -------------------------------------------------------------------- lists */

/* One literal a way of listing. Each names its index: without statistics
 * SQLite would rather sort everything than read it in order. */
#define COLUMNS "SELECT i.id, c.key, c.name, i.kind, i.category, i.reason, i.status, i.priority, i.owner, i.skill, i.rule," \
	" i.opened, i.since, i.claimed, i.snoozed, i.changed, i.ended, i.ended_by, i.reply, v.last_person >= i.since," \
	" c.username, c.wa_id, c.user_id" \
	" FROM inquiry i "
#define JOINED " CROSS JOIN contact c ON c.id = i.contact CROSS JOIN conversation v ON v.contact = i.contact WHERE "
#define WANTED " AND (?1 IS NULL OR i.owner = ?1) AND (?2 IS NULL OR i.category = ?2) AND (?3 IS NULL OR i.kind = ?3)" \
	" AND (?4 IS NULL OR EXISTS (SELECT 1 FROM tag t WHERE t.contact = i.contact AND t.tag = ?4))" \
	" AND i.opened < ?5 AND (?6 = 0 OR i.owner IS NULL)"
#define OF_STATUS "(?7 IS NULL OR i.status = ?7)"
#define BY_PRIORITY " ORDER BY i.priority DESC, i.since, i.id"
#define BY_WAITING " ORDER BY i.since, i.id"
#define BY_RECENCY " ORDER BY i.changed DESC, i.id DESC"

/* As it was at ?5, by the log: what was open then, and whose. */
#define LAST_MOVE(value, moves) "(SELECT " value " FROM inquiry_log l WHERE l.inquiry = i.id AND l.at < ?5 AND l.what IN (" moves ")" \
	" ORDER BY l.id DESC LIMIT 1)"
#define COLUMNS_THEN "SELECT i.id, c.key, c.name, i.kind, i.category, i.reason," \
	" iif(" LAST_MOVE("l.what", "'claimed', 'released', 'transferred', 'assigned', 'reopened'") " = 'claimed', 'claimed', 'open')," \
	" i.priority, " LAST_MOVE("CASE l.what WHEN 'claimed' THEN l.who WHEN 'released' THEN NULL WHEN 'reopened' THEN NULL ELSE l.subject END", \
	"'claimed', 'assigned', 'transferred', 'released', 'reopened'") " AS had, i.skill, i.rule, i.opened, min(i.since, ?5), NULL, NULL," \
	" " LAST_MOVE("l.at", "'opened', 'claimed', 'assigned', 'transferred', 'released', 'reopened', 'joined'") ", NULL, NULL, NULL," \
	" v.last_person >= i.since AND v.last_person < ?5, c.username, c.wa_id, c.user_id FROM inquiry i "
#define OPEN_THEN "i.opened < ?5 AND coalesce(" LAST_MOVE("l.what", "'resolved', 'ignored', 'reopened'") ", 'reopened') = 'reopened'"
#define WANTED_THEN " AND (?1 IS NULL OR had = ?1) AND (?2 IS NULL OR i.category = ?2) AND (?3 IS NULL OR i.kind = ?3)" \
	" AND (?4 IS NULL OR EXISTS (SELECT 1 FROM tag t WHERE t.contact = i.contact AND t.tag = ?4)) AND (?6 = 0 OR had IS NULL)"

static struct db_rows *
query(struct db *db, const struct inquiry_query *q)
{
	static const char then[] = COLUMNS_THEN JOINED OPEN_THEN WANTED_THEN BY_WAITING;
	static const char *const active[] = {
		[INQUIRY_BY_PRIORITY] = COLUMNS "INDEXED BY inquiry_priority" JOINED ACTIVE WANTED BY_PRIORITY,
		[INQUIRY_BY_WAITING] = COLUMNS "INDEXED BY inquiry_since" JOINED ACTIVE WANTED BY_WAITING,
		[INQUIRY_BY_RECENCY] = COLUMNS "INDEXED BY inquiry_recent" JOINED ACTIVE WANTED BY_RECENCY,
	};
	static const char *const any[] = {
		[INQUIRY_BY_PRIORITY] = COLUMNS JOINED OF_STATUS WANTED BY_PRIORITY,
		[INQUIRY_BY_WAITING] = COLUMNS JOINED OF_STATUS WANTED BY_WAITING,
		[INQUIRY_BY_RECENCY] = COLUMNS "INDEXED BY inquiry_changed" JOINED OF_STATUS WANTED BY_RECENCY,
	};
	int64_t before = q->before ? q->before : INT64_MAX;

	if (q->at != 0)
		return db_query(db, then, "ssssii", q->owner, q->category, q->kind, q->tag, q->at, (int64_t)q->unowned);
	if (!q->all && q->status == NULL)
		return db_query(db, active[q->sort], "ssssii", q->owner, q->category, q->kind, q->tag, before, (int64_t)q->unowned);
	return db_query(db, any[q->sort], "ssssiis", q->owner, q->category, q->kind, q->tag, before, (int64_t)q->unowned,
	    q->all ? NULL : q->status);
}

/* The limits that the row in hand has passed. */
static json_t *
breaches(struct db_rows *r, struct sla *sla)
{
	const char *status = db_text(r, 6);
	struct sla_work w = { .category = db_text(r, 4), .since = db_int(r, 12),
	    .claimed = strcmp(status, "claimed") == 0, .answered = db_int(r, 19) != 0 };
	json_t *list = json_array();

	w.ended = !w.claimed && strcmp(status, "open") != 0;
	for (int limit = 0; limit < SLA_LIMITS; limit++)
		if (sla_passed(sla, &w, limit))
			json_array_append_new(list, json_string(sla_name(limit)));
	return list;
}

/* Written, or heard in a voice note. */
char *
inquiry_list_question(struct db *db, int64_t id)
{
	return db_get_text(db, "SELECT coalesce(m.text, h.text) FROM inquiry_event e JOIN message m ON m.id = e.event"
	    " LEFT JOIN heard h ON h.event = e.event WHERE e.inquiry = ? AND coalesce(m.text, h.text) IS NOT NULL"
	    " ORDER BY e.at, m.seq LIMIT 1", "i", id);
}

char *
inquiry_list_answer(struct db *db, int64_t id)
{
	return db_get_text(db, "SELECT text FROM (SELECT o.queued at, o.payload ->> '$.text.body' text FROM inquiry i"
	    " JOIN outbox o ON o.contact = i.contact AND o.queued >= i.opened AND o.author <> 'agent' AND o.event LIKE 'letter:%'"
	    " WHERE i.id = ?1 UNION ALL SELECT m.time, m.text FROM inquiry i JOIN message m ON m.contact = i.contact"
	    " AND m.time >= i.opened / 1000 * 1000 AND m.type = 'echo' WHERE i.id = ?1)"
	    " WHERE text IS NOT NULL ORDER BY at DESC LIMIT 1", "i", id);
}

static void
put_words(struct db *db, json_t *q, int64_t id)
{
	char *text = inquiry_list_question(db, id);

	json_put(q, "text", text);
	free(text);
}

static json_t *
object_of(struct db *db, struct db_rows *r, json_t *breach)
{
	json_t *q = json_pack("{s:I}", "id", (json_int_t)db_int(r, 0));

	json_put(q, "conversation", db_text(r, 1));
	json_put(q, "name", db_text(r, 2));
	json_put(q, "username", db_text(r, 20));
	json_put(q, "wa_id", db_text(r, 21));
	json_put(q, "user_id", db_text(r, 22));
	json_put(q, "kind", db_text(r, 3));
	json_put(q, "category", db_text(r, 4));
	json_put(q, "reason", db_text(r, 5));
	json_put(q, "status", db_text(r, 6));
	json_object_set_new(q, "priority", json_integer(db_int(r, 7)));
	json_put(q, "owner", db_text(r, 8));
	json_put(q, "skill", db_text(r, 9));
	json_put(q, "rule", db_text(r, 10));
	json_put_time(q, "opened", db_int(r, 11));
	json_put_time(q, "since", db_int(r, 12));
	json_put_time(q, "claimed", db_int(r, 13));
	json_put_time(q, "snoozed", db_int(r, 14));
	json_put_time(q, "changed", db_int(r, 15));
	json_put_time(q, "ended", db_int(r, 16));
	json_put(q, "ended_by", db_text(r, 17));
	json_put(q, "reply", db_text(r, 18));
	json_object_set(q, "breach", breach);
	put_words(db, q, db_int(r, 0));
	return q;
}

static bool
is_wanted(const struct inquiry_query *q, struct db_rows *r, const json_t *breach, int64_t now)
{
	bool late = json_array_size(breach) > 0;

	if (q->stale)
		return late || (db_null(r, 8) && db_int(r, 12) <= now);
	return late || !q->breach;
}

json_t *
inquiry_list(struct db *db, const struct inquiry_query *q, struct sla *sla, bool *more)
{
	struct db_rows *r = query(db, q);
	json_t *list = json_array();

	*more = false;
	while (!*more && db_next(r)) {
		json_t *breach = breaches(r, sla);

		if (is_wanted(q, r, breach, sla_time(sla))) {
			*more = q->max > 0 && (int64_t)json_array_size(list) >= q->max;
			if (!*more)
				json_array_append_new(list, q->ids ? json_pack("{s:I}", "id", (json_int_t)db_int(r, 0)) : object_of(db, r, breach));
		}
		json_decref(breach);
	}
	db_end(r);
	return list;
}

static json_t *
log_of(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, "SELECT at, who, what, subject, why FROM inquiry_log WHERE inquiry = ? ORDER BY id", "i", id);
	json_t *log = json_array();

	while (db_next(r)) {
		json_t *move = json_object();

		json_put_time(move, "at", db_int(r, 0));
		json_put(move, "who", db_text(r, 1));
		json_put(move, "what", db_text(r, 2));
		json_put(move, "subject", db_text(r, 3));
		json_put(move, "why", db_text(r, 4));
		json_array_append_new(log, move);
	}
	db_end(r);
	return log;
}

static json_t *
notes_of(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, "SELECT at, who, text FROM note WHERE inquiry = ? ORDER BY id", "i", id);
	json_t *notes = json_array();

	while (db_next(r)) {
		json_t *note = json_object();

		json_put_time(note, "at", db_int(r, 0));
		json_put(note, "who", db_text(r, 1));
		json_put(note, "text", db_text(r, 2));
		json_array_append_new(notes, note);
	}
	db_end(r);
	return notes;
}

static json_t *
events_of(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, "SELECT event FROM inquiry_event WHERE inquiry = ? ORDER BY at, event", "i", id);
	json_t *events = json_array();

	while (db_next(r))
		json_array_append_new(events, json_string(db_text(r, 0)));
	db_end(r);
	return events;
}

json_t *
inquiry_list_one(struct db *db, int64_t id, struct sla *sla)
{
	struct db_rows *r = db_query(db, COLUMNS JOINED "i.id = ?", "i", id);
	json_t *q = NULL, *breach;

	if (db_next(r)) {
		breach = breaches(r, sla);
		q = object_of(db, r, breach);
		json_decref(breach);
	}
	db_end(r);
	if (q != NULL) {
		json_object_set_new(q, "log", log_of(db, id));
		json_object_set_new(q, "notes", notes_of(db, id));
		json_object_set_new(q, "events", events_of(db, id));
	}
	return q;
}

int64_t
inquiry_list_after(struct db *db, int64_t id)
{
	return db_get_int(db, 0, "SELECT id FROM inquiry WHERE id > ? ORDER BY id LIMIT 1", "i", id);
}

int64_t
inquiry_list_before(struct db *db, int64_t opened)
{
	return db_get_int(db, 0, "SELECT id FROM inquiry WHERE opened < ? ORDER BY id DESC LIMIT 1", "i", opened);
}

/* ----------------------------------------------------------- what routes see */

json_t *
inquiry_list_tags(struct db *db, int64_t contact)
{
	json_t *list = tag_list(db, contact), *tags = json_array(), *t;
	size_t i;

	json_array_foreach(list, i, t)
		json_array_append(tags, json_object_get(t, "tag"));
	json_decref(list);
	return tags;
}

bool
inquiry_list_knows(struct db *db, int64_t contact, const char *attribute)
{
	json_t *list = attribute_list(db, contact), *a;
	bool known = false;
	size_t i;

	json_array_foreach(list, i, a)
		known = known || json_says(a, "name", attribute);
	json_decref(list);
	return known;
}

static json_t *
parsed(const char *text)
{
	const char *why;

	return text != NULL ? json_parse(text, strlen(text), &why) : NULL;
}

/* What was seen when it opened, and what has become known since. */
static json_t *
seen_of(struct db *db, struct db_rows *r)
{
	json_t *seen = parsed(db_text(r, 2)), *lead = parsed(db_text(r, 6)), *tags = inquiry_list_tags(db, db_int(r, 1));

	if (seen == NULL) {
		seen = json_object();
		json_put(seen, "kind", db_text(r, 3));
		json_put(seen, "category", db_text(r, 4));
		json_put(seen, "language", db_text(r, 5));
	}
	if (json_object_size(lead) > 0)
		json_object_set(seen, "lead", lead);
	json_decref(lead);
	route_tag(seen, tags);
	json_decref(tags);
	return seen;
}

#define SEEN "SELECT i.id, i.contact, i.seen, i.kind, i.category, v.language," \
	" (SELECT fields FROM lead l WHERE l.contact = i.contact ORDER BY l.id DESC LIMIT 1) FROM inquiry i "
#define OF_CONVERSATION " CROSS JOIN conversation v ON v.contact = i.contact WHERE "

json_t *
inquiry_list_unrouted(struct db *db)
{
	struct db_rows *r = db_query(db, SEEN "INDEXED BY inquiry_unrouted" OF_CONVERSATION ACTIVE " AND i.rule IS NULL ORDER BY i.id", "");
	json_t *list = json_array();

	while (db_next(r))
		json_array_append_new(list, json_pack("{s:I,s:o}", "id", (json_int_t)db_int(r, 0), "seen", seen_of(db, r)));
	db_end(r);
	return list;
}

json_t *
inquiry_list_seen(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, SEEN OF_CONVERSATION "i.id = ?", "i", id);
	json_t *seen = db_next(r) ? seen_of(db, r) : NULL;

	db_end(r);
	return seen;
}

/* ---------------------------------------------------------- who has how much */

/* Given by hand to somebody who is off is meant so, and stays. */
json_t *
inquiry_list_queue(struct db *db, int64_t now, int64_t claim_before)
{
	struct db_rows *r = db_query(db, "SELECT i.id, i.contact, i.owner, i.rule, i.category, i.skill,"
	    " coalesce(i.seen ->> '$.language', v.language), (SELECT CASE what WHEN 'released' THEN subject END FROM inquiry_log g"
	    " WHERE g.inquiry = i.id AND g.what IN ('released', 'assigned', 'reopened') ORDER BY g.id DESC LIMIT 1) FROM"
	    " (SELECT id FROM inquiry INDEXED BY inquiry_unowned WHERE status = 'open' AND owner IS NULL AND since <= ?1"
	    " UNION ALL SELECT id FROM inquiry INDEXED BY inquiry_given WHERE status = 'open' AND owner IS NOT NULL AND since < ?2 AND"
	    " (SELECT who FROM inquiry_log g WHERE g.inquiry = inquiry.id AND g.what IN ('assigned', 'transferred')"
	    " ORDER BY g.id DESC LIMIT 1) = '" INQUIRY_RULE "') q"
	    " JOIN inquiry i ON i.id = q.id JOIN conversation v ON v.contact = i.contact ORDER BY i.since, i.id", "ii",
	    now, claim_before);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *q = json_pack("{s:I,s:I}", "id", (json_int_t)db_int(r, 0), "contact", (json_int_t)db_int(r, 1));

		json_put(q, "owner", db_text(r, 2));
		json_put(q, "rule", db_text(r, 3));
		json_put(q, "category", db_text(r, 4));
		json_put(q, "skill", db_text(r, 5));
		json_put(q, "language", db_text(r, 6));
		json_put(q, "refused", db_text(r, 7));
		json_array_append_new(list, q);
	}
	db_end(r);
	return list;
}

char *
inquiry_list_last_owner(struct db *db, int64_t contact)
{
	return db_get_text(db, "SELECT coalesce((SELECT assignee FROM conversation WHERE contact = ?1), (SELECT i.owner"
	    " FROM contact c JOIN inquiry i ON i.contact = c.id AND i.owner IS NOT NULL"
	    " WHERE c.person = (SELECT person FROM contact WHERE id = ?1) ORDER BY i.id DESC LIMIT 1))", "i", contact);
}

int64_t
inquiry_list_load(struct db *db, const char *member)
{
	return db_get_int(db, 0, "SELECT count(*) FROM inquiry WHERE owner = ? AND status IN ('open', 'claimed')", "s", member);
}

int64_t
inquiry_list_given(struct db *db, const char *member, int64_t since)
{
	return db_get_int(db, 0, "SELECT count(*) FROM inquiry_log WHERE what = 'assigned' AND subject = ? AND at >= ?",
	    "si", member, since);
}

int64_t
inquiry_list_last_given(struct db *db, const char *member)
{
	return db_get_int(db, 0, "SELECT id FROM inquiry_log WHERE what = 'assigned' AND subject = ?"
	    " ORDER BY at DESC, id DESC LIMIT 1", "s", member);
}
