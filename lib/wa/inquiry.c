#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "wa/inquiry.h"
#include "wa/notice.h"
#include "wa/session.h"

#define ACTIVE "('open', 'claimed')"

static int
note(struct db *db, int64_t id, const char *who, const char *what, const char *subject, const char *why, int64_t now)
{
	return db_run(db, "INSERT INTO inquiry_log (inquiry, at, who, what, subject, why) VALUES (?, ?, ?, ?, ?, ?)",
	    "iissss", id, now, who, what, subject, why) == DB_OK ? 0 : -1;
}

/* ---------------------------------------------------------- opening, joining */

int64_t
inquiry_of(struct db *db, int64_t contact)
{
	return db_get_int(db, 0, "SELECT id FROM inquiry WHERE contact = ? AND status IN " ACTIVE
	    " ORDER BY id LIMIT 1", "i", contact);
}

/* The session that a matter belongs to: its message's, or the contact's last;
 * 0 when there is none. */
static int64_t
session_about(struct db *db, const struct inquiry_case *c)
{
	int64_t session = session_of(db, c->event);

	return session != 0 ? session : session_last(db, c->contact);
}

static int64_t
create(struct db *db, const struct inquiry_case *c, int64_t session, int64_t now)
{
	struct buf seen = {0};
	enum db_status rc;
	int64_t id;

	if (c->seen != NULL)
		json_print(c->seen, &seen);
	rc = db_run(db, "INSERT INTO inquiry (contact, session, kind, category, reason, rule, skill, priority, seen,"
	    " opened, since, changed) VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?10)", "iisssssiti",
	    c->contact, session, c->kind, c->category, c->reason, c->rule, c->skill, c->priority,
	    seen.data, seen.len, now);
	buf_free(&seen);
	if (rc != DB_OK)
		return -1;
	id = db_last_id(db);
	if (note(db, id, INQUIRY_AGENT, "opened", c->event, c->reason, now) == -1 ||
	    notice_add(db, NOTICE_INQUIRY, &(struct notice_new){ .contact = c->contact, .inquiry = id, .who = INQUIRY_AGENT }, now) == -1)
		return -1;
	return id;
}

/* What comes to it makes it due again. */
static int
join(struct db *db, int64_t id, const struct inquiry_case *c, int64_t now)
{
	if (db_run(db, "UPDATE inquiry SET changed = ?2, priority = max(priority, ?3), since = min(since, ?2),"
	    " snoozed = NULL WHERE id = ?1", "iii", id, now, c->priority) != DB_OK)
		return -1;
	return note(db, id, INQUIRY_AGENT, "joined", c->event, c->reason, now);
}

int64_t
inquiry_open(struct db *db, const struct inquiry_case *c, int64_t now, bool *joined)
{
	int64_t id = db_get_int(db, 0, "SELECT inquiry FROM inquiry_event WHERE event = ?", "s", c->event);
	int64_t session;
	bool there = id != 0;

	if (joined != NULL)
		*joined = there;
	if (there)
		return id;
	session = session_about(db, c);
	id = db_get_int(db, 0, "SELECT id FROM inquiry WHERE contact = ?1 AND status IN " ACTIVE
	    " AND session IS nullif(?2, 0) ORDER BY id LIMIT 1", "ii", c->contact, session);
	there = id != 0;
	if (there && join(db, id, c, now) == -1)
		return -1;
	if (!there && (id = create(db, c, session, now)) == -1)
		return -1;
	if (joined != NULL)
		*joined = there;
	return db_run(db, "INSERT INTO inquiry_event (event, inquiry, at) VALUES (?, ?, ?)", "sii",
	    c->event, id, now) == DB_OK ? id : -1;
}

int
inquiry_wake(struct db *db, int64_t contact, const char *event, int64_t now)
{
	const struct inquiry_case c = { .event = event, .reason = "wrote" };
	int64_t id;

	while ((id = db_get_int(db, 0, "SELECT id FROM inquiry i WHERE contact = ?1 AND status IN " ACTIVE " AND snoozed > ?2"
	    " AND NOT EXISTS (SELECT 1 FROM inquiry_event WHERE event = ?3 AND inquiry = i.id)", "iis", contact, now, event)) != 0)
		if (join(db, id, &c, now) == -1 || db_run(db, "INSERT INTO inquiry_event (event, inquiry, at) VALUES (?, ?, ?)",
		    "sii", event, id, now) != DB_OK)
			return -1;
	return 0;
}

int64_t
inquiry_told(struct db *db, int64_t id)
{
	return db_get_int(db, 0, "SELECT coalesce(told, 0) FROM inquiry WHERE id = ?", "i", id);
}

