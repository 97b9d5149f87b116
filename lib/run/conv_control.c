#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/bell.h"
#include "base/log.h"
#include "run/conv_control.h"
#include "run/desk.h"
#include "wa/assignment.h"
#include "wa/contact.h"
#include "wa/conversation_list.h"
#include "wa/handoff.h"
#include "wa/inquiry.h"
#include "wa/merge.h"
#include "wa/texts.h"

/* A move on its way through the contacts of a person. */
struct step {
	struct desk			*d;
	const struct conv_control	*o;
	enum conv_move			 move;
	const char			*why;
	const struct texts		*texts;
	int64_t				 speaks;	/* the contact that wrote last: it alone is told */
};

static int
claim(const struct step *s, int64_t inquiry)
{
	struct inquiry q;
	int rc = inquiry_load(s->d->db, inquiry, &q);

	/* Whoever had it loses it to a member who takes the conversation anyway. */
	if (rc == 0 && q.claimed && strcmp(q.owner, s->d->member) != 0)
		rc = inquiry_transfer(s->d->db, inquiry, s->d->member, s->d->member, s->why, s->d->now);
	if (rc == 0)
		rc = inquiry_claim(s->d->db, inquiry, s->d->member, s->d->now);
	inquiry_free(&q);
	return rc;
}

/* What is open of a conversation goes the way of the conversation. */
static int
move_inquiry(const struct step *s, int64_t contact)
{
	int64_t id;
	int rc = 0;

	while (rc == 0 && (id = inquiry_of(s->d->db, contact)) != 0) {
		if (s->move == CONV_TAKE)
			return claim(s, id);
		else if (s->move == CONV_RESOLVE)
			rc = inquiry_resolve(s->d->db, id, NULL, s->d->member, s->d->now);
		else if (s->move == CONV_CLOSE || s->move == CONV_DELETE)
			rc = inquiry_ignore(s->d->db, id, s->d->member, s->d->now);
		else
			break;
	}
	return rc;
}

static int
move_control(const struct step *s, const struct handoff *h, int64_t contact)
{
	int64_t now = s->d->now;

	switch (s->move) {
	case CONV_TAKE:
		return handoff_take(h, contact, s->why, now);
	case CONV_RESOLVE:
		return handoff_close(h, contact, CLOSING_RESOLVED, s->why, now);
	case CONV_CLOSE:
		return handoff_close(h, contact, CLOSING_CLOSED, s->why, now);
	case CONV_DELETE:
		return handoff_close(h, contact, CLOSING_DELETED, s->why, now);
	default:
		return handoff_release(h, contact, s->why, now);
	}
}

/* Whose it is afterwards; an ended one stays with who ended it. */
static int
move_owner(const struct step *s, int64_t contact)
{
	if (s->move == CONV_TAKE)
		return assignment_set(s->d->db, contact, s->d->member, s->d->member, s->why, s->d->now) == -1 ? -1 : 0;
	if (s->move == CONV_RELEASE)
		return assignment_set(s->d->db, contact, NULL, s->d->member, s->why, s->d->now) == -1 ? -1 : 0;
	return 0;
}

static int
move_one(void *arg, int64_t contact)
{
	const struct step *s = arg;
	const struct handoff h = { .db = s->d->db, .ws = s->d->ws, .who = s->d->member,
	    .texts = contact == s->speaks ? s->texts : NULL };

	/* A claim, before anything is said: another may be faster. */
	if (move_inquiry(s, contact) != 0 || move_control(s, &h, contact) == -1)
		return -1;
	return move_owner(s, contact);
}

/* Why it can't be done, said; or 0. */
static int
refused(const struct step *s, const json_t *row)
{
	const char *key = json_text(row, "conversation"), *has = json_text(row, "assignee"), *claimed = json_text(row, "inquiry.owner");

	if (claimed == NULL || !json_says(row, "inquiry.status", "claimed"))
		claimed = has;
	if (s->move == CONV_TAKE && !s->o->anyway && claimed != NULL && strcmp(claimed, s->d->member) != 0)
		log_line("%s: %s has it; --anyway takes it all the same", key, claimed);
	else if (s->move == CONV_RESOLVE && !s->o->yes && json_text(row, "waiting") != NULL)
		log_line("%s: the customer's last message is unanswered; --yes resolves it all the same", key);
	else if (s->move == CONV_RELEASE && json_text(row, "closed_as") != NULL)
		log_line("%s: is closed; reopen it", key);
	else if (s->move == CONV_REOPEN && json_text(row, "closed_as") == NULL)
		log_line("%s: is not closed", key);
	else
		return 0;
	return 1;
}

/* All contacts of a person go together; the one that wrote last hears of it. */
static int
move_person(struct desk *d, int64_t contact, void *arg)
{
	const struct conversation_filter f = { .person = contact, .limit = 1 };
	struct step *s = arg;
	json_t *list = conversation_list(d->db, d->ws, &f, d->now);
	const json_t *row = json_array_get(list, 0);
	int status = row == NULL ? EX_TEMPFAIL : refused(s, row);

	if (status == EX_OK) {
		s->speaks = contact_find(d->db, json_text(row, "conversation"));
		if (merge_each(d->db, contact, move_one, s) == -1)
			status = EX_TEMPFAIL;
	}
	json_decref(list);
	return status;
}

int
conv_control(const struct conv_control *o, enum conv_move move, int argc, char **argv)
{
	static const char *const words[] = { "took it", "released it", "resolved", "closed", "deleted", "reopened" };
	struct step s = { .o = o, .move = move, .why = o->why ? o->why : words[move] };
	struct texts *texts = NULL;
	struct desk d;
	int status = desk_open(&d, o->workspace, DESK_ACT);

	s.d = &d;
	if (status == EX_OK && (texts = texts_open(d.ws)) == NULL)
		status = EX_CONFIG;
	if (status == EX_OK) {
		char *bell = workspace_state(d.ws, "outbox.bell");

		s.texts = texts;
		status = desk_each(&d, argc, argv, move_person, &s);
		bell_ring(bell);
		free(bell);
	}
	texts_close(texts);
	desk_close(&d);
	return status;
}
