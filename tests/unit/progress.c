/* base/progress: that it is drawn, on a terminal. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/progress.h"

static int screen, ours;

/* stderr is a terminal, and `screen` what stands on it. */
static int
set_up(void **state)
{
	int terminal;

	(void)state;
	screen = posix_openpt(O_RDWR | O_NOCTTY);
	if (screen == -1 || grantpt(screen) == -1 || unlockpt(screen) == -1 || (terminal = open(ptsname(screen), O_RDWR | O_NOCTTY)) == -1)
		return -1;
	ours = dup(STDERR_FILENO);
	dup2(terminal, STDERR_FILENO);
	close(terminal);
	return setenv("TERM", "xterm", 1);
}

static int
tear_down(void **state)
{
	(void)state;
	dup2(ours, STDERR_FILENO);
	close(ours);
	close(screen);
	return 0;
}

/* What was drawn, if anything is within ms; ticking meanwhile. */
static bool
drawn(int64_t ms, struct buf *out)
{
	struct pollfd p = { .fd = screen, .events = POLLIN };
	int64_t until = clock_mono() + ms;
	ssize_t n = 0;

	while (n <= 0 && clock_mono() < until) {
		progress_tick();
		if (poll(&p, 1, 20) > 0)
			n = read(screen, buf_room(out, 256), 256);
	}
	out->len += n > 0 ? (size_t)n : 0;
	buf_char(out, '\0');
	return n > 0;
}

static void
work_of_a_second_says_what_it_is_at_and_takes_the_line_away(void **state)
{
	struct buf line = {0}, gone = {0};

	(void)state;
	progress_start();
	progress_at("checking wa.db", 1, 4);
	assert_true(drawn(10000, &line));
	assert_non_null(strstr(line.data, "checking wa.db, 25 %, 1 s"));
	assert_null(strchr(line.data, '\n'));
	progress_clear();
	assert_true(drawn(10000, &gone));
	assert_int_equal(gone.data[0], '\r');
	buf_free(&line);
	buf_free(&gone);
}

static void
a_dumb_terminal_is_spared(void **state)
{
	struct buf line = {0};

	(void)state;
	setenv("TERM", "dumb", 1);
	progress_start();
	progress_at("checking wa.db", 1, 4);
	assert_false(drawn(1300, &line));
	buf_free(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(work_of_a_second_says_what_it_is_at_and_takes_the_line_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_dumb_terminal_is_spared, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
