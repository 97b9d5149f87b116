/* contact: one person, many spellings, on a real SQLite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ext/db.h"
#include "base/clock.h"
#include "wa/contact.h"
#include "wa/merge.h"
#include "wa/inquiry.h"
#include "wa/message.h"
#include "wa/turn.h"
#include "memory.h"

static int
setup(void **state)
{
	*state = memory_store();
	return 0;
}

static int
teardown(void **state)
{
	db_close(*state);
	return 0;
}

static int64_t
seen(struct db *db, const char *user_id, const char *wa_id, char *key)
{
	return contact_resolve(db, &(struct contact_ids){ .user_id = user_id, .wa_id = wa_id }, 1, key);
}

static void
both_spellings_are_one_person(void **state)
{
	static const char *const pairs[][2] = {
		{ "5511987654321", "551187654321" },	/* Brazil, with and without the ninth digit */
		{ "5215512345678", "525512345678" },	/* Mexico */
		{ "5491123456789", "541123456789" },	/* Argentina */
	};
	struct db *db = *state;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		int64_t a = seen(db, NULL, pairs[i][0], NULL);

		assert_true(a > 0);
		assert_int_equal(seen(db, NULL, pairs[i][1], NULL), a);
	}
	assert_int_not_equal(seen(db, NULL, "4915112345678", NULL), seen(db, NULL, "4915112345679", NULL));
}

static void
the_user_id_counts_before_the_phone(void **state)
{
	struct db *db = *state;
	char first[CONTACT_KEY_LEN], again[CONTACT_KEY_LEN];
	int64_t a = seen(db, NULL, "491511", first);

	assert_int_equal(seen(db, "DE.1", "491511", again), a);
	assert_string_equal(first, again);
	assert_int_equal(seen(db, "DE.1", NULL, NULL), a);
	assert_int_equal(seen(db, "DE.1", "491522", NULL), a);
	assert_int_equal(contact_find(db, "+49 15-22"), a);
	assert_int_equal(contact_find(db, first), a);
	assert_int_equal(contact_find(db, "nobody"), 0);
	assert_int_equal(seen(db, NULL, NULL, NULL), 0);
}

static void
a_changed_number_keeps_the_conversation(void **state)
{
	struct db *db = *state;
	struct contact c;
	char old_key[CONTACT_KEY_LEN], new_key[CONTACT_KEY_LEN];
	int64_t a = seen(db, NULL, "16505551234", old_key), b;

	assert_int_equal(contact_rename(db, "16505551234", "12195555358", 2), 0);
	assert_int_equal(seen(db, NULL, "12195555358", NULL), a);
	assert_int_equal(contact_load(db, a, &c), 0);
	assert_string_equal(c.wa_id, "12195555358");
	contact_release(&c);
	/* The old number now belongs to somebody else. */
	b = seen(db, NULL, "16505551234", new_key);
	assert_int_not_equal(b, a);
	assert_string_not_equal(old_key, new_key);
}

static void
a_recycled_number_is_somebody_else(void **state)
{
	struct db *db = *state;
	struct contact c;
	int64_t a = seen(db, "US.A", "5511912345678", NULL), b = seen(db, "US.B", "551112345678", NULL);

	assert_int_not_equal(a, b);
	assert_int_equal(seen(db, NULL, "5511912345678", NULL), b);
	assert_int_equal(seen(db, "US.A", NULL, NULL), a);
	assert_int_equal(contact_load(db, a, &c), 0);
	assert_null(c.wa_id);
	assert_string_equal(c.user_id, "US.A");
	contact_release(&c);
	assert_int_not_equal(merge_person(db, a), merge_person(db, b));
	/* A new number comes with a new user id, and WhatsApp says so. */
	a = seen(db, "US.C", "16505551234", NULL);
	assert_int_equal(contact_rename(db, "16505551234", "12195555358", 2), 0);
	assert_int_equal(seen(db, "US.D", "12195555358", NULL), a);
}

