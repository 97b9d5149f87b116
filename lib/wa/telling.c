#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "wa/hours.h"
#include "wa/member.h"
#include "wa/telling.h"

/* A handoff and the inquiry it opens are one piece of news; so near to each
 * other they belong together. */
#define TOGETHER	"60000"
/* Until then the inquiry's notice is there, if there will be one. */
static const int64_t settle_ms = 5 * CLOCK_SECOND;
/* How long telling may take before it is late. */
static const int64_t patience_ms = 10 * CLOCK_MINUTE;

/* Of a handoff as n: the inquiry's notice that tells of it. */
#define TOLD_BY_INQUIRY "EXISTS (SELECT 1 FROM notice i WHERE i.contact = n.contact AND i.what = 'inquiry'" \
	" AND i.at BETWEEN n.at - " TOGETHER " AND n.at + " TOGETHER ")"
/* Of a notice as n: somebody must hear of it, and nobody did or will. ?1 now, ?2 the last moment to have been told of. */
#define UNTOLD "(n.at <= ?2 AND (n.what = 'inquiry' OR (n.what = 'handoff' AND n.who IN ('agent', 'customer', 'rule')" \
	" AND NOT " TOLD_BY_INQUIRY ")) AND NOT EXISTS (SELECT 1 FROM telling t WHERE t.notice = n.id" \
	" AND (t.state IN ('told', 'moot') OR (t.state = 'due' AND t.due > ?1))))"

void
telling_release(struct telling *t)
{
	free(t->recipient);
	*t = (struct telling){0};
}

/* ---------------------------------------------------------------- planning */

struct plan {
	struct db		*db;
	const struct workspace	*ws;
	const struct notice	*notice;
	int64_t			 now;
};

static int
add(const struct plan *p, const char *channel, const char *recipient, int64_t due)
{
	return db_run(p->db, "INSERT OR IGNORE INTO telling (notice, channel, recipient, due) VALUES (?, ?, ?, ?)", "issi",
	    p->notice->id, channel, recipient, due) == DB_OK ? 0 : -1;
}

static int
plan_hook(const struct plan *p)
{
	const char *name = notice_name(p->notice->what);
	char *dir = workspace_file(p->ws, "hooks"), *path = file_path(dir, name);
	int rc = file_exists(path) ? add(p, "hook", name, p->now) : 0;

	free(path);
	free(dir);
	return rc;
}

static bool
is_reachable(const json_t *member)
{
	return json_text(member, "phone") != NULL;
}

/* When this member may be told: now on duty, else when that begins; 0: not
 * within a month. */
static int64_t
when(const struct plan *p, const json_t *member)
{
	return hours_open_for(p->ws, member, p->now) ? p->now : hours_next_for(p->ws, member, p->now);
}

/* Who is on now, or those who come on next. */
static int64_t
soonest(const struct plan *p)
{
	int64_t first = INT64_MAX, at;
	json_t *m;
	size_t i;

	json_array_foreach(json_object_get(p->ws->config, "team"), i, m)
		if (is_reachable(m) && (at = when(p, m)) != 0 && at < first)
			first = at;
	return first;
}

static char *
owner_of(const struct plan *p)
{
	return db_get_text(p->db, "SELECT owner FROM inquiry WHERE contact = ? AND status IN ('open', 'claimed')"
	    " ORDER BY id LIMIT 1", "i", p->notice->contact);
}

static int
plan_rota(const struct plan *p)
{
	int64_t due = soonest(p), start = p->notice->what == NOTICE_HANDOFF ? settle_ms : 0;
	char *owner = owner_of(p);
	int rc = 0;
	json_t *m;
	size_t i;

	for (int owners = 1; owners >= 0; owners--)
		json_array_foreach(json_object_get(p->ws->config, "team"), i, m) {
			const char *name = json_text(m, "name");
			bool owns = owner != NULL && strcmp(owner, name) == 0;

			if (rc == 0 && owns == owners && is_reachable(m) && when(p, m) == due && strcmp(name, p->notice->who) != 0)
				rc = add(p, "whatsapp", name, due + start);
		}
	free(owner);
	return rc;
}

static int
plan_one(const struct plan *p, const char *name)
{
	const json_t *m = member_find(p->ws, name);
	int64_t due;

	if (m == NULL || !is_reachable(m) || strcmp(name, p->notice->who) == 0)
		return 0;
	due = when(p, m);
	return add(p, "whatsapp", name, due != 0 ? due : p->now);
}

/* A member or the phone did it: whoever has to know knows. */
static bool
is_by_person(const struct notice *n)
{
	return strcmp(n->who, "agent") != 0 && strcmp(n->who, "customer") != 0 && strcmp(n->who, "rule") != 0;
}

static int
plan_members(const struct plan *p)
{
	const struct notice *n = p->notice;

	if (n->what == NOTICE_CLAIM || (n->what == NOTICE_HANDOFF && is_by_person(n)))
		return 0;
	if (n->member != NULL && (n->what == NOTICE_MENTION || n->what == NOTICE_LEAD))
		return plan_one(p, n->member);
	return n->what == NOTICE_MENTION ? 0 : plan_rota(p);
}

