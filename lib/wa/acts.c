#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/acts.h"
#include "wa/conversation.h"
#include "wa/handoff.h"
#include "wa/inquiry.h"
#include "wa/lead.h"
#include "wa/outbox.h"
#include "wa/session.h"

#define NOBODY	"('agent', 'customer', 'phone', 'rule')"
#define BY_MEMBER "o.author NOT IN ('" OUTBOX_AGENT "', '" OUTBOX_COMMAND "', '" OUTBOX_NOTICE "')"

/* A move of one inquiry with those who may have come to it by another way. */
#define MOVES	"('claimed', 'released', 'transferred', 'resolved', 'ignored', 'reopened')"

int
acts_read(struct db *live, int64_t since, struct acts *a)
{
	struct db_rows *r = db_query(live, "SELECT max(d.at, m.received), iif(d.action = 'silent', 6, 0), m.seq, d.contact, d.at, NULL, d.event FROM decision d"
	    " JOIN message m ON m.id = d.event AND m.type = 'message' WHERE d.at >= ?1 AND d.action <> 'claim'"
	    " UNION ALL SELECT queued, 1, id, contact, queued, author, event FROM outbox o WHERE queued >= ?1 AND part = 0 AND " BY_MEMBER
	    " UNION ALL SELECT l.at, 2, l.id, q.contact, l.at, l.who, l.what FROM inquiry_log l JOIN inquiry q ON q.id = l.inquiry"
	    " WHERE l.at >= ?1 AND l.who NOT IN " NOBODY " AND l.what IN " MOVES
	    " UNION ALL SELECT at, 3, id, contact, at, who, after FROM transition WHERE at >= ?1 AND who NOT IN " NOBODY
	    " UNION ALL SELECT sent, 4, id, contact, queued, author, event FROM outbox o WHERE sent >= ?1 AND " BY_MEMBER
	    " UNION ALL SELECT l.at, 5, l.id, d.contact, l.at, l.who, l.what FROM lead_log l JOIN lead d ON d.id = l.lead"
	    " WHERE l.at >= ?1 AND l.who NOT IN " NOBODY " AND l.what NOT IN ('owner', 'asked', 'confirmed')"
	    " ORDER BY 1, 2, 3", "i", since);
	size_t room = 0;

	*a = (struct acts){0};
	while (db_next(r)) {
		if (a->n == room)
			a->v = mem_grow(a->v, room = room * 2 + 64, sizeof *a->v);
		a->v[a->n++] = (struct act){ .at = db_int(r, 0), .kind = (enum act_kind)db_int(r, 1), .id = db_int(r, 2),
		    .contact = db_int(r, 3), .since = db_int(r, 4), .who = mem_str(db_text(r, 5)), .what = mem_str(db_text(r, 6)) };
	}
	return db_end(r) == DB_OK ? 0 : -1;
}

void
acts_free(struct acts *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->v[i].who);
		free(a->v[i].what);
	}
	free(a->v);
	*a = (struct acts){0};
}

/* ---------------------------------------------------- where it is in the copy */

/* The copy's inquiry about one of the same messages; 0 for none. */
static int64_t
same_inquiry(struct db *live, struct db *copy, int64_t id)
{
	struct db_rows *r = db_query(live, "SELECT event FROM inquiry_event WHERE inquiry = ? ORDER BY at, event", "i", id);
	int64_t found = 0;

	while (found == 0 && db_next(r))
		found = db_get_int(copy, 0, "SELECT inquiry FROM inquiry_event WHERE event = ?", "s", db_text(r, 0));
	db_end(r);
	return found;
}

/* Inquiries that the member moved in the same moment: how many, and how many of these the copy has. */
static int
moved(struct db *live, struct db *copy, const struct act *a, int *there)
{
	struct db_rows *r = db_query(live, "SELECT DISTINCT l.inquiry FROM inquiry_log l JOIN inquiry q ON q.id = l.inquiry"
	    " WHERE l.at = ? AND l.who = ? AND q.contact = ? AND l.what IN " MOVES, "isi", a->since, a->who, a->contact);
	int n = 0;

	*there = 0;
	for (; db_next(r); n++)
		*there += same_inquiry(live, copy, db_int(r, 0)) != 0;
	db_end(r);
	return n;
}

/* Would it not have been done, since there is nothing in the copy that it followed from? */
static bool
is_moot(struct db *live, struct db *copy, const struct act *a)
{
	int there, n = moved(live, copy, a, &there);

	return n > 0 && there == 0;
}

/* ------------------------------------------------------------------ inquiries */

/* An inquiry's end left the conversation with people, and nothing else of it waited. */
static bool
was_kept(struct db *live, const struct act *a)
{
	return db_get_int(live, 1, "SELECT NOT EXISTS (SELECT 1 FROM transition WHERE contact = ?1 AND at = ?2 AND who = ?3)"
	    " AND NOT EXISTS (SELECT 1 FROM inquiry WHERE contact = ?1 AND opened <= ?2 AND (ended IS NULL OR ended > ?2))",
	    "iis", a->contact, a->at, a->who) != 0;
}

static int
end_inquiry(struct db *live, struct db *copy, const struct workspace *ws, const struct act *a, int64_t id)
{
	const struct handoff h = { .db = copy, .ws = ws, .who = a->who };
	int rc = strcmp(a->what, "resolved") == 0 ? inquiry_resolve(copy, id, NULL, a->who, a->at) :
	    inquiry_ignore(copy, id, a->who, a->at);

	return rc != 0 ? rc : handoff_give_back(&h, a->contact, was_kept(live, a), a->what, a->at);
}

