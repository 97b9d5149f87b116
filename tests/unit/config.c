/* config: what a file may say, what is said about what it may not, and that
 * no file whatever is more than a mistake. */
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
#include "wa/config.h"
#include "mutate.h"

static const char *const colours[] = { "red", "green", NULL };
static const struct config_field word = { .type = CONFIG_TEXT };
static const struct config_field person[] = {
	{ .key = "name", .type = CONFIG_TEXT, .required = true },
	{ .key = "skills", .type = CONFIG_LIST, .of = &word },
	{0}
};
static const struct config_field a_person = { .type = CONFIG_OBJECT, .of = person };
static const struct config_field fields[] = {
	{ .key = "name", .type = CONFIG_TEXT, .def = "shop" },
	{ .key = "hello", .type = CONFIG_LOCAL },
	{ .key = "language", .type = CONFIG_LANGUAGE, .def = "en" },
	{ .key = "on", .type = CONFIG_BOOL, .def = "yes" },
	{ .key = "rate", .type = CONFIG_INT, .def = "80", .min = 1, .max = 1000 },
	{ .key = "precision", .type = CONFIG_REAL, .def = "0.95", .max = 1 },
	{ .key = "stale", .type = CONFIG_DURATION, .def = "6h" },
	{ .key = "colour", .type = CONFIG_CHOICE, .def = "red", .choices = colours },
	{ .key = "number", .type = CONFIG_ID },
	{ .key = "areas", .type = CONFIG_LIST, .of = &word },
	{ .key = "team", .type = CONFIG_LIST, .of = &a_person },
	{ .key = "policies", .type = CONFIG_MAP, .of = &word },
	{ .key = "boss", .type = CONFIG_OBJECT, .of = person, .optional = true },
	{0}
};

static struct buf said;

static struct yaml *
from(const char *text)
{
	return yaml_from("f.yaml", text, strlen(text));
}

static void
every_mistake_names_its_line_and_what_would_be_right(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "nam: x", "f.yaml:1: \"nam\": no such key; did you mean name?" },
		{ "name: x\nzzzzzzzz: 1", "f.yaml:2: \"zzzzzzzz\": no such key; there are name, hello" },
		{ "name: x\nname: y", "f.yaml:2: name: stands here twice, first in line 1; keep one" },
		{ "name: [a, b]", "f.yaml:1: name: a list stands here; it wants one text" },
		{ "hello:\n  spanish: hola", "f.yaml:2: hello: \"spanish\": not a language" },
		{ "language: English", "f.yaml:1: language: \"English\": not a language; its code has two letters" },
		{ "on: maybe", "f.yaml:1: on: \"maybe\": neither yes nor no" },
		{ "\nrate: fast", "f.yaml:2: rate: \"fast\": not a whole number from 1 to 1000" },
		{ "rate: 5000", "f.yaml:1: rate: \"5000\": not a whole number from 1 to 1000" },
		{ "rate: 99999999999999999999", "f.yaml:1: rate:" },
		{ "precision: nan", "f.yaml:1: precision: \"nan\": not a number from 0 to 1" },
		{ "precision: 95", "f.yaml:1: precision: \"95\": not a number from 0 to 1" },
		{ "stale: 6", "f.yaml:1: stale: \"6\": not a duration; a number and its unit as in 90s, 10m, 6h, 2d" },
		{ "stale: -1h", "f.yaml:1: stale: \"-1h\": not a duration" },
		{ "colour: gren", "f.yaml:1: colour: \"gren\": no such choice; did you mean green?" },
		{ "number: \"12 34\"", "f.yaml:1: number: \"12 34\": not an id" },
		{ "team:\n  - name: Ana\n  - skill: x", "f.yaml:3: \"skill\": no such key in team; did you mean skills?" },
		{ "team:\n  - name: Ana\n  - skills: x", "f.yaml:3: team.name: missing" },
		{ "policies: none", "f.yaml:1: policies: a text stands here; it wants keys with values" },
		{ "- a\n- b", "f.yaml:1: a list stands here; it wants keys with values" },
		{ "hello: *there*", "f.yaml:1: a text that begins with * or & must stand in \"quotes\"" },
		{ "hello: *there", "f.yaml:1: *there: an alias" },
		{ "hello: &a x", "f.yaml:1: &a: an anchor" },
		{ "hello: !now", "f.yaml:1: !now: a tag" },
		{ "hello: We open: at nine", "f.yaml:1: a colon where none can be; put a text that contains ': ' in \"quotes\"" },
		{ "name: x\nhello: \"never closed\n\nrate: 3\n", "f.yaml:2: a quote or bracket that opens here is never closed" },
		{ "team:\n\t- name: x", "f.yaml:2: a text can't begin with this character" },
		{ "hello: @home", "f.yaml:1: a text can't begin with this character" },
		{ "hello: \"a\\eb\"", "f.yaml:1: a control character" },
		{ "name: x\n---\nname: y", "f.yaml:2: a second document" },
		{ "name: x\nhello: \xff\xfe", "f.yaml:2: " },
		{ "? [a, b]\n: c", "f.yaml:1: a key must be one word" },
		{ "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "f.yaml:1: nested more than 32 deep" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct yaml *y = from(cases[i].text);

		buf_clear(&said);
		if (yaml_root(y) != NULL)
			json_decref(config_object(y, yaml_root(y), fields, ""));
		assert_true(yaml_mistakes(y) > 0);
		yaml_print(y, false, &said);
		if (strstr(said.data, cases[i].want) == NULL) {
			print_error("%s\n  said: %s  want: %s\n", cases[i].text, said.data, cases[i].want);
			fail();
		}
		yaml_close(y);
	}
}

