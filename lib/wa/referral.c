#include "base/buf.h"
#include "wa/event.h"
#include "wa/referral.h"

int
referral_add(struct db *db, const json_t *ev, int64_t contact, int64_t now)
{
	const json_t *referral = json_at(ev, "context.referral");
	struct buf detail = {0};
	int rc;

	if (!json_is_object(referral))
		return 0;
	json_print(referral, &detail);
	rc = db_run(db, "INSERT OR IGNORE INTO referral (event, contact, at, detail) VALUES (?, ?, ?, ?)", "siit",
	    event_id(ev), contact, now, detail.data, detail.len);
	buf_free(&detail);
	return rc == DB_OK ? 0 : -1;
}

json_t *
referral_of(struct db *db, int64_t contact)
{
	struct db_rows *r = db_query(db, "SELECT detail FROM referral WHERE contact = ? ORDER BY at DESC LIMIT 1", "i", contact);
	json_t *referral = NULL;

	if (db_next(r))
		referral = json_parse(db_text(r, 0), db_len(r, 0), NULL);
	db_end(r);
	return referral;
}
