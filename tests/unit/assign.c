/* assign: a fortnight of a desk, minute by minute, and who got what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/db.h"
#include "wa/assign.h"
#include "wa/contact.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/member.h"
#include "wa/route.h"
#include "memory.h"

/* The clocks of Madrid go forward on the first Sunday; the second Thursday is a
 * holiday. Two share the day, one has the evenings past midnight, one is there
 * on some days only and away for three. */
#define DESK "{\"timezone\":\"Europe/Madrid\",\"language\":\"es\",\"holidays\":[\"2026-04-02\"],\"sla\":{\"claim\":1800000}," \
	"\"hours\":{\"mon\":[[540,840],[960,1200]],\"tue\":[[540,1200]],\"wed\":[[540,1200]],\"thu\":[[540,1200]],\"fri\":[[540,1200]],\"sat\":[[600,840]],\"sun\":[]}," \
	"\"priority\":{\"urgent\":3,\"negative\":2,\"tags\":{\"vip\":2}}," \
	"\"categories\":{\"billing\":{\"owners\":[\"ana\",\"leo\",\"eva\"],\"after_hours\":[\"eva\"],\"skill\":\"money\"},\"visits\":{\"owners\":[\"bea\",\"leo\"]}}," \
	"\"team\":[{\"name\":\"ana\",\"skills\":[\"money\"],\"hours\":{}},{\"name\":\"bea\",\"languages\":[\"es\",\"en\"],\"hours\":{}}," \
	"{\"name\":\"eva\",\"skills\":[\"money\"],\"hours\":{\"mon\":[[1080,1560]],\"tue\":[[1080,1560]],\"wed\":[],\"thu\":[[1080,1560]],\"fri\":[[1080,1560]],\"sat\":[[1200,1560]],\"sun\":[]}}," \
	"{\"name\":\"leo\",\"languages\":[\"en\"],\"off\":[\"2026-03-24\",\"2026-03-25\",\"2026-03-26\"],\"hours\":{\"mon\":[[600,840]],\"tue\":[[600,840]],\"wed\":[[600,840]],\"thu\":[[600,840]],\"fri\":[[600,840]],\"sat\":[],\"sun\":[]}}],"

static const char *const team[] = { "ana", "bea", "eva", "leo" };
enum { TEAM = sizeof team / sizeof *team, CUSTOMERS = 60 };

static const char *const categories[] = { "billing", "visits", "support" };

struct fortnight {
	struct workspace ws;
	struct db	*db;
	int64_t		 now, end;
	uint32_t	 seed;
	int64_t		 customer[CUSTOMERS];
	int64_t		 opened;
};

static uint32_t
chance(struct fortnight *f, uint32_t n)
{
	f->seed = f->seed * 1664525 + 1013904223;
	return (f->seed >> 8) % n;
}

static int64_t
at(const char *text)
{
	int64_t ms;

	assert_int_equal(clock_parse(text, &ms), 0);
	return ms;
}

static void
begin(struct fortnight *f, const char *rest)
{
	char *config = mem_printf(DESK "%s}", rest);

	*f = (struct fortnight){ .now = at("2026-03-23T00:00:00Z"), .end = at("2026-04-06T00:00:00Z"), .seed = 7 };
	f->ws.config = json_loads(config, 0, NULL);
	assert_non_null(f->ws.config);
	free(config);
	f->db = memory_store();
	for (int i = 0; i < CUSTOMERS; i++) {
		char wa_id[24];

		snprintf(wa_id, sizeof wa_id, "34600%06d", i);
		f->customer[i] = contact_resolve(f->db, &(struct contact_ids){ .wa_id = wa_id }, 1, NULL);
		assert_true(f->customer[i] > 0);
	}
}

static void
finish(struct fortnight *f)
{
	db_close(f->db);
	json_decref(f->ws.config);
}

