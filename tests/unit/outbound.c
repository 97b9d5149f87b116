/* outbound: the limits of each kind of message, and how long texts are cut */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "wa/outbound.h"
#include "wa/words.h"

#define X10 "xxxxxxxxxx"
#define X20 X10 X10
#define X24 X20 "xxxx"
#define X60 X20 X20 X20
#define X72 X60 X10 "xx"
#define X200 X60 X60 X60 X20
#define X256 X200 X20 X20 X10 "xxxxxx"
#define X1024 X256 X256 X256 X256

static json_t *
parse(const char *text)
{
	const char *why = NULL;
	json_t *v = json_parse(text, strlen(text), &why);

	if (v == NULL)
		fail_msg("%s: %.60s", why, text);
	return v;
}

/* field NULL: may be sent */
static void
expect(const char *msg, int code, const char *field, const char *says)
{
	struct outbound_problem p = { 0 };
	json_t *v = parse(msg);
	int r = outbound_check(v, &p);

	json_decref(v);
	if (field == NULL) {
		if (r != 0)
			fail_msg("%s %s: %.200s", p.field, p.text, msg);
		return;
	}
	assert_int_equal(r, -1);
	assert_string_equal(p.field, field);
	assert_int_equal(p.code, code);
	if (strstr(p.text, says) == NULL)
		fail_msg("\"%s\" doesn't say \"%s\"", p.text, says);
}

#define BUTTON(id, title) "{\"type\":\"reply\",\"reply\":{\"id\":\"" id "\",\"title\":\"" title "\"}}"
#define BUTTONS(body, list) "{\"type\":\"interactive\",\"interactive\":{\"type\":\"button\",\"body\":{\"text\":\"" body "\"},\"action\":{\"buttons\":[" list "]}}}"
#define LIST(button, sections) "{\"type\":\"interactive\",\"interactive\":{\"type\":\"list\",\"body\":{\"text\":\"b\"},\"action\":{\"button\":\"" button "\",\"sections\":[" sections "]}}}"
#define ROW(id, title, more) "{\"id\":\"" id "\",\"title\":\"" title "\"" more "}"
#define CTA(text, url) "{\"type\":\"interactive\",\"interactive\":{\"type\":\"cta_url\",\"body\":{\"text\":\"b\"},\"action\":{\"name\":\"cta_url\",\"parameters\":{\"display_text\":\"" text "\",\"url\":\"" url "\"}}}}"
#define FLOW(more) "{\"type\":\"interactive\",\"interactive\":{\"type\":\"flow\",\"body\":{\"text\":\"b\"},\"action\":{\"name\":\"flow\",\"parameters\":{\"flow_message_version\":\"3\"" more "}}}}"

