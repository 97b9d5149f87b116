#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "wa/event.h"
#include "wa/satisfaction.h"
#include "wa/words.h"

/* Faces need no language. */
static const struct { int score; const char *face; } buttons[] = { { 3, "\U0001F642" }, { 2, "\U0001F610" }, { 1, "\U0001F641" } };
#define BUTTONS (sizeof buttons / sizeof *buttons)

int
satisfaction_ask(struct db *db, int64_t contact, int64_t session, int64_t now)
{
	return db_run(db, "INSERT OR IGNORE INTO satisfaction (contact, session, asked) VALUES (?, ?, ?)",
	    "iii", contact, session, now) == DB_OK ? 0 : -1;
}

int
satisfaction_skip(struct db *db, int64_t contact, int64_t session, const char *why)
{
	return db_run(db, "INSERT OR IGNORE INTO satisfaction (contact, session, skipped) VALUES (?, ?, ?)",
	    "iis", contact, session, why) == DB_OK ? 0 : -1;
}

bool
satisfaction_is_done(struct db *db, int64_t session)
{
	return db_get_int(db, 0, "SELECT 1 FROM satisfaction WHERE session = ?", "i", session) != 0;
}

json_t *
satisfaction_message(const char *question, int64_t session)
{
	json_t *list = json_array();

	for (size_t i = 0; i < BUTTONS; i++) {
		char *id = mem_printf("%s%lld:%d", EVENT_RATING, (long long)session, buttons[i].score);

		words_add_button(list, id, buttons[i].face);
		free(id);
	}
	return words_buttons(question, list);
}

/* A button's id comes back from outside. */
int
satisfaction_answer(struct db *db, int64_t contact, const char *rating, int64_t time)
{
	long long session;
	int score, end = 0;

	if (sscanf(rating, "%18lld:%1d%n", &session, &score, &end) != 2 || rating[end] != '\0' || score < 1 || score > (int)BUTTONS)
		return 0;
	return db_run(db, "UPDATE satisfaction SET answered = ?3, score = ?4 WHERE session = ?2 AND contact = ?1"
	    " AND asked IS NOT NULL", "iiii", contact, (int64_t)session, time, (int64_t)score) == DB_OK ? 0 : -1;
}
