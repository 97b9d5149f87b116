#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "wa/attribute.h"
#include "wa/merge.h"
#include "wa/tag.h"
#include "wa/transcript.h"
#include "wa/words.h"

enum { MOODS = 12 };	/* the newest that make the trend */

/* What stands first among things of the same millisecond. */
enum rank { RANK_MESSAGE, RANK_EVENT, RANK_OURS, RANK_NOTE };

/* An item on its way into the list. */
struct item {
	int64_t	 at;
	int	 rank;
	size_t	 n;		/* of the same source */
	json_t	*value;
};

struct story {
	struct item	*items;
	size_t		 n;
	struct map	*by_id;		/* of what was said, borrowed */
};

static json_t *
parse(struct db_rows *r, int column)
{
	return db_null(r, column) ? NULL : json_parse(db_text(r, column), db_len(r, column), NULL);
}

static json_t *
timed(const char *what, int64_t ms)
{
	json_t *o = json_object();

	json_put_time(o, "time", ms);
	json_put(o, "what", what);
	return o;
}

/* The first columns of a row under these keys. */
static void
put_texts(json_t *o, struct db_rows *r, int column, const char *const *keys)
{
	for (; *keys != NULL; keys++, column++)
		json_put(o, *keys, db_text(r, column));
}

static void
add(struct story *s, int64_t at, enum rank rank, json_t *value)
{
	s->items = mem_grow(s->items, s->n + 1, sizeof *s->items);
	s->items[s->n] = (struct item){ at, rank, s->n, value };
	s->n++;
}

/* ---------------------------------------------------------------- messages */

static void
put_media(json_t *o, struct db_rows *r, int column)
{
	json_t *m;

	if (db_null(r, column) && db_null(r, column + 3))
		return;
	m = json_object();
	put_texts(m, r, column, (const char *const []){ "path", "type", NULL });
	if (!db_null(r, column + 2))
		json_object_set_new(m, "seconds", json_real(db_real(r, column + 2)));
	json_put(m, "problem", db_text(r, column + 3));
	json_object_set_new(o, "media", m);
}

static void
put_heard(json_t *o, struct db_rows *r, int column)
{
	json_t *h;

	if (db_null(r, column))
		return;
	h = json_object();
	put_texts(h, r, column + 1, (const char *const []){ "text", "language", "summary", "problem", NULL });
	if (!db_null(r, column + 5))
		json_object_set_new(h, "confidence", json_real(db_real(r, column + 5)));
	json_object_set_new(o, "heard", h);
}

static enum db_status
add_messages(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	/* History came long after it was said. */
	struct db_rows *r = db_query(db, "SELECT m.time, CASE m.type WHEN 'history' THEN m.time ELSE max(m.time, m.received) END,"
	    " m.id, c.key, CASE WHEN m.outgoing THEN 'phone' ELSE 'customer' END, m.kind, m.text, m.reply_to, m.outcome,"
	    " d.reason, l.sentiment, l.urgency, a.path, a.type, a.seconds, a.problem,"
	    " h.event, h.text, h.language, h.summary, h.problem, h.confidence, f.detail"
	    " FROM message m JOIN contact c ON c.id = m.contact LEFT JOIN decision d ON d.event = m.id"
	    " LEFT JOIN label l ON l.event = m.id LEFT JOIN media a ON a.event = m.id LEFT JOIN heard h ON h.event = m.id"
	    " LEFT JOIN referral f ON f.event = m.id"
	    " WHERE m.contact IN " MERGE_PERSON " AND m.time >= ?2 ORDER BY m.time, m.seq", "ii", contact, since);
	static const char *const keys[] = { "id", "conversation", "who", "kind", "text", "reply_to", "outcome", "reason",
	    "sentiment", "urgency", NULL };

	while (db_next(r)) {
		json_t *o = timed("said", db_int(r, 0)), *referral = parse(r, 22);

		put_texts(o, r, 2, keys);
		put_media(o, r, 12);
		put_heard(o, r, 16);
		if (referral != NULL)
			json_object_set_new(o, "referral", referral);
		map_set(s->by_id, db_text(r, 2), o);
		add(s, db_int(r, 1), RANK_MESSAGE, o);
	}
	return db_end(r);
}

