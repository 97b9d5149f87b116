#include <string.h>

#include "base/clock.h"
#include "ext/text.h"
#include "wa/tag.h"

bool
tag_valid(const char *tag)
{
	size_t len = strlen(tag);

	if (len == 0 || len > TAG_MAX || *tag == '-')
		return false;
	for (size_t at = 0; at < len;) {
		int32_t c = text_next(tag, len, &at);

		if (c == 0xfffd || (text_class(c) == TEXT_OTHER && (c > 0x7f || strchr("._-/:+#&", (int)c) == NULL)))
			return false;
	}
	return true;
}

int
tag_add(struct db *db, int64_t contact, const char *tag, bool stays, const char *who, int64_t now)
{
	return db_run(db, "INSERT INTO tag (contact, tag, stays, at, who) VALUES (?, ?, ?, ?, ?)"
	    " ON CONFLICT (contact, tag) DO UPDATE SET stays = 1, at = excluded.at, who = excluded.who"
	    " WHERE excluded.stays > stays", "isiis", contact, tag, (int64_t)stays, now, who) == DB_OK ? 0 : -1;
}

int
tag_remove(struct db *db, int64_t contact, const char *tag)
{
	if (db_run(db, "DELETE FROM tag WHERE tag = ?2 AND contact IN (SELECT id FROM contact"
	    " WHERE person = (SELECT person FROM contact WHERE id = ?1))", "is", contact, tag) != DB_OK)
		return -1;
	return (int)db_changes(db);
}

json_t *
tag_list(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT t.tag, max(t.stays), t.who, min(t.at) FROM contact c JOIN tag t ON t.contact = c.id"
	    " WHERE c.person = (SELECT person FROM contact WHERE id = ?) GROUP BY t.tag ORDER BY t.tag", "i", contact);
	json_t *list = json_array();

	while (db_next(r)) {
		char at[CLOCK_LEN];

		json_array_append_new(list, json_pack("{s:s, s:b, s:s, s:s}", "tag", db_text(r, 0), "stays", (int)db_int(r, 1),
		    "who", db_text(r, 2), "at", clock_format(db_int(r, 3), at)));
	}
	db_end(r);
	return list;
}
