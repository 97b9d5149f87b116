#include <string.h>

#include "base/clock.h"
#include "ext/text.h"
#include "wa/attribute.h"

bool
attribute_valid(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > ATTRIBUTE_NAME_MAX || *name == '-')
		return false;
	for (size_t at = 0; at < len;) {
		int32_t c = text_next(name, len, &at);

		if (c == 0xfffd || (text_class(c) == TEXT_OTHER && (c > 0x7f || strchr("._-", (int)c) == NULL)))
			return false;
	}
	return true;
}

/* Where the contacts of a person differ the newest value counts, so that
 * taking a merge back gives each its own again. */
int
attribute_set(struct db *db, int64_t contact, const char *name, const char *value, const char *who, int64_t now)
{
	if (db_run(db, "DELETE FROM attribute WHERE name = ?2 AND contact IN (SELECT id FROM contact"
	    " WHERE person = (SELECT person FROM contact WHERE id = ?1)) AND (?3 IS NULL OR contact = ?1)",
	    "iss", contact, name, value) != DB_OK)
		return -1;
	if (value == NULL)
		return 0;
	return db_run(db, "INSERT INTO attribute (contact, name, value, at, who) VALUES (?, ?, ?, ?, ?)",
	    "issis", contact, name, value, now, who) == DB_OK ? 0 : -1;
}

json_t *
attribute_list(struct db *db, int64_t contact)
{
	/* With max() the bare columns are those of the newest row. */
	struct db_rows *r = db_query(db, "SELECT a.name, a.value, a.who, max(a.at) FROM contact c JOIN attribute a ON a.contact = c.id"
	    " WHERE c.person = (SELECT person FROM contact WHERE id = ?) GROUP BY a.name ORDER BY a.name", "i", contact);
	json_t *list = json_array();

	while (db_next(r)) {
		char at[CLOCK_LEN];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "name", db_text(r, 0), "value", db_text(r, 1),
		    "who", db_text(r, 2), "at", clock_format(db_int(r, 3), at)));
	}
	db_end(r);
	return list;
}
