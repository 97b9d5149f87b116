#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/digits.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/announce.h"
#include "run/hook.h"
#include "run/teller.h"
#include "wa/contact.h"
#include "wa/conversation.h"
#include "wa/graph.h"
#include "wa/member.h"
#include "wa/outbox.h"
#include "wa/store.h"
#include "wa/telling.h"

enum {
	AT_ONCE = 8,		/* hooks */
	LOOK_MS = 1000,		/* how often to look for news */
	BATCH = 64,		/* notices planned in one transaction */
	FAREWELL_MS = 5 * 1000,	/* for hooks that run when we are told to stop */
};

/* A hook that runs; id 0: none. */
struct slot {
	int64_t		 id;
	struct hook	 hook;
	bool		 ended;
	char		*reason;	/* why it failed; NULL: it didn't */
};

struct teller {
	const struct workspace	*ws;
	struct store		*st;
	struct db		*db;
	int64_t			 timeout_ms;
	bool			 failed;	/* something, at some time */
	struct slot		 slots[AT_ONCE];
};

/* A transaction that is kept when all went well. */
static int
end(struct teller *t, int rc)
{
	if (rc == 0 && store_commit(t->st) == 0)
		return 0;
	store_rollback(t->st);
	return -1;
}

/* ---------------------------------------------------------------- planning */

static int
plan_next(struct teller *t, int64_t id)
{
	struct notice n;
	int rc = notice_load(t->db, id, &n);

	if (rc == 0)
		rc = telling_plan(t->db, t->ws, &n, clock_now());
	notice_release(&n);
	return rc;
}

static int
plan_all(struct teller *t)
{
	int64_t id = notice_next(t->db);
	int rc = 0;

	if (id == 0)
		return 0;
	if (store_begin(t->st) == -1)
		return -1;
	for (int i = 0; rc == 0 && i < BATCH && (id = notice_next(t->db)) != 0; i++)
		rc = plan_next(t, id);
	return end(t, rc);
}

/* ----------------------------------------------------------------- members */

/* What is to become of one telling over WhatsApp. */
struct errand {
	struct telling	 telling;
	int64_t		 contact;	/* the member's own, 0: never wrote */
	json_t		*message;	/* NULL: nothing to send, for this reason */
	const char	*reason;
	bool		 moot;
};

static bool
is_open_to(struct teller *t, int64_t contact)
{
	struct conversation c;

	return contact != 0 && conversation_load(t->db, t->ws, contact, clock_now(), &c) == 0 && conversation_window(&c, clock_now());
}

static void
compose(struct teller *t, const struct notice *n, const char *digits, struct errand *e)
{
	const char *template = json_text(t->ws->config, "notices.template");
	bool open = is_open_to(t, e->contact);

	if (!open && template == NULL) {
		e->reason = "did not write to the business within 24 hours, and notices.template is not set";
		return;
	}
	e->message = announce_message(t->db, t->ws, n, open ? NULL : template, clock_now());
	graph_address(e->message, digits, NULL);
}

static void
prepare(struct teller *t, struct errand *e)
{
	const json_t *member = member_find(t->ws, e->telling.recipient);
	const char *phone = json_text(member, "phone");
	struct notice n = {0};
	char *digits = digits_of(phone);

	if (notice_load(t->db, e->telling.notice, &n) == -1 || phone == NULL) {
		e->reason = "nobody of the team with a phone any more";
	} else if ((e->reason = telling_moot(t->db, &n)) != NULL) {
		e->moot = true;
	} else {
		e->contact = contact_find(t->db, digits);
		compose(t, &n, digits, e);
	}
	notice_release(&n);
	free(digits);
}

static int
queue(struct teller *t, struct errand *e)
{
	const json_t *member = member_find(t->ws, e->telling.recipient);
	char *digits = digits_of(json_text(member, "phone"));
	char *event = mem_printf(TELLING_EVENT "%lld.%d", (long long)e->telling.id, e->telling.attempts + 1);
	int64_t now = clock_now();
	int rc = -1;

	if (e->contact == 0)
		e->contact = contact_resolve(t->db, &(struct contact_ids){ .wa_id = digits }, now, NULL);
	if (e->contact > 0 && outbox_add(t->db, &(struct outbox_new){ .event = event, .contact = e->contact,
	    .author = OUTBOX_NOTICE, .message = e->message }, now) == 0)
		rc = telling_start(t->db, e->telling.id);
	free(event);
	free(digits);
	return rc;
}

