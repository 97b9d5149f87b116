#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stop.h"
#include "ext/http.h"
#include "run/drain.h"
#include "run/drain_record.h"
#include "run/drain_slot.h"
#include "run/echoes.h"
#include "wa/outbox.h"
#include "wa/store.h"

enum {
	LOOK_MS = 1000,			/* how often to look when no bell rings */
	FAREWELL_MS = 5 * 1000,		/* for answers in flight when we are told to stop */
};

static bool
is_in(const struct drain *d, enum slot_state state)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->slots[i].state == state)
			return true;
	return false;
}

static struct slot *
free_slot(struct drain *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->slots[i].state == SLOT_FREE)
			return &d->slots[i];
	return NULL;
}

static bool
has_contact(const struct drain *d, int64_t contact)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->slots[i].state != SLOT_FREE && d->slots[i].contact == contact)
			return true;
	return false;
}

/* ---------------------------------------------------------- taking rows */

/* The first part of an answer to a message: the customer sees it was read. */
static bool
wants_mark(const struct drain *d, const struct outbox_row *row)
{
	return d->read_marks && row->by_agent && row->part == 0 && row->answers != 0 && row->attempts == 0;
}

static bool
take(void *arg, const struct outbox_row *row)
{
	struct drain *d = arg;
	struct slot *s;

	if (has_contact(d, row->contact))
		return true;
	if ((s = free_slot(d)) == NULL || !pace_take(&d->pace))
		return false;
	s->id = row->id;
	s->contact = row->contact;
	s->asked = row->asked;
	s->attempts = row->attempts;
	s->by_agent = row->by_agent;
	s->event = mem_str(row->event);
	s->callback = mem_str(row->callback);
	s->message = json_parse(row->payload, strlen(row->payload), NULL);
	s->state = SLOT_READY;
	if (!wants_mark(d, row) && !upload_needed(s->message))
		return true;
	/* A glance before the gate: who won't be answered isn't shown typing, and
	 * nothing is uploaded for them. */
	if (drain_slot_echoed(s) || outbox_gate(d->db, d->ws, row, clock_now()) != OUTBOX_GO)
		return true;
	s->state = SLOT_PACKING;
	if (wants_mark(d, row))
		drain_slot_mark(s);
	return true;
}

/* The token may have been replaced while we stood still. */
static void
probe(struct drain *d)
{
	char *token = workspace_token(d->ws);

	if (token == NULL)
		return;
	free(d->token);
	d->token = token;
}

static void
pack_all(struct drain *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->slots[i].state == SLOT_PACKING)
			drain_slot_pack(&d->slots[i]);
}

static void
fill(struct drain *d)
{
	pack_all(d);
	if (!d->look || free_slot(d) == NULL)
		return;
	if (pace_is_probing(&d->pace))
		probe(d);
	echoes_look(d->echoes);
	outbox_due(d->db, clock_now(), take, d);
	/* Not while the rows are being read. */
	pack_all(d);
	/* Whoever found all rows taken waits for the bell; with full hands or an
	 * empty purse there may be more. */
	d->look = free_slot(d) == NULL || pace_is_empty(&d->pace);
}

/* ------------------------------------------------------ in the transaction */

static int
gate(struct slot *s)
{
	struct drain *d = s->d;
	struct outbox_row row = { .id = s->id, .contact = s->contact, .by_agent = s->by_agent };
	int64_t now = clock_now();
	int rc = upload_note(d->upload, &s->upload, now);
	enum outbox_gate verdict = drain_slot_echoed(s) ? OUTBOX_HUMAN : outbox_gate(d->db, d->ws, &row, now);

	if (rc == -1)
		return -1;
	if (verdict == OUTBOX_GO && s->message == NULL)
		verdict = OUTBOX_GONE;
	/* The glance had said no: its files are still here. */
	if (verdict == OUTBOX_GO && upload_needed(s->message)) {
		s->state = SLOT_PACKING;
		return 0;
	}
	if (verdict == OUTBOX_GO) {
		s->state = SLOT_STARTING;
		return outbox_start(d->db, s->id, echoes_seen(d->echoes), now);
	}
	s->state = SLOT_FREE;
	if (verdict == OUTBOX_GONE)
		return 0;
	if (verdict == OUTBOX_WINDOW || verdict == OUTBOX_BUDGET)
		log_line("%s: not sent: %s", s->event, outbox_gate_reason(verdict));
	return outbox_refuse(d->db, s->id, verdict, now);
}

