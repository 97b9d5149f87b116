#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ext/json.h"
#include "wa/conversation.h"
#include "wa/notice.h"

static const char *const names[] = { "bot", "human", "closed" };
static const char *const closings[] = { NULL, "resolved", "closed", "deleted" };

const char *
control_name(enum control control)
{
	return names[control];
}

const char *
conversation_closing(enum closing closing)
{
	return closings[closing];
}

static enum control
control_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum control)i;
	return CONTROL_BOT;
}

static enum closing
closing_of(const char *name)
{
	for (size_t i = 1; name != NULL && i < sizeof closings / sizeof *closings; i++)
		if (strcmp(name, closings[i]) == 0)
			return (enum closing)i;
	return CLOSING_NONE;
}

/* ----------------------------------------------------------- what is stored */

static int
load(struct db *db, int64_t contact, struct conversation *c)
{
	struct db_rows *r = db_query(db, "SELECT control, closed_as, coalesce(control_since, 0), kept, language,"
	    " coalesce(last_in, 0), coalesce(last_out, 0), coalesce(last_person, 0), coalesce(opted_out, 0), created"
	    " FROM conversation WHERE contact = ?", "i", contact);
	int rc = -1;

	*c = (struct conversation){ .contact = contact };
	if (db_next(r)) {
		c->control = control_of(db_text(r, 0));
		c->closed_as = closing_of(db_text(r, 1));
		c->since = db_int(r, 2);
		c->kept = db_int(r, 3) != 0;
		snprintf(c->language, sizeof c->language, "%s", db_null(r, 4) ? "" : db_text(r, 4));
		c->last_in = db_int(r, 5);
		c->last_out = db_int(r, 6);
		c->last_person = db_int(r, 7);
		c->opted_out = db_int(r, 8);
		c->created = db_int(r, 9);
		rc = 0;
	}
	return db_end(r) == DB_OK ? rc : -1;
}

/* Control is somebody else's from `at` on. The transition's id, or -1. */
static int64_t
change(struct db *db, int64_t contact, enum control before, const struct passing *p, int64_t at)
{
	int64_t id;

	if (db_run(db, "INSERT INTO transition (contact, at, who, why, before, after, event)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?)", "iisssss", contact, at, p->who, p->why,
	    names[before], names[p->to], p->event) != DB_OK)
		return -1;
	id = db_last_id(db);
	if (db_run(db, "UPDATE conversation SET control = ?2, closed_as = ?3, control_since = ?4,"
	    " kept = kept AND ?2 = 'human' WHERE contact = ?1", "issi",
	    contact, names[p->to], closings[p->closed_as], at) != DB_OK)
		return -1;
	return conversation_part(db, contact, p->event) == 0 ? id : -1;
}

/* ------------------------------------------------------------ as it is now */

int64_t
conversation_idle(const struct workspace *ws, int64_t now, bool *claimed)
{
	int64_t after = json_number(ws->config, "handoff.release_after", 0);

	*claimed = json_yes(ws->config, "handoff.release_claimed");
	return after > 0 ? now - after : INT64_MIN;
}

/* Since when people had been silent for so long that the agent has it again; 0: they have it. */
static int64_t
released(struct db *db, const struct workspace *ws, const struct conversation *c, int64_t now)
{
	int64_t last = c->since > c->last_person ? c->since : c->last_person, idle;
	bool claimed;

	if (c->control != CONTROL_HUMAN || last == 0 || last > (idle = conversation_idle(ws, now, &claimed)))
		return 0;
	if (!claimed && db_get_int(db, 0, "SELECT 1 FROM inquiry WHERE contact = ? AND status = 'claimed'", "i", c->contact) != 0)
		return 0;
	return last + (now - idle);
}

int
conversation_load(struct db *db, const struct workspace *ws, int64_t contact, int64_t now, struct conversation *c)
{
	int64_t at;

	if (load(db, contact, c) == -1)
		return -1;
	if ((at = released(db, ws, c, now)) != 0) {
		c->control = CONTROL_BOT;
		c->since = at;
		c->kept = false;
	}
	return 0;
}

/* As it is now, and so that the store says it too. */
static int
bring_up(struct db *db, const struct workspace *ws, int64_t contact, int64_t now, struct conversation *c)
{
	static const struct passing rule = { .to = CONTROL_BOT, .who = "rule", .why = "silence" };
	int64_t at;

	if (load(db, contact, c) == -1)
		return -1;
	if ((at = released(db, ws, c, now)) == 0)
		return 0;
	if (change(db, contact, c->control, &rule, at) == -1)
		return -1;
	c->control = CONTROL_BOT;
	c->since = at;
	return 0;
}

