#include <stdlib.h>

#include "base/clock.h"
#include "wa/health.h"
#include "wa/outbox.h"
#include "wa/telling.h"

static const int64_t late_ms = 5 * CLOCK_MINUTE;

static int64_t
get(struct db *db, const char *sql, int64_t arg)
{
	return db_get_int(db, 0, sql, "i", arg);
}

int
health_read(struct journal *j, struct store *st, int64_t since, int64_t now, struct health *h)
{
	struct db *db = store_db(st);
	int64_t newest = journal_lane_newest(j, JOURNAL_LIVE);

	if (newest == -1)
		return -1;
	*h = (struct health){
		.last_received = journal_received(j),
		.last_message = db_get_int(db, 0, "SELECT received FROM message WHERE type = 'message' ORDER BY seq DESC LIMIT 1", ""),
		.waiting = get(db, "SELECT count(*) FROM message WHERE type = 'message' AND handed IS NULL AND received < ?", now),
		.oldest = get(db, "SELECT min(received) FROM message WHERE type = 'message' AND handed IS NULL AND received < ?", now),
		.queued = get(db, "SELECT count(*) FROM outbox WHERE state = 'queued' AND due <= ?", now),
		.queued_since = get(db, "SELECT min(due) FROM outbox WHERE state = 'queued' AND due <= ?", now),
		.unknown = get(db, "SELECT count(*) FROM outbox WHERE state = 'unknown' AND started < ?", now),
		.failed = db_get_int(db, 0, "SELECT count(*) FROM outbox WHERE id >= ? AND state = 'failed' AND ended >= ?", "ii",
		    outbox_from(db, since - OUTBOX_WAITS), since),
		.notices_untold = telling_untold(db, since, now),
		.notices_failed = telling_failed(db, since),
		.notices_late = get(db, "SELECT count(*) FROM telling WHERE state = 'due' AND due < ?", now - late_ms) +
		    get(db, "SELECT count(*) FROM notice WHERE planned IS NULL AND at < ?", now - late_ms),
		.inquiries = get(db, "SELECT count(*) FROM inquiry WHERE status IN ('open', 'claimed') AND opened <= ?", now),
		.unowned = get(db, "SELECT count(*) FROM inquiry WHERE status = 'open' AND owner IS NULL AND opened <= ?", now),
		.unowned_since = get(db, "SELECT min(since) FROM inquiry WHERE status = 'open' AND owner IS NULL AND opened <= ?", now),
		.missing_media = get(db, "SELECT count(*) FROM media WHERE path IS NULL AND removed IS NULL AND at >= ?", since),
		.unheard = get(db, "SELECT count(*) FROM heard WHERE text IS NULL AND at >= ?", since),
	};
	if (newest > store_mark(st, "journal", 0))
		h->behind = newest - store_mark(st, "journal", 0);
	return 0;
}

int
health_check_file(const struct workspace *ws, const char *name)
{
	char *path = workspace_state(ws, name);
	struct db *db = db_open(path, DB_READ, DB_NORMAL);
	int rc = db != NULL ? db_check(db) : -1;

	db_close(db);
	free(path);
	return rc;
}
