#include "base/clock.h"
#include "wa/inquiry.h"
#include "wa/notice.h"

int64_t
inquiry_of(struct db *db, int64_t contact)
{
	return db_get_int(db, 0, "SELECT id FROM inquiry WHERE contact = ? AND status IN ('open', 'claimed')"
	    " ORDER BY id LIMIT 1", "i", contact);
}

static int64_t
create(struct db *db, int64_t contact, const char *category, const char *reason, int64_t now)
{
	int64_t id;

	if (db_run(db, "INSERT INTO inquiry (contact, category, reason, opened, changed)"
	    " VALUES (?, ?, ?, ?4, ?4)", "issi", contact, category, reason, now) != DB_OK)
		return -1;
	id = db_last_id(db);
	return notice_add(db, NOTICE_INQUIRY, &(struct notice_new){ .contact = contact, .inquiry = id, .who = "agent" },
	    now) == 0 ? id : -1;
}

int64_t
inquiry_open(struct db *db, int64_t contact, const char *category, const char *reason,
    const char *event, int64_t now, bool *joined)
{
	int64_t id = db_get_int(db, 0, "SELECT inquiry FROM inquiry_event WHERE event = ?", "s", event);
	bool there;

	if (id != 0) {
		if (joined != NULL)
			*joined = true;
		return id;
	}
	id = inquiry_of(db, contact);
	there = id != 0;
	if (!there && (id = create(db, contact, category, reason, now)) == -1)
		return -1;
	if (db_run(db, "INSERT INTO inquiry_event (event, inquiry, at) VALUES (?, ?, ?)",
	    "sii", event, id, now) != DB_OK ||
	    db_run(db, "UPDATE inquiry SET changed = ?2 WHERE id = ?1", "ii", id, now) != DB_OK)
		return -1;
	if (joined != NULL)
		*joined = there;
	return id;
}

static void
put_time(json_t *obj, const char *key, int64_t ms)
{
	char text[CLOCK_LEN];

	json_put(obj, key, clock_format(ms, text));
}

json_t *
inquiry_list(struct db *db, const char *status)
{
	struct db_rows *r = db_query(db, "SELECT i.id, c.key, c.name, i.category, i.reason, i.status, i.owner,"
	    " i.opened, i.changed, (SELECT m.text FROM inquiry_event e JOIN message m ON m.id = e.event"
	    " WHERE e.inquiry = i.id ORDER BY m.seq LIMIT 1)"
	    " FROM inquiry i JOIN contact c ON c.id = i.contact WHERE ?1 IS NULL OR i.status = ?1"
	    " ORDER BY i.opened, i.id", "s", status);
	json_t *list = json_array();

	while (db_next(r)) {
		json_t *q = json_object();

		json_object_set_new(q, "id", json_integer(db_int(r, 0)));
		json_put(q, "conversation", db_text(r, 1));
		json_put(q, "name", db_text(r, 2));
		json_put(q, "category", db_text(r, 3));
		json_put(q, "reason", db_text(r, 4));
		json_put(q, "status", db_text(r, 5));
		json_put(q, "owner", db_text(r, 6));
		put_time(q, "opened", db_int(r, 7));
		put_time(q, "changed", db_int(r, 8));
		json_put(q, "text", db_text(r, 9));
		json_array_append_new(list, q);
	}
	db_end(r);
	return list;
}
