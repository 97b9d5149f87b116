/* control: who has a conversation, from the first message to the closing, on a real SQLite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "wa/arrival.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/handoff.h"
#include "wa/inquiry.h"
#include "wa/keywords.h"
#include "wa/letter.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/session.h"
#include "wa/words.h"
#include "memory.h"

/* Monday 2026-11-23, 10:00 UTC. */
static const int64_t morning = INT64_C(1795428000000);
#define HOUR CLOCK_HOUR

struct fixture {
	char			 dir[32];
	struct workspace	*ws;
	struct texts		*texts;
	struct db		*db;
	int64_t			 seq;
};

static void
open_desk(struct fixture *f, const char *settings)
{
	char *path = file_path(f->dir, "workspace.yaml");
	char *text = mem_printf("team: [{name: ana}, {name: ben}]\n%s\n", settings);

	assert_int_equal(file_replace(path, 0600, text, strlen(text)), 0);
	assert_non_null(f->ws = workspace_open(f->dir));
	assert_non_null(f->texts = texts_open(f->ws));
	free(path);
	free(text);
}

/* The same desk with other settings. */
static void
change_desk(struct fixture *f, const char *settings)
{
	texts_close(f->texts);
	workspace_free(f->ws);
	open_desk(f, settings);
}

static int
setup(void **state)
{
	struct fixture *f = mem_alloc(sizeof *f);

	snprintf(f->dir, sizeof f->dir, "/tmp/wapipe-control-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	open_desk(f, "");
	f->db = memory_store();
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	db_close(f->db);
	texts_close(f->texts);
	workspace_free(f->ws);
	file_remove_tree(f->dir);
	free(f);
	return 0;
}

/* ------------------------------------------------------------ what happens */

static int64_t
ana(struct fixture *f)
{
	return contact_resolve(f->db, &(struct contact_ids){ .wa_id = "491511", .name = "Ana Ruiz" }, morning, NULL);
}

/* An entry of the journal, as entry number seq. */
static void
file_entry(struct fixture *f, int64_t seq, json_t *ev, const char *id, int64_t at)
{
	char time[CLOCK_LEN];
	struct buf body = {0};
	struct arrival a = {0};
	struct journal_entry e = { .seq = seq, .type = json_text(ev, "type"), .id = id, .time = at, .received = at, .peer = "491511" };

	json_put(ev, "time", clock_format(at, time));
	json_put(ev, "received", clock_format(at, time));
	json_print(ev, &body);
	e.body = body.data;
	assert_int_equal(arrival_file(f->db, f->ws, &e, at, &a), 0);
	arrival_release(&a);
	buf_free(&body);
	json_decref(ev);
}

static json_t *
written(const char *type, const char *id, const char *kind, const char *text)
{
	return json_pack("{s:i,s:s,s:s,s:{s:s},s:{s:s,s:s}}", "v", 1, "id", id, "type", type,
	    "contact", "wa_id", "491511", "message", "kind", kind, "text", text);
}

static void
customer_writes(struct fixture *f, const char *id, int64_t at)
{
	file_entry(f, ++f->seq, written("message", id, "text", "hello"), id, at);
}

static void
phone_writes(struct fixture *f, const char *id, int64_t at)
{
	file_entry(f, ++f->seq, written("echo", id, "text", "I am on it"), id, at);
}

static void
customer_taps(struct fixture *f, const char *id, const char *choice, int64_t at)
{
	json_t *ev = written("message", id, "interactive", "x");

	json_object_set_new(json_object_get(ev, "message"), "choice", json_pack("{s:s}", "id", choice));
	file_entry(f, ++f->seq, ev, id, at);
}

static void
agent_hands_over(struct fixture *f, const char *event, int64_t at)
{
	const struct passing over = { .to = CONTROL_HUMAN, .who = "agent", .why = "no-entry", .event = event };

	assert_true(conversation_pass(f->db, f->ws, ana(f), &over, at) > 0);
}

static void
member_writes(struct fixture *f, const char *member, int64_t at)
{
	json_t *message = words_message("Hello, it is me");
	struct letter l = { .to = "491511", .author = member, .member = true, .message = message };
	char *event = NULL;

	assert_int_equal(letter_queue(f->db, f->ws, &l, at, &event), 0);
	free(event);
	json_decref(message);
}

static struct handoff
member(struct fixture *f, const char *who)
{
	return (struct handoff){ f->db, f->ws, f->texts, who };
}

static void
take(struct fixture *f, const char *who, int64_t at)
{
	struct handoff h = member(f, who);

	assert_int_equal(handoff_take(&h, ana(f), "took it", at), 0);
}

static void
release(struct fixture *f, const char *who, int64_t at)
{
	struct handoff h = member(f, who);

	assert_int_equal(handoff_release(&h, ana(f), "released", at), 0);
}

static void
close_it(struct fixture *f, enum closing as, int64_t at)
{
	struct handoff h = member(f, "ana");

	assert_int_equal(handoff_close(&h, ana(f), as, "done", at), 0);
}

static int64_t
open_inquiry(struct fixture *f, const char *event, int64_t at)
{
	const struct inquiry_case c = { .event = event, .contact = ana(f), .kind = INQUIRY_QUESTION, .reason = "x", .category = "support" };

	return inquiry_open(f->db, &c, at, NULL);
}

/* -------------------------------------------------------------- what is seen */

static int64_t
number(struct fixture *f, const char *sql)
{
	return db_get_int(f->db, -1, sql, "");
}

static struct conversation
look(struct fixture *f, int64_t at)
{
	struct conversation c;

	assert_int_equal(conversation_load(f->db, f->ws, ana(f), at, &c), 0);
	return c;
}

#define assert_control(f, at, want) assert_string_equal(control_name(look(f, at).control), want)

/* "agent>human phone>bot": every row of transition. */
static void
assert_trail(struct fixture *f, const char *want)
{
	char *got = db_get_text(f->db, "SELECT group_concat(who || '>' || after, ' ') FROM (SELECT * FROM transition ORDER BY id)", "");

	assert_string_equal(got != NULL ? got : "", want);
	free(got);
}

/* May the row of the outbox go now? */
static enum outbox_gate
gate_of(struct fixture *f, const char *event, int64_t at)
{
	struct outbox_row row = { .contact = ana(f), .by_agent = true };

	row.id = db_get_int(f->db, 0, "SELECT id FROM outbox WHERE event = ? ORDER BY part LIMIT 1", "s", event);
	return outbox_gate(f->db, f->ws, &row, at);
}

static void
agent_answers(struct fixture *f, const char *event, int64_t at)
{
	json_t *message = words_message("The answer");
	struct outbox_new row = { .event = event, .contact = ana(f), .answers = message_seq(f->db, event),
	    .author = OUTBOX_AGENT, .message = message };

	assert_int_equal(outbox_add(f->db, &row, at), 0);
	json_decref(message);
}

/* ------------------------------------------------------------------ sessions */

static void
silence_ends_a_session_and_the_next_message_begins_another(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	customer_writes(f, "m2", morning + 23 * HOUR);
	assert_int_equal(session_of(f->db, "m1"), session_of(f->db, "m2"));
	customer_writes(f, "m3", morning + 48 * HOUR);
	assert_int_not_equal(session_of(f->db, "m3"), session_of(f->db, "m2"));
	assert_true(session_start(f->db, f->ws, "m3", morning + 48 * HOUR) == morning + 48 * HOUR);
	assert_int_equal(number(f, "SELECT ended = last + 86400000 AND ended_as = 'timeout' FROM session WHERE id = 1"), 1);
	/* An older message is still of its own matter. */
	assert_true(session_start(f->db, f->ws, "m2", morning + 49 * HOUR) == morning);
}

static void
the_timeout_is_the_desks(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "session: {timeout: 1h}");
	customer_writes(f, "m1", morning);
	customer_writes(f, "m2", morning + HOUR);
	customer_writes(f, "m3", morning + 2 * HOUR + 1);
	assert_int_equal(session_of(f->db, "m1"), session_of(f->db, "m2"));
	assert_int_not_equal(session_of(f->db, "m2"), session_of(f->db, "m3"));
}

