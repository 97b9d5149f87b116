/* spelling: words written by ear come to the same; different ones don't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "nlp/spelling.h"

static int
alike(const char *a, const char *b)
{
	char *x = spelling_key(a), *y = spelling_key(b);
	int same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

static void
by_ear(void **state)
{
	static const char *const pairs[][2] = {
		{ "barcelona", "varselona" }, { "habitacion", "abitasion" }, { "alquilar", "alkilar" }, { "centro", "sentro" },
		{ "playa", "plalla" }, { "limpieza", "linpiesa" }, { "book", "bok" }, { "phone", "fone" }, { "chamberi", "chanberi" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_true(alike(pairs[i][0], pairs[i][1]));
}

static void
others(void **state)
{
	static const char *const pairs[][2] = {
		{ "buy", "rent" }, { "casa", "cosa" }, { "madrid", "merida" }, { "chico", "cico" }, { "gato", "jato" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_false(alike(pairs[i][0], pairs[i][1]));
	free(spelling_key(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		{ "words written by ear come to the same", by_ear, NULL, NULL, NULL },
		{ "different words don't", others, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
