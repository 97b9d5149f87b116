#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digits.h"
#include "base/mem.h"
#include "ext/hash.h"
#include "wa/contact.h"
#include "wa/merge.h"
#include "wa/search.h"

enum { SPELLING_MAX = 24 };	/* digits of a phone number, and then some */

void
contact_derive_key(const char *id, char key[CONTACT_KEY_LEN])
{
	unsigned char sum[HASH_LEN];
	char hex[2 * HASH_LEN + 1];

	hash_sha256(id, strlen(id), sum);
	hash_hex(sum, sizeof sum, hex);
	snprintf(key, CONTACT_KEY_LEN, "c_%.16s", hex);
}

void
contact_ids_of(const json_t *ev, struct contact_ids *ids)
{
	ids->user_id = json_text(ev, "contact.user_id");
	ids->wa_id = json_text(ev, "contact.wa_id");
	ids->name = json_text(ev, "contact.name");
	ids->username = json_text(ev, "contact.username");
}

static bool
all_digits(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/*
 * The other spelling of a mobile number, "" when it has none. WhatsApp's ids
 * and what people dial differ by one inserted part: Brazil's ninth digit
 * (55, area, 9, eight digits), Mexico's 1 after 52, Argentina's 9 after 54
 * (cloud-api.md 9.4).
 */
static void
other_spelling(const char *n, char out[SPELLING_MAX])
{
	static const struct {
		const char	*country;
		size_t		 at;		/* where the part stands */
		char		 part;
		size_t		 len;		/* digits with the part */
	} rules[] = { { "55", 4, '9', 13 }, { "52", 2, '1', 13 }, { "54", 2, '9', 13 } };
	size_t len = strlen(n);

	out[0] = '\0';
	if (!all_digits(n) || len >= SPELLING_MAX)
		return;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		size_t at = rules[i].at;

		if (strncmp(n, rules[i].country, 2) != 0)
			continue;
		if (len == rules[i].len && n[at] == rules[i].part)
			snprintf(out, SPELLING_MAX, "%.*s%s", (int)at, n, n + at + 1);
		else if (len == rules[i].len - 1)
			snprintf(out, SPELLING_MAX, "%.*s%c%s", (int)at, n, rules[i].part, n + at);
	}
}

/* The contact that id is an alias of now, in this spelling; 0 when of none. */
static int64_t
by_alias(struct db *db, const char *id)
{
	return db_get_int(db, 0, "SELECT contact FROM alias WHERE value = ? AND until IS NULL", "s", id);
}

static int64_t
by_any_spelling(struct db *db, const char *wa_id)
{
	char other[SPELLING_MAX];
	int64_t contact = by_alias(db, wa_id);

	if (contact == 0) {
		other_spelling(wa_id, other);
		if (*other != '\0')
			contact = by_alias(db, other);
	}
	return contact;
}

static int
add_alias(struct db *db, int64_t contact, const char *id, int64_t now)
{
	if (id == NULL || by_alias(db, id) != 0)
		return 0;
	return db_run(db, "INSERT INTO alias (value, contact, since) VALUES (?, ?, ?)", "sii", id, contact, now);
}

static int64_t
create(struct db *db, const struct contact_ids *ids, int64_t now)
{
	const char *id = ids->user_id ? ids->user_id : ids->wa_id;
	char key[CONTACT_KEY_LEN];
	enum db_status status = DB_EXISTS;
	int64_t contact;

	contact_derive_key(id, key);
	for (int n = 2; status == DB_EXISTS; n++) {
		status = db_run(db, "INSERT INTO contact (key, created) VALUES (?, ?)", "si", key, now);
		if (status == DB_EXISTS) {
			/* A recycled number: its former owner has the key. */
			char *again = mem_printf("%s#%d", id, n);

			contact_derive_key(again, key);
			free(again);
		}
	}
	if (status != DB_OK)
		return -1;
	contact = db_last_id(db);
	if (db_run(db, "INSERT INTO conversation (contact, created) VALUES (?, ?)", "ii", contact, now) != DB_OK)
		return -1;
	return contact;
}

