#include <stdio.h>
#include <string.h>

#include "ext/json.h"
#include "wa/conversation.h"
#include "wa/notice.h"

static const char *const names[] = { "bot", "human", "closed" };

const char *
control_name(enum control control)
{
	return names[control];
}

static enum control
control_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return (enum control)i;
	return CONTROL_BOT;
}

int
conversation_load(struct db *db, int64_t contact, struct conversation *c)
{
	struct db_rows *r = db_query(db, "SELECT control, language, last_in, opted_out IS NOT NULL, created"
	    " FROM conversation WHERE contact = ?", "i", contact);
	int rc = -1;

	*c = (struct conversation){ .contact = contact };
	if (db_next(r)) {
		c->control = control_of(db_text(r, 0));
		snprintf(c->language, sizeof c->language, "%s", db_null(r, 1) ? "" : db_text(r, 1));
		c->last_in = db_int(r, 2);
		c->opted_out = db_int(r, 3) != 0;
		c->created = db_int(r, 4);
		rc = 0;
	}
	return db_end(r) == DB_OK ? rc : -1;
}

/* Whoever is on duty hears that a person has it now. */
static int
tell_handoff(struct db *db, int64_t contact, const char *who, const char *why, int64_t now)
{
	json_t *detail = json_pack("{s:s}", "why", why);
	int rc = notice_add(db, NOTICE_HANDOFF, &(struct notice_new){ .contact = contact, .who = who, .detail = detail }, now);

	json_decref(detail);
	return rc;
}

int
conversation_set_control(struct db *db, int64_t contact, enum control control, const char *who,
    const char *why, const char *event, int64_t now)
{
	struct conversation c;

	if (conversation_load(db, contact, &c) == -1)
		return -1;
	if (c.control == control)
		return 0;
	if (db_run(db, "INSERT INTO transition (contact, at, who, why, before, after, event)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?)", "iisssss", contact, now, who, why,
	    names[c.control], names[control], event) != DB_OK)
		return -1;
	if (control == CONTROL_HUMAN && tell_handoff(db, contact, who, why, now) == -1)
		return -1;
	return db_run(db, "UPDATE conversation SET control = ?2, closed_as ="
	    " CASE ?2 WHEN 'closed' THEN 'closed' END WHERE contact = ?1", "is", contact, names[control]);
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

bool
conversation_opted_out_by(struct db *db, int64_t contact, const char *event)
{
	return db_get_int(db, 0, "SELECT opted_out_event = ?2 FROM conversation WHERE contact = ?1",
	    "is", contact, event) != 0;
}

int
conversation_heard(struct db *db, int64_t contact, int64_t time, const char *event, int64_t now)
{
	struct conversation c;

	if (conversation_load(db, contact, &c) == -1)
		return -1;
	if (c.control == CONTROL_CLOSED &&
	    conversation_set_control(db, contact, CONTROL_BOT, "customer", "wrote again", event, now) == -1)
		return -1;
	if (time <= c.last_in)
		return 0;
	return db_run(db, "UPDATE conversation SET last_in = ?2 WHERE contact = ?1", "ii", contact, time);
}
