/* The sandbox's parts that shell can't see into: forms cut short, the order of time, what customers are, what a line means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/json.h"
#include "run/chat_line.h"
#include "run/chat_text.h"
#include "run/customer.h"
#include "run/fault.h"
#include "run/multipart.h"
#include "run/schedule.h"

#define TYPE "multipart/form-data; boundary=\"xyz\""
#define FORM "--xyz\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n" \
	"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\ b.png\"\r\nContent-Type: image/png\r\n\r\n" \
	"one\r\n--xy\r\ntwo\r\n--xyz--\r\n"

static size_t
parts(const char *body, size_t len, struct multipart_part *last)
{
	struct multipart m;
	size_t n = 0;

	assert_int_equal(multipart_open(&m, TYPE, body, len), 0);
	while (multipart_next(&m, last)) {
		assert_true(last->data >= body && last->data + last->len <= body + len);
		n++;
	}
	return n;
}

static void
a_form_gives_its_parts(void **state)
{
	struct multipart m;
	struct multipart_part p;

	(void)state;
	assert_int_equal(multipart_open(&m, TYPE, FORM, sizeof FORM - 1), 0);
	assert_true(multipart_next(&m, &p));
	assert_string_equal(p.name, "type");
	assert_memory_equal(p.data, "image/png", p.len);
	assert_true(multipart_next(&m, &p));
	assert_string_equal(p.filename, "a \\ b.png");
	assert_string_equal(p.type, "image/png");
	assert_int_equal(p.len, strlen("one\r\n--xy\r\ntwo"));
	assert_false(multipart_next(&m, &p));
	assert_int_equal(multipart_open(&m, "application/json", FORM, sizeof FORM - 1), -1);
	assert_int_equal(multipart_open(&m, "multipart/form-data", FORM, sizeof FORM - 1), -1);
}

static void
a_form_cut_anywhere_gives_no_part_more_than_is_there(void **state)
{
	struct multipart_part p;

	(void)state;
	for (size_t len = 0; len < sizeof FORM; len++) {
		char *copy = malloc(len + 1);	/* so that a sanitizer sees the end */

		memcpy(copy, FORM, len);
		assert_true(parts(copy, len, &p) <= 2);
		free(copy);
	}
}

static void
garbled_forms_stay_inside(void **state)
{
	struct fault *dice = fault_new(5);
	char copy[sizeof FORM];
	struct multipart_part p;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		memcpy(copy, FORM, sizeof FORM);
		for (int i = 0; i < 4; i++)
			copy[fault_between(dice, 0, sizeof FORM - 2)] = "-\r\n\"; xyz:="[fault_between(dice, 0, 9)];
		parts(copy, sizeof FORM - 1, &p);
	}
	fault_free(dice);
}

static char order[64], letters[] = "abcdz";

static void
note(void *arg)
{
	strncat(order, arg, 1);
}

static void
what_is_due_runs_in_order(void **state)
{
	struct schedule *s = schedule_new();
	int64_t now = clock_mono();

	(void)state;
	order[0] = '\0';
	assert_true(schedule_add(s, now - 1, note, &letters[2]));
	assert_false(schedule_add(s, now - 1, note, &letters[3]));
	assert_true(schedule_add(s, now - 3, note, &letters[0]));
	assert_false(schedule_add(s, now - 2, note, &letters[1]));
	assert_false(schedule_add(s, now + 60000, note, &letters[4]));
	assert_in_range(schedule_run(s), 50000, 60000);
	assert_string_equal(order, "abcd");
	schedule_free(s);
	assert_string_equal(order, "abcdz");
}

static int64_t latest;
static int ran;

static void
never_backwards(void *arg)
{
	assert_true(*(int64_t *)arg >= latest);
	latest = *(int64_t *)arg;
	ran++;
}