/* A case of a customer's, as the filter opens it; 0 when it joins another. */
static int64_t
opens(struct fortnight *f, int64_t contact, const char *category)
{
	json_t *seen = json_pack("{s:s,s:s,s:s}", "kind", "question", "category", category, "language", chance(f, 2) ? "es" : "en");
	struct inquiry_case c = { .contact = contact, .kind = INQUIRY_QUESTION, .reason = "no-entry", .seen = seen };
	char event[32];
	struct route r;
	bool joined;
	int64_t id;

	route_take(&f->ws, seen, &r, NULL);
	snprintf(event, sizeof event, "e%lld", (long long)++f->opened);
	c.event = event;
	c.category = r.category;
	c.skill = r.skill;
	c.rule = r.rule;
	id = inquiry_open(f->db, &c, f->now, &joined);
	assert_true(id > 0);
	json_decref(seen);
	return joined ? 0 : id;
}

/* Who may have it, said another way than assign.c does. */
static bool
may_have(const struct fortnight *f, const char *member, const char *category, int64_t when)
{
	if (!member_on(&f->ws, member, when))
		return false;
	if (strcmp(category, "visits") == 0)
		return strcmp(member, "bea") == 0 || strcmp(member, "leo") == 0;
	if (strcmp(category, "billing") != 0)
		return true;
	return strcmp(member, "eva") == 0 || strcmp(member, "ana") == 0;
}

static void
nothing_waits_while_somebody_fit_is_on(const struct fortnight *f)
{
	struct db_rows *r = db_query(f->db, "SELECT category FROM inquiry WHERE status = 'open' AND owner IS NULL AND since <= ?", "i", f->now);

	while (db_next(r))
		for (int m = 0; m < TEAM; m++)
			assert_false(may_have(f, team[m], db_text(r, 0), f->now));
	assert_int_equal(db_end(r), DB_OK);
}

/* Every giving of the fortnight: to somebody on duty, fit, and in order. */
static void
every_giving_was_right(const struct fortnight *f)
{
	struct db_rows *r = db_query(f->db, "SELECT l.subject, i.category, l.at, l.who FROM inquiry_log l JOIN inquiry i ON i.id = l.inquiry"
	    " WHERE l.what = 'assigned'", "");
	int64_t n = 0;

	for (; db_next(r); n++) {
		assert_string_equal(db_text(r, 3), INQUIRY_RULE);
		assert_true(may_have(f, db_text(r, 0), db_text(r, 1), db_int(r, 2)));
	}
	assert_int_equal(db_end(r), DB_OK);
	assert_true(n > 400);
	/* Of one category nobody waits longer for having come first. */
	assert_int_equal(db_get_int(f->db, 0, "SELECT count(*) FROM inquiry a JOIN inquiry b ON b.category = a.category AND b.id > a.id"
	    " JOIN inquiry_log la ON la.inquiry = a.id AND la.what = 'assigned' JOIN inquiry_log lb ON lb.inquiry = b.id AND lb.what = 'assigned'"
	    " WHERE lb.id < la.id AND lb.why IS NULL AND la.why IS NULL", ""), 0);
}

static int64_t
one_of(struct fortnight *f, const char *member)
{
	return db_get_int(f->db, 0, "SELECT id FROM inquiry WHERE owner = ? AND status IN ('open', 'claimed') ORDER BY id LIMIT 1", "s", member);
}

/* Members claim, and finish what they have, at their own pace. */
static void
work(struct fortnight *f)
{
	for (uint32_t m = 0; m < TEAM; m++) {
		int64_t id = member_on(&f->ws, team[m], f->now) && chance(f, 4 + 3 * m) == 0 ? one_of(f, team[m]) : 0;

		if (id == 0)
			continue;
		assert_int_equal(inquiry_claim(f->db, id, team[m], f->now), 0);
		if (chance(f, 5) > 0)
			assert_int_equal(inquiry_resolve(f->db, id, NULL, team[m], f->now), 0);
	}
}

