/* Notices come with the change they tell of, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ext/db.h"
#include "wa/contact.h"
#include "wa/lead.h"
#include "wa/notice.h"
#include "memory.h"

static void
a_lead_tells_once_that_it_has_everything(void **state)
{
	struct db *db = memory_store();
	int64_t contact = contact_resolve(db, &(struct contact_ids){ .wa_id = "34600111222" }, 1, NULL), id;
	struct notice n;
	struct lead l;

	(void)state;
	assert_int_equal(lead_create(db, &(struct lead_new){ .contact = contact, .event = "e" }, 2, &l), 0);
	assert_int_equal(lead_save(db, &l, 3), 0);
	assert_int_equal(notice_next(db), 0);
	l.complete = 4;
	assert_int_equal(lead_save(db, &l, 4), 0);
	assert_int_not_equal(id = notice_next(db), 0);
	assert_int_equal(notice_load(db, id, &n), 0);
	assert_int_equal(n.what, NOTICE_LEAD);
	assert_int_equal(n.lead, l.id);
	assert_int_equal(n.contact, contact);
	assert_string_equal(n.who, "customer");
	notice_release(&n);
	assert_int_equal(notice_set_planned(db, id, 5), 0);
	/* Corrected later, it is complete as before. */
	assert_int_equal(lead_save(db, &l, 6), 0);
	assert_int_equal(notice_next(db), 0);
	lead_release(&l);
	db_close(db);
}

static void
a_notice_keeps_what_it_was_given(void **state)
{
	struct db *db = memory_store();
	int64_t contact = contact_resolve(db, &(struct contact_ids){ .wa_id = "34600111222" }, 1, NULL);
	json_t *detail = json_pack("{s:s}", "text", "@ana look");
	struct notice n;

	(void)state;
	assert_int_equal(notice_add(db, NOTICE_MENTION, &(struct notice_new){ .contact = contact, .who = "bob", .member = "ana",
	    .detail = detail }, 7), 0);
	assert_int_equal(notice_load(db, notice_next(db), &n), 0);
	assert_string_equal(notice_name(n.what), "mention");
	assert_string_equal(n.member, "ana");
	assert_string_equal(json_text(n.detail, "text"), "@ana look");
	assert_int_equal(n.at, 7);
	notice_release(&n);
	assert_int_equal(notice_load(db, 99, &n), -1);
	json_decref(detail);
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lead_tells_once_that_it_has_everything),
		cmocka_unit_test(a_notice_keeps_what_it_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
