/*
 * values: what customers' words say, by tables of expressions, and that no
 * bytes whatever break the parsers.
 *
 * tests/data/values/NAME.tsv: a line "@ LANGUAGE NOW ZONE COUNTRY" (- for none)
 * says where and when the next ones are said, "@choices JSON" among what; then
 * TYPE, TEXT and the JSON value, with tabs between.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/buf.h"
#include "nlp/value.h"
#include "mutate.h"

#define TYPES		(VALUE_PLACE + 1)
#define MUTATIONS	6000

/* Where and when something is said. */
struct scene {
	char			 language[8];
	char			 country[8];
	struct value_context	 context;
	struct choices		*choices;
};

static struct value_words *words;

static int
load(void **state)
{
	(void)state;
	words = value_load();
	return words == NULL ? -1 : 0;
}

static int
unload(void **state)
{
	(void)state;
	value_free(words);
	return 0;
}

/* "@ es 2026-03-27T09:00:00Z Europe/Madrid ES" */
static void
set_scene(struct scene *s, char *line)
{
	char now[32], zone[64];

	if (strncmp(line, "@choices ", 9) == 0) {
		json_t *choices = json_loads(line + 9, 0, NULL);

		assert_non_null(choices);
		choices_free(s->choices);
		s->choices = choices_new(choices);
		json_decref(choices);
		return;
	}
	assert_int_equal(sscanf(line, "@ %7s %31s %63s %7s", s->language, now, zone, s->country), 4);
	assert_int_equal(clock_parse(now, &s->context.now_ms), 0);
	s->context.country = strcmp(s->country, "-") == 0 ? NULL : s->country;
	setenv("TZ", zone, 1);
	tzset();
}

static json_t *
value_of(const struct scene *s, enum value_type type, const char *text)
{
	struct value_text *t = value_read(words, text, strcmp(s->language, "-") == 0 ? NULL : s->language, &s->context);
	struct value_match m;

	value_find(t, type, type == VALUE_CHOICE || type == VALUE_PLACE ? s->choices : NULL, &m);
	value_text_free(t);
	return m.value != NULL ? m.value : json_null();
}

/* One line of a table; false, after saying so, when the value is another. */
static bool
holds(const struct scene *s, const char *name, int number, char *line)
{
	char *save = NULL, *type = strtok_r(line, "\t", &save), *text = strtok_r(NULL, "\t", &save);
	char *wanted = strtok_r(NULL, "\t", &save), *said;
	json_t *want = wanted != NULL ? json_loads(wanted, JSON_DECODE_ANY, NULL) : NULL, *got;
	bool same;

	if (want == NULL || value_type_named(type) == -1) {
		print_message("# %s:%d: not of the form TYPE, TEXT, JSON\n", name, number);
		return false;
	}
	got = value_of(s, (enum value_type)value_type_named(type), text);
	same = json_equal(got, want) || (json_is_number(got) && json_number_value(got) == json_number_value(want));
	said = json_dumps(got, JSON_ENCODE_ANY);
	if (!same)
		print_message("# %s:%d: %s: %s: %s: got %s, want %s\n", name, number, s->language, type, text, said, wanted);
	free(said);
	json_decref(got);
	json_decref(want);
	return same;
}

static void
check_table(const char *name)
{
	const char *root = getenv("ROOT");
	char *path = mem_printf("%s/tests/data/values/%s.tsv", root != NULL ? root : ".", name);
	struct scene scene = {0};
	FILE *in = fopen(path, "r");
	char line[4096];
	int number = 0, wrong = 0, all = 0;

	assert_non_null(in);
	while (fgets(line, sizeof line, in) != NULL) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (*line == '@') {
			set_scene(&scene, line);
		} else if (*line != '#' && *line != '\0') {
			all++;
			wrong += !holds(&scene, name, number, line);
		}
	}
	fclose(in);
	choices_free(scene.choices);
	free(path);
	if (wrong > 0)
		print_message("# %s: %d of %d are right\n", name, all - wrong, all);
	assert_true(all > 0);
	assert_int_equal(wrong, 0);
}

