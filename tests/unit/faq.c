/* faq: what is answered in which language, and that no mutation of the
 * workspace's files is more than mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "wa/faq_answer.h"
#include "wa/faq_edit.h"
#include "wa/faq_export.h"
#include "wa/faq_import.h"
#include "wa/faq_lint.h"
#include "mutate.h"
#include "shop.h"

static const char settings[] = "name: Shop\nlanguage: en\nlanguages: [en, es]\nvariables:\n  phone: \"123\"\n  door: {en: red door, es: puerta roja}\n";
static const char good[] =
    "- id: hours\n  ask:\n    en: [when do you open, opening hours]\n    es: ¿cuándo abren?\n"
    "  answer:\n    en: \"Hi {{first_name|there}}: nine to five, {{door|the door}}.\"\n    es: \"{{door|la puerta}}, {{phone|-}}\"\n    pt-BR: oi\n"
    "- id: plain\n  ask: where are you\n  answer: Main Street\n  buttons: [Yes, {en: 'No', es: 'Nein'}]\n  ask_next: Coming today?\n  tags: [place]\n"
    "- id: refund\n  ask: [my money back]\n  escalate: refunds\n"
    "- id: sale\n  ask: the sale\n  answer: Until Sunday\n  valid_until: 2026-01-10\n"
    "- id: map\n  ask: map\n  answer: Here\n  media: {type: image, link: 'https://example.org/m.png', caption: Us}\n"
    "  tests: {match: [where], never: [when]}\n";

static void
now(const char *time)
{
	shop_write("now", time);
}

static int
make_shop(void **state)
{
	char *clock;

	shop_open(state, settings);
	clock = mem_printf("@%s/now", shop_dir);
	setenv("WA_NOW", clock, 1);
	free(clock);
	now("2026-01-05");
	shop_write("faq.yaml", good);
	return 0;
}

static void
answer_is(const struct faq *f, const char *id, const char *language, const json_t *contact, const char *want)
{
	char *got = faq_answer(f, faq_find(f, id), language, contact);

	if (want == NULL)
		assert_null(got);
	else
		assert_string_equal(got, want);
	free(got);
}

static void
an_answer_is_in_the_language_asked_for_or_there_is_none(void **state)
{
	struct faq *f = faq_load(*state);

	assert_non_null(f);
	now("2026-01-10T12:00:00Z");
	answer_is(f, "hours", "en-GB", NULL, "Hi there: nine to five, red door.");
	answer_is(f, "hours", "es", NULL, "puerta roja, 123");
	answer_is(f, "hours", "pt", NULL, "oi");
	answer_is(f, "hours", "de", NULL, NULL);
	answer_is(f, "plain", "en", NULL, "Main Street");
	answer_is(f, "plain", NULL, NULL, "Main Street");
	answer_is(f, "plain", "es", NULL, NULL);
	answer_is(f, "refund", "en", NULL, NULL);
	answer_is(f, "sale", "en", NULL, "Until Sunday");
	now("2026-01-11T00:00:00Z");
	answer_is(f, "sale", "en", NULL, NULL);
	assert_null(faq_find(f, "nothing"));
	faq_free(f);
}

static void
what_a_customer_chose_as_a_name_stays_a_name(void **state)
{
	struct faq *f = faq_load(*state);
	json_t *c = json_pack("{s:s}", "name", "{{phone|x}}\n*Ana* Mar\xc3\xad" "a");

	answer_is(f, "hours", "en", c, "Hi phone|xAna: nine to five, red door.");
	json_object_set_new(c, "name", json_string("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
	    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9x\xe4\xb8\xad\xe4\xb8\xad"));
	json_decref(faq_answer_messages(f, faq_find(f, "hours"), "en", c));
	json_object_set_new(c, "name", json_string(" "));
	answer_is(f, "hours", "en", c, "Hi there: nine to five, red door.");
	json_decref(c);
	faq_free(f);
}

static void
messages_have_the_shapes_that_are_sent(void **state)
{
	struct faq *f = faq_load(*state);
	json_t *m = faq_answer_messages(f, faq_find(f, "plain"), "en", NULL);
	struct buf b = {0};

	json_print(m, &b);
	assert_string_equal(b.data, "[{\"type\":\"interactive\",\"interactive\":{\"type\":\"button\",\"body\":{\"text\":\"Main Street\\n\\nComing today?\"},"
	    "\"action\":{\"buttons\":[{\"type\":\"reply\",\"reply\":{\"id\":\"plain:1\",\"title\":\"Yes\"}},{\"type\":\"reply\",\"reply\":{\"id\":\"plain:2\",\"title\":\"No\"}}]}}}]");
	json_decref(m);
	buf_clear(&b);
	m = faq_answer_messages(f, faq_find(f, "map"), "en", NULL);
	json_print(m, &b);
	assert_string_equal(b.data, "[{\"type\":\"image\",\"image\":{\"link\":\"https://example.org/m.png\",\"caption\":\"Us\"}},"
	    "{\"type\":\"text\",\"text\":{\"body\":\"Here\"}}]");
	json_decref(m);
	assert_null(faq_answer_messages(f, faq_find(f, "refund"), "en", NULL));
	buf_free(&b);
	faq_free(f);
}

static void
phrasings_know_their_entry_and_language(void **state)
{
	struct faq *f = faq_load(*state);
	const struct faq_phrasing *p;
	size_t n;

	p = faq_phrasings(f, &n);
	assert_int_equal(n, 7);
	assert_int_equal(faq_count(f), 5);
	assert_string_equal(p[2].text, "¿cuándo abren?");
	assert_string_equal(p[2].language, "es");
	assert_true(p[2].declared);
	assert_string_equal(p[3].language, "en");
	assert_false(p[3].declared);
	assert_ptr_equal(faq_entry(f, p[4].entry), faq_find(f, "refund"));
	faq_free(f);
}

static void
the_version_changes_with_any_file_behind_the_answers(void **state)
{
	struct faq *a = faq_load(*state), *b = faq_load(*state), *c;

	assert_string_equal(faq_version(a), faq_version(b));
	assert_int_equal(strlen(faq_version(a)), 12);
	shop_write("templates.yaml", "x");
	c = faq_load(*state);
	assert_string_not_equal(faq_version(a), faq_version(c));
	faq_free(a);
	faq_free(b);
	faq_free(c);
}

static void
no_mutation_of_the_faq_is_more_than_mistakes(void **state)
{
	json_t *contact = json_pack("{s:s}", "name", "Ana");
	uint32_t seed = 7;

	for (int i = 0; i < 1000; i++) {
		struct buf b = {0};
		struct yaml *y;
		struct faq *f;

		buf_str(&b, good);
		mutate(&b, &seed);
		shop_write_bytes("faq.yaml", b.data, b.len);
		y = faq_lint(*state, &f);
		buf_clear(&b);
		yaml_print(y, true, &b);
		assert_true(b.len == 0 || strstr(b.data, ".yaml") != NULL);
		assert_int_equal(f == NULL, yaml_mistakes(y) > 0);
		for (size_t n = 0; f != NULL && n < faq_count(f); n++)
			json_decref(faq_answer_messages(f, faq_entry(f, n), n % 2 ? "en" : NULL, contact));
		faq_free(f);
		yaml_close(y);
		buf_free(&b);
	}
	json_decref(contact);
}

static void
no_mutation_of_the_settings_is_more_than_mistakes(void **state)
{
	static const char all[] = "name: Shop\nlanguage: en\nlanguages: [en, es]\ntimezone: UTC\nhours:\n  mon-fri: \"09:00-14:00, 16:00-20:00\"\n  sat: closed\n"
	    "holidays: [2026-12-25]\nareas: [a, b]\npolicies: {x: {en: y}}\nnumbers:\n  - phone_number_id: \"123\"\n    display: +34 600 111 222\n"
	    "team:\n  - {name: ana, skills: [sales]}\ncategories: {sales: {owners: [ana]}}\nlisten: 127.0.0.1:8080\nsend: {rate: 80, unknown_after: 10m}\n";
	uint32_t seed = 11;

	(void)state;
	/* These are said on stderr; a thousand of them tell nothing. */
	assert_non_null(freopen("/dev/null", "w", stderr));
	for (int i = 0; i < 1000; i++) {
		struct buf b = {0};

		buf_str(&b, all);
		mutate(&b, &seed);
		shop_write_bytes("workspace.yaml", b.data, b.len);
		workspace_free(workspace_open(shop_dir));
		buf_free(&b);
	}
}