/* The message that ours quotes or reacts to. */
static const char *
target_of(const json_t *payload)
{
	const char *id = json_text(payload, "context.message_id");

	return id != NULL ? id : json_text(payload, "reaction.message_id");
}

static enum db_status
add_outbox(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT coalesce(o.sent, o.queued), o.queued, o.payload,"
	    " coalesce(o.wamid, 'outbox:' || o.id), c.key, o.author, o.kind, o.state, o.reason"
	    " FROM outbox o JOIN contact c ON c.id = o.contact WHERE o.contact IN " MERGE_PERSON " AND o.queued >= ?2 ORDER BY o.id",
	    "ii", contact, since);
	static const char *const keys[] = { "id", "conversation", "who", "kind", "state", "reason", NULL };

	while (db_next(r)) {
		json_t *o = timed("said", db_int(r, 0)), *payload = parse(r, 2);

		put_texts(o, r, 3, keys);
		json_put(o, "text", words_of(payload));
		json_put(o, "reply_to", target_of(payload));
		json_object_set_new(o, "payload", payload ? payload : json_object());
		map_set(s->by_id, db_text(r, 3), o);
		add(s, db_int(r, 1), RANK_OURS, o);
	}
	return db_end(r);
}

static enum db_status
add_notes(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT at, who, text, coalesce(inquiry, 0) FROM note WHERE contact IN " MERGE_PERSON
	    " AND at >= ?2 ORDER BY id", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("note", db_int(r, 0));

		put_texts(o, r, 1, (const char *const []){ "who", "text", NULL });
		if (db_int(r, 3) != 0)
			json_object_set_new(o, "inquiry", json_integer(db_int(r, 3)));
		add(s, db_int(r, 0), RANK_NOTE, o);
	}
	return db_end(r);
}

/* ------------------------------------------------------------------ events */

static enum db_status
add_control(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT at, who, why, before, after FROM transition WHERE contact IN " MERGE_PERSON
	    " AND at >= ?2 ORDER BY id", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("control", db_int(r, 0));

		put_texts(o, r, 1, (const char *const []){ "who", "why", "from", "to", NULL });
		add(s, db_int(r, 0), RANK_EVENT, o);
	}
	return db_end(r);
}

static enum db_status
add_assignments(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT at, who, member, why FROM assignment WHERE contact IN " MERGE_PERSON
	    " AND at >= ?2 ORDER BY id", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("assigned", db_int(r, 0));

		put_texts(o, r, 1, (const char *const []){ "who", "member", "why", NULL });
		add(s, db_int(r, 0), RANK_EVENT, o);
	}
	return db_end(r);
}

static void
put_id(json_t *o, int64_t id)
{
	json_object_set_new(o, "id", json_integer(id));
}

static enum db_status
add_inquiries(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT g.at, g.inquiry, g.who, g.what, g.subject, g.why FROM inquiry q"
	    " JOIN inquiry_log g ON g.inquiry = q.id WHERE q.contact IN " MERGE_PERSON " AND g.at >= ?2 ORDER BY g.id", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("inquiry", db_int(r, 0));

		put_id(o, db_int(r, 1));
		put_texts(o, r, 2, (const char *const []){ "who", "did", "subject", "why", NULL });
		add(s, db_int(r, 0), RANK_EVENT, o);
	}
	return db_end(r);
}

static enum db_status
add_leads(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT g.at, g.lead, g.value, g.who, g.what FROM lead l"
	    " JOIN lead_log g ON g.lead = l.id WHERE l.contact IN " MERGE_PERSON " AND g.at >= ?2 ORDER BY g.id", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("lead", db_int(r, 0)), *value = parse(r, 2);

		put_id(o, db_int(r, 1));
		put_texts(o, r, 3, (const char *const []){ "who", "did", NULL });
		if (value != NULL)
			json_object_set_new(o, "value", value);
		add(s, db_int(r, 0), RANK_EVENT, o);
	}
	return db_end(r);
}