static void
check_language(const char *language)
{
	static const char *const kinds[] = { "", "-typed", "-sentences", "-spoken", "-narrowed" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char *name = mem_printf("%s%s", language, kinds[i]);

		check_table(name);
		free(name);
	}
}

/* What is said without wanting anything: no day, hour, sum or phone is clear. */
static bool
is_silent(const struct scene *s, const char *text)
{
	static const enum value_type types[] = { VALUE_PHONE, VALUE_EMAIL, VALUE_DATE, VALUE_TIME, VALUE_MONEY };
	struct value_text *t = value_read(words, text, s->language, &s->context);
	bool silent = true;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct value_match m;

		if (value_find(t, types[i], NULL, &m) == VALUE_FOUND && m.clear) {
			print_message("# %s: %s: says something of type %d\n", s->language, text, (int)types[i]);
			silent = false;
		}
		json_decref(m.value);
	}
	value_text_free(t);
	return silent;
}

static void
mentions_are_not_taken_for_wishes(void **state)
{
	const char *root = getenv("ROOT");
	char *path = mem_printf("%s/tests/data/values/mentions.txt", root != NULL ? root : "."), line[4096];
	FILE *in = fopen(path, "r");
	struct scene scene = {0};
	int wrong = 0;

	(void)state;
	assert_non_null(in);
	while (fgets(line, sizeof line, in) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '@')
			set_scene(&scene, line);
		else if (*line != '#' && *line != '\0')
			wrong += !is_silent(&scene, line);
	}
	fclose(in);
	free(path);
	assert_int_equal(wrong, 0);
}

/* The texts of a table, one after the other in a buffer, each ended by a NUL. */
static void
add_texts(const char *name, struct buf *out)
{
	const char *root = getenv("ROOT");
	char *path = mem_printf("%s/tests/data/values/%s.tsv", root != NULL ? root : ".", name), line[4096];
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	while (fgets(line, sizeof line, in) != NULL) {
		char *text = strchr(line, '\t'), *end = text != NULL ? strchr(text + 1, '\t') : NULL;

		if (end != NULL && *line != '@' && *line != '#')
			buf_add(out, text + 1, (size_t)(end - text - 1)), buf_char(out, '\0');
	}
	fclose(in);
	free(path);
}

/* Every type of one text: what is found lies in it, and what isn't has no value. */
static void
ask_everything(const struct scene *s, const char *text)
{
	struct value_text *t = value_read(words, text, s->language, &s->context);

	for (int type = 0; type < TYPES; type++) {
		bool choose = type == VALUE_CHOICE || type == VALUE_PLACE;
		struct value_match m;
		enum value_verdict v = value_find(t, (enum value_type)type, choose ? s->choices : NULL, &m);

		assert_true(m.at + m.len <= strlen(text));
		assert_true((v == VALUE_FOUND) == (m.value != NULL));
		if (v == VALUE_FOUND && type % 2 == 0)
			value_take(t, &m);
		json_decref(m.value);
	}
	value_text_free(t);
}

static void
nothing_that_is_typed_breaks_a_parser(void **state)
{
	static const char *const languages[] = { "en", "es", "pt", "fr", "de", "it", "nl" };
	json_t *choices = json_pack("{s:[s,s], s:[s]}", "madrid", "madrid", "mad", "san_sebastian", "donosti");
	struct scene s = { .context = { .now_ms = INT64_C(1774602000000), .country = "ES" }, .choices = choices_new(choices) };
	struct buf texts = {0};
	uint32_t seed = 5;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		add_texts(languages[i], &texts);
	for (int n = 0; n < MUTATIONS; n++) {
		size_t at = next_random(&seed) % texts.len;
		struct buf text = {0};

		/* A few expressions from anywhere, whole and in halves, one after the other. */
		for (int k = 0; k < 1 + n % 3; k++) {
			buf_str(&text, texts.data + (at + (size_t)k * 7919) % (texts.len - 1));
			buf_char(&text, ' ');
		}
		mutate(&text, &seed);
		strcpy(s.language, languages[next_random(&seed) % 7]);
		buf_char(&text, ' ');
		ask_everything(&s, text.data);
		buf_free(&text);
	}
	buf_free(&texts);
	choices_free(s.choices);
	json_decref(choices);
}

