/* nlp: what only C sees of words, features and the matcher. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/confidence.h"
#include "nlp/matcher.h"
#include "nlp/mood_features.h"
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
width_is_what_a_terminal_takes(void **state)
{
	static const struct { const char *text; size_t columns; } cases[] = {
		{ "\u0930\u093e\u091c\u0947\u0936", 4 },	/* Devanagari: one sign beside, one above */
		{ "\u0e2a\u0e33", 2 },				/* a vowel that follows its letter */
		{ "\u1112\u1161\u11ab", 2 },			/* one syllable of three letters */
		{ "\U0001F1EA\U0001F1F8", 2 },			/* a flag */
		{ "\U0001F44D\U0001F3FD", 2 },			/* a thumb with its shade */
		{ "\U0001F469\u200D\u2764\uFE0F\u200D\U0001F469", 2 },	/* three joined to one */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(text_width(cases[i].text, strlen(cases[i].text)), cases[i].columns);
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
	struct matcher *m = matcher_build("en", phrasings, sizeof phrasings / sizeof *phrasings, NULL);
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

/* How many of a text's words are light. */
static size_t
light(const char *language, const char *text)
{
	struct tokens *t = tokens_new(language);
	size_t n, words, count = 0;
	const struct token *v = tokens_of(t, text, &n, &words);

	for (size_t i = 0; i < n; i++)
		count += v[i].light;
	tokens_free(t);
	return count;
}

static void
light_words_are_known_by_language(void **state)
{
	(void)state;
	assert_int_equal(light("en", "do you have the parking"), 4);
	assert_int_equal(light("en", "where can't I park without it"), 2);
	assert_int_equal(light("es", "¿tienen las uñas?"), 2);	/* not the nails */
	assert_int_equal(light("pt", "quanto custa um banho"), 1);
	assert_int_equal(light("pt-BR", "quanto custa um banho"), 1);
	assert_int_equal(light("zh", "可以停车吗"), 3);
	assert_int_equal(light("xx", "do you have the parking"), 0);
}

static void
light_words_uncover_less_than_others(void **state)
{
	struct matcher *m = matcher_build("en", phrasings, sizeof phrasings / sizeof *phrasings, NULL);
	struct match polite, other;

	(void)state;
	matcher_find(m, "when would you be open please", "en", &polite);
	matcher_find(m, "when is your nightclub open", "en", &other);
	assert_true(polite.signals.covered > other.signals.covered);
	assert_true(polite.signals.heaviest < 0.5 * other.signals.heaviest);
	matcher_free(m);
}

static void
a_matcher_without_entries_knows_nothing(void **state)
{
	struct matcher *m = matcher_build("en", NULL, 0, NULL);
	struct match out;

	(void)state;
	matcher_find(m, "anything", NULL, &out);
	assert_int_equal(out.n, 0);
	assert_true(out.confidence == 0);
	matcher_free(m);
}

#define ASKED		5	/* ways in which each entry of a made FAQ is asked for */
#define LARGE		301	/* entries: so many that practice is on every second one */
#define HUGE_FAQ	700	/* on none */

/* Ways to ask for entry e. Verbs and things recur in other entries, so that some are hard to tell apart. */
static void
ask(struct matcher_phrasing out[ASKED], size_t e)
{
	static const char *const forms[ASKED] = { "can you %s my %s %s", "%s the %s, %s", "how long to %s this %s %s",
	    "what does it cost to %s %s %s", "do you %s any %s %s" };
	static const char *const verbs[] = { "repair", "clean", "paint", "deliver", "rent", "insure", "collect" };
	static const char *const looks[] = { "red", "old", "wooden", "heavy", "new" };
	static const char *const things[] = { "table", "bicycle", "piano", "window", "jacket", "tent", "camera", "boiler", "sofa",
	    "lamp", "carpet" };
	const char *verb = verbs[e / 2 % 7], *look = looks[e / 2 % 5], *thing = things[e / 3 % 11];

	for (size_t i = 0; i < ASKED; i++) {
		out[i].entry = mem_printf("entry-%zu", e);
		out[i].text = mem_printf(forms[(i + e) % ASKED], verb, look, thing);
		out[i].language = NULL;
	}
}

