#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "wa/conversation.h"
#include "wa/conversation_list.h"
#include "wa/outbox.h"
#include "wa/words.h"

static const int64_t window = 24 * CLOCK_HOUR;

/* A tag that fewer have is looked up; one of more is met soon by going along. */
enum { RARE = 2000 };

/*
 * A page is found first, by a query composed of the conditions that count,
 * along the index that leads to its first row soonest; then its rows are told.
 * Parameters have fixed places:
 *	1 limit  2-4 cursor  5 closed_as  6 control  7 assignee  8 since  9 until
 *	10 now less the window  11 the same at `closing`  12-15 tags  16 person
 *	17 18 conversation_idle
 */
static const struct order {
	const char	*by;		/* of v */
	const char	*behind;	/* v stands behind the cursor */
	const char	*before;	/* o stands before v */
	const char	*index;
} orders[] = {
	[CONVERSATION_RECENT] = { "v.last DESC, v.contact DESC", "(v.last, v.contact) < (?3, ?4)",
	    "(o.last, o.contact) > (v.last, v.contact)", "conversation_recent" },
	[CONVERSATION_WAITING] = { "v.line, v.contact", "(v.line, v.contact) > (?3, ?4)",
	    "(o.line, o.contact) < (v.line, v.contact)", "conversation_line" },
	[CONVERSATION_PRIORITY] = { "v.priority DESC, v.line, v.contact",
	    "v.priority <= ?2 AND (v.priority < ?2 OR (v.line, v.contact) > (?3, ?4))",
	    "(-o.priority, o.line, o.contact) < (-v.priority, v.line, v.contact)", "conversation_priority" },
};

struct cursor {
	int64_t	priority, place, contact;
};

static int
read_cursor(const struct conversation_filter *f, struct cursor *c)
{
	long long priority, place, contact;
	char rest;

	if (f->after == NULL)
		return 0;
	if (sscanf(f->after, "%lld.%lld.%lld%c", &priority, &place, &contact, &rest) != 3) {
		log_line("%s: not the cursor of a row", f->after);
		return -1;
	}
	*c = (struct cursor){ priority, place, contact };
	return 0;
}

#define CONTROL_NOW(v) CONVERSATION_CONTROL(v, "?17", "?18")

/* The conditions on a conversation called v or o. */
static void
conditions(const struct conversation_filter *f, char v, struct buf *sql)
{
	if (f->status == NULL && f->person == 0)
		buf_printf(sql, " AND %c.closed_as IS NOT 'deleted'", v);
	if (f->status != NULL && strcmp(f->status, "active") == 0)
		buf_printf(sql, " AND %c.control <> 'closed'", v);
	else if (f->status != NULL)
		buf_printf(sql, " AND %c.control = 'closed' AND %c.closed_as = ?5", v, v);
	if (f->control != NULL)
		buf_printf(sql, " AND %s = ?6", v == 'v' ? CONTROL_NOW("v") : CONTROL_NOW("o"));
	/* Released by time is bot; human is human by its row, too: there is an index. */
	if (f->control != NULL && strcmp(f->control, "bot") != 0)
		buf_printf(sql, " AND %c.control = ?6", v);
	if (f->assignee != NULL)
		buf_printf(sql, *f->assignee ? " AND %c.assignee = ?7" : " AND %c.assignee IS NULL", v);
	if (f->since != 0)
		buf_printf(sql, " AND %c.last >= ?8", v);
	if (f->until != 0)
		buf_printf(sql, " AND %c.last < ?9", v);
	if (f->unanswered)
		buf_printf(sql, " AND %c.waiting IS NOT NULL", v);
	if (f->closing != 0)
		buf_printf(sql, " AND %c.last_in > ?10 AND %c.last_in <= ?11", v, v);
}

static bool
is_rare(struct db *db, const char *tag)
{
	return tag != NULL && db_get_int(db, 0, "SELECT count(*) FROM (SELECT 1 FROM tag WHERE tag = ? LIMIT ?)",
	    "si", tag, (int64_t)RARE) < RARE;
}

static bool
has_few(struct db *db, const char *control)
{
	return control != NULL && db_get_int(db, 0, "SELECT count(*) FROM (SELECT 1 FROM conversation WHERE control = ? LIMIT ?)",
	    "si", control, (int64_t)RARE) < RARE;
}

/* The index to go along; NULL: the order's. */
static const char *
way(struct db *db, const struct conversation_filter *f)
{
	bool recent = f->sort == CONVERSATION_RECENT;

	if (f->person != 0 || is_rare(db, f->tags[0]))
		return " NOT INDEXED";
	if (f->closing != 0)
		return " INDEXED BY conversation_last";
	if (f->assignee != NULL && *f->assignee)
		return " INDEXED BY conversation_assignee";
	if (f->control != NULL && strcmp(f->control, "bot") != 0 && (recent || has_few(db, f->control)))
		return " INDEXED BY conversation_control";
	if (f->unanswered && f->sort != CONVERSATION_WAITING)
		return " INDEXED BY conversation_waiting";
	if (f->until != 0 && !recent)
		return " INDEXED BY conversation_recent";
	return NULL;
}