static bool
has_other_user_id(struct db *db, int64_t contact, const char *user_id)
{
	return db_get_int(db, 0, "SELECT user_id <> ?2 FROM contact WHERE id = ?1", "is", contact, user_id) != 0;
}

/* The phone is no longer `before`'s, in either spelling. */
static int
leave_phone(struct db *db, int64_t before, const char *wa_id, int64_t now)
{
	char other[SPELLING_MAX];

	other_spelling(wa_id, other);
	return db_run(db, "UPDATE alias SET until = ?4 WHERE contact = ?1 AND value IN (?2, ?3) AND until IS NULL", "issi",
	    before, wa_id, other, now) == DB_OK ? 0 : -1;
}

/*
 * WhatsApp names both ids, and they are two contacts'. One that was known by
 * this phone alone is the same person; one with another user id had the number
 * before, and is written to by that.
 */
static int
pass_phone(struct db *db, int64_t before, int64_t contact, const char *wa_id, int64_t now)
{
	bool recycled = db_get_int(db, 0, "SELECT user_id IS NOT NULL FROM contact WHERE id = ?", "i", before) != 0;

	if (leave_phone(db, before, wa_id, now) == -1)
		return -1;
	if (!recycled)
		return merge_add(db, before, contact, "rule", now) == -1 ? -1 : 0;
	return db_run(db, "UPDATE contact SET wa_id = NULL WHERE id = ?", "i", before) == DB_OK ? 0 : -1;
}

int64_t
contact_resolve(struct db *db, const struct contact_ids *ids, int64_t now, char key[CONTACT_KEY_LEN])
{
	int64_t contact = ids->user_id != NULL ? by_alias(db, ids->user_id) : 0;
	int64_t caller = ids->wa_id != NULL ? by_any_spelling(db, ids->wa_id) : 0;
	char *known;

	if (ids->user_id == NULL && ids->wa_id == NULL)
		return 0;
	if (contact == 0 && caller != 0 && !(ids->user_id != NULL && has_other_user_id(db, caller, ids->user_id)))
		contact = caller;
	if (contact == 0 && (contact = create(db, ids, now)) == -1)
		return -1;
	if (caller != 0 && caller != contact && pass_phone(db, caller, contact, ids->wa_id, now) == -1)
		return -1;
	if (add_alias(db, contact, ids->user_id, now) != 0 || add_alias(db, contact, ids->wa_id, now) != 0)
		return -1;
	/* Who wrote last is who is answered: the identity in use now. */
	if (db_run(db, "UPDATE contact SET user_id = coalesce(?2, user_id), wa_id = coalesce(?3, wa_id),"
	    " name = coalesce(?4, name), username = coalesce(?5, username) WHERE id = ?1 AND"
	    " (user_id IS NOT coalesce(?2, user_id) OR wa_id IS NOT coalesce(?3, wa_id) OR"
	    " name IS NOT coalesce(?4, name) OR username IS NOT coalesce(?5, username))",
	    "issss", contact, ids->user_id, ids->wa_id, ids->name, ids->username) != DB_OK)
		return -1;
	if (db_changes(db) > 0 && search_add_contact(db, contact) == -1)
		return -1;
	if (key != NULL) {
		if ((known = db_get_text(db, "SELECT key FROM contact WHERE id = ?", "i", contact)) == NULL)
			return -1;
		snprintf(key, CONTACT_KEY_LEN, "%s", known);
		free(known);
	}
	return contact;
}

int64_t
contact_of_event(struct db *db, const json_t *ev, int64_t now)
{
	const char *key = json_text(ev, "contact.key");
	struct contact_ids ids;
	int64_t contact;

	if (key == NULL)
		return 0;
	contact = db_get_int(db, 0, "SELECT id FROM contact WHERE key = ?", "s", key);
	if (contact != 0)
		return contact;
	contact_ids_of(ev, &ids);
	if (db_run(db, "INSERT INTO contact (key, name, wa_id, user_id, created) VALUES (?, ?, ?, ?, ?)", "ssssi",
	    key, ids.name, ids.wa_id, ids.user_id, now) != DB_OK)
		return -1;
	contact = db_last_id(db);
	if (db_run(db, "INSERT INTO conversation (contact, created) VALUES (?, ?)", "ii", contact, now) != DB_OK ||
	    add_alias(db, contact, ids.user_id, now) != 0 || add_alias(db, contact, ids.wa_id, now) != 0 ||
	    search_add_contact(db, contact) == -1)
		return -1;
	return contact;
}