/* The matcher of every step-th of this many entries. */
static struct matcher *
made_faq(size_t entries, size_t step)
{
	struct matcher_phrasing *p = mem_array(entries * ASKED, sizeof *p);
	struct matcher *m;
	size_t n = 0;

	for (size_t e = 0; e < entries; e += step, n += ASKED)
		ask(p + n, e);
	m = matcher_build("en", p, n, NULL);
	for (size_t i = 0; i < n; i++) {
		free((char *)p[i].entry);
		free((char *)p[i].text);
	}
	free(p);
	return m;
}

static double
log_odds(double p)
{
	return log(p / (1 - p));
}

/*
 * What practice did to the log odds of the shipped confidence: it shifts and
 * stretches them, and two texts tell by how much.
 */
static void
practised(size_t entries, size_t step, double *shift, double *stretch)
{
	static const char *const texts[2] = { "can you repair my old lamp", "the weather is fine" };
	const struct confidence shipped = confidence_shipped();
	struct matcher *m = made_faq(entries, step);
	double before[2], after[2], term[CONFIDENCE_TERMS];

	for (size_t i = 0; i < 2; i++) {
		struct match found;

		matcher_find(m, texts[i], "en", &found);
		confidence_terms(&found.signals, found.best[0].score, (entries + step - 1) / step, term);
		before[i] = log_odds(confidence_of(&shipped, term));
		after[i] = log_odds(found.confidence / confidence_doubt(&found.signals, 1));
	}
	*stretch = (after[1] - after[0]) / (before[1] - before[0]);
	*shift = after[0] - *stretch * before[0];
	matcher_free(m);
}

static void
practice_on_a_large_faq_is_practice_on_every_second_entry(void **state)
{
	double shift, stretch, shift_half, stretch_half;

	(void)state;
	practised(LARGE, 1, &shift, &stretch);
	practised(LARGE, 2, &shift_half, &stretch_half);
	assert_true(fabs(shift - shift_half) < 1e-6);
	assert_true(fabs(stretch - stretch_half) < 1e-6);
	assert_true(fabs(stretch - 1) > 0.01);
}

static void
a_huge_faq_keeps_the_shipped_confidence(void **state)
{
	double shift, stretch;

	(void)state;
	practised(HUGE_FAQ, 1, &shift, &stretch);
	assert_true(fabs(shift) < 1e-6);
	assert_true(fabs(stretch - 1) < 1e-6);
}

static void
what_a_text_says_twice_tells_its_mood_once(void **state)
{
	struct mood_feature v[MOOD_TEXT_FEATURES];
	size_t n = mood_features("lovely lovely lovely place, lovely!", v);
	float square = 0;

	(void)state;
	assert_true(n > 10);
	for (size_t i = 0; i < n; i++) {
		square += v[i].value * v[i].value;
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(v[i].index, v[k].index);
	}
	assert_true(square > 0.999f && square < 1.001f);
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
		cmocka_unit_test(width_is_what_a_terminal_takes),
		cmocka_unit_test(words_of_scripts_with_and_without_spaces),
		cmocka_unit_test(the_closest_entry_comes_first_in_each_language),
		cmocka_unit_test(light_words_are_known_by_language),
		cmocka_unit_test(light_words_uncover_less_than_others),
		cmocka_unit_test(a_matcher_without_entries_knows_nothing),
		cmocka_unit_test(practice_on_a_large_faq_is_practice_on_every_second_entry),
		cmocka_unit_test(a_huge_faq_keeps_the_shipped_confidence),
		cmocka_unit_test(what_a_text_says_twice_tells_its_mood_once),
		cmocka_unit_test(a_bare_greeting_is_told_from_one_with_a_matter),
		cmocka_unit_test(stop_inside_a_sentence_is_no_opt_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
