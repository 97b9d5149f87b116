#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "wa/contact.h"
#include "wa/contact_pick.h"

enum { PREFIX_MIN = 4, NAMED_MAX = 5 };

/* The only row's contact; 0 when there is none, or after naming those there are. */
static int64_t
only(struct db_rows *r, const char *who, int64_t *several)
{
	struct buf keys = { 0 };
	int64_t contact = 0, n = 0;

	for (; n < NAMED_MAX && db_next(r); n++) {
		contact = db_int(r, 0);
		buf_printf(&keys, "%s%s", n > 0 ? ", " : "", db_text(r, 1));
	}
	if (db_end(r) != DB_OK)
		contact = -1;
	else if ((*several = n) > 1) {
		log_line("%s: could be %s%s", who, keys.data, n == NAMED_MAX ? " ..." : "");
		contact = 0;
	}
	buf_free(&keys);
	return contact;
}

static struct db_rows *
by_start(struct db *db, const char *who)
{
	return db_query(db, "SELECT id, key FROM contact WHERE key >= ?1 AND key < ?1 || 'g' ORDER BY key", "s", who);
}

static struct db_rows *
by_name(struct db *db, const char *who)
{
	return db_query(db, "SELECT c.id, c.key FROM contact c WHERE c.name = ?1 COLLATE NOCASE OR"
	    " ('@' || c.username) = ?1 COLLATE NOCASE ORDER BY c.id", "s", who);
}

static bool
is_start_of_key(const char *who)
{
	return strncmp(who, "c_", 2) == 0 && strlen(who) >= 2 + PREFIX_MIN &&
	    who[2 + strspn(who + 2, "0123456789abcdef")] == '\0';
}

int64_t
contact_pick(struct db *db, const char *who)
{
	int64_t contact = contact_find(db, who), several = 0;

	if (contact != 0)
		return contact;
	contact = only(is_start_of_key(who) ? by_start(db, who) : by_name(db, who), who, &several);
	if (contact == 0 && several == 0)
		log_line("%s: nobody we know by this key, phone, user id or name", who);
	return contact;
}