#define SAME_PERSON(tag) "(SELECT i.id FROM tag t CROSS JOIN contact j ON j.id = t.contact" \
	" CROSS JOIN contact i ON i.person = j.person WHERE t.tag = " tag ")"
#define ANY_OF_PERSON(tag) "EXISTS (SELECT 1 FROM contact i CROSS JOIN tag t ON t.contact = i.id AND t.tag = " tag \
	" WHERE i.person = c.person)"

static void
compose_page(struct db *db, const struct conversation_filter *f, struct buf *sql)
{
	static const char *const any[] = { ANY_OF_PERSON("?12"), ANY_OF_PERSON("?13"), ANY_OF_PERSON("?14"), ANY_OF_PERSON("?15") };
	const struct order *o = &orders[f->sort];
	const char *along = way(db, f);

	buf_str(sql, "SELECT v.contact FROM conversation v");
	if (along != NULL)
		buf_str(sql, along);
	else
		buf_printf(sql, " INDEXED BY %s", o->index);
	buf_str(sql, " CROSS JOIN contact c ON c.id = v.contact WHERE ");
	buf_str(sql, f->after != NULL ? o->behind : "1");
	conditions(f, 'v', sql);
	if (f->person != 0)
		buf_str(sql, " AND v.contact IN (SELECT id FROM contact WHERE person = (SELECT person FROM contact WHERE id = ?16))");
	else if (is_rare(db, f->tags[0]))
		buf_str(sql, " AND v.contact IN " SAME_PERSON("?12"));
	for (size_t i = 0; i < CONVERSATION_LIST_TAGS && f->tags[i] != NULL; i++)
		buf_printf(sql, " AND %s", any[i]);
	buf_str(sql, " AND NOT EXISTS (SELECT 1 FROM contact x CROSS JOIN conversation o ON o.contact = x.id"
	    " WHERE x.person = c.person AND x.id <> c.id");
	conditions(f, 'o', sql);
	buf_printf(sql, " AND %s) ORDER BY %s LIMIT ?1", o->before, o->by);
}

/* What stands for a conversation are its last words, but for the agent's: they
 * tell less than what they answer. */
#define OURS "(m.seq IS NULL OR (o.queued >= m.received AND o.author <> '" OUTBOX_AGENT "'))"

static void
compose(struct db *db, const struct conversation_filter *f, struct buf *sql)
{
	buf_str(sql, "WITH page AS MATERIALIZED (");
	compose_page(db, f, sql);
	buf_str(sql, ") SELECT c.key, coalesce(p.name, c.name), c.username, c.wa_id, c.user_id, p.key,"
	    " " CONTROL_NOW("v") ", v.closed_as, v.assignee, v.language,"
	    " (SELECT json_group_array(DISTINCT t.tag) FROM contact i JOIN tag t ON t.contact = i.id WHERE i.person = c.person),"
	    " v.last, v.waiting, v.priority, v.last_in, v.opted_out,"
	    " q.id, q.status, q.category, q.owner, q.opened, l.id, l.status,"
	    " CASE WHEN " OURS " THEN o.author WHEN m.outgoing THEN 'phone' ELSE 'customer' END,"
	    " CASE WHEN " OURS " THEN o.kind ELSE m.kind END, CASE WHEN " OURS " THEN o.payload ELSE coalesce(m.text, h.text) END,"
	    " " OURS ", v.line, v.contact, p.id <> c.id"
	    " FROM page CROSS JOIN conversation v ON v.contact = page.contact CROSS JOIN contact c ON c.id = v.contact"
	    " LEFT JOIN contact p ON p.id = c.person"
	    " LEFT JOIN message m ON m.seq = (SELECT seq FROM message WHERE contact = v.contact ORDER BY time DESC, seq DESC LIMIT 1)"
	    " LEFT JOIN heard h ON h.event = m.id"
	    " LEFT JOIN outbox o ON o.id = (SELECT id FROM outbox WHERE contact = v.contact ORDER BY id DESC LIMIT 1)"
	    " LEFT JOIN inquiry q ON q.id = (SELECT min(id) FROM inquiry WHERE contact = v.contact AND status IN ('open', 'claimed'))"
	    " LEFT JOIN lead l ON l.id = (SELECT max(id) FROM lead WHERE contact = v.contact)");
	buf_printf(sql, " ORDER BY %s", orders[f->sort].by);
}

/* -------------------------------------------------------------------- rows */

static void
put_inquiry(json_t *o, struct db_rows *r)
{
	json_t *q;

	if (db_null(r, 16))
		return;
	q = json_pack("{s:I}", "id", (json_int_t)db_int(r, 16));
	json_put(q, "status", db_text(r, 17));
	json_put(q, "category", db_text(r, 18));
	json_put(q, "owner", db_text(r, 19));
	json_put_time(q, "opened", db_int(r, 20));
	json_object_set_new(o, "inquiry", q);
}

