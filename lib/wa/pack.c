#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/chat_link.h"
#include "wa/conversation.h"
#include "wa/inquiry.h"
#include "wa/label.h"
#include "wa/merge.h"
#include "wa/pack.h"
#include "wa/pack_facts.h"
#include "wa/pack_said.h"
#include "wa/texts.h"

enum {
	SAID = 8,	/* messages */
	ASKED = 3,	/* messages that the inquiry is about */
	TRIED = 3,	/* decisions */
	CANDIDATES = 3,
	MOODS = 5,
	EARLIER = 3,
	NOTES = 5,
};

/* What a pack is made of. */
struct draft {
	struct db		*db;
	const struct workspace	*ws;
	int64_t			 inquiry;	/* 0: none */
	int64_t			 contact;
	int64_t			 now;
	struct conversation	 conversation;
	char			*question;	/* the simplest next one; NULL: none found */
	json_t			*pack;
};

/* Statements ask for the newest first, people read the oldest first. */
static void
prepend(json_t *list, json_t *item)
{
	json_array_insert_new(list, 0, item);
}

/* ----------------------------------------------------------- who and what */

static int
put_inquiry(struct draft *d)
{
	struct db_rows *r = db_query(d->db, "SELECT contact, status, kind, category, reason, priority, owner, opened"
	    " FROM inquiry WHERE id = ?", "i", d->inquiry);
	int rc = -1;

	if (db_next(r)) {
		json_t *q = json_pack("{s:I}", "id", (json_int_t)d->inquiry);

		d->contact = db_int(r, 0);
		json_put(q, "status", db_text(r, 1));
		json_put(q, "kind", db_text(r, 2));
		json_put(q, "category", db_text(r, 3));
		json_put(q, "reason", db_text(r, 4));
		json_object_set_new(q, "priority", json_integer(db_int(r, 5)));
		json_put(q, "owner", db_text(r, 6));
		json_put_time(q, "opened", db_int(r, 7));
		json_object_set_new(d->pack, "inquiry", q);
		rc = 0;
	}
	return db_end(r) == DB_OK ? rc : -1;
}

static void
put_contact(struct draft *d)
{
	struct db_rows *r = db_query(d->db, "SELECT key, name, wa_id, username FROM contact WHERE id = ?", "i", d->contact);

	if (db_next(r)) {
		json_t *c = json_object();

		json_put(d->pack, "conversation", db_text(r, 0));
		json_put(d->pack, "control", control_name(d->conversation.control));
		json_put(c, "name", db_text(r, 1));
		json_put(c, "wa_id", db_text(r, 2));
		json_put(c, "username", db_text(r, 3));
		json_object_set_new(d->pack, "contact", c);
		if (d->conversation.language[0] != '\0')
			json_put(d->pack, "language", d->conversation.language);
	}
	db_end(r);
}

/* The words of what the inquiry is about, a line each: of its messages, and of
 * those that were merged into them. */
static char *
ask_of_inquiry(const struct draft *d)
{
	struct db_rows *r = db_query(d->db, "WITH about (event) AS (SELECT event FROM inquiry_event WHERE inquiry = ?1"
	    "  UNION SELECT t.event FROM inquiry_event e JOIN turn t ON t.head = e.event WHERE e.inquiry = ?1)"
	    " SELECT coalesce(m.text, h.text) AS words FROM about a JOIN message m ON m.id = a.event"
	    " LEFT JOIN heard h ON h.event = m.id WHERE words <> '' ORDER BY m.time, m.seq LIMIT ?2",
	    "ii", d->inquiry, (int64_t)ASKED);
	struct buf ask = {0};

	while (db_next(r)) {
		if (ask.len > 0)
			buf_char(&ask, '\n');
		buf_str(&ask, db_text(r, 0));
	}
	db_end(r);
	return ask.len > 0 ? buf_take(&ask) : NULL;
}