static void
a_person_begins_a_session_too(void **state)
{
	struct fixture *f = *state;

	phone_writes(f, "e1", morning);
	customer_writes(f, "m1", morning + HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM session"), 1);
	member_writes(f, "ana", morning + 20 * HOUR);
	customer_writes(f, "m2", morning + 43 * HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM session"), 1);
	assert_int_equal(number(f, "SELECT count(DISTINCT session) FROM message"), 1);
}

static void
a_remark_begins_nothing(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	close_it(f, CLOSING_RESOLVED, morning + HOUR);
	file_entry(f, ++f->seq, written("message", "r1", "reaction", "\U0001F44D"), "r1", morning + 2 * HOUR);
	assert_control(f, morning + 2 * HOUR, "closed");
	assert_int_equal(number(f, "SELECT count(*) FROM session"), 1);
	assert_int_equal(session_of(f->db, "r1"), 0);
}

static void
an_entry_filed_again_changes_nothing(void **state)
{
	struct fixture *f = *state;
	char *before, *after;
	static const char all[] = "SELECT (SELECT group_concat(id || after) FROM transition) || (SELECT group_concat(id || started || last ||"
	    " coalesce(ended, '')) FROM session) || (SELECT control || last_in || last_out || control_since FROM conversation)";

	customer_writes(f, "m1", morning);
	phone_writes(f, "e1", morning + HOUR);
	release(f, "ana", morning + 2 * HOUR);
	close_it(f, CLOSING_RESOLVED, morning + 3 * HOUR);
	before = db_get_text(f->db, all, "");
	file_entry(f, 1, written("message", "m1", "text", "hello"), "m1", morning);
	file_entry(f, 2, written("echo", "e1", "text", "I am on it"), "e1", morning + HOUR);
	after = db_get_text(f->db, all, "");
	assert_string_equal(before, after);
	free(before);
	free(after);
}

/* ------------------------------------------------------------------- control */

static void
every_change_leaves_one_row(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	agent_hands_over(f, "m1", morning);
	phone_writes(f, "e1", morning + 1000);
	phone_writes(f, "e2", morning + 2000);
	take(f, "ana", morning + 3000);
	release(f, "ana", morning + 4000);
	release(f, "ben", morning + 5000);
	member_writes(f, "ben", morning + 6000);
	close_it(f, CLOSING_RESOLVED, morning + 7000);
	close_it(f, CLOSING_RESOLVED, morning + 8000);
	customer_writes(f, "m2", morning + 9000);
	assert_trail(f, "agent>human ana>bot ben>human ana>closed customer>bot");
}

static void
edits_and_revokes_of_the_phone_are_no_replies(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	file_entry(f, ++f->seq, written("echo", "e1", "edit", "x"), "e1", morning + 1000);
	file_entry(f, ++f->seq, written("echo", "e2", "revoke", ""), "e2", morning + 2000);
	assert_control(f, morning + 3000, "bot");
	assert_true(look(f, morning + 3000).last_person == 0);
}

static void
an_echo_is_told_from_our_own_sends_by_its_id_alone(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	agent_answers(f, "m1", morning);
	assert_int_equal(outbox_start(f->db, 1, 1, morning), 0);
	assert_int_equal(outbox_accept(f->db, 1, "wamid.ours", morning), 0);
	file_entry(f, ++f->seq, written("echo", "wamid.ours", "text", "The answer"), "wamid.ours", morning + 1000);
	assert_control(f, morning + 2000, "bot");
	/* A person says the same words. */
	file_entry(f, ++f->seq, written("echo", "wamid.theirs", "text", "The answer"), "wamid.theirs", morning + 3000);
	assert_control(f, morning + 4000, "human");
}

static void
a_late_echo_takes_nothing_back_from_the_agent(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	take(f, "ana", morning + 1000);
	release(f, "ana", morning + 60000);
	phone_writes(f, "e1", morning + 30000);
	assert_control(f, morning + 61000, "bot");
	/* Of the same second the human's word counts. */
	phone_writes(f, "e2", morning + 60000);
	assert_control(f, morning + 61000, "human");
}

static void
after_a_silence_of_people_the_agent_has_it_again(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "handoff: {release_after: 8h}");
	customer_writes(f, "m1", morning);
	phone_writes(f, "e1", morning + HOUR);
	customer_writes(f, "m2", morning + 8 * HOUR);
	assert_control(f, morning + 9 * HOUR - 1, "human");
	/* No timer has fired: it is so when it is looked at. */
	assert_control(f, morning + 9 * HOUR, "bot");
	assert_trail(f, "phone>human");
	customer_writes(f, "m3", morning + 20 * HOUR);
	assert_trail(f, "phone>human rule>bot");
	assert_true(db_get_int(f->db, 0, "SELECT at FROM transition WHERE who = 'rule'", "") == morning + 9 * HOUR);
	phone_writes(f, "e2", morning + 21 * HOUR);
	assert_control(f, morning + 28 * HOUR, "human");
}

static void
a_claimed_inquiry_keeps_the_agent_silent(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "handoff: {release_after: 8h}");
	customer_writes(f, "m1", morning);
	agent_hands_over(f, "m1", morning);
	assert_true(open_inquiry(f, "m1", morning) > 0);
	assert_control(f, morning + 9 * HOUR, "bot");
	assert_int_equal(db_run(f->db, "UPDATE inquiry SET status = 'claimed'", ""), DB_OK);
	assert_control(f, morning + 90 * HOUR, "human");
	change_desk(f, "handoff: {release_after: 8h, release_claimed: yes}");
	assert_control(f, morning + 90 * HOUR, "bot");
	change_desk(f, "handoff: {release_after: 0, release_claimed: yes}");
	assert_control(f, morning + 90 * HOUR, "human");
}