static int
record(struct teller *t, struct errand *e)
{
	if (e->message != NULL)
		return queue(t, e);
	if (e->moot)
		return telling_drop(t->db, e->telling.id, e->reason, clock_now());
	t->failed = true;
	log_line("notice %lld: %s was not told: %s", (long long)e->telling.notice, e->telling.recipient, e->reason);
	return telling_fail(t->db, e->telling.id, e->reason, clock_now());
}

/* 1 when there was one, 0, -1. */
static int
tell_member(struct teller *t)
{
	struct errand e = {0};
	int rc;

	if (!telling_next(t->db, false, clock_now(), &e.telling))
		return 0;
	prepare(t, &e);
	rc = store_begin(t->st) == 0 ? end(t, record(t, &e)) : -1;
	json_decref(e.message);
	telling_release(&e.telling);
	return rc == 0 ? 1 : -1;
}

static int
tell_members(struct teller *t)
{
	char *bell = workspace_state(t->ws, "outbox.bell");
	int rc;
	bool any = false;

	while ((rc = tell_member(t)) == 1)
		any = true;
	if (any)
		bell_ring(bell);
	free(bell);
	return rc;
}

/* What became of the messages on their way. */
static int
settle(struct teller *t)
{
	if (!telling_has_news(t->db, clock_now()))
		return 0;
	return store_begin(t->st) == -1 ? -1 : end(t, telling_settle(t->db, clock_now()));
}

/* ------------------------------------------------------------------- hooks */

static struct slot *
free_slot(struct teller *t)
{
	for (size_t i = 0; i < AT_ONCE; i++)
		if (t->slots[i].id == 0)
			return &t->slots[i];
	return NULL;
}

static bool
is_running(const struct teller *t)
{
	for (size_t i = 0; i < AT_ONCE; i++)
		if (t->slots[i].id != 0)
			return true;
	return false;
}

static void
launch(struct teller *t, struct slot *s, const struct telling *job)
{
	struct notice n;
	struct buf input = {0};
	json_t *object;

	*s = (struct slot){ .id = job->id };
	if (notice_load(t->db, job->notice, &n) == -1) {
		s->ended = true;
		s->reason = mem_str("the notice is gone");
		return;
	}
	object = announce_object(t->db, t->ws, &n, job->attempts + 1, clock_now());
	json_print(object, &input);
	buf_char(&input, '\n');
	if (hook_start(&s->hook, t->ws, job->recipient, &input, t->timeout_ms, &s->reason) == -1)
		s->ended = true;
	buf_free(&input);
	json_decref(object);
	notice_release(&n);
}

/* 1 when there was one, 0, -1. */
static int
tell_hook(struct teller *t)
{
	struct slot *s = free_slot(t);
	struct telling job;
	int rc;

	if (s == NULL || !telling_next(t->db, true, clock_now(), &job))
		return 0;
	rc = store_begin(t->st) == 0 ? end(t, telling_start(t->db, job.id)) : -1;
	if (rc == 0)
		launch(t, s, &job);
	telling_release(&job);
	return rc == 0 ? 1 : -1;
}

static void
look_at_hooks(struct teller *t)
{
	for (size_t i = 0; i < AT_ONCE; i++) {
		struct slot *s = &t->slots[i];

		if (s->id != 0 && !s->ended)
			s->ended = hook_look(&s->hook, &s->reason) != HOOK_RUNNING;
	}
}

static int
record_slot(struct teller *t, const struct slot *s)
{
	if (s->reason == NULL)
		return telling_done(t->db, s->id, clock_now());
	t->failed = true;
	return telling_retry(t->db, s->id, s->reason, clock_now());
}

static bool
has_ended(const struct teller *t)
{
	for (size_t i = 0; i < AT_ONCE; i++)
		if (t->slots[i].ended)
			return true;
	return false;
}

