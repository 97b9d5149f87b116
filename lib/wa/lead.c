#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/lead.h"
#include "wa/notice.h"

/* How long an unfinished lead waits for its next detail. */
static const int64_t patience_ms = 7 * CLOCK_DAY;

static const char *const statuses[] = { "new", "contacted", "won", "lost", "spam" };

bool
lead_is_status(const char *s)
{
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (strcmp(s, statuses[i]) == 0)
			return true;
	return false;
}

static json_t *
parsed(const char *text, json_t *otherwise)
{
	json_t *v = text != NULL ? json_parse(text, strlen(text), NULL) : NULL;

	if (v == NULL)
		return otherwise;
	json_decref(otherwise);
	return v;
}

/* JSON as text; the caller frees. NULL stays NULL. */
static char *
printed(const json_t *v)
{
	struct buf b = {0};

	if (v == NULL)
		return NULL;
	json_print(v, &b);
	return buf_take(&b);
}

#define COLUMNS	"l.id, l.contact, l.opened, l.changed, l.complete, l.confirmed, l.status, l.asking, l.fields, l.said, l.asked"

/* The lead of the first row, and the end of the query. */
static int
take_row(struct db_rows *r, struct lead *l)
{
	int found = 0;

	*l = (struct lead){0};
	if (db_next(r)) {
		l->id = db_int(r, 0);
		l->contact = db_int(r, 1);
		l->opened = db_int(r, 2);
		l->changed = db_int(r, 3);
		l->complete = db_int(r, 4);
		l->confirmed = db_int(r, 5);
		snprintf(l->status, sizeof l->status, "%s", db_text(r, 6));
		snprintf(l->asking, sizeof l->asking, "%s", db_null(r, 7) ? "" : db_text(r, 7));
		l->fields = parsed(db_text(r, 8), json_object());
		l->said = parsed(db_text(r, 9), json_object());
		l->asked = parsed(db_text(r, 10), json_array());
		found = 1;
	}
	if (db_end(r) == DB_OK)
		return found;
	lead_release(l);
	return -1;
}

int
lead_load(struct db *db, int64_t id, struct lead *l)
{
	return take_row(db_query(db, "SELECT " COLUMNS " FROM lead l WHERE l.id = ?", "i", id), l);
}

int
lead_current(struct db *db, int64_t contact, int64_t timeout, int64_t now, struct lead *l)
{
	int64_t longer = timeout > patience_ms ? timeout : patience_ms;

	return take_row(db_query(db, "SELECT " COLUMNS " FROM lead l WHERE l.contact = ?1 AND l.status IN ('new', 'contacted')"
	    " AND l.changed > CASE WHEN l.complete IS NULL THEN ?2 ELSE ?3 END"
	    " AND NOT EXISTS (SELECT 1 FROM transition t WHERE t.contact = ?1 AND t.after = 'closed' AND t.at >= l.changed)"
	    " ORDER BY l.id DESC LIMIT 1", "iii", contact, now - longer, now - timeout), l);
}

int
lead_before(struct db *db, int64_t contact, int64_t id, struct lead *l)
{
	return take_row(db_query(db, "SELECT " COLUMNS " FROM lead l WHERE l.contact = ?1 AND l.id < ?2"
	    " AND l.status <> 'spam' ORDER BY l.id DESC LIMIT 1", "ii", contact, id), l);
}

void
lead_release(struct lead *l)
{
	json_decref(l->fields);
	json_decref(l->said);
	json_decref(l->asked);
	*l = (struct lead){0};
}