static void
long_texts_and_empty_ones_are_read_in_bounds(void **state)
{
	static const char *const bits[] = { "1", "1.", "mañana ", "5 or ", "twenty ", "next ", "(((", "not ", "@", "a@b.c ", "two hundred and ",
	    "fünfund", "+34 ", "mil ", "between ", "el 5 de ", "1/2/", "\xf0\x9f\x98\x80", "\xff", "\n", "'", "am ", "q" };
	struct scene s = { .language = "en", .context = { .now_ms = INT64_C(1774602000000) } };
	json_t *choices = json_pack("{s:[s]}", "q", "q q q");

	(void)state;
	s.choices = choices_new(choices);
	ask_everything(&s, "");
	ask_everything(&s, " ");
	for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
		struct buf text = {0};

		while (text.len < 20000)
			buf_str(&text, bits[i]);
		ask_everything(&s, text.data);
		buf_free(&text);
	}
	choices_free(s.choices);
	json_decref(choices);
}

static void
two_fields_of_a_type_take_two_values(void **state)
{
	struct value_context context = { .now_ms = INT64_C(1774602000000), .country = "ES" };
	struct value_text *t = value_read(words, "from 200 euros, my mobile is 600 123 456 and 91 123 45 67 at work", "en", &context);
	struct value_match m;

	(void)state;
	assert_int_equal(value_find(t, VALUE_PHONE, NULL, &m), VALUE_UNCLEAR);
	value_take(t, &(struct value_match){ .at = 29, .len = 11 });
	assert_int_equal(value_find(t, VALUE_PHONE, NULL, &m), VALUE_FOUND);
	assert_string_equal(json_string_value(m.value), "+34911234567");
	json_decref(m.value);
	value_text_free(t);
}

static void
a_refusal_is_told_from_silence(void **state)
{
	static const struct {
		const char		*text;
		enum value_verdict	 verdict;
	} answers[] = { { "I'd rather not say", VALUE_REFUSED }, { "no", VALUE_REFUSED }, { "what do you mean", VALUE_NONE },
	    { "Friday or Saturday", VALUE_UNCLEAR }, { "not sure, maybe Sunday", VALUE_FOUND } };
	struct value_context context = { .now_ms = INT64_C(1774602000000) };

	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct value_text *t = value_read(words, answers[i].text, "en", &context);
		struct value_match m;

		assert_int_equal(value_find(t, VALUE_DATE, NULL, &m), answers[i].verdict);
		json_decref(m.value);
		value_text_free(t);
	}
}

static void
expressions_are_understood_in_english(void **state)
{
	(void)state;
	check_language("en");
}

static void
expressions_are_understood_in_spanish(void **state)
{
	(void)state;
	check_language("es");
}

static void
expressions_are_understood_in_portuguese(void **state)
{
	(void)state;
	check_language("pt");
}

static void
expressions_are_understood_in_french(void **state)
{
	(void)state;
	check_language("fr");
}

static void
expressions_are_understood_in_german(void **state)
{
	(void)state;
	check_language("de");
}

static void
expressions_are_understood_whatever_the_language(void **state)
{
	(void)state;
	check_table("all");
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_are_understood_in_english),
		cmocka_unit_test(expressions_are_understood_in_spanish),
		cmocka_unit_test(expressions_are_understood_in_portuguese),
		cmocka_unit_test(expressions_are_understood_in_french),
		cmocka_unit_test(expressions_are_understood_in_german),
		cmocka_unit_test(expressions_are_understood_whatever_the_language),
		cmocka_unit_test(mentions_are_not_taken_for_wishes),
		cmocka_unit_test(two_fields_of_a_type_take_two_values),
		cmocka_unit_test(a_refusal_is_told_from_silence),
		cmocka_unit_test(nothing_that_is_typed_breaks_a_parser),
		cmocka_unit_test(long_texts_and_empty_ones_are_read_in_bounds),
	};

	/* values TABLE: that one alone, while it is written. */
	if (argc == 2 && load(NULL) == 0)
		check_table(argv[1]);
	if (argc == 2)
		return unload(NULL);
	return cmocka_run_group_tests_name("values", tests, load, unload);
}