static enum db_status
add_merges(struct db *db, int64_t contact, int64_t since, struct story *s)
{
	struct db_rows *r = db_query(db, "SELECT at, who, 'merged', c.key, i.key FROM contact_merge m"
	    " JOIN contact c ON c.id = m.contact JOIN contact i ON i.id = m.into_"
	    " WHERE (m.contact IN " MERGE_PERSON " OR m.into_ IN " MERGE_PERSON ") AND m.at >= ?2"
	    " UNION ALL SELECT undone, undone_by, 'unmerged', c.key, i.key FROM contact_merge m"
	    " JOIN contact c ON c.id = m.contact JOIN contact i ON i.id = m.into_"
	    " WHERE (m.contact IN " MERGE_PERSON " OR m.into_ IN " MERGE_PERSON ") AND m.undone >= ?2 ORDER BY 1", "ii", contact, since);

	while (db_next(r)) {
		json_t *o = timed("merge", db_int(r, 0));

		put_texts(o, r, 1, (const char *const []){ "who", "did", "contact", "into", NULL });
		add(s, db_int(r, 0), RANK_EVENT, o);
	}
	return db_end(r);
}

/* ------------------------------------------------------------------- story */

static int
compare(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank - y->rank;
	return x->n < y->n ? -1 : 1;
}

/* What is quoted may be older than what was asked for. */
static json_t *
quote_from_store(struct db *db, const char *id)
{
	struct db_rows *r = db_query(db, "SELECT who, text, ours FROM (SELECT CASE WHEN outgoing THEN 'phone' ELSE 'customer' END AS who,"
	    " text, 0 AS ours FROM message WHERE id = ?1 UNION ALL SELECT author, payload, 1 FROM outbox WHERE wamid = ?1) LIMIT 1", "s", id);
	json_t *quote = NULL;

	if (db_next(r)) {
		json_t *payload = db_int(r, 2) != 0 ? parse(r, 1) : NULL;

		quote = json_object();
		json_put(quote, "who", db_text(r, 0));
		json_put(quote, "text", db_int(r, 2) != 0 ? words_of(payload) : db_text(r, 1));
		json_decref(payload);
	}
	db_end(r);
	return quote;
}

static json_t *
quote_of(const json_t *said)
{
	json_t *quote = json_object();
	const char *text = json_text(said, "text");

	json_put(quote, "who", json_text(said, "who"));
	json_put(quote, "text", text ? text : json_text(said, "heard.text"));
	if (json_text(quote, "text") == NULL)
		json_put(quote, "kind", json_text(said, "kind"));
	return quote;
}

/* A person's reaction replaces their last; an empty one takes it back. */
static void
react(json_t *target, const json_t *reaction)
{
	const char *who = json_text(reaction, "who"), *emoji = json_text(reaction, "text");
	json_t *list = json_object_get(target, "reactions"), *old;
	size_t i;

	if (list == NULL)
		json_object_set_new(target, "reactions", list = json_array());
	json_array_foreach(list, i, old)
		if (json_says(old, "who", who)) {
			json_array_remove(list, i);
			break;
		}
	if (emoji != NULL && *emoji != '\0')
		json_array_append_new(list, json_pack("{s:s, s:s}", "who", who, "emoji", emoji));
}

/* Puts reactions and quotes where they belong. True: it stands elsewhere now. */
static bool
relate(struct db *db, const struct story *s, json_t *said)
{
	const char *to = json_text(said, "reply_to");
	json_t *target = to != NULL ? map_get(s->by_id, to) : NULL, *quote;

	if (to == NULL)
		return false;
	if (target != NULL && target != said && json_says(said, "kind", "reaction")) {
		react(target, said);
		return true;
	}
	quote = target != NULL && target != said ? quote_of(target) : quote_from_store(db, to);
	if (quote != NULL)
		json_object_set_new(said, "quote", quote);
	return false;
}

static bool
is_said(const json_t *item)
{
	return json_says(item, "what", "said");
}

