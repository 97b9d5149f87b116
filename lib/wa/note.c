#include "wa/note.h"
#include "wa/search.h"

int64_t
note_add(struct db *db, int64_t contact, int64_t inquiry, const char *who, const char *text, int64_t now)
{
	int64_t id;

	if (db_run(db, "INSERT INTO note (contact, inquiry, at, who, text) VALUES (?, nullif(?, 0), ?, ?, ?)",
	    "iiiss", contact, inquiry, now, who, text) != DB_OK)
		return -1;
	id = db_last_id(db);
	return search_add_note(db, id, text) == 0 ? id : -1;
}