int64_t
inquiry_asked(struct db *db, int64_t id)
{
	return db_get_int(db, 0, "SELECT coalesce(max(o.asked), 0) FROM inquiry i JOIN inquiry o ON o.contact = i.contact"
	    " AND o.session IS i.session WHERE i.id = ?", "i", id);
}

int
inquiry_tell(struct db *db, int64_t id, bool asked, int64_t now)
{
	return db_run(db, "UPDATE inquiry SET told = ?2, asked = CASE ?3 WHEN 1 THEN ?2 ELSE asked END"
	    " WHERE id = ?1", "iii", id, now, (int64_t)asked) == DB_OK ? 0 : -1;
}

bool
inquiry_is_given(struct db *db, int64_t id)
{
	return db_get_int(db, 0, "SELECT who = '" INQUIRY_RULE "' FROM inquiry_log WHERE inquiry = ? AND"
	    " what IN ('assigned', 'transferred') ORDER BY id DESC LIMIT 1", "i", id) == 1;
}

int
inquiry_route(struct db *db, int64_t id, const struct inquiry_case *c, const char *who, int64_t now)
{
	if (db_run(db, "UPDATE inquiry SET category = ?2, skill = ?3, rule = ?4, priority = ?5, changed = ?6 WHERE id = ?1",
	    "isssii", id, c->category, c->skill, c->rule, c->priority, now) != DB_OK)
		return -1;
	return note(db, id, who, "routed", c->rule, c->category, now);
}

static int
tell_breach(struct db *db, int64_t id, const char *limit, int64_t now)
{
	json_t *detail = json_pack("{s:s}", "limit", limit);
	int64_t contact = db_get_int(db, 0, "SELECT contact FROM inquiry WHERE id = ?", "i", id);
	int rc = notice_add(db, NOTICE_BREACH, &(struct notice_new){ .contact = contact, .inquiry = id,
	    .who = INQUIRY_RULE, .detail = detail }, now);

	json_decref(detail);
	return rc;
}

int
inquiry_breach(struct db *db, int64_t id, const char *limit, int64_t now)
{
	if (db_get_int(db, 0, "SELECT 1 FROM inquiry_log WHERE inquiry = ?1 AND what = 'breached' AND subject = ?2 AND id >"
	    " coalesce((SELECT max(id) FROM inquiry_log WHERE inquiry = ?1 AND what = 'reopened'), 0)", "is", id, limit) != 0)
		return 1;
	if (note(db, id, INQUIRY_RULE, "breached", limit, NULL, now) == -1)
		return -1;
	return tell_breach(db, id, limit, now);
}

/* -------------------------------------------------------------------- moves */

int
inquiry_load(struct db *db, int64_t id, struct inquiry *q)
{
	struct db_rows *r = db_query(db, "SELECT contact, status, owner, category, skill, rule, priority, changed FROM inquiry"
	    " WHERE id = ?", "i", id);
	bool there = db_next(r);

	*q = (struct inquiry){ .id = id };
	if (there) {
		q->contact = db_int(r, 0);
		q->status = mem_str(db_text(r, 1));
		q->owner = mem_str(db_text(r, 2));
		q->category = mem_str(db_text(r, 3));
		q->skill = mem_str(db_text(r, 4));
		q->rule = mem_str(db_text(r, 5));
		q->priority = db_int(r, 6);
		q->changed = db_int(r, 7);
		q->claimed = strcmp(q->status, "claimed") == 0;
		q->ended = !q->claimed && strcmp(q->status, "open") != 0;
	}
	if (db_end(r) != DB_OK)
		return -1;
	if (!there)
		log_line("%lld: no such inquiry", (long long)id);
	return there ? 0 : 1;
}

void
inquiry_free(struct inquiry *q)
{
	free(q->status);
	free(q->owner);
	free(q->category);
	free(q->skill);
	free(q->rule);
	*q = (struct inquiry){0};
}