/* What is opened at one moment is given at once; `look` sees each giving. */
static void
live(struct fortnight *f, void (*look)(struct fortnight *, int64_t id))
{
	for (; f->now < f->end; f->now += 6 * CLOCK_MINUTE) {
		int64_t id = 0;

		if (chance(f, 4) == 0)
			id = opens(f, f->customer[chance(f, CUSTOMERS)], categories[chance(f, 3)]);
		if (id != 0 && look != NULL)
			look(f, id);
		else
			assert_true(assign_due(f->db, &f->ws, f->now) >= 0);
		nothing_waits_while_somebody_fit_is_on(f);
		work(f);
	}
	every_giving_was_right(f);
}

static void
nobody_off_duty_is_given_anything_and_nothing_waits_for_long(void **state)
{
	static const char *const modes[] = { "round-robin", "least-loaded", "skill" };

	(void)state;
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		struct fortnight f;
		char *rest = mem_printf("\"assign\":\"%s\",\"returning\":%s", modes[i], i == 1 ? "true" : "false");

		begin(&f, rest);
		live(&f, NULL);
		finish(&f);
		free(rest);
	}
}

static void
the_least_loaded_gets_it(struct fortnight *f, int64_t id)
{
	int64_t load[TEAM], least = INT64_MAX;
	struct inquiry q;

	/* What waited is given before, so that only this one is left. */
	assert_int_equal(db_run(f->db, "UPDATE inquiry SET since = ?2 + 1 WHERE id = ?1", "ii", id, f->now), DB_OK);
	assert_true(assign_due(f->db, &f->ws, f->now) >= 0);
	for (int m = 0; m < TEAM; m++)
		load[m] = inquiry_list_load(f->db, team[m]);
	assert_int_equal(db_run(f->db, "UPDATE inquiry SET since = ?2 WHERE id = ?1", "ii", id, f->now), DB_OK);
	assert_true(assign_due(f->db, &f->ws, f->now) >= 0);
	assert_int_equal(inquiry_load(f->db, id, &q), 0);
	for (int m = 0; m < TEAM; m++)
		if (may_have(f, team[m], q.category, f->now) && load[m] < least)
			least = load[m];
	for (int m = 0; m < TEAM && q.owner != NULL; m++)
		if (strcmp(q.owner, team[m]) == 0)
			assert_int_equal(load[m], least);
	inquiry_free(&q);
}

static void
least_loaded_goes_by_open_work(void **state)
{
	struct fortnight f;

	(void)state;
	begin(&f, "\"assign\":\"least-loaded\",\"returning\":false");
	live(&f, the_least_loaded_gets_it);
	finish(&f);
}

static void
whoever_had_the_customer_gets_them_when_on(struct fortnight *f, int64_t id)
{
	struct inquiry q;
	char *before;

	assert_int_equal(inquiry_load(f->db, id, &q), 0);
	before = inquiry_list_last_owner(f->db, q.contact);
	inquiry_free(&q);
	assert_true(assign_due(f->db, &f->ws, f->now) >= 0);
	assert_int_equal(inquiry_load(f->db, id, &q), 0);
	if (before != NULL && q.owner != NULL && may_have(f, before, q.category, f->now))
		assert_string_equal(q.owner, before);
	inquiry_free(&q);
	free(before);
}

static void
returning_customers_stay_with_their_member(void **state)
{
	struct fortnight f;

	(void)state;
	begin(&f, "\"assign\":\"round-robin\",\"returning\":true");
	live(&f, whoever_had_the_customer_gets_them_when_on);
	finish(&f);
}

static void
counts(const struct fortnight *f, int64_t since, int64_t *least, int64_t *most)
{
	static const char *const day[] = { "ana", "bea" };

	*least = INT64_MAX;
	*most = 0;
	for (size_t i = 0; i < 2; i++) {
		int64_t n = inquiry_list_given(f->db, day[i], since);

		*least = n < *least ? n : *least;
		*most = n > *most ? n : *most;
	}
}