int64_t
contact_find(struct db *db, const char *who)
{
	int64_t contact = db_get_int(db, 0, "SELECT id FROM contact WHERE key = ?", "s", who);
	char *digits;

	if (contact != 0 || (contact = by_any_spelling(db, who)) != 0)
		return contact;
	/* A number as people write it: +49 151 123-456. */
	if (who[strspn(who, "0123456789+ -().")] != '\0')
		return 0;
	digits = digits_of(who);
	contact = *digits != '\0' ? by_any_spelling(db, digits) : 0;
	free(digits);
	return contact;
}

int
contact_load(struct db *db, int64_t id, struct contact *c)
{
	struct db_rows *r = db_query(db, "SELECT key, name, wa_id, user_id FROM contact WHERE id = ?", "i", id);
	int rc = -1;

	*c = (struct contact){ .id = id };
	if (db_next(r)) {
		snprintf(c->key, sizeof c->key, "%s", db_text(r, 0));
		c->name = mem_str(db_text(r, 1));
		c->wa_id = mem_str(db_text(r, 2));
		c->user_id = mem_str(db_text(r, 3));
		rc = 0;
	}
	if (db_end(r) != DB_OK)
		rc = -1;
	return rc;
}

void
contact_release(struct contact *c)
{
	free(c->name);
	free(c->wa_id);
	free(c->user_id);
	*c = (struct contact){0};
}

/*
 * `id` was somebody's whom we knew: WhatsApp now says it is this person's. Who
 * has had it for less than a day is the same one, whose first message overtook
 * the news; anybody else must not be written to by it any more.
 */
static int
pass_id(struct db *db, int64_t before, int64_t contact, const char *id, int64_t now)
{
	int64_t since = db_get_int(db, 0, "SELECT since FROM alias WHERE value = ? AND until IS NULL", "s", id);

	if (db_run(db, "UPDATE alias SET until = ? WHERE value = ? AND until IS NULL", "is", now, id) != DB_OK)
		return -1;
	if (now - since < CLOCK_DAY)
		return merge_add(db, before, contact, "rule", now) == -1 ? -1 : 0;
	return db_run(db, "UPDATE contact SET wa_id = nullif(wa_id, ?2), user_id = nullif(user_id, ?2) WHERE id = ?1", "is", before, id) == DB_OK ? 0 : -1;
}

int
contact_rename(struct db *db, const char *before, const char *after, int64_t now)
{
	int64_t contact = by_any_spelling(db, before);
	int64_t other = by_alias(db, after);
	char spelling[SPELLING_MAX];

	other_spelling(before, spelling);
	if (contact == 0 || strcmp(before, after) == 0 || strcmp(spelling, after) == 0)
		return 0;
	if (other != 0 && other != contact && pass_id(db, other, contact, after, now) == -1)
		return -1;
	/* Who gets the old number is somebody else, however it is spelled. */
	if (add_alias(db, contact, after, now) != 0 || db_run(db, "UPDATE alias SET until = ? WHERE value IN (?, ?)"
	    " AND contact = ? AND until IS NULL", "issi", now, before, spelling, contact) != DB_OK)
		return -1;
	/* With another number comes another user id, which the next message tells. */
	if (db_run(db, "UPDATE contact SET wa_id = CASE WHEN wa_id IN (?2, ?4) THEN ?3 ELSE wa_id END,"
	    " user_id = CASE WHEN user_id = ?2 THEN ?3 WHEN wa_id IN (?2, ?4) THEN NULL ELSE user_id END WHERE id = ?1",
	    "isss", contact, before, after, spelling) != DB_OK)
		return -1;
	return search_add_contact(db, contact);
}

bool
contact_is(struct db *db, int64_t contact, const char *id)
{
	return by_any_spelling(db, id) == contact;
}