/* One that has not ended; 1 after saying that it has. */
static int
load_active(struct db *db, int64_t id, struct inquiry *q)
{
	char since[CLOCK_LEN], *by;
	int rc = inquiry_load(db, id, q);

	if (rc != 0 || !q->ended)
		return rc;
	by = db_get_text(db, "SELECT ended_by FROM inquiry WHERE id = ?", "i", id);
	log_line("%lld: %s%s%s since %s", (long long)id, q->status, by ? " by " : "", by ? by : "",
	    clock_format(q->changed, since));
	free(by);
	return 1;
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Says who has it already, for whoever came second. */
static int
say_claimed(struct db *db, const struct inquiry *q)
{
	char since[CLOCK_LEN];

	log_line("%lld: claimed by %s since %s", (long long)q->id, q->owner, clock_format(db_get_int(db, 0,
	    "SELECT claimed FROM inquiry WHERE id = ?", "i", q->id), since));
	return 1;
}

static int
claim(struct db *db, const struct inquiry *q, const char *who, int64_t now)
{
	if (q->claimed)
		return same(q->owner, who) ? 0 : say_claimed(db, q);
	if (db_run(db, "UPDATE inquiry SET status = 'claimed', owner = ?2, claimed = ?3, changed = ?3,"
	    " since = min(since, ?3), snoozed = NULL WHERE id = ?1", "isi", q->id, who, now) != DB_OK)
		return -1;
	return note(db, q->id, who, "claimed", NULL, q->owner && !same(q->owner, who) ? q->owner : NULL, now);
}

int
inquiry_claim(struct db *db, int64_t id, const char *who, int64_t now)
{
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0)
		rc = claim(db, &q, who, now);
	inquiry_free(&q);
	return rc;
}

static int
give(struct db *db, const struct inquiry *q, const char *member, const char *who, const char *what, const char *why, int64_t now)
{
	if (db_run(db, "UPDATE inquiry SET status = 'open', owner = ?2, claimed = NULL, changed = ?3 WHERE id = ?1",
	    "isi", q->id, member, now) != DB_OK)
		return -1;
	return note(db, q->id, who, what, member, why, now);
}

int
inquiry_assign(struct db *db, int64_t id, const char *member, const char *who, const char *why, int64_t now)
{
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0 && q.claimed)
		rc = same(q.owner, member) ? 0 : say_claimed(db, &q);
	else if (rc == 0 && !same(q.owner, member))
		rc = give(db, &q, member, who, "assigned", why, now);
	inquiry_free(&q);
	return rc;
}

int
inquiry_transfer(struct db *db, int64_t id, const char *member, const char *who, const char *why, int64_t now)
{
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0 && !same(q.owner, member))
		rc = give(db, &q, member, who, "transferred", why, now);
	inquiry_free(&q);
	return rc;
}

int
inquiry_release(struct db *db, int64_t id, const char *who, int64_t now)
{
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0 && q.owner != NULL && ((rc = db_run(db, "UPDATE inquiry SET status = 'open', owner = NULL,"
	    " claimed = NULL, changed = ?2 WHERE id = ?1", "ii", id, now)) != DB_OK ||
	    (rc = note(db, id, who, "released", q.owner, NULL, now)) != 0))
		rc = -1;
	inquiry_free(&q);
	return rc;
}

int
inquiry_snooze(struct db *db, int64_t id, int64_t until, const char *who, int64_t now)
{
	char text[CLOCK_LEN];
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0 && (db_run(db, "UPDATE inquiry SET snoozed = ?2, since = ?2, changed = ?3 WHERE id = ?1", "iii",
	    id, until, now) != DB_OK || note(db, id, who, "snoozed", clock_format(until, text), NULL, now) != 0))
		rc = -1;
	inquiry_free(&q);
	return rc;
}

static int
finish(struct db *db, int64_t id, const char *status, const char *reply, const char *who, int64_t now)
{
	struct inquiry q;
	int rc = load_active(db, id, &q);

	if (rc == 0 && (db_run(db, "UPDATE inquiry SET status = ?2, reply = ?3, ended = ?4, ended_by = ?5, changed = ?4,"
	    " snoozed = NULL WHERE id = ?1", "issis", id, status, reply, now, who) != DB_OK ||
	    note(db, id, who, status, NULL, NULL, now) != 0))
		rc = -1;
	inquiry_free(&q);
	return rc;
}

int
inquiry_resolve(struct db *db, int64_t id, const char *reply, const char *who, int64_t now)
{
	return finish(db, id, "resolved", reply, who, now);
}

int
inquiry_ignore(struct db *db, int64_t id, const char *who, int64_t now)
{
	return finish(db, id, "ignored", NULL, who, now);
}

int
inquiry_reopen(struct db *db, int64_t id, const char *who, int64_t now)
{
	struct inquiry q;
	int rc = inquiry_load(db, id, &q);

	if (rc == 0 && q.ended && (db_run(db, "UPDATE inquiry SET status = 'open', owner = NULL, claimed = NULL, ended = NULL,"
	    " ended_by = NULL, reply = NULL, since = ?2, changed = ?2 WHERE id = ?1", "ii", id, now) != DB_OK ||
	    note(db, id, who, "reopened", q.status, NULL, now) != 0))
		rc = -1;
	inquiry_free(&q);
	return rc;
}
