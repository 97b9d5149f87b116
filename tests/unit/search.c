/* search: what is found, in any script, and how it is marked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ext/db.h"
#include "wa/contact.h"
#include "wa/heard.h"
#include "wa/message.h"
#include "wa/search.h"
#include "memory.h"

static void
assert_marked(const char *query, const char *text, const char *want)
{
	struct search *q = search_new(&query, 1);
	char *got;

	assert_non_null(q);
	got = search_mark(q, text, "<", ">", NULL);
	assert_string_equal(got, want);
	assert_int_equal(search_finds(q, text), strcmp(text, want) != 0);
	free(got);
	search_free(q);
}

static void
words_are_found_however_they_are_written(void **state)
{
	(void)state;
	assert_marked("cafe", "Un CAFÉ, por favor", "Un <CAFÉ>, por favor");
	assert_marked("STRASSE", "in der Straße 5", "in der <Straße> 5");
	assert_marked("ｈｉ", "Hi!", "<Hi>!");
	assert_marked("مدرسة", "إلى المدرسه مدرسه", "إلى المدرسه <مدرسه>");
	assert_marked("don't", "I don’t know", "I <don’t> know");
	assert_marked("deliv*", "Delivery, deliver, live", "<Delivery>, <deliver>, live");
	assert_marked("at all", "not at all, at last, all", "not <at all>, at last, all");
	assert_marked("a", "", "");
}

static void
parts_of_scripts_without_spaces_are_found(void **state)
{
	(void)state;
	assert_marked("営業", "日曜日は営業していますか", "日曜日は<営業>していますか");
	assert_marked("业营", "你们星期天营业吗", "你们星期天营业吗");
	assert_marked("ราคา", "สอบถามราคาหน่อย", "สอบถาม<ราคา>หน่อย");
	assert_marked("星期天 open", "星期天open 星期天 open", "<星期天open 星期天 open>");
}

static void
what_has_no_words_asks_nothing(void **state)
{
	const char *const nothing[] = { "", "?!", "👍", "\xff\xfe" };

	(void)state;
	assert_null(search_new(nothing, sizeof nothing / sizeof *nothing));
	assert_null(search_new(NULL, 0));
}

/* ---------------------------------------------------------------- in a store */

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

static void
count(void *arg, const struct search_hit *h)
{
	int *said = arg;

	*said += h->who != NULL;
}

static int
hits(struct db *db, const char *query, int64_t until)
{
	struct search *q = search_new(&query, 1);
	int said = 0;

	assert_int_not_equal(search_run(db, q, &(struct search_filter){ .until = until, .names = true, .limit = 10 }, count, &said), -1);
	search_free(q);
	return said;
}

static void
add(struct db *db, int64_t seq, const char *id, const char *kind, const char *text)
{
	int64_t contact = contact_resolve(db, &(struct contact_ids){ .wa_id = "34600000001", .name = "Ana" }, 1, NULL);
	json_t *ev = json_pack("{s:i,s:s,s:s,s:s,s:s,s:{s:s,s:s*}}", "v", 1, "id", id, "type", "message",
	    "time", "2026-11-21T09:00:00Z", "received", "2026-11-21T09:00:00Z", "message", "kind", kind, "text", text);

	assert_int_not_equal(message_add(db, seq, ev, contact, false), -1);
	/* Filed again it changes nothing. */
	assert_int_equal(message_add(db, seq, ev, contact, false), 0);
	json_decref(ev);
}

static void
what_was_said_is_found_once(void **state)
{
	struct db *db = *state;

	add(db, 1, "w1", "text", "Wo ist der Schlüssel?");
	assert_int_equal(hits(db, "schlussel", 0), 1);
	assert_int_equal(hits(db, "schlussel", 1), 0);
	assert_int_equal(hits(db, "ana", 0), 0);
	assert_int_equal(search_rebuild(db), 0);
	assert_int_equal(hits(db, "schlussel", 0), 1);
}

static void
so_is_what_a_voice_note_was_heard_to_say(void **state)
{
	struct db *db = *state;
	json_t *t = json_pack("{s:s,s:s,s:f}", "text", "la puerta azul", "engine", "x", "confidence", 0.9);

	add(db, 2, "w2", "audio", NULL);
	assert_int_equal(hits(db, "puerta", 0), 0);
	assert_int_equal(heard_add(db, "w2", 1, 5, t), 0);
	assert_int_equal(heard_add(db, "w2", 1, 6, t), 0);
	assert_int_equal(hits(db, "puerta azul", 0), 1);
	json_decref(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_however_they_are_written),
		cmocka_unit_test(parts_of_scripts_without_spaces_are_found),
		cmocka_unit_test(what_has_no_words_asks_nothing),
		cmocka_unit_test_setup_teardown(what_was_said_is_found_once, setup, teardown),
		cmocka_unit_test_setup_teardown(so_is_what_a_voice_note_was_heard_to_say, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