static void
each_limit_names_field_limit_and_value(void **state)
{
	static const struct { const char *msg; int code; const char *field, *says; } cases[] = {
		{ "[]", 100, "message", "object" },
		{ "{}", 131008, "type", "required" },
		{ "{\"type\":\"poll\"}", 100, "type", "poll" },
		{ "{\"type\":\"text\"}", 131008, "text", "required" },
		{ "{\"type\":\"text\",\"text\":\"hi\"}", 100, "text", "object" },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"\"}}", 131008, "text.body", "empty" },
		{ "{\"type\":\"text\",\"text\":{\"body\":1}}", 100, "text.body", "string" },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"" X1024 X1024 X1024 X1024 "\"}}", 0, NULL, NULL },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"" X1024 X1024 X1024 X1024 "x\"}}", 100, "text.body", "4097 characters long, at most 4096" },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"x\",\"preview_url\":\"yes\"}}", 100, "text.preview_url", "true or false" },
		{ "{\"type\":\"image\",\"image\":{}}", 131008, "image.id", "link" },
		{ "{\"type\":\"image\",\"image\":{\"link\":\"ftp://x\"}}", 131009, "image.link", "https://" },
		{ "{\"type\":\"image\",\"image\":{\"id\":\"1\",\"caption\":\"" X1024 "\"}}", 0, NULL, NULL },
		{ "{\"type\":\"image\",\"image\":{\"id\":\"1\",\"caption\":\"" X1024 "x\"}}", 100, "image.caption", "1025" },
		{ "{\"type\":\"audio\",\"audio\":{\"id\":\"1\",\"caption\":\"x\"}}", 100, "audio.caption", "not possible" },
		{ "{\"type\":\"location\",\"location\":{\"latitude\":\"48.1\",\"longitude\":11}}", 0, NULL, NULL },
		{ "{\"type\":\"location\",\"location\":{\"latitude\":\"north\",\"longitude\":11}}", 100, "location.latitude", "number" },
		{ "{\"type\":\"location\",\"location\":{\"latitude\":1,\"longitude\":181}}", 131009, "location.longitude", "180" },
		{ "{\"type\":\"contacts\",\"contacts\":[]}", 131009, "contacts", "0 entries" },
		{ "{\"type\":\"contacts\",\"contacts\":[{\"name\":{}}]}", 131008, "contacts[0].name.formatted_name", "required" },
		{ "{\"type\":\"reaction\",\"reaction\":{\"message_id\":\"m\",\"emoji\":\"\"}}", 0, NULL, NULL },
		{ "{\"type\":\"reaction\",\"reaction\":{\"message_id\":\"m\"}}", 131008, "reaction.emoji", "required" },
		{ BUTTONS("b", BUTTON("1", "A") "," BUTTON("2", "B") "," BUTTON("3", "C")), 0, NULL, NULL },
		{ BUTTONS("b", ""), 131009, "interactive.action.buttons", "Min allowed buttons: 1" },
		{ BUTTONS("b", BUTTON("1", "A") "," BUTTON("2", "B") "," BUTTON("3", "C") "," BUTTON("4", "D")), 131009, "interactive.action.buttons", "Max allowed buttons: 3" },
		{ BUTTONS("b", BUTTON("1", X20 "x")), 131009, "interactive.action.buttons[0].reply.title", "21 characters long, at most 20" },
		{ BUTTONS("b", BUTTON(X256 "x", "A")), 131009, "interactive.action.buttons[0].reply.id", "at most 256" },
		{ BUTTONS("b", BUTTON("1", "A") "," BUTTON("1", "B")), 131009, "interactive.action.buttons[1].reply.id", "same" },
		{ BUTTONS("b", BUTTON("1", "A") "," BUTTON("2", "A")), 131009, "interactive.action.buttons[1].reply.title", "same" },
		{ BUTTONS(X1024 "x", BUTTON("1", "A")), 131009, "interactive.body.text", "at most 1024" },
		{ LIST("Pick", "{\"rows\":[" ROW("1", "A", "") "]}"), 0, NULL, NULL },
		{ LIST(X20 "x", "{\"rows\":[" ROW("1", "A", "") "]}"), 131009, "interactive.action.button", "at most 20" },
		{ LIST("Pick", ""), 131009, "interactive.action.sections", "0 sections" },
		{ LIST("Pick", "{\"rows\":[" ROW("1", "A", "") "]},{\"rows\":[" ROW("2", "B", "") "]}"), 131008, "interactive.action.sections[0].title", "required" },
		{ LIST("Pick", "{\"rows\":[" ROW("1", X24 "x", "") "]}"), 131009, "interactive.action.sections[0].rows[0].title", "at most 24" },
		{ LIST("Pick", "{\"rows\":[" ROW(X200 "x", "A", "") "]}"), 131009, "interactive.action.sections[0].rows[0].id", "at most 200" },
		{ LIST("Pick", "{\"rows\":[" ROW("1", "A", ",\"description\":\"" X72 "x\"") "]}"), 131009, "interactive.action.sections[0].rows[0].description", "at most 72" },
		{ LIST("Pick", "{\"title\":\"S\",\"rows\":[" ROW("1", "A", "") "]},{\"title\":\"T\",\"rows\":[" ROW("1", "B", "") "]}"), 131009, "interactive.action.sections[1].rows[0].id", "same" },
		{ LIST("Pick", "{\"title\":\"S\",\"rows\":[" ROW("1", "A", "") "," ROW("2", "A", "") "," ROW("3", "A", "") "," ROW("4", "A", "") "," ROW("5", "A", "") "," ROW("6", "A", "") "]},"
		    "{\"title\":\"T\",\"rows\":[" ROW("7", "A", "") "," ROW("8", "A", "") "," ROW("9", "A", "") "," ROW("10", "A", "") "," ROW("11", "A", "") "]}"),
		    131009, "interactive.action.sections[1].rows", "10 (there are 11)" },
		{ CTA("Go", "https://e.co"), 0, NULL, NULL },
		{ CTA(X20 "x", "https://e.co"), 131009, "interactive.action.parameters.display_text", "at most 20" },
		{ CTA("Go", "e.co"), 131009, "interactive.action.parameters.url", "https://" },
		{ FLOW(",\"flow_id\":\"1\",\"flow_cta\":\"Go\""), 0, NULL, NULL },
		{ FLOW(",\"flow_cta\":\"Go\""), 131008, "interactive.action.parameters.flow_id", "flow_name" },
		{ "{\"type\":\"interactive\",\"interactive\":{\"type\":\"quiz\",\"body\":{\"text\":\"b\"},\"action\":{}}}", 131009, "interactive.type", "quiz" },
		{ "{\"type\":\"template\",\"template\":{\"name\":\"n\",\"language\":{}}}", 131008, "template.language.code", "required" },
		{ "{\"type\":\"template\",\"template\":{\"name\":\"n\",\"language\":{\"code\":\"en\"},\"components\":[{\"type\":\"body\",\"parameters\":[{\"type\":\"text\"}]}]}}",
		    131008, "template.components[0].parameters[0].text", "required" },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"x\"},\"messaging_product\":\"telegram\"}", 100, "messaging_product", "whatsapp" },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"x\"},\"context\":{}}", 131008, "context.message_id", "required" },
		{ "{\"status\":\"read\"}", 131008, "message_id", "required" },
		{ "{\"status\":\"seen\",\"message_id\":\"m\"}", 100, "status", "read" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(cases[i].msg, cases[i].code, cases[i].field, cases[i].says);
}