static void
no_mutation_of_the_services_is_more_than_mistakes(void **state)
{
	static const char all[] = "- id: cleaning\n  name: {en: Dental cleaning, es: Limpieza}\n  synonyms: {en: [scale and polish]}\n"
	    "  price: \"60 EUR\"\n  duration: 40m\n  notes: {en: \"{{phone|x}}\"}\n- name: Braces\n  range: {from: 1 EUR, to: 2 EUR}\n- name: x\n"
	    "  ask_before_quote: How old?\n";
	uint32_t seed = 5;

	shop_write("faq.yaml", good);
	for (int i = 0; i < 1000; i++) {
		struct buf b = {0};
		struct faq *f;

		buf_str(&b, all);
		mutate(&b, &seed);
		shop_write_bytes("services.yaml", b.data, b.len);
		f = faq_load(*state);
		for (size_t n = 0; f != NULL && n < faq_count(f); n++)
			json_decref(faq_answer_messages(f, faq_entry(f, n), n % 2 ? "en" : "es", NULL));
		faq_free(f);
		buf_free(&b);
	}
	shop_write_bytes("services.yaml", "", 0);
}

/* Whatever can be read of a mutation is set as it was read, or refused. */
static void
import_mutated(const struct buf *text, const char *format, const struct buf *into)
{
	json_t *entries = faq_import_read("mutated", format, text);
	struct buf once = {0}, twice = {0};

	if (entries != NULL && faq_edit_set(into, entries, &once) == 0) {
		assert_int_equal(faq_edit_set(&once, entries, &twice), 0);
		assert_int_equal(once.len, twice.len);
		assert_memory_equal(once.data, twice.data, once.len);
	}
	json_decref(entries);
	buf_free(&once);
	buf_free(&twice);
}