/* Slots are free again once it is on the disk. */
static int
record_hooks(struct teller *t)
{
	int rc = 0;

	if (!has_ended(t))
		return 0;
	if (store_begin(t->st) == -1)
		return -1;
	for (size_t i = 0; i < AT_ONCE && rc == 0; i++)
		if (t->slots[i].ended)
			rc = record_slot(t, &t->slots[i]);
	if (end(t, rc) == -1)
		return -1;
	for (size_t i = 0; i < AT_ONCE; i++)
		if (t->slots[i].ended) {
			if (t->slots[i].reason != NULL)
				log_line("hook of telling %lld: %s", (long long)t->slots[i].id, t->slots[i].reason);
			free(t->slots[i].reason);
			t->slots[i] = (struct slot){0};
		}
	return 0;
}

/* ------------------------------------------------------------------- cycle */

/* Until a hook ends or its time is over, it is time to look, or (where stop is
 * a descriptor) somebody asks us to stop. */
static void
wait_for_news(const struct teller *t, int stop)
{
	struct pollfd p[AT_ONCE + 1] = { { .fd = stop, .events = POLLIN } };
	int64_t ms = LOOK_MS, left;
	nfds_t n = 1;

	for (size_t i = 0; i < AT_ONCE; i++) {
		if (t->slots[i].id == 0)
			continue;
		if (t->slots[i].ended)
			return;
		p[n++] = (struct pollfd){ .fd = t->slots[i].hook.fd, .events = POLLIN };
		left = t->slots[i].hook.deadline - clock_mono();
		ms = left < ms ? left : ms;
	}
	poll(p, n, ms > 0 ? (int)ms : 0);
}

/* 0, or -1 when the store would not have it. */
static int
turn(struct teller *t)
{
	int rc;

	look_at_hooks(t);
	if (record_hooks(t) == -1 || plan_all(t) == -1 || tell_members(t) == -1 || settle(t) == -1)
		return -1;
	while ((rc = tell_hook(t)) == 1)
		continue;
	return rc;
}

static void
pause_a_little(void)
{
	struct timespec nap = { .tv_nsec = 200 * 1000 * 1000 };

	nanosleep(&nap, NULL);
}

static void
run(struct teller *t, bool once)
{
	while (!stop_asked()) {
		if (turn(t) == -1)
			pause_a_little();
		else if (once && !is_running(t) && !telling_is_due(t->db, clock_now()))
			return;
		wait_for_news(t, stop_fd());
	}
}

/* Hooks that run may end; those that don't are told again by the next teller. */
static void
say_farewell(struct teller *t)
{
	int64_t deadline = clock_mono() + FAREWELL_MS;

	while (is_running(t) && clock_mono() < deadline) {
		wait_for_news(t, -1);
		look_at_hooks(t);
		if (record_hooks(t) == -1)
			pause_a_little();
	}
	for (size_t i = 0; i < AT_ONCE; i++) {
		if (t->slots[i].id != 0 && !t->slots[i].ended)
			hook_kill(&t->slots[i].hook);
		free(t->slots[i].reason);
	}
}

/* ------------------------------------------------------------------- start */

static int
take_over(struct teller *t)
{
	return store_begin(t->st) == -1 ? -1 : end(t, telling_stale(t->db, clock_now()));
}

static int
work(struct teller *t, bool once)
{
	int status = EX_TEMPFAIL;

	if ((t->st = store_open(t->ws, STORE_NORMAL)) == NULL)
		return store_status();
	t->db = store_db(t->st);
	t->timeout_ms = json_number(t->ws->config, "notices.hook_timeout", 10 * CLOCK_SECOND);
	if (take_over(t) == 0) {
		run(t, once);
		say_farewell(t);
		status = once && t->failed ? 1 : EX_OK;
	}
	store_close(t->st);
	return status;
}

int
teller_run(const struct workspace *ws, bool once)
{
	struct teller t = { .ws = ws };
	char *path = workspace_state(ws, "notify.lock");
	int lock = file_lock(path, FILE_EXCLUSIVE, !once), err = errno, status;

	if (lock != -1) {
		stop_catch();
		status = work(&t, once);
		close(lock);
	} else if (err == EWOULDBLOCK) {
		log_line("%s: another wa-notify is at work", ws->name);
		status = EX_TEMPFAIL;
	} else {
		log_line("%s: %s", path, strerror(err));
		status = EX_CANTCREAT;
	}
	free(path);
	return status;
}