static int
keep_house(struct drain *d, int64_t mono)
{
	int64_t now = clock_now();
	int n;

	if (mono - d->tidied < CLOCK_SECOND)
		return 0;
	d->tidied = mono;
	if (outbox_give_up(d->db, now - d->unknown_after, now, &n) == -1)
		return -1;
	if (n > 0)
		log_line("%s: gave up on %d whose fate stayed unknown; see the inquiries", d->ws->name, n);
	return outbox_tidy(d->db, now - CLOCK_DAY);
}

static bool
is_due(const struct drain *d)
{
	return is_in(d, SLOT_DONE) || is_in(d, SLOT_READY) || clock_mono() - d->tidied >= CLOCK_SECOND;
}

/* Everything that waits to be written, or nothing: slots only change for good
 * once it is committed. */
static int
write_all(struct drain *d)
{
	int rc = 0;

	for (size_t i = 0; i < d->n; i++)
		d->slots[i].before = d->slots[i].state;
	if (store_begin(d->st) == -1)
		return -1;
	for (size_t i = 0; i < d->n && rc == 0; i++)
		if (d->slots[i].before == SLOT_DONE)
			rc = drain_record(&d->slots[i]);
	for (size_t i = 0; i < d->n && rc == 0; i++)
		if (d->slots[i].before == SLOT_READY)
			rc = gate(&d->slots[i]);
	if (rc == 0)
		rc = keep_house(d, clock_mono());
	if (rc == 0 && store_commit(d->st) == 0)
		rc = 0;
	else
		rc = -1;
	if (rc == -1)
		store_rollback(d->st);
	for (size_t i = 0; i < d->n; i++) {
		if (rc == -1)
			d->slots[i].state = d->slots[i].before;
		else if (d->slots[i].before == SLOT_DONE || (d->slots[i].before == SLOT_READY && d->slots[i].state == SLOT_FREE))
			drain_slot_clear(&d->slots[i]);
	}
	return rc;
}

/* ------------------------------------------------------------------ cycle */

/* After the commit, before the first byte: has somebody written from the phone
 * meanwhile? */
static void
start_all(struct drain *d)
{
	if (is_in(d, SLOT_STARTING))
		echoes_look(d->echoes);
	for (size_t i = 0; i < d->n; i++) {
		struct slot *s = &d->slots[i];

		if (s->state != SLOT_STARTING)
			continue;
		if (drain_slot_echoed(s)) {
			s->state = SLOT_DONE;
			s->ending = ENDING_ECHO;
		} else
			drain_slot_send(s);
	}
}

static void
pause_a_little(void)
{
	struct timespec t = { .tv_nsec = 200 * 1000 * 1000 };

	nanosleep(&t, NULL);
}

static void
turn(struct drain *d)
{
	if (!is_due(d))
		return;
	echoes_look(d->echoes);
	echoes_forget(d->echoes);
	if (write_all(d) == -1) {
		pause_a_little();
		return;
	}
	d->look = true;
	start_all(d);
}

static int
until_next(struct drain *d)
{
	int64_t ms = LOOK_MS, now = clock_now(), due;

	/* Nothing to wait for: an echo stopped a row after its commit. */
	if (is_in(d, SLOT_DONE))
		return 0;
	if (free_slot(d) != NULL) {
		if ((due = outbox_next_due(d->db, now)) - now < ms)
			ms = due - now;
		if (d->look && pace_next(&d->pace) < ms)
			ms = pace_next(&d->pace);
	}
	return ms < 1 ? 1 : (int)ms;
}

static void
wait_for_news(struct drain *d, int64_t *looked)
{
	struct pollfd p[] = { { .fd = stop_fd(), .events = POLLIN }, { .fd = d->bell, .events = POLLIN } };
	int ms = until_next(d);

	http_poll(d->http, p, d->bell == -1 ? 1 : 2, ms);
	if (p[1].revents != 0) {
		bell_clear(d->bell);
		d->look = true;
	}
	/* Time has passed: something may have become due. */
	if (clock_mono() - *looked >= (ms < 20 ? ms : 20)) {
		*looked = clock_mono();
		d->look = true;
	}
}

/* Answers in flight are waited for; what isn't answered by then is uncertain,
 * and the next drainer knows that from its state. */
