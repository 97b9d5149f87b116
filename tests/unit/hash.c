/* ext/hash: known answers, strict spellings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ext/hash.h"

static void
digests_are_the_published_ones(void **state)
{
	unsigned char d[HASH_LEN];
	char hex[HASH_HEX_LEN];
	struct hash *h;

	(void)state;
	hash_sha256("abc", 3, d);
	assert_string_equal(hash_hex(d, sizeof d, hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	h = hash_begin();
	hash_add(h, "a", 1);
	hash_add(h, "bc", 2);
	hash_end(h, d);
	assert_string_equal(hash_hex(d, sizeof d, hex), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_end(hash_begin(), NULL);
	/* RFC 4231, case 2 */
	hash_hmac("Jefe", 4, "what do ya want for nothing?", 28, d);
	assert_string_equal(hash_hex(d, sizeof d, hex), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void
hex_is_read_strictly(void **state)
{
	unsigned char d[2];

	(void)state;
	assert_int_equal(hash_unhex("0aFf", d, 2), 0);
	assert_int_equal(d[0] << 8 | d[1], 0x0aff);
	assert_int_equal(hash_unhex("0aFf0", d, 2), -1);
	assert_int_equal(hash_unhex("0aF", d, 2), -1);
	assert_int_equal(hash_unhex("0aFg", d, 2), -1);
	assert_int_equal(hash_unhex("", d, 2), -1);
}

static void
base64_goes_both_ways(void **state)
{
	static const char *const bad[] = { "Zg=", "Z===", "Zg==Zg==", " Zg=", "Z\ng=", "Zm9*", "====" };
	static const char *const texts[] = { "", "f", "fo", "foo", "foobar" };
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char *b = hash_base64(texts[i], strlen(texts[i]));
		unsigned char *back = hash_unbase64(b, strlen(b), &len);

		assert_non_null(back);
		assert_int_equal(len, strlen(texts[i]));
		assert_memory_equal(back, texts[i], len);
		free(back);
		free(b);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_null(hash_unbase64(bad[i], strlen(bad[i]), &len));
}

static void
random_ids_have_their_length_and_differ(void **state)
{
	char a[201], b[201];

	(void)state;
	assert_int_equal(strlen(hash_random(a, 200)), 200);
	assert_int_equal(strspn(a, "0123456789abcdef"), 200);
	assert_string_not_equal(a, hash_random(b, 200));
	assert_int_equal(strlen(hash_random(b, 5)), 5);
}

static void
comparison_is_of_the_whole(void **state)
{
	(void)state;
	assert_true(hash_equal("abc", "abc", 3));
	assert_false(hash_equal("abc", "abd", 3));
	assert_true(hash_equal_text("secret", "secret"));
	assert_false(hash_equal_text("secret", "secret "));
	assert_false(hash_equal_text("secret", ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_the_published_ones),
		cmocka_unit_test(hex_is_read_strictly),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(random_ids_have_their_length_and_differ),
		cmocka_unit_test(comparison_is_of_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
