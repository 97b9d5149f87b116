#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/stop.h"
#include "run/classifier.h"
#include "run/inquiry_filter.h"
#include "run/interview.h"
#include "run/reply_filter.h"
#include "run/replay.h"
#include "wa/acts.h"
#include "wa/arrival.h"
#include "wa/event.h"
#include "wa/handover.h"
#include "wa/journal.h"
#include "wa/message.h"
#include "wa/outbox.h"
#include "wa/past.h"

enum { PAGE = 64 };

struct replay {
	const struct workspace	*ws;		/* the scratch one */
	struct store		*live, *copy;
	struct journal		*journal;
	struct acts		 acts;
	size_t			 next;		/* of these */
	struct classifier	*classifier;
	struct interview	*interview;
	struct reply_filter	*reply;
	struct inquiry_filter	*inquiry;
	void			(*each)(void *arg, const json_t *ev, const json_t *before);
	void			*arg;
	struct replay_counts	*counts;
	int64_t			 seq;		/* the last entry that was looked at */
	int64_t			 first, last;	/* of all of them */
	bool			 failed;
};

/* ---------------------------------------------------------------- the filters */

static enum filter_verdict
classify(struct replay *r, const json_t *ev, json_t **value)
{
	return (*value = classifier_event(r->classifier, ev)) != NULL ? FILTER_SET : FILTER_PASS;
}

static enum filter_verdict
ask(struct replay *r, const json_t *ev, json_t **value)
{
	int rc = interview_turn(r->interview, store_db(r->copy), ev, clock_now(), value);

	return rc == 1 ? FILTER_SET : rc == 0 ? FILTER_PASS : FILTER_RETRY;
}

static enum filter_verdict
reply(struct replay *r, const json_t *ev, json_t **value)
{
	return reply_filter_serve(r->reply, ev, value);
}

static enum filter_verdict
inquire(struct replay *r, const json_t *ev, json_t **value)
{
	return inquiry_filter_serve(r->inquiry, ev, value);
}

/* As in wa-line. What fetches and waits has its answers from then. */
static const struct {
	const char	*key;
	enum filter_verdict (*serve)(struct replay *, const json_t *ev, json_t **value);
} line[] = { { "class", classify }, { "lead", ask }, { "reply", reply }, { "inquiry", inquire } };

static void
recall(const struct replay *r, json_t *ev)
{
	static const char *const keys[] = { "media", "transcript", "turn" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char *memo = store_memo(r->live, event_id(ev), keys[i]);

		if (memo != NULL)
			json_object_set_new(ev, keys[i], json_parse(memo, strlen(memo), NULL));
		free(memo);
	}
}

static int
pass_through(struct replay *r, json_t *ev)
{
	json_t *sent = NULL;

	for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
		json_t *value = NULL;
		enum filter_verdict verdict = line[i].serve(r, ev, &value);

		if (verdict == FILTER_SET)
			json_object_set_new(ev, line[i].key, value);
		else if (verdict != FILTER_PASS)
			return -1;
	}
	if (handover_do(store_db(r->copy), r->ws, ev, clock_now(), &sent) == -1)
		return -1;
	json_decref(sent);
	return 0;
}

/* ------------------------------------------------------------------ a message */

static json_t *
decided_then(const struct replay *r, const char *event)
{
	json_t *decision = past_decision(store_db(r->live), event), *whole = NULL;
	char *memo = decision != NULL ? store_memo(r->live, event, "reply") : NULL;

	if (memo != NULL)
		whole = json_parse(memo, strlen(memo), NULL);
	if (whole == NULL && decision != NULL)
		whole = json_pack("{s:O}", "decision", decision);
	json_decref(decision);
	free(memo);
	return whole;
}

/* The line as the follower would have printed it, read again. */
static json_t *
event_of(struct replay *r, const struct journal_entry *e)
{
	struct arrival a = {0};
	struct buf b = {0};
	json_t *ev;

	arrival_again(store_db(r->copy), e, &a);
	event_line(a.event, r->ws->name, *a.key ? a.key : NULL, e->seq, &b);
	ev = json_parse(b.data, b.len, NULL);
	buf_free(&b);
	arrival_release(&a);
	return ev;
}

static void
decide(void *arg, const struct journal_entry *e)
{
	struct replay *r = arg;
	json_t *ev = event_of(r, e), *before;

	recall(r, ev);
	if (!event_is_merged(ev)) {
		if (pass_through(r, ev) == -1)
			r->failed = true;
		r->counts->messages++;
		before = decided_then(r, event_id(ev));
		r->each(r->arg, ev, before);
		json_decref(before);
	}
	json_decref(ev);
}

