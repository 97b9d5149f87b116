/* wa/webhook: the shapes that no documented sample shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "wa/webhook.h"

#define RECEIVED	INT64_C(1700000000000)

static struct webhook wh;

static size_t
parse(const char *body)
{
	webhook_release(&wh);
	webhook_parse(body, strlen(body), RECEIVED, &wh);
	return wh.n;
}

static int
release(void **state)
{
	(void)state;
	webhook_release(&wh);
	return 0;
}

static const char *
text(size_t i, const char *path)
{
	const char *s = json_text(wh.events[i].json, path);

	return s != NULL ? s : "";
}

#define VALUE(members) "{\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{" members "}}]}]}"
/* Of somebody: a message of nobody is unknown. */
#define MESSAGE(members) VALUE("\"contacts\":[{\"wa_id\":\"1\"}],\"messages\":[{" members "}]")

static void
an_entry_may_be_an_object_or_empty(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"entry\":[]}"), 0);
	assert_int_equal(parse("{\"entry\":{\"changes\":{\"field\":\"messages\",\"value\":"
	    "{\"messages\":{\"id\":\"a\",\"from\":\"1\",\"type\":\"text\",\"text\":{\"body\":\"x\"}}}}}}"), 1);
	assert_string_equal(text(0, "message.text"), "x");
}

static void
what_nobody_knows_is_kept_whole(void **state)
{
	static const char *const odd[] = { "{}", "[]", "3", "\"x\"", "null", "{\"entry\":null}", "{\"entry\":[{}]}",
		"{\"entry\":[{\"changes\":[{}]}]}", "{\"entry\":[{\"changes\":[{\"field\":\"messages\"}]}]}",
		"{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":null}]}]}",
		"{\"entry\":[{\"changes\":[{\"field\":\"tea\",\"value\":{\"a\":1}}]}]}",
		"{\"entry\":[{\"messaging\":[{\"x\":1}]}]}", VALUE(""), VALUE("\"metadata\":{}"),
		VALUE("\"contacts\":[{\"wa_id\":\"1\"}]"), VALUE("\"tea\":1"), VALUE("\"messages\":[7]"),
		VALUE("\"messages\":null"), VALUE("\"message_echoes\":[{\"id\":\"a\"}]") };

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		assert_int_equal(parse(odd[i]), 1);
		assert_int_equal(wh.events[0].type, EVENT_UNKNOWN);
		assert_non_null(json_at(wh.events[0].json, "raw"));
		assert_null(wh.bad);
	}
	assert_int_equal(parse(VALUE("\"tea\":{\"cup\":1},\"messages\":[{\"id\":\"a\",\"from\":\"1\"}]")), 2);
	assert_int_equal(json_number(wh.events[0].json, "raw.tea.cup", 0), 1);
	assert_int_equal(wh.events[1].type, EVENT_MESSAGE);
}

static void
what_is_no_json_is_kept_whole(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"entry\":"), 1);
	assert_non_null(wh.bad);
	assert_string_equal(text(0, "raw"), "{\"entry\":");
	assert_int_equal(parse("\xff{}"), 1);
	assert_string_equal(text(0, "raw.base64"), "/3t9");
	assert_string_equal(text(0, "reason"), "bad UTF-8");
	assert_int_equal(parse(""), 1);
}

static void
a_missing_field_is_told_by_the_members(void **state)
{
	(void)state;
	assert_int_equal(parse("{\"entry\":[{\"changes\":[{\"value\":{\"statuses\":[{\"id\":\"a\",\"status\":\"in_orbit\"}]}}]}]}"), 1);
	assert_int_equal(wh.events[0].type, EVENT_STATUS);
	assert_string_equal(text(0, "status.state"), "in_orbit");
	assert_int_equal(parse("{\"entry\":[{\"changes\":[{\"value\":{\"message_echoes\":[{\"id\":\"a\",\"to\":\"1\"}]}}]}]}"), 1);
	assert_int_equal(wh.events[0].type, EVENT_ECHO);
}