static void
put_words(json_t *o, struct db_rows *r)
{
	json_t *payload = NULL;
	const char *text = db_text(r, 25);

	if (db_int(r, 26) != 0 && text != NULL) {
		payload = json_parse(text, db_len(r, 25), NULL);
		text = words_of(payload);
	}
	json_put(o, "who", db_text(r, 23));
	json_put(o, "kind", db_text(r, 24));
	json_put(o, "text", text);
	json_decref(payload);
}

static void
put_cursor(json_t *o, struct db_rows *r, const struct conversation_filter *f)
{
	char text[72];

	snprintf(text, sizeof text, "%lld.%lld.%lld", (long long)db_int(r, 13),
	    (long long)db_int(r, f->sort == CONVERSATION_RECENT ? 11 : 27), (long long)db_int(r, 28));
	json_put(o, "cursor", text);
}

static json_t *
row(struct db_rows *r, const struct conversation_filter *f)
{
	static const struct { const char *key; int column; } texts[] = { { "conversation", 0 }, { "name", 1 },
	    { "username", 2 }, { "wa_id", 3 }, { "user_id", 4 }, { "control", 6 }, { "closed_as", 7 },
	    { "assignee", 8 }, { "language", 9 } };
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		json_put(o, texts[i].key, db_text(r, texts[i].column));
	if (db_int(r, 29) != 0)
		json_put(o, "person", db_text(r, 5));
	json_object_set_new(o, "tags", json_parse(db_text(r, 10), db_len(r, 10), NULL));
	json_put_time(o, "last", db_int(r, 11));
	json_put_time(o, "waiting", db_int(r, 12));
	if (db_int(r, 13) > 0)
		json_object_set_new(o, "priority", json_integer(db_int(r, 13) - 1));
	json_put_time(o, "window", db_null(r, 14) ? 0 : db_int(r, 14) + window);
	json_put_time(o, "opted_out", db_int(r, 15));
	put_inquiry(o, r);
	if (!db_null(r, 21))
		json_object_set_new(o, "lead", json_pack("{s:I, s:s}", "id", (json_int_t)db_int(r, 21), "status", db_text(r, 22)));
	put_words(o, r);
	put_cursor(o, r, f);
	return o;
}

json_t *
conversation_list(struct db *db, const struct workspace *ws, const struct conversation_filter *f, int64_t now)
{
	bool claimed;
	int64_t idle = conversation_idle(ws, now, &claimed);
	struct cursor at = { 0, 0, 0 };
	struct buf sql = { 0 };
	struct db_rows *r;
	json_t *list = json_array();

	if (read_cursor(f, &at) == -1) {
		json_decref(list);
		return NULL;
	}
	compose(db, f, &sql);
	r = db_query_composed(db, sql.data, "iiiisssiiiissssiii", (int64_t)f->limit, at.priority, at.place, at.contact,
	    f->status, f->control, f->assignee, f->since, f->until, now - window, f->closing - window,
	    f->tags[0], f->tags[1], f->tags[2], f->tags[3], f->person,
	    idle, (int64_t)claimed);
	while (db_next(r))
		json_array_append_new(list, row(r, f));
	if (db_end(r) != DB_OK) {
		json_decref(list);
		list = NULL;
	}
	buf_free(&sql);
	return list;
}

int
conversation_list_count(struct db *db, const struct workspace *ws, int64_t live, int64_t now, struct conversation_counts *c)
{
	bool claimed;
	int64_t idle = conversation_idle(ws, now, &claimed);
	struct db_rows *r = db_query(db, "SELECT"
	    " (SELECT count(*) FROM conversation v WHERE v.control = 'human' AND " CONVERSATION_CONTROL("v", "?1", "?2") " = 'human'),"
	    " (SELECT count(*) FROM conversation v WHERE v.control = 'bot' AND v.last >= ?3) +"
	    " (SELECT count(*) FROM conversation v WHERE v.control = 'human' AND v.last >= ?3 AND " CONVERSATION_CONTROL("v", "?1", "?2") " = 'bot'),"
	    " (SELECT count(*) FROM conversation WHERE waiting IS NOT NULL),"
	    " (SELECT min(waiting) FROM conversation WHERE waiting IS NOT NULL),"
	    " (SELECT count(*) FROM inquiry WHERE status IN ('open', 'claimed')),"
	    " (SELECT count(*) FROM lead WHERE status = 'new')", "iii", idle, (int64_t)claimed, live);

	*c = (struct conversation_counts){ 0 };
	if (db_next(r))
		*c = (struct conversation_counts){ db_int(r, 0), db_int(r, 1), db_int(r, 2), db_int(r, 3), db_int(r, 4), db_int(r, 5) };
	return db_end(r) == DB_OK ? 0 : -1;
}
