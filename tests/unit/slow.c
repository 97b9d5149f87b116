/* The runner for slow work: order within a conversation, nothing else waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "run/filter.h"
#include "wa/event.h"

/* The text is how long serving takes, ms. */
static enum filter_verdict
nap(void *arg, const json_t *ev, json_t **value)
{
	long ms = strtol(event_text(ev), NULL, 10);
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)arg;
	nanosleep(&t, NULL);
	*value = json_integer(ms);
	return FILTER_SET;
}

/* Only what takes time is work; "known" is answered without. */
static bool
takes_time(void *arg, const json_t *ev, json_t **value)
{
	(void)arg;
	if (strcmp(event_text(ev), "known") == 0)
		*value = json_string("was known");
	return strtol(event_text(ev), NULL, 10) > 0;
}

struct child {
	pid_t	 pid;
	FILE	*to, *from;
};

static struct child
start_with(const struct slow_filter *f)
{
	struct child c;
	int in[2], out[2];

	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	if ((c.pid = fork()) == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		_exit(filter_run_slow(f));
	}
	close(in[0]);
	close(out[1]);
	c.to = fdopen(in[1], "w");
	c.from = fdopen(out[0], "r");
	return c;
}

static struct child
start(int workers, int bound)
{
	struct slow_filter f = { .base = { .key = "nap", .serve = nap }, .workers = workers, .bound = bound };

	return start_with(&f);
}

static void
send(struct child *c, const char *type, const char *conversation, const char *id, const char *text)
{
	fprintf(c->to, "{\"v\":1,\"id\":\"%s\",\"type\":\"%s\",\"conversation\":\"%s\",\"message\":{\"text\":\"%s\"}}\n",
	    id, type, conversation, text);
	fflush(c->to);
}

/* The id of the next line, "" at the end; the line. */
static char last[4096];

static const char *
next(struct child *c)
{
	static char id[64];

	id[0] = '\0';
	if (fgets(last, sizeof last, c->from) != NULL)
		sscanf(last, "{\"v\":1,\"id\":\"%63[^\"]", id);
	return id;
}

static int
end(struct child *c)
{
	int status;

	if (c->to != NULL)
		fclose(c->to);
	/* Read on: a reader that goes ends the program early. */
	while (*next(c) != '\0')
		continue;
	fclose(c->from);
	waitpid(c->pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
others_overtake_but_a_conversation_keeps_its_order(void **state)
{
	struct child c = start(4, 16);

	(void)state;
	send(&c, "message", "a", "a1", "300");
	send(&c, "message", "a", "a2", "0");
	send(&c, "echo", "a", "a3", "0");
	send(&c, "message", "b", "b1", "0");
	assert_string_equal(next(&c), "b1");
	assert_string_equal(next(&c), "a1");
	assert_string_equal(next(&c), "a2");
	assert_string_equal(next(&c), "a3");
	assert_int_equal(end(&c), EX_OK);
}

static void
what_is_in_hand_is_finished_at_the_end_of_input(void **state)
{
	struct child c = start(2, 4);
	char id[8];
	int n = 0;

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(id, sizeof id, "%d", i);
		send(&c, "message", id, id, "2");
	}
	fclose(c.to);
	c.to = NULL;
	while (*next(&c) != '\0')
		n++;
	assert_int_equal(n, 40);
	assert_int_equal(end(&c), EX_OK);
}

static void
a_stop_gives_slow_calls_up_unprinted(void **state)
{
	struct child c = start(2, 4);

	(void)state;
	send(&c, "message", "b", "b1", "0");
	assert_string_equal(next(&c), "b1");
	send(&c, "message", "a", "a1", "20000");
	kill(c.pid, SIGTERM);
	assert_string_equal(next(&c), "");
	assert_int_equal(end(&c), EX_OK);
}

static void
what_is_no_work_waits_for_no_worker(void **state)
{
	struct slow_filter f = { .base = { .key = "nap", .serve = nap }, .workers = 1, .bound = 8, .needs_work = takes_time };
	struct child c = start_with(&f);

	(void)state;
	send(&c, "message", "a", "a1", "400");
	send(&c, "message", "a", "a2", "known");
	send(&c, "message", "b", "b1", "0");
	send(&c, "message", "c", "c1", "known");
	assert_string_equal(next(&c), "b1");
	assert_null(strstr(last, "nap"));
	assert_string_equal(next(&c), "c1");
	assert_non_null(strstr(last, ",\"nap\":\"was known\"}"));
	assert_string_equal(next(&c), "a1");
	assert_non_null(strstr(last, ",\"nap\":400}"));
	assert_string_equal(next(&c), "a2");
	assert_int_equal(end(&c), EX_OK);
}

static void
a_bad_line_does_not_stop_the_good_ones(void **state)
{
	struct child c = start(2, 4);

	(void)state;
	fputs("{nonsense\n", c.to);
	send(&c, "message", "a", "a1", "0");
	assert_string_equal(next(&c), "a1");
	assert_int_equal(end(&c), EX_DATAERR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_overtake_but_a_conversation_keeps_its_order),
		cmocka_unit_test(what_is_in_hand_is_finished_at_the_end_of_input),
		cmocka_unit_test(a_stop_gives_slow_calls_up_unprinted),
		cmocka_unit_test(what_is_no_work_waits_for_no_worker),
		cmocka_unit_test(a_bad_line_does_not_stop_the_good_ones),
	};

	return cmocka_run_group_tests_name("slow", tests, NULL, NULL);
}
