/* hours: midnight, holidays, and the days the clocks change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "wa/hours.h"

#define DAYS "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"

static int64_t
at(const char *text)
{
	int64_t ms;

	assert_int_equal(clock_parse(text, &ms), 0);
	return ms;
}

static struct workspace
desk(const char *config)
{
	json_t *c = json_loads(config, 0, NULL);

	assert_non_null(c);
	return (struct workspace){ .config = c };
}

static void
the_desk_is_open_when_it_says(void **state)
{
	/* Madrid is at UTC+1 in winter. Monday 9-14 and 16-20; Saturday 22 to 2 at night. */
	struct workspace ws = desk("{\"timezone\":\"Europe/Madrid\",\"holidays\":[\"2026-12-07\"],\"hours\":{"
	    "\"mon\":[[540,840],[960,1200]],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[[1320,1560]],\"sun\":[]}}");
	char *said;

	(void)state;
	assert_false(hours_open(&ws, at("2026-11-23T07:59:59Z")));
	assert_true(hours_open(&ws, at("2026-11-23T08:00:00Z")));
	assert_false(hours_open(&ws, at("2026-11-23T13:00:00Z")));
	assert_true(hours_open(&ws, at("2026-11-23T15:00:00Z")));
	assert_true(hours_open(&ws, at("2026-11-21T23:30:00Z")));	/* Sunday 00:30, Saturday's span */
	assert_false(hours_open(&ws, at("2026-11-22T01:00:00Z")));
	assert_false(hours_open(&ws, at("2026-12-07T09:00:00Z")));	/* a holiday */
	assert_int_equal(hours_next(&ws, at("2026-11-23T13:00:00Z")), at("2026-11-23T15:00:00Z"));
	assert_int_equal(hours_next(&ws, at("2026-12-06T12:00:00Z")), at("2026-12-12T21:00:00Z"));
	said = hours_say(&ws, at("2026-11-23T15:00:00Z"), at("2026-11-23T13:00:00Z"), DAYS);
	assert_string_equal(said, "16:00");
	free(said);
	said = hours_say(&ws, at("2026-11-24T08:00:00Z"), at("2026-11-23T19:30:00Z"), DAYS);
	assert_string_equal(said, "Tuesday, 09:00");
	free(said);
	said = hours_say(&ws, at("2026-11-29T08:00:00Z"), at("2026-11-23T19:30:00Z"), DAYS);
	assert_string_equal(said, "Sunday, 09:00");
	free(said);
	said = hours_say(&ws, at("2026-11-30T08:00:00Z"), at("2026-11-23T19:30:00Z"), DAYS);
	assert_string_equal(said, "2026-11-30, 09:00");
	free(said);
	said = hours_say(&ws, at("2026-11-24T08:00:00Z"), at("2026-11-23T19:30:00Z"), "Monday");
	assert_string_equal(said, "2026-11-24, 09:00");
	free(said);
	json_decref(ws.config);
}

static void
a_member_has_hours_of_their_own(void **state)
{
	struct workspace ws = desk("{\"timezone\":\"Europe/Madrid\",\"holidays\":[\"2026-12-07\"],\"hours\":{"
	    "\"mon\":[[540,840],[960,1200]],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}}");
	json_t *night = json_loads("{\"name\":\"eva\",\"off\":[\"2026-11-30\"],\"hours\":{\"mon\":[[1320,1560]],"
	    "\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}}", 0, NULL);
	json_t *plain = json_loads("{\"name\":\"ana\",\"hours\":{}}", 0, NULL);

	(void)state;
	assert_true(hours_open_for(&ws, night, at("2026-11-23T22:30:00Z")));
	assert_true(hours_open_for(&ws, night, at("2026-11-24T00:59:00Z")));
	assert_false(hours_open_for(&ws, night, at("2026-11-23T09:00:00Z")));
	assert_false(hours_open_for(&ws, night, at("2026-11-30T22:30:00Z")));	/* a day off */
	assert_int_equal(hours_next_for(&ws, night, at("2026-11-24T02:00:00Z")), at("2026-12-14T21:00:00Z"));
	assert_true(hours_open_for(&ws, plain, at("2026-11-23T09:00:00Z")));
	assert_false(hours_open_for(&ws, plain, at("2026-12-07T09:00:00Z")));
	json_decref(night);
	json_decref(plain);
	json_decref(ws.config);
}