static void
all_mistakes_are_said_at_once_and_in_order(void **state)
{
	struct yaml *y = from("rate: x\nstale: y\nnope: 1\non: z\nboss:\n  skills: [a]\n");

	(void)state;
	buf_clear(&said);
	json_decref(config_object(y, yaml_root(y), fields, ""));
	assert_int_equal(yaml_mistakes(y), 5);
	yaml_print(y, false, &said);
	for (int i = 1; i <= 5; i++) {
		char head[16];
		const char *at = strchr(said.data, ':');

		snprintf(head, sizeof head, "f.yaml:%d: ", i);
		assert_non_null(at);
		assert_int_equal(strncmp(said.data, head, strlen(head)), 0);
		buf_drop(&said, strcspn(said.data, "\n") + 1);
	}
	yaml_close(y);
}

static void
a_mistake_that_quotes_too_much_is_cut_between_characters(void **state)
{
	struct buf text = {0};

	(void)state;
	for (int shift = 0; shift < 3; shift++) {
		struct yaml *y;
		json_t *line;

		buf_clear(&text);
		for (int key = 0; key < 2; key++) {
			buf_add(&text, "abc", (size_t)shift);
			for (int i = 0; i < 300; i++)
				buf_str(&text, "漢");
			buf_str(&text, ": x\n");
		}
		y = from(text.data);
		assert_int_equal(yaml_mistakes(y), 1);
		buf_clear(&said);
		yaml_print(y, false, &said);
		assert_true(said.len > 500 && said.len < 600);
		/* Which takes nothing but UTF-8. */
		line = json_stringn(said.data, said.len);
		assert_non_null(line);
		json_decref(line);
		yaml_close(y);
	}
	buf_free(&text);
}

static void
values_have_their_type_and_defaults_are_filled_in(void **state)
{
	struct yaml *y = from("number: 00123\non: Off\nstale: 1h30m\nareas: Madrid\nhello: {en: hi, pt-BR: oi}\npolicies: {no: never}\nname:\n");
	json_t *c = config_object(y, yaml_root(y), fields, "");

	(void)state;
	assert_int_equal(yaml_mistakes(y), 0);
	assert_string_equal(json_text(c, "number"), "00123");
	assert_true(json_is_false(json_at(c, "on")));
	assert_int_equal(json_number(c, "stale", 0), 5400000);
	assert_string_equal(json_string_value(json_array_get(json_at(c, "areas"), 0)), "Madrid");
	assert_string_equal(json_text(c, "policies.no"), "never");
	assert_string_equal(json_text(c, "name"), "shop");
	assert_int_equal(json_number(c, "rate", 0), 80);
	assert_true(json_is_array(json_at(c, "team")));
	assert_null(json_at(c, "boss"));
	assert_string_equal(config_local(json_at(c, "hello"), "pt"), "oi");
	assert_string_equal(config_local(json_at(c, "hello"), "en-GB"), "hi");
	assert_null(config_local(json_at(c, "hello"), "de"));
	json_decref(c);
	yaml_close(y);
}

static void
an_empty_file_is_all_defaults(void **state)
{
	static const char *const empty[] = { "", "# nothing\n", "---\n", "~\n" };

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		struct yaml *y = from(empty[i]);
		json_t *c = config_object(y, yaml_root(y), fields, "");

		assert_int_equal(yaml_mistakes(y), 0);
		assert_int_equal(json_number(c, "stale", 0), 6 * 3600000);
		json_decref(c);
		yaml_close(y);
	}
}

static void
json_is_read_too(void **state)
{
	struct yaml *y = from("{\"name\": \"hi \\ud83d\\ude00 \\u00e9 \\/ \\\\ud83d\", \"areas\": [\"a\", \"b\"]}");

	(void)state;
	assert_int_equal(yaml_mistakes(y), 0);
	assert_string_equal(json_text(yaml_root(y), "name"), "hi \xf0\x9f\x98\x80 \xc3\xa9 / \\ud83d");
	yaml_close(y);
	y = from("name: \"\\ud83d x\"");
	assert_int_equal(yaml_mistakes(y), 1);
	yaml_close(y);
}

static void
no_mutation_of_a_file_is_more_than_a_mistake(void **state)
{
	static const char good[] = "# a shop\nname: Shop\nhello:\n  en: \"Hi: there\"\n  es: 'Hola'\non: yes\nrate: 10\nprecision: 0.9\nstale: 2d\n"
	    "colour: green\nnumber: \"123\"\nareas: [a, b]\nteam:\n  - name: Ana\n    skills: [x, y]\n  - {name: Bo}\npolicies:\n  no: |\n    never\n    ever\n";
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct buf b = {0};
		struct yaml *y;

		buf_str(&b, good);
		mutate(&b, &seed);
		y = yaml_from("f.yaml", b.data, b.len);
		buf_clear(&said);
		if (yaml_root(y) != NULL)
			json_decref(config_object(y, yaml_root(y), fields, ""));
		else
			assert_true(yaml_mistakes(y) > 0);
		yaml_print(y, true, &said);
		yaml_close(y);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_names_its_line_and_what_would_be_right),
		cmocka_unit_test(all_mistakes_are_said_at_once_and_in_order),
		cmocka_unit_test(a_mistake_that_quotes_too_much_is_cut_between_characters),
		cmocka_unit_test(values_have_their_type_and_defaults_are_filled_in),
		cmocka_unit_test(an_empty_file_is_all_defaults),
		cmocka_unit_test(json_is_read_too),
		cmocka_unit_test(no_mutation_of_a_file_is_more_than_a_mistake),
	};
	int failed = cmocka_run_group_tests_name("config", tests, NULL, NULL);

	buf_free(&said);
	return failed;
}