static void
the_same_twice_in_one_body_is_told_once(void **state)
{
	(void)state;
	assert_int_equal(parse(VALUE("\"messages\":[{\"id\":\"a\"},{\"id\":\"a\"},{\"id\":\"b\"}]")), 2);
	assert_int_equal(parse(VALUE("\"statuses\":[{\"id\":\"a\",\"status\":\"sent\",\"timestamp\":\"1\"},"
	    "{\"id\":\"a\",\"status\":\"read\",\"timestamp\":\"1\"},{\"id\":\"a\",\"status\":\"sent\",\"timestamp\":\"1\"}]")), 2);
}

static void
a_redelivery_is_recognised_and_a_neighbour_is_not(void **state)
{
	unsigned char first[16];

	(void)state;
	parse(MESSAGE("\"id\":\"a\",\"timestamp\":\"5\""));
	memcpy(first, wh.events[0].once, 16);
	parse(MESSAGE("\"id\":\"a\",\"timestamp\":\"6\",\"more\":true"));
	assert_memory_equal(first, wh.events[0].once, 16);
	parse("{\"entry\":[{\"changes\":[{\"field\":\"smb_message_echoes\",\"value\":{\"message_echoes\":[{\"id\":\"a\"}]}}]}]}");
	assert_memory_not_equal(first, wh.events[0].once, 16);
	/* No id: the whole item, where and when it was told. */
	parse("{\"entry\":[{\"id\":\"1\",\"time\":1,\"changes\":[{\"field\":\"security\",\"value\":{\"event\":\"X\"}}]}]}");
	memcpy(first, wh.events[0].once, 16);
	parse("{\"entry\":[{\"id\":\"1\",\"time\":2,\"changes\":[{\"field\":\"security\",\"value\":{\"event\":\"X\"}}]}]}");
	assert_memory_not_equal(first, wh.events[0].once, 16);
}

static void
odd_times_are_the_time_of_arrival(void **state)
{
	static const char *const odd[] = { "\"asdf\"", "\"\"", "-1", "null", "[]", "1e300", "\"99999999999999999999999\"",
		"9223372036854775807", "\"2025-02-12T00:43:44Z\"", "\"nan\"" };

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		char *body = mem_printf(MESSAGE("\"id\":\"a\",\"timestamp\":%s"), odd[i]);

		assert_int_equal(parse(body), 1);
		assert_int_equal(wh.events[0].time, RECEIVED);
		free(body);
	}
	parse(MESSAGE("\"id\":\"a\",\"timestamp\":\"1739321024\""));
	assert_string_equal(text(0, "time"), "2025-02-12T00:43:44Z");
	parse(MESSAGE("\"id\":\"a\",\"timestamp\":1739321024123"));
	assert_string_equal(text(0, "time"), "2025-02-12T00:43:44.123Z");
	parse(MESSAGE("\"id\":\"a\",\"timestamp\":\"1739321024.5\""));
	assert_string_equal(text(0, "time"), "2025-02-12T00:43:44.500Z");
}

static void
odd_ids_get_one_made(void **state)
{
	char *body, *longest = mem_alloc(100001);

	(void)state;
	memset(longest, 'x', 100000);
	body = mem_printf(VALUE("\"messages\":[{\"id\":\"%s\",\"from\":\"%s\"}]"), longest, longest);
	parse(body);
	assert_int_equal(strncmp(wh.events[0].id, "x_", 2), 0);
	assert_int_equal(strlen(wh.events[0].id), 34);
	assert_null(wh.events[0].peer);
	parse(MESSAGE("\"id\":\"a\\u001b[2J\""));
	assert_int_equal(strncmp(wh.events[0].id, "x_", 2), 0);
	parse(MESSAGE("\"id\":{}"));
	assert_int_equal(strncmp(wh.events[0].id, "x_", 2), 0);
	free(body);
	free(longest);
}