static void
business_time_stands_still_while_the_desk_is_closed(void **state)
{
	struct workspace ws = desk("{\"timezone\":\"Europe/Madrid\",\"holidays\":[\"2026-12-07\"],\"hours\":{"
	    "\"mon\":[[540,840],[960,1200]],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[[1320,1560]],\"sun\":[]}}");
	struct workspace open = desk("{\"timezone\":\"UTC\",\"hours\":{}}");
	const int64_t hour = CLOCK_HOUR;

	(void)state;
	/* From noon to 17:00 on a Monday: two hours and one. */
	assert_int_equal(hours_business(&ws, at("2026-11-23T11:00:00Z"), at("2026-11-23T16:00:00Z")), 3 * hour);
	/* A week holds nine hours of Monday and four of Saturday night. */
	assert_int_equal(hours_business(&ws, at("2026-11-23T00:00:00Z"), at("2026-11-30T00:00:00Z")), 13 * hour);
	assert_int_equal(hours_business(&ws, at("2026-12-06T12:00:00Z"), at("2026-12-08T12:00:00Z")), 0);
	assert_int_equal(hours_business(&ws, at("2026-11-22T00:30:00Z"), at("2026-11-22T12:00:00Z")), hour / 2);
	assert_int_equal(hours_business(&open, at("2026-11-22T00:30:00Z"), at("2026-11-23T12:00:00Z")), 35 * hour + hour / 2);
	assert_int_equal(hours_business(&open, at("2026-11-23T00:30:00Z"), at("2026-11-22T12:00:00Z")), 0);
	json_decref(ws.config);
	json_decref(open.config);
}

static void
nine_is_nine_on_both_sides_of_a_clock_change(void **state)
{
	struct workspace ws = desk("{\"timezone\":\"Europe/Madrid\",\"hours\":{\"mon\":[[540,1080]],\"tue\":[],"
	    "\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[[540,600]]}}");

	(void)state;
	/* 2026-03-29 the clocks go forward. */
	assert_int_equal(hours_next(&ws, at("2026-03-28T20:00:00Z")), at("2026-03-29T07:00:00Z"));
	assert_true(hours_open(&ws, at("2026-03-29T07:30:00Z")));
	assert_int_equal(hours_next(&ws, at("2026-03-29T10:00:00Z")), at("2026-03-30T07:00:00Z"));
	/* 2026-10-25 they go back. */
	assert_int_equal(hours_next(&ws, at("2026-10-24T20:00:00Z")), at("2026-10-25T08:00:00Z"));
	json_decref(ws.config);
}

static void
a_desk_without_hours_is_always_open(void **state)
{
	struct workspace ws = desk("{\"timezone\":\"UTC\",\"hours\":{}}");
	struct workspace never = desk("{\"timezone\":\"UTC\",\"hours\":{\"mon\":[]}}");

	(void)state;
	assert_true(hours_open(&ws, at("2026-11-22T03:00:00Z")));
	assert_false(hours_open(&never, at("2026-11-22T03:00:00Z")));
	assert_int_equal(hours_next(&never, at("2026-11-22T03:00:00Z")), 0);
	json_decref(ws.config);
	json_decref(never.config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_desk_is_open_when_it_says),
		cmocka_unit_test(a_member_has_hours_of_their_own),
		cmocka_unit_test(business_time_stands_still_while_the_desk_is_closed),
		cmocka_unit_test(nine_is_nine_on_both_sides_of_a_clock_change),
		cmocka_unit_test(a_desk_without_hours_is_always_open),
	};

	return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
