#include "base/clock.h"
#include "base/log.h"
#include "run/drain_record.h"
#include "run/drain_slot.h"
#include "wa/outbox.h"

enum {
	TRIES = 5,		/* of a message that perhaps can't be sent */
	PAIR_TRIES = 8,		/* of one to a customer who got too many */
};

static int
give_up(struct slot *s)
{
	log_line("%s: not sent: %d: %s", s->event, s->answer.code, s->answer.reason);
	return outbox_fail(s->d->db, s->id, s->answer.code, s->answer.reason, clock_now());
}

static int
again(struct slot *s, int64_t wait_ms, bool counts)
{
	return outbox_retry(s->d->db, s->id, clock_now() + wait_ms, s->answer.code, s->answer.reason, counts);
}

/* 4^n seconds after the n-th refusal, as WhatsApp asks. */
static int64_t
pair_wait(int attempts)
{
	int n = attempts < 5 ? attempts : 5;

	return CLOCK_SECOND << (2 * n);
}

/* An upload that failed: the row is queued still, and another try harms nobody. */
static int
record_upload(struct slot *s)
{
	const struct graph_rule *rule = graph_rule(s->answer.code);
	struct pace *pace = &s->d->pace;
	bool refused = s->answer.verdict == GRAPH_REFUSED, counts = false;
	int64_t wait;

	if (refused && rule->scope == GRAPH_NUMBER && rule->retry != GRAPH_YES)
		wait = pace_stop(pace, s->answer.code, rule->advice);
	else if (s->unsent || (refused && rule->scope == GRAPH_NUMBER))
		wait = pace_slow(pace, s->answer.reason, s->retry_after_s);
	else if ((refused && rule->retry == GRAPH_NO) || s->attempts + 1 >= TRIES)
		return give_up(s);
	else {
		wait = pace_jitter(CLOCK_SECOND << s->attempts);
		counts = true;
	}
	return outbox_put_off(s->d->db, s->id, clock_now() + wait, s->answer.code, s->answer.reason, counts);
}

/* The refusals by which an id that was remembered turns out to be forgotten there. */
static bool
is_about_medium(int code)
{
	return code == 100 || code == 131009 || code == DRAIN_SLOT_BAD_MEDIUM;
}

static int
record_refusal(struct slot *s)
{
	const struct graph_rule *rule = graph_rule(s->answer.code);
	struct pace *pace = &s->d->pace;

	if (is_about_medium(s->answer.code) && upload_forget(s->d->upload, &s->upload))
		return again(s, 0, true);

	if (rule->scope == GRAPH_NUMBER && rule->retry == GRAPH_YES)
		return again(s, pace_slow(pace, s->answer.reason, s->retry_after_s), false);
	if (rule->scope == GRAPH_NUMBER)
		return again(s, pace_stop(pace, s->answer.code, rule->advice), false);
	pace_good(pace);
	if (rule->scope == GRAPH_RECIPIENT && s->attempts < PAIR_TRIES)
		return again(s, pair_wait(s->attempts), true);
	if (rule->retry == GRAPH_LIMITED && s->attempts + 1 < TRIES)
		return again(s, pace_jitter(CLOCK_SECOND << s->attempts), true);
	return give_up(s);
}

int
drain_record(struct slot *s)
{
	struct drain *d = s->d;
	int64_t now = clock_now();

	switch (s->ending) {
	case ENDING_ECHO:
		return outbox_refuse(d->db, s->id, OUTBOX_HUMAN, now);
	case ENDING_UNSENT:
		return again(s, pace_slow(&d->pace, s->answer.reason, 0), false);
	case ENDING_UNSURE:
		log_line("%s: uncertain whether it was sent: %s", s->event, s->answer.reason);
		return outbox_unsure(d->db, s->id, s->answer.reason, now);
	case ENDING_UPLOAD:
		return record_upload(s);
	case ENDING_ANSWER:
		break;
	}
	if (s->answer.verdict == GRAPH_REFUSED)
		return record_refusal(s);
	pace_good(&d->pace);
	return outbox_accept(d->db, s->id, s->answer.wamid, now);
}
