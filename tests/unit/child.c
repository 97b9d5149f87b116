/* Programs of others: their answer, their time, their group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"

#define SHELL(script) (const char *const[]){ "sh", "-c", script, NULL }

static const struct child_limits patient = { .timeout_ms = 20000 };
static const struct child_limits hasty = { .timeout_ms = 200 };

static void
what_it_prints_and_its_status_come_back(void **state)
{
	struct buf out = {0};
	int in = child_input("one\ntwo\n", 8);

	(void)state;
	buf_str(&out, "before ");
	assert_int_equal(child_run(SHELL("cat; exit 3"), in, &patient, 100, &out), 3);
	assert_string_equal(out.data, "before one\ntwo\n");
	close(in);
	buf_free(&out);
}

static void
one_without_input_reads_nothing(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_int_equal(child_run(SHELL("cat; echo end"), -1, &patient, 100, &out), 0);
	assert_string_equal(out.data, "end\n");
	buf_free(&out);
}

static void
a_program_that_is_missing_is_no_child(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_int_equal(child_run((const char *const[]){ "no-such-program", NULL }, -1, &patient, 100, &out), -1);
	assert_int_equal(errno, ENOENT);
	buf_free(&out);
}

static void
a_slow_one_is_killed_with_all_it_started(void **state)
{
	struct buf out = {0};
	int64_t start = clock_mono();
	char pid[32];

	(void)state;
	assert_int_equal(child_run(SHELL("sleep 300 & echo $!; wait"), -1, &hasty, 100, &out), -1);
	assert_int_equal(errno, ETIMEDOUT);
	assert_true(clock_mono() - start < 10000);
	snprintf(pid, sizeof pid, "%s", out.data);
	/* Its parent is init's business now, so it may be a zombie for a moment. */
	for (int i = 0; i < 500 && kill((pid_t)atoi(pid), 0) == 0; i++) {
		char *path, line[256] = "";
		FILE *f;

		assert_true(asprintf(&path, "/proc/%d/stat", atoi(pid)) > 0);
		if ((f = fopen(path, "r")) != NULL) {
			assert_non_null(fgets(line, sizeof line, f));
			fclose(f);
		}
		free(path);
		if (strstr(line, ") Z ") != NULL || *line == '\0')
			break;
		usleep(10000);
		assert_true(i < 499);
	}
	buf_free(&out);
}

static void
one_that_closes_its_output_and_stays_is_killed_in_time(void **state)
{
	struct buf out = {0};
	int64_t start = clock_mono();

	(void)state;
	assert_int_equal(child_run(SHELL("exec >&-; exec sleep 300"), -1, &hasty, 100, &out), -1);
	assert_int_equal(errno, ETIMEDOUT);
	assert_true(clock_mono() - start < 10000);
	buf_free(&out);
}

static void
more_than_was_asked_for_ends_it(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_int_equal(child_run(SHELL("exec yes"), -1, &patient, 1 << 20, &out), -1);
	assert_int_equal(errno, EFBIG);
	assert_true(out.len <= 1 << 20);
	buf_free(&out);
}

static void
memory_is_limited(void **state)
{
	const struct child_limits small = { .timeout_ms = 20000, .memory = 200 << 20, .quiet = true };
	struct buf out = {0};

	(void)state;
	assert_int_not_equal(child_run((const char *const[]){ "perl", "-e", "sleep 1; $x = 'a' x (1 << 30); print 'got it'", NULL },
	    -1, &small, 100, &out), 0);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

static void
all_that_run_can_be_ended(void **state)
{
	struct child c;

	(void)state;
	assert_int_equal(child_start(&c, SHELL("sleep 300"), -1, &patient), 0);
	child_end_all();
	assert_int_equal(child_end(&c), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_prints_and_its_status_come_back),
		cmocka_unit_test(one_without_input_reads_nothing),
		cmocka_unit_test(a_program_that_is_missing_is_no_child),
		cmocka_unit_test(a_slow_one_is_killed_with_all_it_started),
		cmocka_unit_test(one_that_closes_its_output_and_stays_is_killed_in_time),
		cmocka_unit_test(more_than_was_asked_for_ends_it),
		cmocka_unit_test(memory_is_limited),
		cmocka_unit_test(all_that_run_can_be_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