static void
put_ask(struct draft *d)
{
	char *ask = d->inquiry != 0 ? ask_of_inquiry(d) : NULL;

	/* A case about a send that failed, or none: what was said last. */
	if (ask == NULL)
		ask = db_get_text(d->db, "SELECT coalesce(m.text, h.text) AS words FROM message m"
		    " LEFT JOIN heard h ON h.event = m.id WHERE m.contact = ? AND m.outgoing = 0 AND words <> ''"
		    " ORDER BY m.time DESC, m.seq DESC LIMIT 1", "i", d->contact);
	json_put(d->pack, "ask", ask);
	free(ask);
}

static void
put_said(struct draft *d)
{
	json_put_list(d->pack, "messages", pack_said(d->db, d->ws, d->contact, SAID));
}

/* -------------------------------------------------- what the agent tried */

static json_t *
try_of(struct db_rows *r)
{
	json_t *t = json_object(), *detail = json_parse(db_text(r, 5), db_len(r, 5), NULL), *list, *candidate;
	size_t i;

	json_put_time(t, "time", db_int(r, 0));
	json_put(t, "action", db_text(r, 1));
	json_put(t, "reason", db_text(r, 2));
	json_object_set_new(t, "confidence", json_real(db_real(r, 3)));
	json_object_set_new(t, "threshold", json_real(db_real(r, 4)));
	if (json_array_size(json_object_get(detail, "sources")) > 0)
		json_object_set(t, "sources", json_object_get(detail, "sources"));
	list = json_array();
	json_array_foreach(json_object_get(detail, "candidates"), i, candidate)
		if (i < CANDIDATES)
			json_array_append(list, candidate);
	json_put_list(t, "candidates", list);
	json_decref(detail);
	return t;
}

static void
put_tried(struct draft *d)
{
	struct db_rows *r = db_query(d->db, "SELECT at, action, reason, confidence, threshold, detail FROM decision"
	    " WHERE contact = ? AND action IN ('answer', 'clarify', 'escalate') ORDER BY at DESC LIMIT ?",
	    "ii", d->contact, (int64_t)TRIED);
	json_t *list = json_array();

	while (db_next(r))
		prepend(list, try_of(r));
	db_end(r);
	json_put_list(d->pack, "tried", list);
}

static void
put_mood(struct draft *d)
{
	json_t *labels = label_recent(d->db, d->contact, MOODS), *newest = json_array_get(labels, 0), *l;
	json_t *mood = json_object(), *trend = json_array();
	size_t i;

	json_put(mood, "sentiment", json_text(newest, "sentiment"));
	json_put(mood, "urgency", json_text(newest, "urgency"));
	json_array_foreach(labels, i, l)
		if (json_text(l, "sentiment") != NULL)
			prepend(trend, json_string(json_text(l, "sentiment")));
	json_put_list(mood, "trend", trend);
	if (json_object_size(mood) > 0)
		json_object_set(d->pack, "mood", mood);
	if (json_text(d->pack, "language") == NULL)
		json_put(d->pack, "language", json_text(newest, "language"));
	json_decref(mood);
	json_decref(labels);
}

/* ------------------------------------------------------------ what was before */

static void
put_earlier(struct draft *d)
{
	struct db_rows *r = db_query(d->db, "SELECT i.id, i.status, i.category, i.opened, coalesce(i.ended, 0), i.ended_by,"
	    " (SELECT coalesce(m.text, h.text) FROM inquiry_event e JOIN message m ON m.id = e.event"
	    "  LEFT JOIN heard h ON h.event = m.id WHERE e.inquiry = i.id ORDER BY m.time, m.seq LIMIT 1)"
	    " FROM inquiry i WHERE i.contact IN " MERGE_PERSON " AND i.id <> ?2 ORDER BY i.id DESC LIMIT ?3",
	    "iii", d->contact, d->inquiry, (int64_t)EARLIER);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *q = json_pack("{s:I}", "id", (json_int_t)db_int(r, 0));

		json_put(q, "status", db_text(r, 1));
		json_put(q, "category", db_text(r, 2));
		json_put_time(q, "opened", db_int(r, 3));
		json_put_time(q, "ended", db_int(r, 4));
		json_put(q, "by", db_text(r, 5));
		json_put(q, "ask", db_text(r, 6));
		prepend(list, q);
	}
	db_end(r);
	json_put_list(d->pack, "earlier", list);
}

