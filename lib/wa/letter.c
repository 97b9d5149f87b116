#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/asset.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/graph.h"
#include "wa/letter.h"
#include "wa/outbound.h"
#include "wa/outbox.h"
#include "wa/session.h"
#include "wa/words.h"

static bool
is_template(const struct letter *l)
{
	return strcmp(outbound_kind(l->message), "template") == 0;
}

/* Somebody nobody here has heard of: only by number, only with a template. */
static int64_t
make_stranger(struct db *db, const struct letter *l, int64_t now)
{
	char *digits = digits_of(l->to);
	size_t n = strlen(digits);
	int64_t contact = 0;

	if (n < 7 || n > 23 || l->to[strspn(l->to, "0123456789+ -().")] != '\0')
		log_line("%s: nobody by this key, number or user id", l->to);
	else
		contact = contact_resolve(db, &(struct contact_ids){ .wa_id = digits }, now, NULL);
	free(digits);
	return contact;
}

/* 0, or 1 after saying why not. */
static int
allow_stranger(struct db *db, const struct workspace *ws, const struct letter *l, int64_t now)
{
	int64_t cap = json_number(ws->config, "send.template_daily_cap", 0);

	if (!is_template(l)) {
		log_line("%s: never wrote to us; only people who did can be written to", l->to);
		return 1;
	}
	if (!json_yes(ws->config, "send.templates_to_strangers")) {
		log_line("%s: never wrote to us, and send.templates_to_strangers is off", l->to);
		return 1;
	}
	if (outbox_stranger_templates(db, now - CLOCK_DAY) >= cap) {
		log_line("%s: %lld templates went to people who never wrote within a day: send.template_daily_cap",
		    l->to, (long long)cap);
		return 1;
	}
	return 0;
}

/* Erased people have neither, nor has who lost the number to somebody else. 0; 1 after saying so; -1. */
static int
find_address(struct db *db, const struct letter *l, int64_t contact)
{
	struct contact c;
	int rc = contact_load(db, contact, &c);

	if (rc == 0 && c.wa_id == NULL && c.user_id == NULL) {
		log_line("%s: has no number and no user id any more to write to", l->to);
		rc = 1;
	}
	contact_release(&c);
	return rc;
}

static int
allow(struct db *db, const struct workspace *ws, const struct letter *l, int64_t contact, int64_t now)
{
	struct conversation c;
	char since[CLOCK_LEN];
	int rc = find_address(db, l, contact);

	if (rc != 0)
		return rc;
	if (conversation_load(db, ws, contact, now, &c) == -1)
		return -1;
	if (c.last_in == 0)
		return allow_stranger(db, ws, l, now);
	if (!conversation_window(&c, now) && !is_template(l)) {
		log_line("%s: last wrote at %s, over 24 hours ago; only a template may be sent",
		    l->to, clock_format(c.last_in, since));
		return 1;
	}
	return 0;
}

static int
queue(struct db *db, const struct letter *l, int64_t contact, const char *event, int64_t now)
{
	json_t *parts = words_split(l->message);
	struct contact c;
	int rc = contact_load(db, contact, &c);

	for (size_t i = 0; rc == 0 && i < json_array_size(parts); i++) {
		json_t *part = json_copy(json_array_get(parts, i));

		rc = graph_address(part, c.wa_id, c.user_id);
		if (rc == 0)
			rc = outbox_add(db, &(struct outbox_new){ .event = event, .part = (int)i, .contact = contact,
			    .author = l->author, .message = part }, now);
		json_decref(part);
	}
	contact_release(&c);
	json_decref(parts);
	return rc;
}

/* Whoever writes has the conversation, and the agent no last word. */
static int
take(struct db *db, const struct workspace *ws, const struct letter *l, int64_t contact, const char *event, int64_t now)
{
	const struct passing over = { .to = CONTROL_HUMAN, .who = l->author, .why = "wrote", .event = event };

	if (conversation_pass(db, ws, contact, &over, now) == -1)
		return -1;
	return session_enter(db, ws, contact, now) == -1 ? -1 : 0;
}

static char *
event_of(const struct letter *l)
{
	char random[25];

	return l->id != NULL ? mem_printf("letter:%s", l->id) : mem_printf("letter:%s", hash_random(random, 24));
}

int
letter_check(struct db *db, const struct workspace *ws, const struct letter *l, int64_t now)
{
	int64_t contact = contact_find(db, l->to);
	struct conversation c;
	char since[CLOCK_LEN];

	if (contact <= 0)
		return contact == -1 ? -1 : allow_stranger(db, ws, l, now);
	if (conversation_load(db, ws, contact, now, &c) == -1)
		return -1;
	/* The gate would drop it. */
	if (c.opted_out != 0 && c.last_in <= c.opted_out) {
		log_line("%s: opted out at %s and has not written since", l->to, clock_format(c.opted_out, since));
		return 1;
	}
	return allow(db, ws, l, contact, now);
}

int
letter_queue(struct db *db, const struct workspace *ws, const struct letter *l, int64_t now, char **event)
{
	int64_t contact = contact_find(db, l->to);
	char *why = asset_refusal(ws, l->message);
	int rc;

	if (why != NULL) {
		log_line("%s", why);
		free(why);
		return 1;
	}
	if (contact == 0 && !is_template(l)) {
		log_line("%s: never wrote to us; only people who did can be written to", l->to);
		return 1;
	}
	if (contact == 0 && (contact = make_stranger(db, l, now)) == 0)
		return 1;
	if (contact == -1)
		return -1;
	if ((rc = allow(db, ws, l, contact, now)) != 0)
		return rc;
	*event = event_of(l);
	/* Queued already: it changes nothing any more. */
	if (outbox_has(db, *event))
		return 0;
	if (l->member && take(db, ws, l, contact, *event, now) == -1)
		return -1;
	return queue(db, l, contact, *event, now);
}