/* What names an ad: its id, else where it leads. */
static const char *
ad_of(const json_t *referral)
{
	static const char *const names[] = { "source_id", "ctwa_clid", "source_url" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (json_text(referral, names[i]) != NULL)
			return json_text(referral, names[i]);
	return referral != NULL ? "ad" : "chat";
}

int
lead_create(struct db *db, const struct lead_new *n, int64_t now, struct lead *l)
{
	char *told = printed(n->referral);
	json_t *referral;
	int rc;

	if (told == NULL)
		told = db_get_text(db, "SELECT detail FROM referral WHERE contact = ? AND at >= ? ORDER BY at DESC LIMIT 1",
		    "ii", n->contact, n->since);
	referral = parsed(told, NULL);
	rc = db_run(db, "INSERT INTO lead (contact, session, source, referral, event, first, opened, changed) VALUES (?1,"
	    " (SELECT max(id) FROM session WHERE contact = ?1 AND ended IS NULL), ?2, ?3, ?4, ?5, ?6, ?6)",
	    "issssi", n->contact, ad_of(referral), told, n->event, n->first, now);
	json_decref(referral);
	free(told);
	if (rc != DB_OK || lead_load(db, db_last_id(db), l) != 1)
		return -1;
	return 0;
}

/* The texts that a lead is found by, of one of its values: a date also without
 * its time. The caller frees both. */
static void
forms_of(const json_t *value, char *form[2])
{
	const char *date = json_text(value, "date"), *time = json_text(value, "time");

	form[0] = mem_str(date);
	form[1] = NULL;
	if (date != NULL && time != NULL)
		form[1] = mem_printf("%s %s", date, time);
	else if (json_is_string(value))
		form[1] = mem_str(json_string_value(value));
	else if (date == NULL)
		form[1] = printed(value);
}

static int
index_value(struct db *db, const struct lead *l, const char *key, const json_t *before, const json_t *after)
{
	char *was[2], *is[2];
	int rc = DB_OK;

	forms_of(before, was);
	forms_of(after, is);
	for (int i = 0; i < 2 && rc == DB_OK; i++)
		if (was[i] != NULL)
			rc = db_run(db, "DELETE FROM lead_value WHERE key = ? AND value = ? AND opened = ? AND lead = ?", "ssii",
			    key, was[i], l->opened, l->id);
	for (int i = 0; i < 2 && rc == DB_OK; i++)
		if (is[i] != NULL)
			rc = db_run(db, "INSERT OR IGNORE INTO lead_value (key, value, opened, lead) VALUES (?, ?, ?, ?)", "ssii",
			    key, is[i], l->opened, l->id);
	for (int i = 0; i < 2; i++) {
		free(was[i]);
		free(is[i]);
	}
	return rc == DB_OK ? 0 : -1;
}

static int
log_what(struct db *db, int64_t id, const char *who, const char *what, const json_t *value, const char *words, int64_t now)
{
	char *text = printed(value);
	int rc = db_run(db, "INSERT INTO lead_log (lead, at, who, what, value, words) VALUES (?, ?, ?, ?, ?, ?)", "iissss",
	    id, now, who, what, text, words);

	free(text);
	return rc == DB_OK ? 0 : -1;
}

int
lead_tell(struct db *db, struct lead *l, const char *key, const json_t *value, const char *words,
    const char *who, int64_t now)
{
	if (index_value(db, l, key, json_object_get(l->fields, key), value) != 0 ||
	    log_what(db, l->id, who, key, value, words, now) != 0)
		return -1;
	if (value != NULL)
		json_object_set(l->fields, key, (json_t *)value);
	else
		json_object_del(l->fields, key);
	if (words != NULL)
		json_put(l->said, key, words);
	else
		json_object_del(l->said, key);
	return 0;
}

bool
lead_was_asked(const struct lead *l, const char *key)
{
	return json_has(l->asked, key);
}

void
lead_count_asked(struct lead *l, const char *key)
{
	if (!lead_was_asked(l, key))
		json_array_append_new(l->asked, json_string(key));
}

/* Once, with the field that was the last. */
static int
tell_complete(struct db *db, const struct lead *l, int64_t now)
{
	const struct notice_new news = { .contact = l->contact, .lead = l->id, .who = "customer" };

	if (l->complete == 0 || db_get_int(db, 0, "SELECT complete IS NULL FROM lead WHERE id = ?", "i", l->id) == 0)
		return 0;
	return notice_add(db, NOTICE_LEAD, &news, now);
}

int
lead_ask(struct db *db, struct lead *l, const char *key, int64_t now)
{
	json_t *v = json_string(key);
	int rc = log_what(db, l->id, "agent", "asked", v, NULL, now);

	json_decref(v);
	lead_count_asked(l, key);
	snprintf(l->asking, sizeof l->asking, "%s", key);
	return rc;
}

int
lead_confirm(struct db *db, struct lead *l, int64_t now)
{
	l->confirmed = now;
	return log_what(db, l->id, "agent", "confirmed", NULL, NULL, now);
}

int
lead_save(struct db *db, struct lead *l, int64_t now)
{
	char *fields = printed(l->fields), *said = printed(l->said), *asked = printed(l->asked);
	int rc = tell_complete(db, l, now) == -1 ? DB_ERROR : db_run(db, "UPDATE lead SET fields = ?2, said = ?3, asked = ?4, asking = nullif(?5, ''),"
	    " complete = nullif(?6, 0), confirmed = nullif(?7, 0), changed = ?8 WHERE id = ?1", "issssiii",
	    l->id, fields, said, asked, l->asking, l->complete, l->confirmed, now);

	l->changed = now;
	free(fields);
	free(said);
	free(asked);
	return rc == DB_OK ? 0 : -1;
}

int
lead_unask(struct db *db, int64_t id, const char *key)
{
	struct lead l;
	json_t *v;
	size_t i;
	int rc = lead_load(db, id, &l);

	if (rc != 1)
		return rc;
	json_array_foreach(l.asked, i, v)
		if (strcmp(json_string_value(v), key) == 0) {
			json_array_remove(l.asked, i);
			break;
		}
	if (strcmp(l.asking, key) == 0)
		*l.asking = '\0';
	rc = lead_save(db, &l, l.changed);
	lead_release(&l);
	return rc;
}

/* One text column by a member, and its row in the log. */
static int
log_text(struct db *db, int64_t id, const char *who, const char *what, const char *text, int64_t now)
{
	json_t *v = text != NULL ? json_string(text) : NULL;
	int rc = log_what(db, id, who, what, v, NULL, now);

	json_decref(v);
	return rc;
}

int
lead_set_status(struct db *db, int64_t id, const char *status, const char *who, int64_t now)
{
	if (db_run(db, "UPDATE lead SET status = ?2, changed = ?3 WHERE id = ?1 AND status <> ?2", "isi",
	    id, status, now) != DB_OK)
		return -1;
	return db_changes(db) > 0 ? log_text(db, id, who, "status", status, now) : 0;
}

int
lead_set_owner(struct db *db, int64_t id, const char *owner, const char *who, int64_t now)
{
	if (db_run(db, "UPDATE lead SET owner = ?2, changed = ?3 WHERE id = ?1 AND owner IS NOT ?2", "isi",
	    id, owner, now) != DB_OK)
		return -1;
	return db_changes(db) > 0 ? log_text(db, id, who, "owner", owner, now) : 0;
}

json_t *
lead_hints(struct db *db, int64_t contact, int64_t since)
{
	struct db_rows *r = db_query(db, "SELECT fields, said FROM lead_hint WHERE contact = ? AND at >= ?", "ii", contact, since);
	json_t *hints = NULL;

	if (db_next(r)) {
		hints = json_object();
		json_object_set_new(hints, "fields", parsed(db_text(r, 0), json_object()));
		json_object_set_new(hints, "said", parsed(db_text(r, 1), json_object()));
	}
	db_end(r);
	return hints;
}

int
lead_set_hints(struct db *db, int64_t contact, const json_t *fields, const json_t *said, int64_t now)
{
	char *known = printed(fields), *words = printed(said);
	int rc = db_run(db, "INSERT INTO lead_hint (contact, at, fields, said) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (contact) DO UPDATE SET at = ?2, fields = ?3, said = ?4", "iiss", contact, now, known, words);

	free(known);
	free(words);
	return rc == DB_OK ? 0 : -1;
}

int
lead_drop_hints(struct db *db, int64_t contact)
{
	return db_run(db, "DELETE FROM lead_hint WHERE contact = ?", "i", contact) == DB_OK ? 0 : -1;
}

json_t *
lead_attributes(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT name, value FROM attribute WHERE contact = ?", "i", contact);
	json_t *all = json_object();

	while (db_next(r))
		json_put(all, db_text(r, 0), db_text(r, 1));
	db_end(r);
	return all;
}

/* Each row, with the strings of the statement. */
static int
call_back(struct db_rows *r, bool (*row)(void *, const struct lead_row *), void *arg)
{
	int n = 0;
	bool more = true;

	while (more && db_next(r)) {
		n++;
		more = row(arg, &(struct lead_row){
			.id = db_int(r, 0), .opened = db_int(r, 1), .changed = db_int(r, 2), .complete = db_int(r, 3),
			.contact = db_text(r, 4), .name = db_text(r, 5), .phone = db_text(r, 6),
			.status = db_text(r, 7), .owner = db_text(r, 8), .source = db_text(r, 9),
			.first = db_text(r, 10), .fields = db_text(r, 11), .json = db_text(r, 12),
		});
	}
	return db_end(r) == DB_OK ? n : -1;
}

#define TIME(column)	"strftime('%Y-%m-%dT%H:%M:%SZ', " column " / 1000, 'unixepoch')"
#define ROW	"SELECT l.id, l.opened, l.changed, l.complete, c.key, c.name, c.wa_id, l.status, l.owner, l.source," \
	" l.first, l.fields, CASE WHEN ?10 THEN json_object('id', l.id, 'conversation', c.key, 'contact', c.key, 'name', c.name," \
	" 'wa_id', c.wa_id, 'status', l.status, 'owner', l.owner, 'source', l.source, 'opened', " TIME("l.opened") "," \
	" 'changed', " TIME("l.changed") ", 'complete', " TIME("l.complete") ", 'said', json(l.said)) END"
#define LEADS	ROW " FROM lead l CROSS JOIN contact c ON c.id = l.contact"
/* Found by one value, the others looked up. */
#define FOUND	ROW " FROM lead_value v CROSS JOIN lead l ON l.id = v.lead CROSS JOIN contact c ON c.id = l.contact"
#define WHERE	" WHERE (?1 IS NULL OR l.status = ?1) AND (?2 IS NULL OR l.source = ?2) AND (?3 IS NULL OR l.owner = ?3)" \
	" AND l.opened >= ?4 AND l.opened < ?5"
#define OTHERS	" AND NOT EXISTS (SELECT 1 FROM json_each(?9) w WHERE NOT EXISTS (SELECT 1 FROM lead_value o" \
	" WHERE o.key = w.key AND o.value = w.value AND o.opened = l.opened AND o.lead = l.id))"
#define NEWEST	" ORDER BY l.opened DESC, l.id DESC LIMIT ?6"

/*
 * The statement whose index fits what is asked for. A filter that has an index
 * is named without the "or any": else SQLite would not use it.
 */
static const char *
statement(const struct lead_query *q, const char *key)
{
	if (key != NULL)
		return FOUND WHERE OTHERS " AND v.key = ?7 AND v.value = ?8 ORDER BY v.opened DESC, v.lead DESC LIMIT ?6";
	if (q->owner != NULL)
		return LEADS WHERE " AND l.owner = ?3" NEWEST;
	if (q->source != NULL)
		return LEADS WHERE " AND l.source = ?2" NEWEST;
	if (q->status != NULL)
		return LEADS WHERE " AND l.status = ?1" NEWEST;
	return LEADS WHERE NEWEST;
}

int
lead_each(struct db *db, const struct lead_query *q, bool (*row)(void *, const struct lead_row *), void *arg)
{
	json_t *others = q->fields != NULL ? json_copy((json_t *)q->fields) : json_object();
	void *first = json_object_iter(others);
	char *key = first != NULL ? mem_str(json_object_iter_key(first)) : NULL, *value = NULL, *rest;
	struct db_rows *r;
	int rc;

	if (key != NULL) {
		value = mem_str(json_string_value(json_object_iter_value(first)));
		json_object_del(others, key);
	}
	rest = printed(others);
	r = db_query(db, statement(q, key), "sssiiisssi", q->status, q->source, q->owner, q->since,
	    q->until != 0 ? q->until : INT64_MAX, q->limit > 0 ? q->limit : -1, key, value, rest, (int64_t)q->json);
	rc = call_back(r, row, arg);
	json_decref(others);
	free(key);
	free(value);
	free(rest);
	return rc == -1 ? -1 : 0;
}

int
lead_row(struct db *db, int64_t id, bool (*row)(void *, const struct lead_row *), void *arg)
{
	return call_back(db_query(db, LEADS " WHERE l.id = ?1", "innnnnnnni", id, INT64_C(1)), row, arg);
}

json_t *
lead_referral(struct db *db, int64_t id)
{
	char *text = db_get_text(db, "SELECT referral FROM lead WHERE id = ?", "i", id);
	json_t *referral = parsed(text, NULL);

	free(text);
	return referral;
}

json_t *
lead_history(struct db *db, int64_t id)
{
	struct db_rows *r = db_query(db, "SELECT at, who, what, value, words FROM lead_log WHERE lead = ? ORDER BY id", "i", id);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *one = json_object();

		json_put_time(one, "at", db_int(r, 0));
		json_put(one, "who", db_text(r, 1));
		json_put(one, "what", db_text(r, 2));
		json_object_set_new(one, "value", parsed(db_text(r, 3), json_null()));
		json_put(one, "words", db_text(r, 4));
		json_array_append_new(list, one);
	}
	db_end(r);
	return list;
}
