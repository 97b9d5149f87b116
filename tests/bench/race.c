/*
 * race: takeovers against replies under way
 *
 * In each round a customer writes, the agent's answer in three parts is queued,
 * and at some moment while the drainer, a process of its own, sends it, a
 * person takes the conversation: by an echo that reaches the journal, and is
 * filed at once or late, or by a member's command. Right after the commit of the takeover the
 * rows are looked at: those that are not on their way by then must never go.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/bell.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "ext/hash.h"
#include "wa/arrival.h"
#include "wa/conversation.h"
#include "wa/graph.h"
#include "wa/journal.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/store.h"
#include "wa/words.h"

enum { PARTS = 3, AT_ONCE = 4 };

static const char *workspace;
static int64_t rounds = 1000, seed = 1, most_us = 4000;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "rounds", OPT_INT, &rounds, "N", "takeovers (1000)" },
	{ 0, "seed", OPT_INT, &seed, "N", "of their moments (1)" },
	{ 0, "most", OPT_INT, &most_us, "US", "after the answer is queued, at most (4000)" },
	OPT_END
};

static const struct opt_spec spec = { .about = "take conversations over while the agent answers", .opts = opts };

enum way { FILED_ECHO, ECHO_IN_THE_JOURNAL, MEMBER };
static const char *const ways[] = { "echo-filed", "echo", "take" };

/* What a person writes, as the journal has it. */
struct writing {
	struct journal_entry	 e;
	char			 id[40];
	struct buf		 body;
};

struct race {
	struct workspace	*ws;
	struct store		*st;
	struct db		*db;
	struct journal		*journal;
	char			*bell;
	struct writing		 late;		/* an echo of the journal that is not filed yet */
	bool			 is_late;
	int64_t			 states[3][4];	/* by way: how many parts were queued, sending, sent, other at the takeover */
	int64_t			 wrong;
};

static void
must(int rc)
{
	if (rc != 0)
		log_die(EX_SOFTWARE, "the store failed");
}

/* One customer's. */
struct round {
	int64_t	 n;
	int64_t	 contact;
	char	 who[24];
};

static enum way
way_of(int64_t n)
{
	return (enum way)(n % 3);
}

static void
write_down(struct writing *w, const char *type, int64_t n, const char *who)
{
	char time[CLOCK_LEN];
	unsigned char digest[HASH_LEN];
	int64_t now = clock_now();
	json_t *ev;

	snprintf(w->id, sizeof w->id, "wamid.%s.%lld", type, (long long)n);
	ev = json_pack("{s:i,s:s,s:s,s:s,s:s,s:{s:s},s:{s:s,s:s}}", "v", 1, "id", w->id, "type", type,
	    "time", clock_format(now, time), "received", time, "contact", "wa_id", who, "message", "kind", "text", "text", "hello");
	buf_clear(&w->body);
	json_print(ev, &w->body);
	json_decref(ev);
	w->e = (struct journal_entry){ .type = type, .id = w->id, .time = now, .received = now, .peer = who, .body = w->body.data };
	hash_sha256(w->id, strlen(w->id), digest);
	memcpy(w->e.once, digest, sizeof w->e.once);
}

static void
file_one(struct race *r, const struct journal_entry *e)
{
	struct arrival a = {0};

	must(arrival_file(r->db, r->ws, e, clock_now(), &a));
	must(store_set_mark(r->st, "journal", e->seq));
	arrival_release(&a);
}

/* Inside a write transaction, in order, as the follower does. */
static void
file_all(struct race *r, const struct writing *w)
{
	if (r->is_late)
		file_one(r, &r->late.e);
	r->is_late = false;
	file_one(r, &w->e);
}

/* The customer's message is answered in PARTS parts; inside a write transaction. */
static void
answer(struct race *r, struct round *round, const struct writing *w)
{
	file_all(r, w);
	round->contact = message_contact(r->db, w->e.seq);
	for (int part = 0; part < PARTS; part++) {
		json_t *message = words_message("One of three.");

		must(graph_address(message, round->who, NULL));
		must(outbox_add(r->db, &(struct outbox_new){ .event = w->id, .part = part, .contact = round->contact,
		    .answers = w->e.seq, .author = OUTBOX_AGENT, .message = message }, clock_now()));
		json_decref(message);
	}
	must(message_hand(r->db, w->e.seq, OUTCOME_ANSWERED, false, clock_now()));
}

static void
echo(struct race *r, const struct round *round)
{
	struct writing *w = &r->late;

	/* The one before is filed first. */
	if (r->is_late) {
		must(store_begin(r->st));
		file_one(r, &w->e);
		must(store_commit(r->st));
	}
	write_down(w, "echo", round->n, round->who);
	must(journal_append(r->journal, &w->e, 1));
	r->is_late = true;
}