/* Where the last `n` messages begin. */
static size_t
start_of_last(const struct story *s, int n)
{
	size_t i = s->n;

	while (i > 0 && n > 0)
		n -= is_said(s->items[--i].value);
	return i;
}

static json_t *
told(struct db *db, struct story *s, int last)
{
	json_t *list = json_array();
	size_t i = 0;

	if (s->n > 0)
		qsort(s->items, s->n, sizeof *s->items, compare);
	if (last > 0)
		i = start_of_last(s, last);
	for (size_t k = 0; k < s->n; k++) {
		json_t *item = s->items[k].value;

		if (!(is_said(item) && relate(db, s, item)) && k >= i)
			json_array_append(list, item);
	}
	return list;
}

json_t *
transcript_load(struct db *db, int64_t contact, const struct transcript_filter *f)
{
	static enum db_status (*const words[])(struct db *, int64_t, int64_t, struct story *) = { add_messages, add_outbox, add_notes };
	static enum db_status (*const events[])(struct db *, int64_t, int64_t, struct story *) = {
	    add_control, add_assignments, add_inquiries, add_leads, add_merges };
	struct story s = { .by_id = map_new() };
	enum db_status status = DB_OK;
	json_t *list = NULL;

	for (size_t i = 0; status == DB_OK && i < sizeof words / sizeof *words; i++)
		status = words[i](db, contact, f->since, &s);
	for (size_t i = 0; status == DB_OK && !f->words_only && i < sizeof events / sizeof *events; i++)
		status = events[i](db, contact, f->since, &s);
	if (status == DB_OK)
		list = told(db, &s, f->last);
	for (size_t i = 0; i < s.n; i++)
		json_decref(s.items[i].value);
	free(s.items);
	map_free(s.by_id, NULL);
	return list;
}

/* ------------------------------------------------------------------- facts */

static json_t *
contacts(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT key, name, username, wa_id, user_id FROM contact WHERE id IN " MERGE_PERSON
	    " ORDER BY merged IS NOT NULL, id", "i", contact);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *o = json_object();

		put_texts(o, r, 0, (const char *const []){ "conversation", "name", "username", "wa_id", "user_id", NULL });
		json_array_append_new(list, o);
	}
	db_end(r);
	return list;
}

static json_t *
leads(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT id, opened, fields, status, source, owner FROM lead WHERE contact IN " MERGE_PERSON
	    " ORDER BY id", "i", contact);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *o = json_object(), *fields = parse(r, 2);

		put_id(o, db_int(r, 0));
		json_put_time(o, "opened", db_int(r, 1));
		json_object_set_new(o, "fields", fields ? fields : json_object());
		put_texts(o, r, 3, (const char *const []){ "status", "source", "owner", NULL });
		json_array_append_new(list, o);
	}
	db_end(r);
	return list;
}

static json_t *
referrals(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT at, detail FROM referral WHERE contact IN " MERGE_PERSON " ORDER BY at", "i", contact);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *o = parse(r, 1);

		if (!json_is_object(o)) {
			json_decref(o);
			continue;
		}
		json_put_time(o, "time", db_int(r, 0));
		json_array_append_new(list, o);
	}
	db_end(r);
	return list;
}

/* Oldest first. */
static json_t *
moods(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT at, sentiment FROM label WHERE contact IN " MERGE_PERSON
	    " AND sentiment IS NOT NULL ORDER BY at DESC LIMIT ?2", "ii", contact, (int64_t)MOODS);
	json_t *list = json_array();

	while (db_next(r)) {
		char time[CLOCK_LEN];

		json_array_insert_new(list, 0, json_pack("{s:s, s:s}", "time", clock_format(db_int(r, 0), time),
		    "sentiment", db_text(r, 1)));
	}
	db_end(r);
	return list;
}

json_t *
transcript_facts(struct db *db, int64_t contact)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "contacts", contacts(db, contact), "leads", leads(db, contact),
	    "referrals", referrals(db, contact), "moods", moods(db, contact),
	    "attributes", attribute_list(db, contact), "tags", tag_list(db, contact));
}