static void
characters_outside_the_basic_plane_count_twice(void **state)
{
	(void)state;
	assert_int_equal(words_units("ab", 2), 2);
	assert_int_equal(words_units("\xc3\xa9", 2), 1);
	assert_int_equal(words_units("\xf0\x9f\x98\x80", 4), 2);
}

static void
a_request_needs_its_envelope(void **state)
{
	struct outbound_problem p;
	json_t *v = parse("{\"type\":\"text\",\"text\":{\"body\":\"x\"}}");

	(void)state;
	assert_int_equal(outbound_check_request(v, &p), -1);
	assert_string_equal(p.field, "messaging_product");
	json_put(v, "messaging_product", "whatsapp");
	assert_int_equal(outbound_check_request(v, &p), -1);
	assert_string_equal(p.field, "to");
	json_put(v, "to", "+491511234567");
	assert_int_equal(outbound_check_request(v, &p), 0);
	json_decref(v);
}

static json_t *
split(const char *text)
{
	json_t *msg = words_message(text), *parts = words_split(msg);

	for (size_t i = 0; i < json_array_size(parts); i++) {
		struct outbound_problem p;

		if (outbound_check(json_array_get(parts, i), &p) == -1)
			fail_msg("part %zu: %s %s", i, p.field, p.text);
	}
	json_decref(msg);
	return parts;
}

static char *
repeated(const char *s, size_t times, const char *then)
{
	struct buf b = { 0 };

	while (times-- > 0)
		buf_str(&b, s);
	buf_str(&b, then);
	return buf_take(&b);
}

static const char *
body(const json_t *parts, size_t i)
{
	return json_text(json_array_get(parts, i), "text.body");
}