static void
lists_see_the_same_control(void **state)
{
	struct fixture *f = *state;
	static const char sql[] = "SELECT " CONVERSATION_CONTROL("v", "?1", "?2") " FROM conversation v";
	static const struct { const char *settings; int64_t at; const char *status; } cases[] = {
		{ "handoff: {release_after: 8h}", 7, "open" }, { "handoff: {release_after: 8h}", 8, "open" },
		{ "handoff: {release_after: 8h}", 8, "claimed" }, { "handoff: {release_after: 8h, release_claimed: yes}", 8, "claimed" },
		{ "handoff: {release_after: 0}", 999, "open" },
	};

	customer_writes(f, "m1", morning);
	agent_hands_over(f, "m1", morning);
	assert_true(open_inquiry(f, "m1", morning) > 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t at = morning + cases[i].at * HOUR, idle;
		bool claimed;
		char *listed;

		change_desk(f, cases[i].settings);
		assert_int_equal(db_run(f->db, "UPDATE inquiry SET status = ?", "s", cases[i].status), DB_OK);
		idle = conversation_idle(f->ws, at, &claimed);
		listed = db_get_text(f->db, sql, "ii", idle, (int64_t)claimed);
		assert_string_equal(listed, control_name(look(f, at).control));
		free(listed);
	}
}