static void
put_notes(struct draft *d)
{
	struct db_rows *r = db_query(d->db, "SELECT at, who, text FROM note WHERE contact IN " MERGE_PERSON " ORDER BY id DESC LIMIT ?2",
	    "ii", d->contact, (int64_t)NOTES);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *n = json_object();

		json_put_time(n, "time", db_int(r, 0));
		json_put(n, "who", db_text(r, 1));
		json_put(n, "text", db_text(r, 2));
		prepend(list, n);
	}
	db_end(r);
	json_put_list(d->pack, "notes", list);
}

/* ------------------------------------------------------------- what is next */

/* Where the agent didn't know what it is about, that is what to ask. */
static char *
question_about(const struct draft *d)
{
	static const char *const unclear[] = { "low-confidence", "no-entry", "vague", "neither", "media" };
	const json_t *tried = json_object_get(d->pack, "tried");
	const char *reason = json_text(json_array_get(tried, json_array_size(tried) - 1), "reason");
	struct texts *texts;
	char *question = NULL;

	for (size_t i = 0; reason != NULL && question == NULL && i < sizeof unclear / sizeof *unclear; i++) {
		if (strcmp(reason, unclear[i]) != 0 || (texts = texts_open(d->ws)) == NULL)
			continue;
		question = texts_say(texts, "clarify_handoff", json_text(d->pack, "language"),
		    json_object_get(d->pack, "contact"), NULL);
		texts_close(texts);
	}
	return question;
}

static void
put_next(struct draft *d)
{
	if (d->question == NULL)
		d->question = question_about(d);
	json_put(d->pack, "next", d->question);
	free(d->question);
}

static void
put_window(struct draft *d)
{
	json_t *w = json_object();

	if (d->conversation.last_in != 0)
		json_put_time(w, "closes", d->conversation.last_in + CLOCK_DAY);
	json_object_set_new(w, "open", json_boolean(conversation_window(&d->conversation, d->now)));
	json_object_set_new(d->pack, "window", w);
}

static void
put_link(struct draft *d)
{
	char *link = chat_link(d->ws, json_text(d->pack, "contact.wa_id"), json_text(d->pack, "next"));
	char *reply = mem_printf("wa-conv reply %s", json_text(d->pack, "conversation"));

	json_put(d->pack, "link", link);
	json_put(d->pack, "reply", reply);
	free(link);
	free(reply);
}

static json_t *
finish(struct draft *d)
{
	if (conversation_load(d->db, d->ws, d->contact, d->now, &d->conversation) == -1) {
		json_decref(d->pack);
		return NULL;
	}
	put_contact(d);
	put_mood(d);
	put_ask(d);
	put_said(d);
	pack_facts(d->db, d->ws, d->contact, d->now, d->pack, &d->question);
	put_tried(d);
	put_earlier(d);
	put_notes(d);
	put_next(d);
	put_window(d);
	put_link(d);
	return d->pack;
}

json_t *
pack_of_inquiry(struct db *db, const struct workspace *ws, int64_t inquiry, int64_t now)
{
	struct draft d = { .db = db, .ws = ws, .inquiry = inquiry, .now = now, .pack = json_object() };

	if (put_inquiry(&d) == 0)
		return finish(&d);
	json_decref(d.pack);
	return NULL;
}

json_t *
pack_of_contact(struct db *db, const struct workspace *ws, int64_t contact, int64_t now)
{
	struct draft d = { .db = db, .ws = ws, .contact = contact, .now = now, .pack = json_object() };

	if ((d.inquiry = inquiry_of(db, contact)) != 0)
		put_inquiry(&d);
	return finish(&d);
}
