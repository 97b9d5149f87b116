/* nlp: what only C sees of words, features and the matcher. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "ext/text.h"
#include "nlp/matcher.h"
#include "nlp/signals.h"
#include "nlp/tokens.h"

static void
folding_makes_equal_what_looks_equal(void **state)
{
	static const char *const same[][2] = { { "ＨＩ", "hi" }, { "STRASSE", "straße" }, { "Ärger", "a\xcc\x88rger" },
	    { "co\xc2\xadoperate", "cooperate" } };

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		struct buf a = {0}, b = {0};

		text_fold(same[i][0], strlen(same[i][0]), &a);
		text_fold(same[i][1], strlen(same[i][1]), &b);
		assert_string_equal(a.data, b.data);
		buf_free(&a);
		buf_free(&b);
	}
}

static void
bytes_that_are_no_utf8_are_survived(void **state)
{
	static const char bad[] = "caf\xc3 \xff\xfe\xe2\x82 ok \xf0\x9f";
	struct tokens *t = tokens_new("en");
	struct buf b = {0};
	size_t n, words;

	(void)state;
	text_fold(bad, sizeof bad - 1, &b);
	assert_non_null(strstr(b.data, "ok"));
	tokens_of(t, bad, &n, &words);
	assert_int_equal(words, 2);
	assert_int_equal(text_length("\xff\xff", 2), 2);
	tokens_free(t);
	buf_free(&b);
}

static void
width_counts_columns_and_fit_cuts_no_grapheme(void **state)
{
	(void)state;
	assert_int_equal(text_width("né", strlen("né")), 2);
	assert_int_equal(text_width("漢字", strlen("漢字")), 4);
	assert_int_equal(text_fit("漢字", strlen("漢字"), 3), 3);
	assert_int_equal(text_fit("e\xcc\x81x", 4, 1), 3);
}

static void
words_of_scripts_with_and_without_spaces(void **state)
{
	static const char text[] = "don't stop 東京タワー";
	size_t at = 0, len;
	enum text_class class;

	(void)state;
	text_word(text, strlen(text), &at, &len, &class);
	assert_int_equal(len, 5);
	text_word(text, strlen(text), &at, &len, &class);
	text_word(text, strlen(text), &at, &len, &class);
	assert_int_equal(class, TEXT_DENSE);
	assert_null(text_word(text, strlen(text), &at, &len, &class));
}

static const struct matcher_phrasing phrasings[] = {
	{ "hours", "what are your opening hours", NULL },
	{ "hours", "when do you open", NULL },
	{ "hours", "are you open on sundays", NULL },
	{ "parking", "where can i park my car", NULL },
	{ "parking", "is there a parking lot", NULL },
	{ "hours", "a qué hora abren", "es" },
	{ "parking", "dónde puedo aparcar", "es" },
};

static void
the_closest_entry_comes_first_in_each_language(void **state)
{
	struct matcher *m = matcher_build("en", phrasings, sizeof phrasings / sizeof *phrasings);
	struct match out;

	(void)state;
	matcher_find(m, "when are you open?", "en", &out);
	assert_string_equal(out.best[0].entry, "hours");
	assert_int_equal(out.n, 2);
	matcher_find(m, "¿se puede aparcar?", "es", &out);
	assert_string_equal(out.best[0].entry, "parking");
	matcher_find(m, "xyzzy", "en", &out);
	assert_true(out.confidence < 0.1);
	matcher_free(m);
}

static void
a_matcher_without_entries_knows_nothing(void **state)
{
	struct matcher *m = matcher_build("en", NULL, 0);
	struct match out;

	(void)state;
	matcher_find(m, "anything", NULL, &out);
	assert_int_equal(out.n, 0);
	assert_true(out.confidence == 0);
	matcher_free(m);
}

static unsigned
heard(const char *text, const char *language)
{
	struct signals *s = signals_load();
	unsigned found = signals_find(s, text, language);

	signals_free(s);
	return found;
}

static void
a_bare_greeting_is_told_from_one_with_a_matter(void **state)
{
	(void)state;
	assert_int_equal(heard("Hellooo there!!", "en"), SIGNAL_GREETING | SIGNAL_SOCIAL);
	assert_int_equal(heard("buenos dias", "es"), SIGNAL_GREETING | SIGNAL_SOCIAL);
	assert_int_equal(heard("hi, my parcel has not come", "en"), SIGNAL_GREETING);
	assert_int_equal(heard("Hola, necesito ayuda", "es"), SIGNAL_GREETING | SIGNAL_VAGUE);
}

static void
stop_inside_a_sentence_is_no_opt_out(void **state)
{
	(void)state;
	assert_int_equal(heard("STOP", NULL), SIGNAL_OPT_OUT);
	assert_int_equal(heard("which bus stop is near", "en") & SIGNAL_OPT_OUT, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folding_makes_equal_what_looks_equal),
		cmocka_unit_test(bytes_that_are_no_utf8_are_survived),
		cmocka_unit_test(width_counts_columns_and_fit_cuts_no_grapheme),
		cmocka_unit_test(words_of_scripts_with_and_without_spaces),
		cmocka_unit_test(the_closest_entry_comes_first_in_each_language),
		cmocka_unit_test(a_matcher_without_entries_knows_nothing),
		cmocka_unit_test(a_bare_greeting_is_told_from_one_with_a_matter),
		cmocka_unit_test(stop_inside_a_sentence_is_no_opt_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