static void
many_things_keep_their_order(void **state)
{
	struct schedule *s = schedule_new();
	struct fault *dice = fault_new(1);
	static int64_t due[2000];

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		due[i] = fault_between(dice, 1, 500);
		schedule_add(s, due[i], never_backwards, &due[i]);
	}
	assert_int_equal(schedule_run(s), -1);
	assert_int_equal(ran, 2000);
	schedule_free(s);
	fault_free(dice);
}

static void
a_customer_is_found_by_either_id(void **state)
{
	struct customer_book *b = customer_book_new();
	struct customer *ana = customer_meet(b, "49151", NULL), *bo = customer_meet(b, NULL, "DE.2");

	(void)state;
	assert_ptr_equal(customer_meet(b, "49151", "DE.1"), ana);
	assert_ptr_equal(customer_find(b, NULL, "DE.1"), ana);
	assert_ptr_not_equal(ana, bo);
	customer_rename(b, bo, "49151");
	assert_ptr_equal(customer_find(b, "49151", NULL), bo);
	assert_null(ana->phone);
	assert_ptr_equal(customer_find(b, NULL, "DE.1"), ana);
	assert_int_equal(customer_count(b), 2);
	customer_book_free(b);
}

static void
the_newest_lines_are_kept(void **state)
{
	struct customer_book *b = customer_book_new();
	struct customer *c = customer_meet(b, "1", NULL);
	struct buf out = { 0 };

	(void)state;
	for (int64_t i = 1; i <= 250; i++)
		customer_see(c, i, json_pack("{s:s}", "kind", "read"));
	customer_seen_since(c, 248, &out);
	assert_string_equal(out.data, "{\"seq\":249,\"kind\":\"read\"}\n{\"seq\":250,\"kind\":\"read\"}\n");
	buf_clear(&out);
	customer_seen_since(c, 0, &out);
	assert_memory_equal(out.data, "{\"seq\":151,", 11);
	buf_free(&out);
	customer_book_free(b);
}

/* What a line becomes, or what is wrong with it, against one message with two buttons. */
static void
expect_line(const char *line, enum chat_line want, const char *text)
{
	json_t *message = json_loads("{\"type\":\"interactive\",\"interactive\":{\"type\":\"button\",\"body\":{\"text\":\"?\"},"
	    "\"action\":{\"buttons\":[{\"type\":\"reply\",\"reply\":{\"id\":\"y\",\"title\":\"Yes\"}},"
	    "{\"type\":\"reply\",\"reply\":{\"id\":\"n\",\"title\":\"No\"}}]}}}", 0, NULL), *out = NULL;
	char *id = mem_str("wamid.1"), *said = NULL;
	struct chat_line_context context = { .messages = &message, .ids = &id, .n = 1 };
	struct buf got = { 0 };

	assert_int_equal(chat_line_read(line, &context, &out, &said), want);
	if (out != NULL)
		json_print(out, &got);
	assert_string_equal(want == CHAT_LINE_SEND ? got.data : said ? said : "", text);
	buf_free(&got);
	json_decref(out);
	json_decref(message);
	free(id);
	free(said);
}