static void
ids_and_phones_are_spelled_one_way(void **state)
{
	static const char *const same[] = { "49151", "\"49151\"", "\"+49151\"", "\"+49 (1) 5-1\"" };

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		char *body = mem_printf("{\"entry\":[{\"id\":1,\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":100},"
		    "\"contacts\":[{\"wa_id\":%s,\"user_id\":\"DE.1\"}],\"messages\":[{\"from\":\"49151\",\"id\":12345678901234567890,"
		    "\"type\":\"text\",\"text\":{\"body\":7}}]}}]}]}", same[i]);

		assert_int_equal(parse(body), 1);
		assert_string_equal(text(0, "contact.wa_id"), "49151");
		assert_string_equal(text(0, "contact.user_id"), "DE.1");
		assert_string_equal(wh.events[0].number, "100");
		assert_string_equal(wh.events[0].id, "12345678901234567890");
		assert_string_equal(text(0, "message.text"), "7");
		free(body);
	}
	parse(MESSAGE("\"id\":\"a\",\"from\":\"asdf 1\""));
	assert_string_equal(text(0, "contact.wa_id"), "asdf 1");
}

static void
what_jansson_does_not_count_or_name_costs_no_message(void **state)
{
	static const char *const odd[] = { "123456789012345678901234567890", "-1e999", "{\"a\\u0000b\":1}", "\"\\udead\"" };

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		char *body = mem_printf("\xef\xbb\xbf" MESSAGE("\"id\":\"a\",\"type\":\"text\",\"text\":{\"body\":\"1e999 \\\"5\"},\"x\":%s"), odd[i]);

		assert_int_equal(parse(body), 1);
		assert_int_equal(wh.events[0].type, EVENT_MESSAGE);
		assert_string_equal(text(0, "message.text"), "1e999 \"5");
		assert_non_null(json_at(wh.events[0].json, "message.raw.x"));
		free(body);
	}
	parse(MESSAGE("\"id\":\"a\",\"x\":-1e999"));
	assert_string_equal(text(0, "message.raw.x"), "-1e999");
}

static void
an_object_stands_for_a_list_of_one(void **state)
{
	(void)state;
	parse(VALUE("\"contacts\":{\"wa_id\":\"1\",\"profile\":{\"name\":\"N\"}},\"messages\":{\"from\":\"1\",\"id\":\"a\",\"type\":\"contacts\","
	    "\"contacts\":{\"name\":{\"formatted_name\":\"Bea\"}},\"errors\":{\"code\":5}}"));
	assert_string_equal(text(0, "contact.name"), "N");
	assert_string_equal(text(0, "message.text"), "Bea");
	assert_int_equal(json_number(json_array_get(json_at(wh.events[0].json, "message.errors"), 0), "code", 0), 5);
	/* Words where an object with words belongs. */
	parse(MESSAGE("\"id\":\"a\",\"type\":\"text\",\"text\":\"Hi\",\"errors\":[\"x\",null]"));
	assert_string_equal(text(0, "message.text"), "Hi");
	assert_null(json_at(wh.events[0].json, "message.errors"));
}

static void
a_message_of_nobody_is_kept(void **state)
{
	(void)state;
	parse(VALUE("\"contacts\":[{\"profile\":{\"name\":\"N\"}}],\"messages\":[{\"id\":\"a\",\"from\":null,\"type\":\"text\"}]"));
	assert_int_equal(wh.events[0].type, EVENT_UNKNOWN);
	assert_non_null(json_at(wh.events[0].json, "raw.messages"));
}

static void
a_file_without_its_type_is_one(void **state)
{
	(void)state;
	parse(MESSAGE("\"id\":\"a\",\"type\":\"image\",\"image\":{\"id\":\"5\"}"));
	assert_string_equal(text(0, "message.media.id"), "5");
	parse(MESSAGE("\"id\":\"a\",\"type\":\"image\",\"image\":{\"mime_type\":\"image/png\"}"));
	assert_null(json_at(wh.events[0].json, "message.media"));
	parse(MESSAGE("\"id\":\"a\",\"type\":\"hologram\",\"hologram\":{\"id\":\"5\"}"));
	assert_null(json_at(wh.events[0].json, "message.media"));
}