/* Whatever has no record of a decision would be decided about as it comes. */
static bool
is_recorded(const struct replay *r, const char *event)
{
	json_t *decision = past_decision(store_db(r->live), event);
	bool recorded = decision != NULL;

	json_decref(decision);
	return recorded;
}

/* ------------------------------------------------------------- in order of time */

static int
repeat(struct replay *r, const struct act *a)
{
	clock_pin(a->at);
	if (a->kind == ACT_DECIDED || a->kind == ACT_SILENT)
		return journal_read(r->journal, a->id - 1, 1, decide, r) == -1 || r->failed ? -1 : 0;
	r->counts->acts += a->kind != ACT_SPOKE;
	return acts_repeat(store_db(r->live), store_db(r->copy), r->ws, a);
}

/* All that was done before this arrived; NULL: all. */
static int
repeat_until(struct replay *r, const struct journal_entry *e)
{
	for (; r->next < r->acts.n; r->next++) {
		const struct act *a = &r->acts.v[r->next];
		bool decided = a->kind == ACT_DECIDED && e != NULL && a->id < e->seq;

		if (e != NULL && (a->at > e->received || (a->at == e->received && !decided)))
			break;
		if (repeat(r, a) == -1)
			return -1;
	}
	return 0;
}

/* Our own sends are none of the copy's, so nothing that became of them is told. */
static bool
is_filed(const struct replay *r, const struct journal_entry *e)
{
	return strcmp(e->type, "message") == 0 || strcmp(e->type, "system") == 0 ||
	    (strcmp(e->type, "echo") == 0 && !outbox_knows(store_db(r->live), e->id));
}

static void
arrive(void *arg, const struct journal_entry *e)
{
	struct replay *r = arg;
	struct arrival a = {0};

	r->seq = e->seq;
	progress_at("deciding once more", e->seq - r->first, r->last - r->first);
	r->failed = r->failed || stop_asked();
	if (r->failed || !is_filed(r, e))
		return;
	r->failed = repeat_until(r, e) == -1;
	clock_pin(e->received);
	if (!r->failed && arrival_file(store_db(r->copy), r->ws, e, e->received, &a) == -1)
		r->failed = true;
	arrival_release(&a);
	if (!r->failed && strcmp(e->type, "message") == 0 && !is_recorded(r, e->id))
		decide(r, e);
}

/* One transaction a page: nobody else looks at the copy. */
static int
go_through(struct replay *r)
{
	int n = PAGE;

	while (n > 0) {
		if (store_begin(r->copy) == -1)
			return -1;
		n = journal_read(r->journal, r->seq, PAGE, arrive, r);
		if (n == -1 || r->failed || (n == 0 && repeat_until(r, NULL) == -1)) {
			store_rollback(r->copy);
			return -1;
		}
		if (store_commit(r->copy) == -1)
			return -1;
	}
	return 0;
}

/* ------------------------------------------------------------------- the whole */

static int
load_line(struct replay *r)
{
	return (r->classifier = classifier_load(r->ws, true)) != NULL && (r->interview = interview_load(r->ws)) != NULL &&
	    (r->reply = reply_filter_open(r->ws, r->copy)) != NULL && (r->inquiry = inquiry_filter_open(r->ws, r->copy)) != NULL ? 0 : 1;
}

static void
release(struct replay *r)
{
	clock_pin(0);
	inquiry_filter_close(r->inquiry);
	reply_filter_close(r->reply);
	interview_free(r->interview);
	classifier_free(r->classifier);
	acts_free(&r->acts);
	journal_close(r->journal);
	store_close(r->copy);
	store_close(r->live);
}

int
replay_run(const struct workspace *live, const struct workspace *scratch, int64_t since,
    void (*each)(void *arg, const json_t *ev, const json_t *before), void *arg, struct replay_counts *counts)
{
	struct replay r = { .ws = scratch, .each = each, .arg = arg, .counts = counts };
	int64_t seq;
	int rc = -1;

	*counts = (struct replay_counts){0};
	if ((r.live = store_open(live, STORE_READ)) == NULL || (r.journal = journal_open(live)) == NULL)
		goto done;
	seq = journal_from(r.journal, since);
	r.seq = r.first = seq - 1;
	r.last = journal_newest(r.journal);
	if ((r.copy = past_copy(live, scratch, since, seq)) == NULL || acts_read(store_db(r.live), since, &r.acts) == -1)
		goto done;
	if ((rc = load_line(&r)) == 0)
		rc = go_through(&r);
done:
	release(&r);
	return rc;
}