static void
say_farewell(struct drain *d)
{
	int64_t deadline = clock_mono() + FAREWELL_MS;

	for (size_t i = 0; i < d->n; i++)
		if (d->slots[i].state >= SLOT_MARKING && d->slots[i].state <= SLOT_READY)
			d->slots[i].state = SLOT_FREE;
	while ((is_in(d, SLOT_SENDING) || is_in(d, SLOT_DONE)) && clock_mono() < deadline) {
		http_poll(d->http, NULL, 0, is_in(d, SLOT_DONE) ? 0 : 100);
		for (size_t i = 0; i < d->n; i++)
			if (d->slots[i].state == SLOT_READY)
				d->slots[i].state = SLOT_FREE;
		if (is_in(d, SLOT_DONE) && write_all(d) == -1)
			pause_a_little();
	}
}

/* ------------------------------------------------------------------ start */

static int
settings(struct drain *d)
{
	const json_t *c = d->ws->config, *first = json_array_get(json_object_get(c, "numbers"), 0);
	int64_t rate = json_number(c, "send.rate", 80);

	d->number = json_text(first, "phone_number_id");
	if (d->number == NULL) {
		log_line("%s: no number to send from; name it under numbers in workspace.yaml", d->ws->name);
		return -1;
	}
	if (!http_url_is_fine(json_text(c, "graph.url"))) {
		log_line("%s: graph.url: must be https, or http on this machine", d->ws->name);
		return -1;
	}
	/* A number shared with the phone app gets no more. */
	if (json_yes(first, "coexistence") && (rate == 0 || rate > 20))
		rate = 20;
	pace_open(&d->pace, d->ws->name, rate);
	d->read_marks = json_yes(c, "send.read_marks");
	d->typing = json_yes(c, "send.typing");
	d->unknown_after = json_number(c, "send.unknown_after", 10 * CLOCK_MINUTE);
	d->n = (size_t)json_number(c, "send.in_flight", 32);
	d->slots = mem_array(d->n, sizeof *d->slots);
	for (size_t i = 0; i < d->n; i++)
		d->slots[i].d = d;
	return 0;
}

static int
take_over(struct drain *d)
{
	int rc;

	if (store_begin(d->st) == -1)
		return -1;
	rc = outbox_stale(d->db, clock_now());
	if (rc == 0 && store_commit(d->st) == 0)
		return 0;
	store_rollback(d->st);
	return -1;
}

static int
drain_open(struct drain *d)
{
	char *bell = workspace_state(d->ws, "outbox.bell");

	d->bell = bell_open(bell);
	if (d->bell == -1)
		log_line("%s: %s; looking every second instead", bell, strerror(errno));
	free(bell);
	if (settings(d) == -1 || (d->token = workspace_token(d->ws)) == NULL)
		return EX_CONFIG;
	if ((d->st = store_open(d->ws, STORE_DURABLE)) == NULL)
		return store_status();
	d->db = store_db(d->st);
	if ((d->echoes = echoes_open(d->ws, d->st)) == NULL)
		return EX_TEMPFAIL;
	d->http = http_new(d->n);
	d->upload = upload_new(d->ws, d->db);
	d->look = true;
	return take_over(d) == -1 ? EX_TEMPFAIL : EX_OK;
}

static void
drain_close(struct drain *d)
{
	http_free(d->http);
	for (size_t i = 0; d->slots != NULL && i < d->n; i++)
		drain_slot_clear(&d->slots[i]);
	free(d->slots);
	upload_free(d->upload);
	echoes_close(d->echoes);
	store_close(d->st);
	if (d->bell != -1)
		close(d->bell);
	if (d->token != NULL)
		explicit_bzero(d->token, strlen(d->token));
	free(d->token);
}

static int
take_lock(const struct workspace *ws)
{
	char *path = workspace_state(ws, "drain.lock");
	int fd = file_lock(path, FILE_EXCLUSIVE, true);

	if (fd == -1)
		log_line("%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

int
drain_run(const struct workspace *ws)
{
	struct drain d = { .ws = ws, .bell = -1 };
	int64_t looked = 0;
	int lock, status;

	/* Until here a signal simply ends us. */
	if ((lock = take_lock(ws)) == -1)
		return EX_CANTCREAT;
	stop_catch();
	if ((status = drain_open(&d)) == EX_OK) {
		while (!stop_asked()) {
			fill(&d);
			turn(&d);
			fill(&d);
			wait_for_news(&d, &looked);
		}
		say_farewell(&d);
	}
	drain_close(&d);
	close(lock);
	return status;
}