static void
lines_mean_what_the_page_says(void **state)
{
	(void)state;
	expect_line("Hello", CHAT_LINE_SEND, "{\"text\":\"Hello\"}");
	expect_line("2", CHAT_LINE_SEND, "{\"button\":{\"id\":\"n\",\"title\":\"No\"},\"reply_to\":\"wamid.1\"}");
	expect_line("3", CHAT_LINE_SEND, "{\"text\":\"3\"}");
	expect_line("0", CHAT_LINE_SEND, "{\"text\":\"0\"}");
	expect_line("99999999999999999999999", CHAT_LINE_SEND, "{\"text\":\"99999999999999999999999\"}");
	expect_line("//quit", CHAT_LINE_SEND, "{\"text\":\"/quit\"}");
	expect_line("/quit", CHAT_LINE_QUIT, "");
	expect_line("/help me", CHAT_LINE_HELP, "");
	expect_line("  ", CHAT_LINE_NOTHING, "");
	expect_line("/react \xf0\x9f\x91\x8d", CHAT_LINE_SEND,
	    "{\"kind\":\"reaction\",\"message_id\":\"wamid.1\",\"emoji\":\"\xf0\x9f\x91\x8d\"}");
	expect_line("/react \xf0\x9f\x91\x8d 2", CHAT_LINE_WRONG, "/react: the business has no such message");
	expect_line("/reply 1", CHAT_LINE_WRONG, "/reply: what should it say?");
	expect_line("/reply 1 Well", CHAT_LINE_SEND, "{\"reply_to\":\"wamid.1\",\"text\":\"Well\"}");
	expect_line("/location 91 0", CHAT_LINE_WRONG, "/location: latitude and longitude are wanted, as in /location 52.52 13.40 Tower");
	expect_line("/location 1.5 -2 Here", CHAT_LINE_SEND,
	    "{\"kind\":\"location\",\"latitude\":1.5,\"longitude\":-2.0,\"name\":\"Here\"}");
	expect_line("/imge x", CHAT_LINE_WRONG, "/imge: no such command; did you mean /image?");
	expect_line("/", CHAT_LINE_WRONG, "/: no such command; /help lists them");
	expect_line("\xff", CHAT_LINE_WRONG, "this is no UTF-8");
}

static void
messages_say_what_their_reader_sees(void **state)
{
	static const char *const cases[][2] = {
		{ "{\"type\":\"text\",\"text\":{\"body\":\"Hi\"}}", "Hi" },
		{ "{\"type\":\"image\",\"image\":{\"id\":\"1\",\"caption\":\"Look\"}}", "[image]\nLook" },
		{ "{\"type\":\"audio\",\"audio\":{\"id\":\"1\",\"voice\":true}}", "[voice]" },
		{ "{\"type\":\"document\",\"document\":{\"link\":\"u\",\"filename\":\"f.pdf\"}}", "[document: f.pdf]" },
		{ "{\"type\":\"location\",\"location\":{\"latitude\":\"1.5\",\"longitude\":\"2\",\"name\":\"N\"}}", "[location: 1.5 2]\nN" },
		{ "{\"type\":\"location\",\"location\":{\"latitude\":1.5,\"longitude\":2}}", "[location: 1.50000 2.00000]" },
		{ "{\"type\":\"contacts\",\"contacts\":[{\"name\":{\"formatted_name\":\"Bo\"},\"phones\":[{\"phone\":\"+49\"}]}]}", "[contact: Bo +49]" },
		{ "{\"type\":\"reaction\",\"reaction\":{\"emoji\":\"!\"}}", "[reacts: !]" },
		{ "{\"type\":\"interactive\",\"interactive\":{\"type\":\"cta_url\",\"body\":{\"text\":\"B\"},\"action\":{\"parameters\":"
		    "{\"display_text\":\"Go\",\"url\":\"https://e\"}}}}", "B\n[Go: https://e]" },
		{ "{\"type\":\"template\",\"template\":{\"name\":\"t\",\"components\":[{\"parameters\":[{\"text\":\"p\"}]}]}}", "[template: t]\np" },
		{ "{\"type\":\"dance\"}", "[dance]" },
		{ "{\"type\":7}", "[nothing]" },
		{ "[]", "[nothing]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		json_t *m = json_loads(cases[i][0], 0, NULL);
		char *words = chat_text_words(m);

		assert_string_equal(words, cases[i][1]);
		free(words);
		json_decref(m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_gives_its_parts),
		cmocka_unit_test(a_form_cut_anywhere_gives_no_part_more_than_is_there),
		cmocka_unit_test(garbled_forms_stay_inside),
		cmocka_unit_test(what_is_due_runs_in_order),
		cmocka_unit_test(many_things_keep_their_order),
		cmocka_unit_test(a_customer_is_found_by_either_id),
		cmocka_unit_test(the_newest_lines_are_kept),
		cmocka_unit_test(lines_mean_what_the_page_says),
		cmocka_unit_test(messages_say_what_their_reader_sees),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