static void
no_mutation_of_an_import_changes_anything_twice(void **state)
{
	static const char *const formats[] = { "yaml", "json", "csv", "md" };
	struct buf into = {0}, forms[4] = {{0}};
	struct faq *f = faq_load(*state);
	uint32_t seed = 3;

	buf_str(&into, good);
	buf_str(&forms[0], good);
	faq_export_json(f, &forms[1]);
	faq_export_csv(f, &forms[2]);
	faq_export_markdown(f, "en", &forms[3]);
	for (int i = 0; i < 200; i++)
		for (size_t n = 0; n < 4; n++) {
			struct buf b = {0};

			buf_add(&b, forms[n].data, forms[n].len);
			mutate(&b, &seed);
			import_mutated(&b, formats[n], &into);
			buf_free(&b);
		}
	for (size_t n = 0; n < 4; n++)
		buf_free(&forms[n]);
	buf_free(&into);
	faq_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_in_the_language_asked_for_or_there_is_none),
		cmocka_unit_test(what_a_customer_chose_as_a_name_stays_a_name),
		cmocka_unit_test(messages_have_the_shapes_that_are_sent),
		cmocka_unit_test(phrasings_know_their_entry_and_language),
		cmocka_unit_test(the_version_changes_with_any_file_behind_the_answers),
		cmocka_unit_test(no_mutation_of_the_faq_is_more_than_mistakes),
		cmocka_unit_test(no_mutation_of_the_settings_is_more_than_mistakes),
		cmocka_unit_test(no_mutation_of_the_services_is_more_than_mistakes),
		cmocka_unit_test(no_mutation_of_an_import_changes_anything_twice),
	};

	return cmocka_run_group_tests_name("faq", tests, make_shop, shop_close);
}