static void
a_short_text_stays_whole(void **state)
{
	json_t *parts = split("hello");

	(void)state;
	assert_int_equal(json_array_size(parts), 1);
	json_decref(parts);
}

static void
a_long_text_is_cut_at_a_paragraph_then_a_sentence_then_a_word(void **state)
{
	char *s = repeated("One two. ", 300, "End of it.\n\nNext paragraph, ");
	char *t = repeated("and so on. ", 300, "");
	char *all = mem_printf("%s%s", s, t);
	json_t *parts = split(all);

	(void)state;
	assert_int_equal(json_array_size(parts), 2);
	assert_non_null(strstr(body(parts, 0), "End of it."));
	assert_int_equal(strncmp(body(parts, 1), "Next paragraph", 14), 0);
	json_decref(parts);
	free(all);
	free(s);
	free(t);

	s = repeated("Four words a sentence. ", 400, "");
	parts = split(s);
	for (size_t i = 0; i < json_array_size(parts); i++)
		assert_int_equal(body(parts, i)[strlen(body(parts, i)) - 1], '.');
	json_decref(parts);
	free(s);

	s = repeated("word ", 2000, "");
	parts = split(s);
	for (size_t i = 0; i < json_array_size(parts); i++)
		assert_int_equal(strlen(body(parts, i)) % 5, 4);
	json_decref(parts);
	free(s);
}

static void
nothing_is_lost_when_there_is_no_good_place_to_cut(void **state)
{
	static const char *const units[] = { "x", "\xc3\xa9", "\xe4\xbd\xa0", "\xf0\x9f\x98\x80", "e\xcc\x81",
	    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb" };

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		char *s = repeated(units[i], 9001, "");
		json_t *parts = split(s);
		size_t len = 0, unit = strlen(units[i]);

		for (size_t p = 0; p < json_array_size(parts); p++) {
			len += strlen(body(parts, p));
			assert_int_equal(strlen(body(parts, p)) % unit, 0);
		}
		assert_int_equal(len, 9001 * unit);
		json_decref(parts);
		free(s);
	}
}

static void
only_the_first_part_quotes(void **state)
{
	char *s = repeated("word ", 2000, "");
	json_t *msg = words_message(s), *parts;

	(void)state;
	json_object_set_new(msg, "context", json_pack("{s:s}", "message_id", "m"));
	parts = words_split(msg);
	assert_non_null(json_object_get(json_array_get(parts, 0), "context"));
	assert_null(json_object_get(json_array_get(parts, 1), "context"));
	json_decref(parts);
	json_decref(msg);
	free(s);
}

static void
a_question_is_told_by_its_buttons_or_its_mark(void **state)
{
	static const struct { const char *msg; bool asks; } cases[] = {
		{ "{\"type\":\"text\",\"text\":{\"body\":\"Which day suits you?\"}}", true },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"\xc2\xbfQu\xc3\xa9 d\xc3\xad" "a?  \"}}", true },
		{ "{\"type\":\"text\",\"text\":{\"body\":\"Questions? Just write.\"}}", false },
		{ BUTTONS("Choose", BUTTON("1", "A")), true },
		{ CTA("Go", "https://e.co"), false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *v = parse(cases[i].msg);

		assert_int_equal(words_ask(v), cases[i].asks);
		json_decref(v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_limit_names_field_limit_and_value),
		cmocka_unit_test(characters_outside_the_basic_plane_count_twice),
		cmocka_unit_test(a_request_needs_its_envelope),
		cmocka_unit_test(a_short_text_stays_whole),
		cmocka_unit_test(a_long_text_is_cut_at_a_paragraph_then_a_sentence_then_a_word),
		cmocka_unit_test(nothing_is_lost_when_there_is_no_good_place_to_cut),
		cmocka_unit_test(only_the_first_part_quotes),
		cmocka_unit_test(a_question_is_told_by_its_buttons_or_its_mark),
	};

	return cmocka_run_group_tests_name("outbound", tests, NULL, NULL);
}