int
telling_plan(struct db *db, const struct workspace *ws, const struct notice *n, int64_t now)
{
	const struct plan p = { db, ws, n, now };

	if (plan_hook(&p) == -1 || (json_yes(ws->config, "notices.whatsapp") && plan_members(&p) == -1))
		return -1;
	return notice_set_planned(db, n->id, now);
}

/* ----------------------------------------------------------------- telling */

bool
telling_is_due(struct db *db, int64_t now)
{
	return db_get_int(db, 0, "SELECT EXISTS (SELECT 1 FROM telling WHERE state = 'due' AND due <= ?)"
	    " OR EXISTS (SELECT 1 FROM notice WHERE planned IS NULL)", "i", now) != 0;
}

const char *
telling_moot(struct db *db, const struct notice *n)
{
	bool news = n->what == NOTICE_INQUIRY || n->what == NOTICE_HANDOFF;

	if (n->what == NOTICE_HANDOFF && db_get_int(db, 0, "SELECT " TOLD_BY_INQUIRY " FROM notice n WHERE n.id = ?", "i", n->id) != 0)
		return "the inquiry tells it";
	if (n->inquiry != 0 && (news || n->what == NOTICE_BREACH) && db_get_int(db, 0, "SELECT status IN ('resolved', 'ignored')"
	    " OR (?2 AND status = 'claimed') FROM inquiry WHERE id = ?1", "ii", n->inquiry, (int64_t)news) != 0)
		return "claimed or ended meanwhile";
	return NULL;
}

bool
telling_next(struct db *db, bool by_hook, int64_t now, struct telling *t)
{
	struct db_rows *r = db_query(db, "SELECT t.id, t.notice, n.contact, t.recipient, t.attempts"
	    " FROM telling t JOIN notice n ON n.id = t.notice"
	    " WHERE t.state = 'due' AND t.due <= ?1 AND t.channel = ?2 AND NOT EXISTS"
	    " (SELECT 1 FROM telling o JOIN notice m ON m.id = o.notice"
	    "  WHERE o.state = 'telling' AND o.channel = 'hook' AND ?2 = 'hook' AND m.contact = n.contact)"
	    " ORDER BY t.due, t.id LIMIT 1", "is", now, by_hook ? "hook" : "whatsapp");
	bool found = db_next(r);

	*t = (struct telling){0};
	if (found)
		*t = (struct telling){ .id = db_int(r, 0), .notice = db_int(r, 1), .contact = db_int(r, 2), .by_hook = by_hook,
		    .recipient = mem_str(db_text(r, 3)), .attempts = (int)db_int(r, 4) };
	db_end(r);
	return found;
}

int
telling_last(struct db *db, const char *hook, struct telling_result *last)
{
	/* No index leads to a hook's; nobody wants to hear of its calls of years ago. */
	struct db_rows *r = db_query(db, "SELECT state, ended, reason FROM telling WHERE id > (SELECT max(id) FROM telling) - 10000"
	    " AND channel = 'hook' AND recipient = ? AND state IN ('told', 'failed') ORDER BY id DESC LIMIT 1", "s", hook);
	bool found = db_next(r);

	*last = (struct telling_result){0};
	if (found) {
		last->failed = strcmp(db_text(r, 0), "failed") == 0;
		last->at = db_int(r, 1);
		last->reason = db_null(r, 2) ? NULL : mem_str(db_text(r, 2));
	}
	return db_end(r) == DB_OK ? found : -1;
}

int
telling_start(struct db *db, int64_t id)
{
	return db_run(db, "UPDATE telling SET state = 'telling', attempts = attempts + 1 WHERE id = ? AND state = 'due'",
	    "i", id) == DB_OK ? 0 : -1;
}

static int
finish(struct db *db, int64_t id, const char *state, const char *reason, int64_t now)
{
	return db_run(db, "UPDATE telling SET state = ?2, reason = ?3, ended = ?4 WHERE id = ?1"
	    " AND state IN ('due', 'telling')", "issi", id, state, reason, now) == DB_OK ? 0 : -1;
}

int
telling_done(struct db *db, int64_t id, int64_t now)
{
	return finish(db, id, "told", NULL, now);
}

int
telling_fail(struct db *db, int64_t id, const char *reason, int64_t now)
{
	return finish(db, id, "failed", reason, now);
}

int
telling_drop(struct db *db, int64_t id, const char *reason, int64_t now)
{
	return finish(db, id, "moot", reason, now);
}

int
telling_retry(struct db *db, int64_t id, const char *reason, int64_t now)
{
	static const int64_t waits[TELLING_TRIES - 1] = { 10 * CLOCK_SECOND, 40 * CLOCK_SECOND, 3 * CLOCK_MINUTE, 10 * CLOCK_MINUTE };
	int64_t attempts = db_get_int(db, 0, "SELECT attempts FROM telling WHERE id = ?", "i", id);

	if (attempts < 1 || attempts >= TELLING_TRIES)
		return telling_fail(db, id, reason, now);
	return db_run(db, "UPDATE telling SET state = 'due', due = ?2, reason = ?3 WHERE id = ?1 AND state IN ('due', 'telling')",
	    "iis", id, now + waits[attempts - 1], reason) == DB_OK ? 0 : -1;
}