static void
taken_over_before_the_first_session_it_stays_so(void **state)
{
	struct fixture *f = *state;

	take(f, "ana", morning);
	assert_int_equal(number(f, "SELECT count(*) FROM session"), 0);
	customer_writes(f, "m1", morning + HOUR);
	customer_writes(f, "m2", morning + 2 * HOUR);
	assert_control(f, morning + 2 * HOUR, "human");
	assert_trail(f, "ana>human");
}

static void
a_new_message_reopens_what_was_closed(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	take(f, "ana", morning + 1000);
	close_it(f, CLOSING_DELETED, morning + 2000);
	assert_int_equal(look(f, morning + 2000).closed_as, CLOSING_DELETED);
	customer_writes(f, "m2", morning + 3000);
	assert_control(f, morning + 3000, "bot");
	assert_int_equal(look(f, morning + 3000).closed_as, CLOSING_NONE);
	assert_int_not_equal(session_of(f->db, "m1"), session_of(f->db, "m2"));
}

/* ---------------------------------------------------------------------- gate */

static void
the_gate_lets_the_last_words_through_and_no_others(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	agent_answers(f, "m1", morning);
	customer_writes(f, "m2", morning + 1000);
	agent_hands_over(f, "m2", morning + 1000);
	agent_answers(f, "m2", morning + 1000);
	assert_int_equal(gate_of(f, "m1", morning + 2000), OUTBOX_HUMAN);
	assert_int_equal(gate_of(f, "m2", morning + 2000), OUTBOX_GO);
	phone_writes(f, "e1", morning + 2000);
	assert_int_equal(gate_of(f, "m2", morning + 3000), OUTBOX_HUMAN);
}