static void
a_message_may_overtake_the_news_of_a_changed_number(void **state)
{
	struct db *db = *state;
	struct contact c;
	int64_t a = seen(db, NULL, "16505551234", NULL), b = seen(db, NULL, "12195555358", NULL), old = seen(db, NULL, "17705550000", NULL);

	assert_int_equal(contact_rename(db, "16505551234", "12195555358", CLOCK_HOUR), 0);
	assert_int_equal(merge_person(db, a), merge_person(db, b));
	assert_int_equal(seen(db, NULL, "12195555358", NULL), a);
	/* Who had the number for long is another, and can't be reached by it. */
	assert_int_equal(contact_rename(db, "12195555358", "17705550000", 2 * CLOCK_DAY), 0);
	assert_int_not_equal(merge_person(db, a), merge_person(db, old));
	assert_int_equal(seen(db, NULL, "17705550000", NULL), a);
	assert_int_equal(contact_load(db, old, &c), 0);
	assert_null(c.wa_id);
	contact_release(&c);
}

static void
who_was_known_by_the_phone_alone_is_the_same_person(void **state)
{
	struct db *db = *state;
	int64_t a = seen(db, NULL, "491511", NULL), b = seen(db, "US.A", NULL, NULL);

	assert_int_not_equal(a, b);
	assert_int_not_equal(merge_person(db, a), merge_person(db, b));
	assert_int_equal(seen(db, "US.A", "491511", NULL), b);
	assert_int_equal(merge_person(db, a), merge_person(db, b));
	assert_int_equal(seen(db, NULL, "491511", NULL), b);
	assert_int_equal(seen(db, "US.A", "491511", NULL), b);
}

static json_t *
message(const char *id)
{
	return json_pack("{s:i,s:s,s:s,s:s,s:s,s:{s:s,s:s}}", "v", 1, "id", id, "type", "message",
	    "time", "2026-11-21T09:30:00Z", "received", "2026-11-21T09:30:01Z",
	    "message", "kind", "text", "text", "hello");
}

static void
an_outcome_only_rises(void **state)
{
	struct db *db = *state;
	int64_t a = seen(db, NULL, "1", NULL);
	json_t *ev = message("wamid.1");

	assert_int_equal(message_add(db, 7, ev, a, false), 1);
	assert_int_equal(message_add(db, 7, ev, a, false), 0);
	assert_int_equal(message_seq(db, "wamid.1"), 7);
	assert_false(message_is_handed(db, 7));
	assert_int_equal(message_hand(db, 7, OUTCOME_ANSWERED, false, 10), 0);
	assert_int_equal(message_hand(db, 7, OUTCOME_IGNORED, true, 11), 0);
	assert_int_equal(message_intended(db, 7), OUTCOME_ANSWERED);
	assert_int_equal(message_settle(db, 7, OUTCOME_ANSWERED, 12), 0);
	assert_int_equal(message_settle(db, 7, OUTCOME_IGNORED, 13), 0);
	assert_int_equal(db_get_int(db, 0, "SELECT outcome = 'answered' AND settled = 12 FROM message", ""), 1);
	assert_int_equal(message_settle(db, 7, OUTCOME_FAILED, 14), 0);
	assert_int_equal(db_get_int(db, 0, "SELECT outcome = 'failed' FROM message", ""), 1);
	json_decref(ev);
}

static struct inquiry_case
about(int64_t contact, const char *event, const char *kind, int64_t priority)
{
	return (struct inquiry_case){ .event = event, .contact = contact, .kind = kind, .category = "support",
	    .reason = "no-entry", .priority = priority };
}

