/* base: what shell tests can't see of buffers, maps and times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/opt.h"

static void
times_survive_a_round_trip(void **state)
{
	static const char *const times[] = { "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z",
	    "2026-11-21T09:30:00.250Z", "1969-12-31T23:59:59.999Z" };
	char out[CLOCK_LEN];
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		assert_int_equal(clock_parse(times[i], &ms), 0);
		assert_string_equal(clock_format(ms, out), times[i]);
	}
	assert_int_equal(clock_parse("2026-11-21T10:30:00+01:00", &ms), 0);
	assert_string_equal(clock_format(ms, out), "2026-11-21T09:30:00Z");
	assert_int_equal(clock_parse("2026-11-21", &ms), 0);
	assert_int_equal(clock_parse("2026-13-01", &ms), -1);
	assert_int_equal(clock_parse("2026-11-21T25:00:00Z", &ms), -1);
	assert_int_equal(clock_parse("tomorrow", &ms), -1);
	assert_int_equal(clock_parse("", &ms), -1);
}

static void
a_map_keeps_what_was_set_while_others_go(void **state)
{
	struct map *m = map_new();
	char key[32];
	static int values[2000];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		values[i] = i;
		snprintf(key, sizeof key, "key-%d", i);
		assert_null(map_set(m, key, &values[i]));
	}
	for (int i = 0; i < 2000; i += 2) {
		snprintf(key, sizeof key, "key-%d", i);
		assert_ptr_equal(map_drop(m, key), &values[i]);
	}
	assert_int_equal(map_count(m), 1000);
	for (int i = 0; i < 2000; i++) {
		snprintf(key, sizeof key, "key-%d", i);
		assert_ptr_equal(map_get(m, key), i % 2 ? &values[i] : NULL);
	}
	map_free(m, NULL);
}

static void
a_buffer_is_always_a_string(void **state)
{
	struct buf b = {0};

	(void)state;
	buf_printf(&b, "%d-%s", 7, "x");
	assert_string_equal(b.data, "7-x");
	for (int i = 0; i < 1000; i++)
		buf_char(&b, 'y');
	assert_int_equal(b.len, 1003);
	assert_int_equal(b.data[b.len], 0);
	buf_drop(&b, 1000);
	assert_string_equal(b.data, "yyy");
	buf_free(&b);
}

static void
the_nearest_name_is_near(void **state)
{
	static const char *const names[] = { "workspace", "json", "dry-run" };

	(void)state;
	assert_string_equal(opt_nearest("workspce", names, 3), "workspace");
	assert_string_equal(opt_nearest("jsno", names, 3), "json");
	assert_null(opt_nearest("entirely", names, 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_survive_a_round_trip),
		cmocka_unit_test(a_map_keeps_what_was_set_while_others_go),
		cmocka_unit_test(a_buffer_is_always_a_string),
		cmocka_unit_test(the_nearest_name_is_near),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