static void
the_gate_knows_that_silence_has_released(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "handoff: {release_after: 1h}");
	customer_writes(f, "m1", morning);
	take(f, "ana", morning);
	customer_writes(f, "m2", morning + HOUR);
	agent_answers(f, "m2", morning + HOUR);
	assert_int_equal(gate_of(f, "m2", morning + HOUR), OUTBOX_GO);
	take(f, "ana", morning + HOUR);
	assert_int_equal(gate_of(f, "m2", morning + HOUR), OUTBOX_HUMAN);
}

/* ------------------------------------------------------------ what members do */

static void
a_takeover_is_told_once(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	take(f, "ana", morning + 1000);
	take(f, "ben", morning + 2000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox WHERE event LIKE 'takeover:%'"), 1);
	assert_int_equal(gate_of(f, "takeover:1", morning + 3000), OUTBOX_GO);
	release(f, "ana", morning + 3000);
	take(f, "ana", morning + 4000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox WHERE event LIKE 'takeover:%'"), 2);
}

static void
who_takes_what_the_agent_gave_away_is_announced(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	agent_hands_over(f, "m1", morning);
	take(f, "ana", morning + 1000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox WHERE event = 'takeover:1'"), 1);
	take(f, "ben", morning + 2000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 1);
}

static void
a_takeover_is_not_told_after_a_person_has_written(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	phone_writes(f, "e1", morning + 1000);
	take(f, "ana", morning + 2000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 0);
	release(f, "ana", morning + 3000);
	change_desk(f, "handoff: {takeover_text: no}");
	take(f, "ana", morning + 4000);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 0);
	/* Nor when the customer can't be written to. */
	change_desk(f, "");
	release(f, "ana", morning + 5000);
	take(f, "ana", morning + 25 * HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 0);
	assert_control(f, morning + 25 * HOUR, "human");
}

static void
the_end_of_the_last_inquiry_gives_control_back_unless_kept(void **state)
{
	struct fixture *f = *state;
	struct handoff h = member(f, "ana");
	int64_t one, two;

	customer_writes(f, "m1", morning);
	one = open_inquiry(f, "m1", morning);
	assert_true(one > 0);
	take(f, "ana", morning);
	/* It waits still. */
	assert_int_equal(handoff_give_back(&h, ana(f), false, "resolved", morning + 1000), 0);
	assert_control(f, morning + 1000, "human");
	assert_int_equal(db_run(f->db, "UPDATE inquiry SET status = 'resolved'", ""), DB_OK);
	assert_int_equal(handoff_give_back(&h, ana(f), false, "resolved", morning + 2000), 0);
	assert_control(f, morning + 2000, "bot");
	take(f, "ana", morning + 3000);
	assert_int_equal(handoff_give_back(&h, ana(f), true, "resolved", morning + 4000), 0);
	assert_control(f, morning + 4000, "human");
	/* And it stays kept when another ends. */
	two = open_inquiry(f, "m9", morning + 5000);
	assert_true(two > 0);
	assert_int_equal(db_run(f->db, "UPDATE inquiry SET status = 'ignored'", ""), DB_OK);
	assert_int_equal(handoff_give_back(&h, ana(f), false, "ignored", morning + 6000), 0);
	assert_control(f, morning + 6000, "human");
	release(f, "ana", morning + 7000);
	assert_false(look(f, morning + 7000).kept);
}

/* ------------------------------------------------------------------- closing */

static void
closing_says_goodbye_and_asks_inside_the_window(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "session: {satisfaction: yes}");
	customer_writes(f, "m1", morning);
	close_it(f, CLOSING_RESOLVED, morning + HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox WHERE event = 'closing:1'"), 2);
	assert_int_equal(gate_of(f, "closing:1", morning + HOUR), OUTBOX_GO);
	assert_int_equal(number(f, "SELECT ended_as = 'resolved' FROM session"), 1);
	assert_int_equal(number(f, "SELECT asked IS NOT NULL FROM satisfaction"), 1);
	assert_int_equal(number(f, "SELECT json_extract(payload, '$.interactive.action.buttons[0].reply.id') = 'satisfaction:1:3' FROM outbox WHERE part = 1"), 1);
	/* Closed again, nobody hears of it twice. */
	close_it(f, CLOSING_CLOSED, morning + 2 * HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 2);
}

static void
the_tap_is_recorded_and_reopens_nothing(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "session: {satisfaction: yes}");
	customer_writes(f, "m1", morning);
	close_it(f, CLOSING_RESOLVED, morning + HOUR);
	customer_taps(f, "t1", "satisfaction:1:2", morning + 2 * HOUR);
	assert_int_equal(number(f, "SELECT score FROM satisfaction WHERE session = 1"), 2);
	assert_control(f, morning + 2 * HOUR, "closed");
	assert_int_equal(number(f, "SELECT count(*) FROM session"), 1);
	/* What was never asked can't be answered. */
	customer_taps(f, "t2", "satisfaction:1:9", morning + 2 * HOUR);
	customer_taps(f, "t3", "satisfaction:7:3", morning + 2 * HOUR);
	customer_taps(f, "t4", "satisfaction:1:1 ", morning + 2 * HOUR);
	customer_taps(f, "t5", "satisfaction:", morning + 2 * HOUR);
	assert_int_equal(number(f, "SELECT sum(score) FROM satisfaction"), 2);
}

static void
a_question_that_is_not_asked_says_why(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	close_it(f, CLOSING_CLOSED, morning + HOUR);
	assert_int_equal(number(f, "SELECT skipped = 'off' FROM satisfaction WHERE session = 1"), 1);
	change_desk(f, "session: {satisfaction: yes, closing: no}");
	customer_writes(f, "m2", morning + 2 * HOUR);
	close_it(f, CLOSING_RESOLVED, morning + 26 * HOUR);
	assert_int_equal(number(f, "SELECT skipped = 'window closed' FROM satisfaction WHERE session = 2"), 1);
	customer_writes(f, "m3", morning + 27 * HOUR);
	assert_int_equal(conversation_opt_out(f->db, ana(f), true, "m3", morning + 27 * HOUR), 0);
	close_it(f, CLOSING_RESOLVED, morning + 28 * HOUR);
	assert_int_equal(number(f, "SELECT skipped = 'opted out' FROM satisfaction WHERE session = 3"), 1);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 1);
}