static void
take_over(struct race *r, const struct round *round)
{
	const struct passing take = { .to = CONTROL_HUMAN, .who = "ana", .why = "took it" };
	enum way way = way_of(round->n);

	if (way != MEMBER)
		echo(r, round);
	if (way == ECHO_IN_THE_JOURNAL)
		return;
	must(store_begin(r->st));
	if (way == MEMBER && conversation_pass(r->db, r->ws, round->contact, &take, clock_now()) == -1)
		must(-1);
	if (way == FILED_ECHO) {
		file_one(r, &r->late.e);
		r->is_late = false;
	}
	must(store_commit(r->st));
}

/* What stands at the takeover, and the ids of the rows that are still queued. */
static void
look(struct race *r, const struct round *round, int64_t *queued)
{
	static const char *const names[] = { "queued", "sending", "sent", "" };
	struct db_rows *rows = db_query(r->db, "SELECT state, id FROM outbox WHERE contact = ? ORDER BY id", "i", round->contact);
	int i = 0, on_the_wire = 0;

	for (int k = 0; k < PARTS; k++)
		queued[k] = 0;
	while (db_next(rows) && i < PARTS) {
		const char *state = db_text(rows, 0);
		int s = 0;

		while (*names[s] != '\0' && strcmp(names[s], state) != 0)
			s++;
		r->states[way_of(round->n)][s]++;
		on_the_wire += strcmp(state, "sending") == 0;
		queued[i++] = strcmp(state, "queued") == 0 ? db_int(rows, 1) : 0;
	}
	db_end(rows);
	if (on_the_wire > 1) {
		log_line("contact %lld: %d on the wire at once", (long long)round->contact, on_the_wire);
		r->wrong++;
	}
}

static void
settle(struct race *r)
{
	int64_t deadline = clock_mono() + CLOCK_MINUTE;
	struct timespec t = { .tv_nsec = 5 * 1000 * 1000 };

	while (outbox_waiting(r->db, INT64_MAX) > 0 && clock_mono() < deadline)
		nanosleep(&t, NULL);
}

/* Rows that were queued at the takeover: dropped, and no byte of them sent. */
static void
judge(struct race *r, const int64_t *queued)
{
	for (int64_t i = 0; i < rounds * PARTS; i++) {
		char *how;

		if (queued[i] == 0)
			continue;
		how = db_get_text(r->db, "SELECT state || ': ' || coalesce(reason, '') || coalesce(wamid, '') FROM outbox WHERE id = ?", "i", queued[i]);
		if (how == NULL || strcmp(how, "dropped: human") != 0) {
			log_line("round %lld: %s: queued at the takeover, then %s", (long long)(i / PARTS), ways[way_of(i / PARTS)], how);
			r->wrong++;
		}
		free(how);
	}
}

static void
report(const struct race *r)
{
	for (int way = 0; way < 3; way++)
		printf("%s: queued %lld, sending %lld, sent %lld\n", ways[way], (long long)r->states[way][0],
		    (long long)r->states[way][1], (long long)(r->states[way][2] + r->states[way][3]));
	printf("wrong %lld\n", (long long)r->wrong);
}

/* Several customers are answered at once, and taken over one after the other. */
static void
play(struct race *r, int64_t first, int64_t n, int64_t *queued)
{
	struct round round[AT_ONCE];
	struct writing w[AT_ONCE] = {0};
	struct journal_entry e[AT_ONCE];

	for (int64_t i = 0; i < n; i++) {
		round[i].n = first + i;
		snprintf(round[i].who, sizeof round[i].who, "4917%09lld", (long long)round[i].n);
		write_down(&w[i], "message", round[i].n, round[i].who);
		e[i] = w[i].e;
	}
	must(journal_append(r->journal, e, (size_t)n));
	must(store_begin(r->st));
	for (int64_t i = 0; i < n; i++) {
		w[i].e.seq = e[i].seq;
		answer(r, &round[i], &w[i]);
		buf_free(&w[i].body);
	}
	must(store_commit(r->st));
	bell_ring(r->bell);
	for (int64_t i = 0; i < n; i++) {
		usleep((useconds_t)(random() % most_us));
		take_over(r, &round[i]);
		look(r, &round[i], &queued[round[i].n * PARTS]);
	}
}

int
main(int argc, char *argv[])
{
	struct race r = {0};
	int64_t *queued;

	opt_parse(&spec, &argc, &argv);
	srandom((unsigned)seed);
	if ((r.ws = workspace_open(workspace)) == NULL || (r.st = store_open(r.ws, STORE_NORMAL)) == NULL ||
	    (r.journal = journal_create(r.ws)) == NULL)
		return EX_CONFIG;
	r.db = store_db(r.st);
	r.bell = workspace_state(r.ws, "outbox.bell");
	queued = mem_array((size_t)(rounds * PARTS), sizeof *queued);
	for (int64_t n = 0; n < rounds; n += AT_ONCE)
		play(&r, n, n + AT_ONCE < rounds ? AT_ONCE : rounds - n, queued);
	settle(&r);
	judge(&r, queued);
	report(&r);
	buf_free(&r.late.body);
	free(queued);
	free(r.bell);
	journal_close(r.journal);
	store_close(r.st);
	workspace_free(r.ws);
	return r.wrong == 0 ? EX_OK : 1;
}