int
telling_stale(struct db *db, int64_t now)
{
	return db_run(db, "UPDATE telling SET state = CASE WHEN attempts < ?2 THEN 'due' ELSE 'failed' END, due = ?1,"
	    " ended = CASE WHEN attempts < ?2 THEN NULL ELSE ?1 END, reason = 'wa-notify ended meanwhile'"
	    " WHERE state = 'telling' AND channel = 'hook'", "ii", now, (int64_t)TELLING_TRIES) == DB_OK ? 0 : -1;
}

#define KNOWN_FATE "t.state = 'telling' AND t.channel = 'whatsapp'" \
	" AND o.event = '" TELLING_EVENT "' || t.id || '.' || t.attempts AND o.part = 0" \
	" AND (o.state IN ('delivered', 'read', 'failed', 'dropped') OR o.queued < ?1)"

bool
telling_has_news(struct db *db, int64_t now)
{
	return db_get_int(db, 0, "SELECT EXISTS (SELECT 1 FROM telling t JOIN outbox o WHERE " KNOWN_FATE ")", "i",
	    now - CLOCK_DAY) != 0;
}

/* Accepted isn't delivered: a phone may be off, a refusal may come late. After
 * a day nobody reads it as news any more. */
int
telling_settle(struct db *db, int64_t now)
{
	return db_run(db, "UPDATE telling AS t SET ended = ?2,"
	    " state = CASE WHEN o.state IN ('delivered', 'read') THEN 'told' ELSE 'failed' END,"
	    " reason = CASE WHEN o.state IN ('delivered', 'read') THEN NULL"
	    "  ELSE coalesce(o.reason, 'not delivered within a day') END"
	    " FROM outbox o WHERE " KNOWN_FATE, "ii", now - CLOCK_DAY, now) == DB_OK ? 0 : -1;
}

int
telling_again(struct db *db, int64_t notice, int64_t now)
{
	/* Messages count on: each attempt is an event of its own in the outbox. */
	if (db_run(db, "UPDATE telling SET state = 'due', due = ?2, ended = NULL,"
	    " attempts = CASE channel WHEN 'hook' THEN 0 ELSE attempts END"
	    " WHERE notice = ?1 AND state = 'failed'", "ii", notice, now) != DB_OK)
		return -1;
	return (int)db_changes(db);
}

/* ----------------------------------------------------------------- reports */

int64_t
telling_failed(struct db *db, int64_t since)
{
	return db_get_int(db, 0, "SELECT count(*) FROM telling WHERE state = 'failed' AND ended >= ?", "i", since);
}

int64_t
telling_untold(struct db *db, int64_t since, int64_t now)
{
	return db_get_int(db, 0, "SELECT count(*) FROM notice n WHERE n.at >= ?3 AND " UNTOLD, "iii",
	    now, now - patience_ms, since);
}

static json_t *
tellings_of(struct db *db, int64_t notice)
{
	struct db_rows *r = db_query(db, "SELECT channel, recipient, state, reason, attempts, due FROM telling"
	    " WHERE notice = ? ORDER BY id", "i", notice);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *t = json_object();

		json_put(t, "channel", db_text(r, 0));
		json_put(t, "recipient", db_text(r, 1));
		json_put(t, "state", db_text(r, 2));
		json_put(t, "reason", db_text(r, 3));
		json_object_set_new(t, "attempts", json_integer(db_int(r, 4)));
		json_put_time(t, "due", db_int(r, 5));
		json_array_append_new(list, t);
	}
	db_end(r);
	return list;
}

json_t *
telling_list(struct db *db, const struct telling_query *q, int64_t now)
{
	struct db_rows *r = db_query(db, "SELECT n.id, n.what, n.at, c.key, c.name, n.inquiry, n.member, " UNTOLD " AS untold"
	    " FROM notice n JOIN contact c ON c.id = n.contact WHERE n.at >= ?3 AND (?4 OR untold"
	    "  OR EXISTS (SELECT 1 FROM telling t WHERE t.notice = n.id AND t.state = 'failed'))"
	    " ORDER BY n.id DESC", "iiii", now, now - patience_ms, q->since, (int64_t)q->all);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *n = json_pack("{s:I}", "notice", (json_int_t)db_int(r, 0));

		json_put(n, "what", db_text(r, 1));
		json_put_time(n, "time", db_int(r, 2));
		json_put(n, "conversation", db_text(r, 3));
		json_put(n, "name", db_text(r, 4));
		if (!db_null(r, 5))
			json_object_set_new(n, "inquiry", json_integer(db_int(r, 5)));
		json_put(n, "member", db_text(r, 6));
		json_object_set_new(n, "untold", json_boolean(db_int(r, 7) != 0));
		json_object_set_new(n, "tellings", tellings_of(db, db_int(r, 0)));
		json_array_append_new(list, n);
	}
	db_end(r);
	return list;
}
