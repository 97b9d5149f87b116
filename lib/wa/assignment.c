#include "wa/assignment.h"

int
assignment_set(struct db *db, int64_t contact, const char *member, const char *who, const char *why, int64_t now)
{
	if (db_run(db, "UPDATE conversation SET assignee = ?2 WHERE contact = ?1 AND assignee IS NOT ?2",
	    "is", contact, member) != DB_OK)
		return -1;
	if (db_changes(db) == 0)
		return 0;
	return db_run(db, "INSERT INTO assignment (contact, at, who, member, why) VALUES (?, ?, ?, ?, ?)",
	    "iisss", contact, now, who, member, why) == DB_OK ? 1 : -1;
}

char *
assignment_of(struct db *db, int64_t contact)
{
	return db_get_text(db, "SELECT assignee FROM conversation WHERE contact = ?", "i", contact);
}
