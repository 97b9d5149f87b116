#include <string.h>

#include "wa/merge.h"
#include "wa/person.h"

#define AT(column) "strftime('%Y-%m-%dT%H:%M:%SZ', " column " / 1000.0, 'unixepoch')"

/* Each gives one JSON object a row of contact ?1. */
static const struct section {
	const char	*name;
	const char	*sql;
} sections[] = {
	{ "contacts", "SELECT json_object('conversation', c.key, 'name', c.name, 'username', c.username, 'wa_id', c.wa_id,"
	    " 'user_id', c.user_id, 'since', " AT("c.created") ", 'language', v.language, 'opted_out', " AT("v.opted_out") ","
	    " 'known_as', (SELECT json_group_array(value) FROM alias WHERE contact = c.id))"
	    " FROM contact c JOIN conversation v ON v.contact = c.id WHERE c.id = ?" },
	{ "sessions", "SELECT json_object('started', " AT("started") ", 'last', " AT("last") ", 'ended', " AT("ended") ", 'as', ended_as)"
	    " FROM session WHERE contact = ? ORDER BY id" },
	{ "messages", "SELECT j FROM (SELECT time AS at, json_object('time', " AT("time") ", 'from', iif(outgoing, 'us', 'customer'), 'id', id,"
	    " 'kind', kind, 'text', text, 'outcome', outcome) AS j FROM message WHERE contact = ?1 UNION ALL"
	    " SELECT coalesce(sent, queued), json_object('time', " AT("coalesce(sent, queued)") ", 'from', author, 'id', wamid, 'kind', kind,"
	    " 'message', json(payload), 'state', state) FROM outbox WHERE contact = ?1) ORDER BY at" },
	{ "transcripts", "SELECT json_object('message', event, 'text', text, 'language', language, 'confidence', confidence, 'summary', summary, 'readings', json(readings))"
	    " FROM heard WHERE contact = ? ORDER BY at" },
	{ "media", "SELECT json_object('message', event, 'time', " AT("at") ", 'file', path, 'type', type, 'bytes', bytes, 'seconds', seconds,"
	    " 'name', name) FROM media WHERE contact = ? ORDER BY at" },
	{ "labels", "SELECT json_object('message', event, 'language', language, 'intent', intent, 'confidence', confidence,"
	    " 'sentiment', sentiment, 'urgency', urgency) FROM label WHERE contact = ? ORDER BY at" },
	{ "decisions", "SELECT json_object('message', event, 'time', " AT("at") ", 'action', action, 'reason', reason, 'record', json(detail))"
	    " FROM decision WHERE contact = ? ORDER BY at" },
	{ "inquiries", "SELECT json_object('id', q.id, 'category', q.category, 'reason', q.reason, 'status', q.status, 'owner', q.owner,"
	    " 'opened', " AT("q.opened") ", 'ended', " AT("q.ended") ", 'reply', q.reply, 'history', (SELECT json_group_array(json_object("
	    "'at', " AT("l.at") ", 'who', l.who, 'what', l.what, 'subject', l.subject)) FROM inquiry_log l WHERE l.inquiry = q.id))"
	    " FROM inquiry q WHERE q.contact = ? ORDER BY q.id" },
	{ "leads", "SELECT json_object('id', id, 'status', status, 'source', source, 'opened', " AT("opened") ", 'first', first,"
	    " 'fields', json(fields), 'said', json(said), 'referral', json(referral)) FROM lead WHERE contact = ? ORDER BY id" },
	{ "notes", "SELECT json_object('at', " AT("at") ", 'who', who, 'text', text) FROM note WHERE contact = ? ORDER BY id" },
	{ "tags", "SELECT json_object('tag', tag, 'who', who, 'at', " AT("at") ") FROM tag WHERE contact = ? ORDER BY tag" },
	{ "attributes", "SELECT json_object('name', name, 'value', value, 'who', who, 'at', " AT("at") ") FROM attribute WHERE contact = ? ORDER BY name" },
	{ "referrals", "SELECT json_object('at', " AT("at") ", 'ad', json(detail)) FROM referral WHERE contact = ? ORDER BY at" },
	{ "control", "SELECT json_object('at', " AT("at") ", 'who', who, 'why', why, 'from', before, 'to', after) FROM transition WHERE contact = ? ORDER BY id" },
	{ "assignments", "SELECT json_object('at', " AT("at") ", 'who', who, 'member', member, 'why', why) FROM assignment WHERE contact = ? ORDER BY id" },
	{ "satisfaction", "SELECT json_object('asked', " AT("asked") ", 'skipped', skipped, 'answered', " AT("answered") ", 'score', score)"
	    " FROM satisfaction WHERE contact = ?" },
};

struct export {
	struct db	*db;
	json_t		*all;
};

static int
add_contact(void *arg, int64_t contact)
{
	struct export *x = arg;

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		struct db_rows *r = db_query(x->db, sections[i].sql, "i", contact);
		json_t *list = json_object_get(x->all, sections[i].name);

		while (db_next(r))
			json_array_append_new(list, json_parse(db_text(r, 0), db_len(r, 0), NULL));
		if (db_end(r) != DB_OK)
			return -1;
	}
	return 0;
}

json_t *
person_export(struct db *db, int64_t contact)
{
	struct export x = { db, json_object() };

	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		json_object_set_new(x.all, sections[i].name, json_array());
	if (merge_each(db, contact, add_contact, &x) == 0)
		return x.all;
	json_decref(x.all);
	return NULL;
}
