#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "wa/assignment.h"
#include "wa/casework.h"
#include "wa/contact.h"
#include "wa/handoff.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/letter.h"
#include "wa/member.h"
#include "wa/mention.h"
#include "wa/note.h"
#include "wa/notice.h"
#include "wa/outbound.h"
#include "wa/route.h"
#include "wa/texts.h"
#include "wa/words.h"

static int64_t
contact_of(const struct casework *c)
{
	struct inquiry q;
	int64_t contact = inquiry_load(c->db, c->id, &q) == 0 ? q.contact : -1;

	inquiry_free(&q);
	return contact;
}

/* As handoff.h wants it. */
static struct handoff
handoff_of(const struct casework *c, const struct texts *texts)
{
	return (struct handoff){ .db = c->db, .ws = c->ws, .texts = texts, .who = c->who };
}

/* ------------------------------------------------------------------ claiming */

static int
take(const struct casework *c, int64_t contact)
{
	struct texts *texts = texts_open(c->ws);
	struct handoff h = handoff_of(c, texts);
	int rc = handoff_take(&h, contact, "claimed", c->now);

	texts_close(texts);
	return rc == -1 || assignment_set(c->db, contact, c->who, c->who, "claimed", c->now) == -1 ? -1 : 0;
}

int
casework_claim(const struct casework *c)
{
	struct inquiry q;
	int rc = inquiry_load(c->db, c->id, &q);

	if (rc == 0 && q.claimed && strcmp(q.owner, c->who) == 0)
		goto done;
	if (rc == 0)
		rc = inquiry_claim(c->db, c->id, c->who, c->now);
	if (rc == 0 && (take(c, q.contact) == -1 ||
	    notice_add(c->db, NOTICE_CLAIM, &(struct notice_new){ .contact = q.contact, .inquiry = q.id, .who = c->who }, c->now) == -1))
		rc = -1;
done:
	inquiry_free(&q);
	return rc;
}

/* -------------------------------------------------------------------- giving */

/* May it be given to this member? 1 after saying why not. */
static int
check_member(const struct casework *c, const char *member, bool anyway)
{
	if (member_find(c->ws, member) == NULL) {
		log_line("%s: nobody of %s's team; name them in workspace.yaml under team", member, c->ws->name);
		return 1;
	}
	if (!anyway && !member_on(c->ws, member, c->now)) {
		log_line("%s: off duty now; --anyway gives it to them all the same", member);
		return 1;
	}
	return 0;
}

int
casework_assign(const struct casework *c, const char *member, const char *why, bool anyway)
{
	int rc = check_member(c, member, anyway);

	return rc != 0 ? rc : inquiry_assign(c->db, c->id, member, c->who, why, c->now);
}

int
casework_transfer(const struct casework *c, const char *member, const char *why, bool anyway)
{
	int rc = check_member(c, member, anyway);

	return rc != 0 ? rc : inquiry_transfer(c->db, c->id, member, c->who, why, c->now);
}

int
casework_release(const struct casework *c)
{
	struct inquiry q;
	char *assignee = NULL;
	int rc = inquiry_load(c->db, c->id, &q);

	if (rc == 0)
		rc = inquiry_release(c->db, c->id, c->who, c->now);
	/* The conversation came with the claim, and goes with it. */
	if (rc == 0 && q.claimed && (assignee = assignment_of(c->db, q.contact)) != NULL && strcmp(assignee, q.owner) == 0)
		rc = assignment_set(c->db, q.contact, NULL, c->who, "released", c->now) == -1 ? -1 : 0;
	free(assignee);
	inquiry_free(&q);
	return rc;
}

int
casework_note(const struct casework *c, const char *text)
{
	struct inquiry q;
	int rc = inquiry_load(c->db, c->id, &q);

	if (rc == 0 && (note_add(c->db, q.contact, q.id, c->who, text, c->now) == -1 ||
	    mention_tell(c->db, c->ws, q.contact, q.id, c->who, text, c->now) == -1))
		rc = -1;
	inquiry_free(&q);
	return rc;
}

int
casework_route(const struct casework *c)
{
	json_t *seen = inquiry_list_seen(c->db, c->id);
	struct inquiry_case routed = {0};
	struct route r;
	int rc = 1;

	if (seen != NULL) {
		route_take(c->ws, seen, &r, NULL);
		routed = (struct inquiry_case){ .rule = r.rule, .category = r.category, .skill = r.skill, .priority = r.priority };
		rc = inquiry_route(c->db, c->id, &routed, c->who, c->now);
	} else {
		log_line("%lld: no such inquiry", (long long)c->id);
	}
	json_decref(seen);
	return rc;
}

int
casework_snooze(const struct casework *c, int64_t until)
{
	if (until <= c->now) {
		log_line("--until: that is past");
		return 1;
	}
	return inquiry_snooze(c->db, c->id, until, c->who, c->now);
}

/* -------------------------------------------------------------------- ending */

static int
send_reply(const struct casework *c, int64_t contact, const char *reply)
{
	json_t *message = words_message(reply), *parts = words_split(message);
	struct outbound_problem p = { 0, "text.body", "is empty" };
	struct contact to = {0};
	char *event = NULL;
	int rc = 1;

	if (message == NULL || json_array_size(parts) == 0 || outbound_check(json_array_get(parts, 0), &p) == -1)
		log_line("--reply: %s %s", p.field, p.text);
	else if (contact_load(c->db, contact, &to) == -1)
		rc = -1;
	else
		rc = letter_queue(c->db, c->ws, &(struct letter){ .to = to.key, .author = c->who, .member = true,
		    .message = message }, c->now, &event);
	contact_release(&to);
	free(event);
	json_decref(parts);
	json_decref(message);
	return rc;
}

static int
give_back(const struct casework *c, int64_t contact, bool keep, const char *why)
{
	struct handoff h = handoff_of(c, NULL);

	return handoff_give_back(&h, contact, keep, why, c->now);
}

int
casework_resolve(const struct casework *c, const char *reply, bool keep)
{
	int64_t contact;
	int rc = inquiry_resolve(c->db, c->id, reply, c->who, c->now);

	if (rc != 0)
		return rc;
	contact = contact_of(c);
	if (reply != NULL && (rc = send_reply(c, contact, reply)) != 0)
		return rc;
	return give_back(c, contact, keep, "resolved");
}

int
casework_ignore(const struct casework *c, bool keep)
{
	int rc = inquiry_ignore(c->db, c->id, c->who, c->now);

	return rc != 0 ? rc : give_back(c, contact_of(c), keep, "ignored");
}

int
casework_reopen(const struct casework *c)
{
	return inquiry_reopen(c->db, c->id, c->who, c->now);
}