bool
conversation_window(const struct conversation *c, int64_t now)
{
	return c->last_in != 0 && now - c->last_in < CLOCK_DAY;
}

/* Whoever is on duty hears that a person has it now. */
static int
tell_handoff(struct db *db, int64_t contact, const struct passing *p, int64_t now)
{
	json_t *detail = json_pack("{s:s}", "why", p->why);
	int rc = notice_add(db, NOTICE_HANDOFF, &(struct notice_new){ .contact = contact, .who = p->who, .detail = detail }, now);

	json_decref(detail);
	return rc;
}

static int
hold(struct db *db, int64_t contact, int64_t now)
{
	return db_run(db, "UPDATE conversation SET control_since = ?2 WHERE contact = ?1", "ii", contact, now) == DB_OK ? 0 : -1;
}

int64_t
conversation_pass(struct db *db, const struct workspace *ws, int64_t contact, const struct passing *p, int64_t now)
{
	struct conversation c;
	int64_t id;

	if (bring_up(db, ws, contact, now, &c) == -1)
		return -1;
	if (c.control != p->to || c.closed_as != p->closed_as) {
		if ((id = change(db, contact, c.control, p, now)) == -1 ||
		    (p->to == CONTROL_HUMAN && tell_handoff(db, contact, p, now) == -1))
			return -1;
		return id;
	}
	if (p->to != CONTROL_HUMAN)
		return 0;
	if (hold(db, contact, now) == -1)
		return -1;
	return p->event != NULL ? conversation_part(db, contact, p->event) : 0;
}

int64_t
conversation_let_go(struct db *db, int64_t contact)
{
	return db_get_int(db, 0, "SELECT at FROM transition WHERE contact = ? AND after <> 'human'"
	    " AND who NOT IN ('customer', 'agent', 'rule') ORDER BY id DESC LIMIT 1", "i", contact);
}

int
conversation_part(struct db *db, int64_t contact, const char *event)
{
	return db_run(db, "UPDATE conversation SET parting = ?2 WHERE contact = ?1", "is", contact, event) == DB_OK ? 0 : -1;
}

bool
conversation_parts(struct db *db, int64_t contact, const char *event)
{
	return db_get_int(db, 0, "SELECT parting = ?2 FROM conversation WHERE contact = ?1", "is", contact, event) != 0;
}

int
conversation_keep(struct db *db, int64_t contact, int64_t now)
{
	if (db_run(db, "UPDATE conversation SET kept = 1 WHERE contact = ?1", "i", contact) != DB_OK)
		return -1;
	return hold(db, contact, now);
}

/* ------------------------------------------------------------ what is said */

int
conversation_heard(struct db *db, const struct workspace *ws, int64_t contact, int64_t time, bool reopens,
    const char *event, int64_t now)
{
	const struct passing again = { .to = CONTROL_BOT, .who = "customer", .why = "wrote again", .event = event };
	struct conversation c;

	if (bring_up(db, ws, contact, now, &c) == -1)
		return -1;
	if (reopens && c.control == CONTROL_CLOSED && change(db, contact, c.control, &again, now) == -1)
		return -1;
	return db_run(db, "UPDATE conversation SET last_in = ?2 WHERE contact = ?1 AND coalesce(last_in, 0) < ?2",
	    "ii", contact, time) == DB_OK ? 0 : -1;
}

int
conversation_spoke(struct db *db, int64_t contact, int64_t time, bool person)
{
	return db_run(db, "UPDATE conversation SET last_out = max(coalesce(last_out, 0), ?2),"
	    " last_person = CASE WHEN ?3 THEN max(coalesce(last_person, 0), ?2) ELSE last_person END WHERE contact = ?1",
	    "iii", contact, time, (int64_t)person) == DB_OK ? 0 : -1;
}

int
conversation_set_language(struct db *db, int64_t contact, const char *language)
{
	return db_run(db, "UPDATE conversation SET language = ?2 WHERE contact = ?1 AND language IS NOT ?2",
	    "is", contact, language);
}

int
conversation_opt_out(struct db *db, int64_t contact, bool out, const char *event, int64_t now)
{
	if (!out)
		return db_run(db, "UPDATE conversation SET opted_out = NULL, opted_out_event = NULL WHERE contact = ?",
		    "i", contact);
	return db_run(db, "UPDATE conversation SET opted_out = ?2, opted_out_event = ?3"
	    " WHERE contact = ?1 AND opted_out IS NULL", "iis", contact, now, event);
}