static void
what_a_message_holds_besides_its_words_can_be_read(void **state)
{
	static const struct {
		const char *type, *part, *details;
	} messages[] = {
		{ "location", "{\"latitude\":52.5,\"longitude\":\"13.4\",\"name\":\"X\"}", "52.5, 13.4" },
		{ "location", "{\"latitude\":52.5}", "" },
		{ "contacts", "[{\"phones\":[{\"phone\":\"+1 2\"},{\"phone\":null}],\"emails\":[{\"email\":\"a@b\"}]},7]", "phone: +1 2\nemail: a@b" },
		{ "order", "{\"text\":\"now\",\"product_items\":[{\"product_retailer_id\":\"r\",\"quantity\":2,\"item_price\":12.5,"
		    "\"currency\":\"EUR\"},null,{\"product_retailer_id\":\"s\",\"quantity\":\"1\"}]}", "2 × r: 12.5 EUR\n1 × s" },
		{ "interactive", "{\"type\":\"nfm_reply\",\"nfm_reply\":{\"response_json\":"
		    "\"{\\\"flow_token\\\":\\\"t\\\",\\\"name\\\":\\\"Ana\\\",\\\"days\\\":[1,{},\\\"b\\\"],\\\"o\\\":{}}\"}}", "name: Ana\ndays: 1, b" },
		{ "interactive", "{\"type\":\"nfm_reply\",\"nfm_reply\":{\"response_json\":\"{broken\"}}", "{broken" },
		{ "interactive", "{\"type\":\"call_permission_reply\",\"call_permission_reply\":{\"response\":\"accept\"}}", "response: accept" },
		{ "interactive", "{\"type\":\"button_reply\",\"button_reply\":{\"id\":\"1\",\"title\":\"Yes\"}}", "" },
		{ "unsupported", "{\"type\":\"poll_creation\"}", "type: poll_creation" },
		{ "poll", "{\"name\":\"When?\"}", "name: When?" },
		{ "text", "{\"body\":\"x\",\"y\":1}", "" },
		{ "image", "{\"id\":\"1\",\"y\":1}", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		char *body = mem_printf(MESSAGE("\"id\":\"a\",\"type\":\"%s\",\"%s\":%s"), messages[i].type, messages[i].type, messages[i].part);

		assert_int_equal(parse(body), 1);
		assert_string_equal(text(0, "message.details"), messages[i].details);
		free(body);
	}
}

static void
nuls_and_lone_surrogates_become_replacement_characters(void **state)
{
	(void)state;
	parse(MESSAGE("\"id\":\"a\",\"type\":\"text\",\"text\":{\"body\":\"a\\u0000b\\ud83dc\""
	    "}"));
	assert_string_equal(text(0, "message.text"), "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c");
}

static void
a_user_id_is_one_wherever_it_stands(void **state)
{
	(void)state;
	parse(VALUE("\"contacts\":[{\"wa_id\":\"US.12\",\"profile\":{\"name\":\"N\"}}],\"messages\":[{\"id\":\"a\",\"from\":\"US.12\"}]"));
	assert_string_equal(text(0, "contact.user_id"), "US.12");
	assert_string_equal(text(0, "contact.wa_id"), "");
	assert_string_equal(text(0, "contact.name"), "N");
	assert_string_equal(wh.events[0].peer, "US.12");
}

static void
a_stranger_in_contacts_lends_his_name_but_not_his_ids(void **state)
{
	(void)state;
	parse(VALUE("\"contacts\":[{\"wa_id\":\"222\",\"user_id\":\"US.2\",\"profile\":{\"name\":\"N\"}}],"
	    "\"messages\":[{\"id\":\"a\",\"from\":\"111\"}]"));
	assert_string_equal(text(0, "contact.wa_id"), "111");
	assert_string_equal(text(0, "contact.user_id"), "");
	assert_string_equal(text(0, "contact.name"), "N");
	parse(VALUE("\"contacts\":[{\"wa_id\":\"222\"},{\"wa_id\":\"111\",\"user_id\":\"US.1\"}],"
	    "\"messages\":[{\"id\":\"a\",\"from\":\"111\"}]"));
	assert_string_equal(text(0, "contact.user_id"), "US.1");
}

static void
our_own_number_is_never_a_customer(void **state)
{
	(void)state;
	parse(VALUE("\"metadata\":{\"phone_number_id\":\"9\",\"display_phone_number\":\"+1 (555) 12\"},"
	    "\"messages\":[{\"id\":\"a\",\"from\":\"155512\",\"to\":\"7\"},{\"id\":\"b\",\"from\":\"9\"},{\"id\":\"c\",\"from\":\"1555\"}]"));
	assert_int_equal(wh.n, 3);
	assert_int_equal(wh.events[0].type, EVENT_ECHO);
	assert_string_equal(wh.events[0].peer, "7");
	assert_int_equal(wh.events[1].type, EVENT_UNKNOWN);
	assert_int_equal(wh.events[2].type, EVENT_MESSAGE);
}

static void
identity_changes_name_both_sides(void **state)
{
	(void)state;
	parse(MESSAGE("\"id\":\"a\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_user_id\",\"user_id\":\"US.2\","
	    "\"previous_user_id\":\"US.1\"}"));
	assert_int_equal(wh.events[0].type, EVENT_SYSTEM);
	assert_string_equal(text(0, "contact.user_id"), "US.1");
	assert_string_equal(text(0, "system.user_id"), "US.2");
	assert_string_equal(text(0, "system.previous_user_id"), "US.1");
	parse(MESSAGE("\"id\":\"a\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_number\",\"new_wa_id\":\"2\","
	    "\"customer\":\"1\"}"));
	assert_string_equal(text(0, "contact.wa_id"), "1");
	assert_string_equal(text(0, "system.wa_id"), "2");
}

static void
forms_keep_their_raw_answer(void **state)
{
	static const char *const answers[] = { "null", "\"[\\\"a\\\"]\"", "\"{broken\"", "{\"a\":1}" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char *body = mem_printf(MESSAGE("\"id\":\"a\",\"type\":\"interactive\",\"interactive\":{\"type\":\"nfm_reply\","
		    "\"nfm_reply\":{\"body\":\"Sent\",\"response_json\":%s}}"), answers[i]);

		assert_int_equal(parse(body), 1);
		assert_string_equal(text(0, "message.text"), "Sent");
		assert_non_null(json_at(wh.events[0].json, "message.raw.interactive.nfm_reply.response_json"));
		free(body);
	}
	assert_int_equal(parse(MESSAGE("\"id\":\"a\",\"type\":\"interactive\"")), 1);
	assert_string_equal(text(0, "message.kind"), "interactive");
	assert_int_equal(parse(MESSAGE("\"id\":\"a\",\"type\":\"button\",\"button\":{\"text\":\"Yes\"}")), 1);
	assert_string_equal(text(0, "message.choice.title"), "Yes");
}

static void
calls_are_no_statuses(void **state)
{
	(void)state;
	parse("{\"entry\":[{\"changes\":[{\"field\":\"calls\",\"value\":{\"statuses\":[{\"id\":\"c\",\"status\":\"RINGING\","
	    "\"recipient_id\":\"1\"}],\"messages\":[{\"id\":\"m\"}]}}]}]}");
	assert_int_equal(wh.n, 2);
	assert_int_equal(wh.events[0].type, EVENT_SYSTEM);
	assert_int_equal(wh.events[1].type, EVENT_UNKNOWN);
}

static void
history_is_never_live(void **state)
{
	(void)state;
	parse("{\"entry\":[{\"changes\":[{\"field\":\"history\",\"value\":{\"metadata\":{\"display_phone_number\":\"+49 9\"},"
	    "\"messages\":[{\"id\":\"m\",\"from\":\"499\",\"to\":\"1\"},{\"id\":\"n\",\"from\":\"1\"}],"
	    "\"history\":[{\"metadata\":{\"progress\":100}},{\"threads\":[{\"id\":\"1\"},5,{\"id\":\"1\",\"messages\":[{\"id\":\"o\",\"from\":\"499\"}]}]}]}}]}]}");
	assert_int_equal(wh.n, 6);
	assert_int_equal(wh.events[0].type, EVENT_HISTORY);
	assert_true(json_yes(wh.events[0].json, "history.outgoing"));
	assert_string_equal(wh.events[0].peer, "1");
	assert_false(json_yes(wh.events[1].json, "history.outgoing"));
	assert_int_equal(wh.events[2].type, EVENT_ACCOUNT);
	assert_int_equal(wh.events[3].type, EVENT_UNKNOWN);
	assert_int_equal(wh.events[4].type, EVENT_UNKNOWN);
	assert_int_equal(wh.events[5].type, EVENT_HISTORY);
	assert_true(json_yes(wh.events[5].json, "history.outgoing"));
	assert_string_equal(wh.events[5].peer, "1");
}

static void
a_line_is_bounded_whatever_came(void **state)
{
	struct buf body = {0}, line = {0};

	(void)state;
	buf_str(&body, "{\"entry\":[{\"changes\":[{\"field\":\"messages\",\"value\":{\"messages\":[{\"id\":\"a\",\"from\":\"1\",\"type\":\"text\",\"text\":{\"body\":\"");
	for (int i = 0; i < 500000; i++)
		buf_str(&body, "\\u0001");
	buf_str(&body, "\"}}]}}]}]}");
	webhook_release(&wh);
	webhook_parse(body.data, body.len, RECEIVED, &wh);
	assert_int_equal(wh.n, 1);
	event_line(wh.events[0].json, "shop", "c_1", 12, &line);
	assert_true(line.len <= EVENT_MAX);
	assert_non_null(strstr(line.data, "\"raw\":{\"journal\":12,\"bytes\":"));
	assert_int_equal(line.data[line.len - 1], '\n');
	buf_free(&body);
	buf_free(&line);
}

static void
a_line_has_its_keys_in_order(void **state)
{
	struct buf line = {0};

	(void)state;
	parse(MESSAGE("\"id\":\"a\",\"from\":\"1\",\"timestamp\":\"1739321024\",\"type\":\"text\",\"text\":{\"body\":\"x\"},\"context\":{\"id\":\"q\"}"));
	event_line(wh.events[0].json, "shop", "c_1", 1, &line);
	assert_string_equal(line.data, "{\"v\":1,\"id\":\"a\",\"type\":\"message\",\"workspace\":\"shop\",\"conversation\":\"c_1\","
	    "\"time\":\"2025-02-12T00:43:44Z\",\"received\":\"2023-11-14T22:13:20Z\",\"contact\":{\"key\":\"c_1\",\"wa_id\":\"1\"},"
	    "\"message\":{\"kind\":\"text\",\"text\":\"x\",\"raw\":{\"id\":\"a\",\"from\":\"1\",\"timestamp\":\"1739321024\","
	    "\"type\":\"text\",\"text\":{\"body\":\"x\"},\"context\":{\"id\":\"q\"}}},\"context\":{\"reply_to\":\"q\"}}\n");
	buf_free(&line);
}

#define T(f) cmocka_unit_test_teardown(f, release)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_entry_may_be_an_object_or_empty),
		T(what_nobody_knows_is_kept_whole),
		T(what_is_no_json_is_kept_whole),
		T(a_missing_field_is_told_by_the_members),
		T(the_same_twice_in_one_body_is_told_once),
		T(a_redelivery_is_recognised_and_a_neighbour_is_not),
		T(odd_times_are_the_time_of_arrival),
		T(odd_ids_get_one_made),
		T(ids_and_phones_are_spelled_one_way),
		T(what_jansson_does_not_count_or_name_costs_no_message),
		T(an_object_stands_for_a_list_of_one),
		T(a_message_of_nobody_is_kept),
		T(a_file_without_its_type_is_one),
		T(what_a_message_holds_besides_its_words_can_be_read),
		T(nuls_and_lone_surrogates_become_replacement_characters),
		T(a_user_id_is_one_wherever_it_stands),
		T(a_stranger_in_contacts_lends_his_name_but_not_his_ids),
		T(our_own_number_is_never_a_customer),
		T(identity_changes_name_both_sides),
		T(forms_keep_their_raw_answer),
		T(calls_are_no_statuses),
		T(history_is_never_live),
		T(a_line_is_bounded_whatever_came),
		T(a_line_has_its_keys_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
