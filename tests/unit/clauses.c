/* clauses: where a message falls into parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "nlp/clauses.h"

static struct cues *cues;

static int
load(void **state)
{
	(void)state;
	cues = cues_load();
	return cues == NULL ? -1 : 0;
}

static int
unload(void **state)
{
	(void)state;
	cues_free(cues);
	return 0;
}

static void
what_comes_before_a_question_asked_first_is_none(void **state)
{
	struct clause c[CLAUSES_MAX];

	(void)state;
	assert_int_equal(clauses_split(cues, "I want a cleaning, but first: where do I park?", c), 2);
	assert_false(c[0].question);
	assert_true(c[1].question);
}

static void
messages_fall_into_their_parts(void **state)
{
	static const struct { const char *text; size_t n; const char *last; bool question; } table[] = {
		{ "", 0, NULL, false },
		{ "?!", 0, NULL, false },
		{ "hello", 1, "hello", false },
		{ "Hi! Do you open on Sundays?", 2, "Do you open on Sundays", true },
		{ "Do you open on Sundays and how much is a cleaning?", 2, "how much is a cleaning", true },
		{ "I'd like an appointment but first, do you take DKV insurance?", 2, "do you take DKV insurance", true },
		{ "quiero una cita, pero antes: ¿tienen parking?", 2, "¿tienen parking", true },
		{ "quero uma consulta mas antes, têm estacionamento?", 2, "têm estacionamento", true },
		{ "un rendez-vous svp, mais d'abord, vous prenez la carte ?", 2, "vous prenez la carte ", true },
		{ "Ich möchte einen Termin, aber vorher: haben Sie Parkplätze?", 2, "haben Sie Parkplätze", true },
		{ "Quiero una cita, ¿tienen parking?", 2, "¿tienen parking", true },
		{ "I need my gutters cleaned, do you work at weekends?", 2, "do you work at weekends", true },
		{ "I need my gutters cleaned, do you work at weekends", 2, "do you work at weekends", false },
		{ "ich hätte gern einen Termin, nehmen Sie die TK?", 2, "nehmen Sie die TK", true },
		{ "je voudrais un devis, vous prenez la carte ?", 2, "vous prenez la carte ", true },
		{ "queria marcar uma limpeza, aceitam cartão?", 2, "aceitam cartão", true },
		{ "quería una limpieza, aceptan tarjeta?", 2, "aceptan tarjeta", true },
		{ "I'd like to come on Monday, is that possible?", 1, "I'd like to come on Monday, is that possible", true },
		{ "ich käme gern am Montag, geht das?", 1, "ich käme gern am Montag, geht das", true },
		{ "quiero ir el lunes, sería posible?", 1, "quiero ir el lunes, sería posible", true },
		{ "je viendrais lundi, c'est possible ?", 1, "je viendrais lundi, c'est possible ", true },
		{ "queria ir na segunda, pode ser?", 1, "queria ir na segunda, pode ser", true },
		{ "call me on Friday, when I am home", 1, "call me on Friday, when I am home", false },
		{ "Hi there, do you deliver?", 1, "Hi there, do you deliver", true },
		{ "do you clean carpets, sofas, or what do you do?", 1, "do you clean carpets, sofas, or what do you do", true },
		{ "not now but first", 1, "not now but first", false },
		{ "rock and roll", 1, "rock and roll", false },
		{ "It costs 3.50 at example.com, right?", 1, "It costs 3.50 at example.com, right", true },
		{ "¿Abren los domingos? ¿Cuánto cuesta una limpieza?", 2, "¿Cuánto cuesta una limpieza", true },
		{ "営業時間は？値段は？", 2, "値段は", true },
		{ "one\ntwo\nthree", 3, "three", false },
		{ "a. b. c. d. e. f. g. h.", CLAUSES_MAX, "f. g. h.", false },
	};
	struct clause c[CLAUSES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		size_t n = clauses_split(cues, table[i].text, c);
		char last[128] = "";

		assert_int_equal(n, table[i].n);
		if (n == 0)
			continue;
		memcpy(last, c[n - 1].text, c[n - 1].len);
		assert_string_equal(last + strspn(last, " "), table[i].last);
		assert_int_equal(c[n - 1].question, table[i].question);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_fall_into_their_parts),
		cmocka_unit_test(what_comes_before_a_question_asked_first_is_none),
	};

	return cmocka_run_group_tests_name("clauses", tests, load, unload);
}