static void
what_is_merged_ends_as_its_head_does(void **state)
{
	struct db *db = *state;
	int64_t a = seen(db, NULL, "1", NULL), seqs[4];
	json_t *first = message("wamid.1"), *head = message("wamid.2"), *turn = json_pack("{s:s}", "head", "wamid.2");

	assert_int_equal(message_add(db, 7, first, a, false), 1);
	assert_int_equal(message_add(db, 8, head, a, false), 1);
	assert_int_equal(message_unhanded(db, 0, 0, 9, INT64_MAX, seqs, 4), 2);
	assert_int_equal(turn_add(db, "wamid.1", turn), 0);
	/* The head speaks for both when it is emitted again. */
	assert_int_equal(message_unhanded(db, 0, 0, 9, INT64_MAX, seqs, 4), 1);
	assert_int_equal(seqs[0], 8);
	assert_int_equal(message_hand(db, 8, OUTCOME_ANSWERED, false, 10), 0);
	assert_true(message_is_handed(db, 7));
	assert_int_equal(message_settle(db, 8, OUTCOME_ANSWERED, 11), 0);
	assert_int_equal(message_settle(db, 8, OUTCOME_FAILED, 12), 0);
	assert_int_equal(db_get_int(db, 0, "SELECT count(*) FROM message WHERE outcome = 'failed' AND settled = 12", ""), 2);
	json_decref(first);
	json_decref(head);
	json_decref(turn);
}

static void
a_second_reason_joins_the_open_inquiry(void **state)
{
	struct db *db = *state;
	int64_t a = seen(db, NULL, "1", NULL), q;
	struct inquiry_case first = about(a, "e1", INQUIRY_QUESTION, 1), second = about(a, "e2", INQUIRY_DELIVERY, 4),
	    third = about(a, "e3", INQUIRY_QUESTION, 0);
	bool joined;

	q = inquiry_open(db, &first, 1, &joined);
	assert_true(q > 0);
	assert_false(joined);
	assert_int_equal(inquiry_open(db, &first, 2, NULL), q);
	assert_int_equal(inquiry_open(db, &second, 3, &joined), q);
	assert_true(joined);
	assert_int_equal(inquiry_of(db, a), q);
	assert_int_equal(db_get_int(db, 0, "SELECT count(*) FROM inquiry_event", ""), 2);
	/* It is as pressing as the most pressing of what it is about. */
	assert_int_equal(inquiry_open(db, &third, 4, NULL), q);
	assert_int_equal(db_get_int(db, 0, "SELECT priority FROM inquiry", ""), 4);
	assert_int_equal(db_get_int(db, 0, "SELECT count(*) FROM inquiry_log WHERE what = 'joined'", ""), 2);
}

static void
what_ended_stays_ended_and_another_is_opened(void **state)
{
	struct db *db = *state;
	int64_t a = seen(db, NULL, "1", NULL), q, again;
	struct inquiry_case first = about(a, "e1", INQUIRY_QUESTION, 0), second = about(a, "e2", INQUIRY_QUESTION, 0);

	q = inquiry_open(db, &first, 1, NULL);
	assert_int_equal(inquiry_resolve(db, q, "on Monday", "ana", 2), 0);
	assert_int_equal(inquiry_claim(db, q, "eva", 3), 1);
	again = inquiry_open(db, &second, 4, NULL);
	assert_true(again > q);
	assert_int_equal(inquiry_open(db, &first, 5, NULL), q);	/* replayed: nothing opens */
	assert_int_equal(db_get_int(db, 0, "SELECT count(*) FROM inquiry WHERE status = 'open'", ""), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_spellings_are_one_person, setup, teardown),
		cmocka_unit_test_setup_teardown(the_user_id_counts_before_the_phone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_changed_number_keeps_the_conversation, setup, teardown),
		cmocka_unit_test_setup_teardown(a_recycled_number_is_somebody_else, setup, teardown),
		cmocka_unit_test_setup_teardown(who_was_known_by_the_phone_alone_is_the_same_person, setup, teardown),
		cmocka_unit_test_setup_teardown(a_message_may_overtake_the_news_of_a_changed_number, setup, teardown),
		cmocka_unit_test_setup_teardown(an_outcome_only_rises, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_merged_ends_as_its_head_does, setup, teardown),
		cmocka_unit_test_setup_teardown(a_second_reason_joins_the_open_inquiry, setup, teardown),
		cmocka_unit_test_setup_teardown(what_ended_stays_ended_and_another_is_opened, setup, teardown),
	};

	return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}
