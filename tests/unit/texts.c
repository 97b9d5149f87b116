/* texts: every text in every language, changed by the workspace, never with a hole in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "wa/config.h"
#include "wa/texts.h"
#include "wa/week.h"
#include "mutate.h"
#include "shop.h"

extern const char embedded_texts[];

static const char *const languages[] = { "en", "es", "pt", "fr", "de", "it", "nl", "pl", "tr", "ru", "uk", "ar", "hi", "id", "zh", "ja" };
#define LANGUAGES (sizeof languages / sizeof *languages)

static int
make_shop(void **state)
{
	return shop_open(state, "name: Shop\nlanguage: es\nlanguages: [es, en]\n");
}

static void
each_text_is_there_in_each_language_once(void **state)
{
	struct yaml *y = yaml_from("texts.yaml", embedded_texts, strlen(embedded_texts));
	json_t *seen = json_object(), *texts;
	const char *key;

	(void)state;
	assert_int_equal(yaml_mistakes(y), 0);
	json_object_foreach(yaml_root(y), key, texts) {
		assert_int_equal(json_object_size(texts), LANGUAGES);
		for (size_t i = 0; i < LANGUAGES; i++) {
			const char *s = json_string_value(json_object_get(texts, languages[i]));

			if (s == NULL || strlen(s) < 3 || json_object_get(seen, s) != NULL) {
				print_error("%s.%s: missing, empty, or the text of another language\n", key, languages[i]);
				fail();
			}
			json_object_set_new(seen, s, json_true());
		}
	}
	json_decref(seen);
	yaml_close(y);
}

static void
a_week_has_seven_days_in_each_language(void **state)
{
	json_t *weekdays = texts_built_in("weekdays"), *names;
	const char *language;

	(void)state;
	json_object_foreach(weekdays, language, names) {
		int len = 0, days = 0;

		while (days < 8 && week_day(json_string_value(names), days, &len) != NULL)
			days++;
		assert_int_equal(days, 7);
	}
	json_decref(weekdays);
}

static void
no_text_is_sent_with_a_hole_in_it(void **state)
{
	struct yaml *y = yaml_from("texts.yaml", embedded_texts, strlen(embedded_texts));
	struct texts *t = texts_open(*state);
	json_t *texts;
	const char *key;

	json_object_foreach(yaml_root(y), key, texts) {
		for (size_t i = 0; i < LANGUAGES; i++) {
			char *s = texts_say(t, key, languages[i], NULL, NULL);

			assert_null(strpbrk(s, "{}|"));
			assert_null(strstr(s, "  "));
			free(s);
		}
	}
	texts_close(t);
	yaml_close(y);
}

static void
says(const struct texts *t, const char *key, const char *language, const char *want)
{
	json_t *more = json_pack("{s:s}", "opens", "2026-11-23 09:00"), *contact = json_pack("{s:s}", "name", "Ana Ruiz");
	char *s = texts_say(t, key, language, contact, more);

	if (strstr(s, want) == NULL) {
		print_error("%s.%s: %s\n  want: %s\n", key, language, s, want);
		fail();
	}
	free(s);
	json_decref(more);
	json_decref(contact);
}

static void
the_customers_language_comes_first_then_the_workspaces(void **state)
{
	struct texts *t = texts_open(*state);

	says(t, "greeting", "fr-CA", "l'assistant de Shop");
	says(t, "greeting", "sw", "Soy el asistente de Shop");
	says(t, "greeting", NULL, "Soy el asistente de Shop");
	says(t, "greeting_returning", "en", "Hello Ana, good");
	says(t, "escalation_after_hours", "de", "(2026-11-23 09:00)");
	assert_true(texts_speaks(t, "zh-TW"));
	assert_false(texts_speaks(t, "sw"));
	texts_close(t);
}

static void
the_workspaces_own_texts_win(void **state)
{
	struct texts *t;

	shop_write("templates.yaml", "closing: {en: Bye from {{business|us}}, sw: Kwaheri}\n");
	assert_null(texts_open(*state));
	shop_write("templates.yaml", "closing: {en: 'Bye from {{business|us}}', sw: Kwaheri}\ntakeover: Espere\n");
	assert_non_null(t = texts_open(*state));
	says(t, "closing", "en", "Bye from Shop");
	says(t, "closing", "sw", "Kwaheri");
	says(t, "closing", "es", "Gracias por escribirnos");
	says(t, "takeover", "es", "Espere");
	says(t, "takeover", "en", "colleague");
	says(t, "takeover", "sw", "Espere");
	texts_close(t);
}

static struct buf said;

static void
mistakes_in_templates_are_said_by_line(void **state)
{
	static const char *const want[] = { "templates.yaml:1: \"closng\": no such key; did you mean closing?",
		"templates.yaml:3: button_other: 28 characters; WhatsApp takes 20", "templates.yaml:4: {{opens|...}}: no such variable",
		"templates.yaml:5: remark: opt_in: nothing in en; the built-in text is used there" };
	struct yaml *y;

	shop_write("templates.yaml", "closng: x\nbutton_other:\n  en: this is a title far too long\ntakeover: 'x {{opens|y}}'\nopt_in: {es: hola}\n");
	y = texts_lint(*state);
	yaml_print(y, true, &said);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		if (strstr(said.data, want[i]) == NULL) {
			print_error("%s\nwant: %s\n", said.data, want[i]);
			fail();
		}
	yaml_close(y);
	buf_free(&said);
}

static void
no_mutation_of_the_templates_is_more_than_mistakes(void **state)
{
	static const char good[] = "closing:\n  en: \"Bye from {{business|us}}\"\n  es: 'Adiós, {{first_name|amigo}}'\ntakeover: |\n  One\n  moment\n"
	    "button_other: {en: Other, es: Otro}\nvoice_confirm: \"{{first|a}} or {{second|b}}?\"\n";
	uint32_t seed = 3;

	for (int i = 0; i < 1000; i++) {
		struct buf b = {0};
		struct yaml *y;

		buf_str(&b, good);
		mutate(&b, &seed);
		shop_write_bytes("templates.yaml", b.data, b.len);
		y = texts_lint(*state);
		yaml_print(y, true, &said);
		yaml_close(y);
		buf_free(&b);
	}
	buf_free(&said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_is_there_in_each_language_once),
		cmocka_unit_test(a_week_has_seven_days_in_each_language),
		cmocka_unit_test(no_text_is_sent_with_a_hole_in_it),
		cmocka_unit_test(the_customers_language_comes_first_then_the_workspaces),
		cmocka_unit_test(the_workspaces_own_texts_win),
		cmocka_unit_test(mistakes_in_templates_are_said_by_line),
		cmocka_unit_test(no_mutation_of_the_templates_is_more_than_mistakes),
	};

	return cmocka_run_group_tests_name("texts", tests, make_shop, shop_close);
}