/* Two who always work the same hours, on work that either may have; another
 * comes and goes meanwhile. */
static void
round_robin_is_even_to_one(void **state)
{
	int64_t least, most, total = 0;
	struct fortnight f;

	(void)state;
	begin(&f, "\"assign\":\"round-robin\",\"returning\":false");
	for (; f.now < f.end; f.now += 11 * CLOCK_MINUTE) {
		opens(&f, f.customer[total++ % CUSTOMERS], "support");
		assert_true(assign_due(f.db, &f.ws, f.now) >= 0);
		counts(&f, 0, &least, &most);
		assert_true(most - least <= 1);
		/* The next one of this customer's is another case. */
		assert_int_equal(db_run(f.db, "UPDATE inquiry SET status = 'resolved' WHERE owner IS NOT NULL", ""), DB_OK);
	}
	assert_true(least > 200);
	assert_true(inquiry_list_given(f.db, "eva", 0) > 100);
	assert_true(inquiry_list_given(f.db, "leo", 0) > 20);
	finish(&f);
}

static void
what_is_not_claimed_goes_to_who_comes_next(void **state)
{
	struct fortnight f;
	struct inquiry q;
	int64_t id;

	(void)state;
	begin(&f, "\"assign\":\"round-robin\",\"returning\":true");
	/* A Monday afternoon: ana goes at eight, 19:00 UTC; eva stays until two. */
	f.now = at("2026-03-23T16:30:00Z");
	id = opens(&f, f.customer[0], "billing");
	assert_int_equal(assign_due(f.db, &f.ws, f.now), 1);
	assert_int_equal(inquiry_load(f.db, id, &q), 0);
	assert_string_equal(q.owner, "ana");
	inquiry_free(&q);
	assert_int_equal(assign_due(f.db, &f.ws, at("2026-03-23T18:55:00Z")), 0);
	assert_int_equal(assign_due(f.db, &f.ws, at("2026-03-23T19:05:00Z")), 1);
	assert_int_equal(inquiry_load(f.db, id, &q), 0);
	assert_string_equal(q.owner, "eva");
	inquiry_free(&q);
	/* What somebody has claimed stays theirs, on duty or not. */
	assert_int_equal(inquiry_claim(f.db, id, "eva", at("2026-03-23T19:06:00Z")), 0);
	assert_int_equal(assign_due(f.db, &f.ws, at("2026-03-24T09:00:00Z")), 0);
	finish(&f);
}

static void
manual_gives_nothing_and_still_routes(void **state)
{
	struct inquiry_case c = { .event = "e", .kind = INQUIRY_DELIVERY, .category = "delivery", .reason = "131047" };
	struct fortnight f;
	struct inquiry q;
	int64_t id;

	(void)state;
	begin(&f, "\"assign\":\"manual\",\"returning\":true,\"routes\":[{\"when\":{\"kind\":[\"delivery\"]},\"category\":\"billing\"}]");
	c.contact = f.customer[0];
	id = inquiry_open(f.db, &c, f.now, NULL);
	assert_int_equal(assign_due(f.db, &f.ws, at("2026-03-23T10:00:00Z")), 0);
	assert_int_equal(inquiry_load(f.db, id, &q), 0);
	assert_string_equal(q.category, "billing");
	assert_string_equal(q.skill, "money");
	assert_string_equal(q.rule, "route 1");
	assert_null(q.owner);
	inquiry_free(&q);
	finish(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_off_duty_is_given_anything_and_nothing_waits_for_long),
		cmocka_unit_test(least_loaded_goes_by_open_work),
		cmocka_unit_test(returning_customers_stay_with_their_member),
		cmocka_unit_test(round_robin_is_even_to_one),
		cmocka_unit_test(what_is_not_claimed_goes_to_who_comes_next),
		cmocka_unit_test(manual_gives_nothing_and_still_routes),
	};

	return cmocka_run_group_tests_name("assign", tests, NULL, NULL);
}