static int
claim_inquiry(struct db *copy, const struct workspace *ws, const struct act *a, int64_t id)
{
	const struct handoff h = { .db = copy, .ws = ws, .who = a->who };
	int rc = inquiry_claim(copy, id, a->who, a->at);

	return rc != 0 ? rc : handoff_take(&h, a->contact, "claimed", a->at);
}

static int
move_inquiry(struct db *live, struct db *copy, const struct workspace *ws, const struct act *a)
{
	int64_t id = same_inquiry(live, copy, db_get_int(live, 0, "SELECT inquiry FROM inquiry_log WHERE id = ?", "i", a->id));
	bool ended = id != 0 && db_get_int(copy, 0, "SELECT status IN ('resolved', 'ignored') FROM inquiry WHERE id = ?", "i", id) != 0;
	char *to;
	int rc;

	/* Two of then may be one now, and over with the first. */
	if (id == 0 || ended != (strcmp(a->what, "reopened") == 0))
		return 0;
	if (strcmp(a->what, "claimed") == 0)
		return claim_inquiry(copy, ws, a, id);
	if (strcmp(a->what, "released") == 0)
		return inquiry_release(copy, id, a->who, a->at);
	if (strcmp(a->what, "reopened") == 0)
		return inquiry_reopen(copy, id, a->who, a->at);
	if (strcmp(a->what, "transferred") != 0)
		return end_inquiry(live, copy, ws, a, id);
	to = db_get_text(live, "SELECT subject FROM inquiry_log WHERE id = ?", "i", a->id);
	rc = inquiry_transfer(copy, id, to, a->who, NULL, a->at);
	free(to);
	return rc;
}

/* -------------------------------------------------------------- conversations */

static int
write_to(struct db *copy, const struct workspace *ws, const struct act *a)
{
	const struct passing over = { .to = CONTROL_HUMAN, .who = a->who, .why = "wrote", .event = a->what };

	return conversation_pass(copy, ws, a->contact, &over, a->at) == -1 || session_enter(copy, ws, a->contact, a->at) == -1 ? -1 : 0;
}

/* The closing's name stands with the session that ended by it. */
static enum closing
closing_at(struct db *live, const struct act *a)
{
	char *as = db_get_text(live, "SELECT ended_as FROM session WHERE contact = ? AND ended = ?", "ii", a->contact, a->at);
	enum closing closing = CLOSING_CLOSED;

	for (int i = CLOSING_RESOLVED; as != NULL && i <= CLOSING_DELETED; i++)
		if (strcmp(conversation_closing((enum closing)i), as) == 0)
			closing = (enum closing)i;
	free(as);
	return closing;
}

static int
pass_control(struct db *live, struct db *copy, const struct workspace *ws, const struct act *a)
{
	struct passing p = { .to = CONTROL_BOT, .who = a->who, .why = "repeated" };
	int there;

	if (strcmp(a->what, control_name(CONTROL_CLOSED)) == 0) {
		p.to = CONTROL_CLOSED;
		p.closed_as = closing_at(live, a);
	} else if (moved(live, copy, a, &there) > 0) {
		/* That came with the inquiry's move, and was done with it. */
		return 0;
	} else if (strcmp(a->what, control_name(CONTROL_HUMAN)) == 0) {
		p.to = CONTROL_HUMAN;
	}
	if (conversation_pass(copy, ws, a->contact, &p, a->at) == -1)
		return -1;
	return p.to == CONTROL_CLOSED && session_close(copy, ws, a->contact, p.closed_as, a->at) == -1 ? -1 : 0;
}

/* ---------------------------------------------------------------------- leads */

static int
set_field(struct db *copy, const struct act *a, int64_t id, const char *value)
{
	json_t *v = value != NULL ? json_parse(value, strlen(value), NULL) : NULL;
	struct lead l;
	int rc = lead_load(copy, id, &l);

	if (rc == 1)
		rc = lead_tell(copy, &l, a->what, v, NULL, a->who, a->at) == 0 ? lead_save(copy, &l, a->at) : -1;
	lead_release(&l);
	json_decref(v);
	return rc;
}

static int
change_lead(struct db *live, struct db *copy, const struct act *a)
{
	char *event = db_get_text(live, "SELECT l.event FROM lead_log g JOIN lead l ON l.id = g.lead WHERE g.id = ?", "i", a->id);
	char *value = db_get_text(live, "SELECT value FROM lead_log WHERE id = ?", "i", a->id);
	int64_t id = db_get_int(copy, 0, "SELECT id FROM lead WHERE contact = ? AND event = ?", "is", a->contact, event);
	json_t *status;
	int rc = 0;

	if (id != 0 && strcmp(a->what, "status") != 0) {
		rc = set_field(copy, a, id, value);
	} else if (id != 0 && value != NULL && (status = json_parse(value, strlen(value), NULL)) != NULL) {
		rc = lead_set_status(copy, id, json_string_value(status), a->who, a->at);
		json_decref(status);
	}
	free(event);
	free(value);
	return rc;
}

int
acts_repeat(struct db *live, struct db *copy, const struct workspace *ws, const struct act *a)
{
	int rc = 0;

	if (a->kind == ACT_LEAD)
		rc = change_lead(live, copy, a);
	else if (a->kind == ACT_INQUIRY)
		rc = move_inquiry(live, copy, ws, a);
	else if (a->kind != ACT_DECIDED && a->kind != ACT_SILENT && !is_moot(live, copy, a))
		rc = a->kind == ACT_WROTE ? write_to(copy, ws, a) : a->kind == ACT_CONTROL ? pass_control(live, copy, ws, a) :
		    conversation_spoke(copy, a->contact, a->at, true);
	return rc == -1 ? -1 : 0;
}