static void
what_is_deleted_hears_nothing(void **state)
{
	struct fixture *f = *state;

	change_desk(f, "session: {satisfaction: yes}");
	customer_writes(f, "m1", morning);
	close_it(f, CLOSING_DELETED, morning + HOUR);
	assert_int_equal(number(f, "SELECT count(*) FROM outbox"), 0);
	assert_int_equal(number(f, "SELECT count(*) FROM satisfaction"), 0);
}

static void
a_person_who_writes_after_the_closing_has_the_last_word(void **state)
{
	struct fixture *f = *state;

	customer_writes(f, "m1", morning);
	member_writes(f, "ana", morning + 1000);
	close_it(f, CLOSING_RESOLVED, morning + 1000);
	assert_int_equal(gate_of(f, "closing:2", morning + 1000), OUTBOX_GO);
	phone_writes(f, "e1", morning + 2000);
	assert_int_equal(gate_of(f, "closing:2", morning + 2000), OUTBOX_HUMAN);
	assert_control(f, morning + 2000, "human");
}

/* ------------------------------------------------------------------ keywords */

static void
whoever_asks_for_a_person_is_understood_in_any_language(void **state)
{
	struct fixture *f = *state;
	static const char *const human[] = { "human", " Human! ", "AGENT", "talk to a human.", "operador", "Hablar con una persona", "atendente",
	    "conseiller", "Mitarbeiter", "operatore", "medewerker", "konsultant", "temsilci", "оператор", "людина", "موظف", "इंसान",
	    "admin", "人工", "担当者", "상담원", "נציג", "เจ้าหน้าที่", "nhân viên", "atencion al cliente", "a human?", "help desk" };
	static const char *const none[] = { "", "?", "human error", "I am a human", "is the agent of the house there on Sundays", "hello",
	    "bus stop", "no", "yes", "persons" };
	struct keywords *k;

	change_desk(f, "handoff: {words: [Help desk]}");
	assert_non_null(k = keywords_load(f->ws));
	for (size_t i = 0; i < sizeof human / sizeof *human; i++)
		assert_int_equal(keywords_find(k, human[i]), KEYWORD_HUMAN);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(keywords_find(k, none[i]), KEYWORD_NONE);
	assert_int_equal(keywords_find(k, NULL), KEYWORD_NONE);
	assert_int_equal(keywords_find(k, "Stop."), KEYWORD_STOP);
	assert_int_equal(keywords_find(k, "desabonner"), KEYWORD_STOP);
	assert_int_equal(keywords_find(k, "START"), KEYWORD_START);
	keywords_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(silence_ends_a_session_and_the_next_message_begins_another, setup, teardown),
		cmocka_unit_test_setup_teardown(the_timeout_is_the_desks, setup, teardown),
		cmocka_unit_test_setup_teardown(a_person_begins_a_session_too, setup, teardown),
		cmocka_unit_test_setup_teardown(a_remark_begins_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(an_entry_filed_again_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(every_change_leaves_one_row, setup, teardown),
		cmocka_unit_test_setup_teardown(edits_and_revokes_of_the_phone_are_no_replies, setup, teardown),
		cmocka_unit_test_setup_teardown(an_echo_is_told_from_our_own_sends_by_its_id_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_late_echo_takes_nothing_back_from_the_agent, setup, teardown),
		cmocka_unit_test_setup_teardown(after_a_silence_of_people_the_agent_has_it_again, setup, teardown),
		cmocka_unit_test_setup_teardown(a_claimed_inquiry_keeps_the_agent_silent, setup, teardown),
		cmocka_unit_test_setup_teardown(lists_see_the_same_control, setup, teardown),
		cmocka_unit_test_setup_teardown(taken_over_before_the_first_session_it_stays_so, setup, teardown),
		cmocka_unit_test_setup_teardown(a_new_message_reopens_what_was_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(the_gate_lets_the_last_words_through_and_no_others, setup, teardown),
		cmocka_unit_test_setup_teardown(the_gate_knows_that_silence_has_released, setup, teardown),
		cmocka_unit_test_setup_teardown(a_takeover_is_told_once, setup, teardown),
		cmocka_unit_test_setup_teardown(who_takes_what_the_agent_gave_away_is_announced, setup, teardown),
		cmocka_unit_test_setup_teardown(a_takeover_is_not_told_after_a_person_has_written, setup, teardown),
		cmocka_unit_test_setup_teardown(the_end_of_the_last_inquiry_gives_control_back_unless_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(closing_says_goodbye_and_asks_inside_the_window, setup, teardown),
		cmocka_unit_test_setup_teardown(the_tap_is_recorded_and_reopens_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_question_that_is_not_asked_says_why, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_deleted_hears_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_person_who_writes_after_the_closing_has_the_last_word, setup, teardown),
		cmocka_unit_test_setup_teardown(whoever_asks_for_a_person_is_understood_in_any_language, setup, teardown),
	};

	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
