#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/inquiry_filter.h"
#include "run/tap.h"
#include "wa/assign.h"
#include "wa/config.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/lead.h"
#include "wa/matter.h"
#include "wa/route.h"
#include "wa/route_again.h"
#include "wa/texts.h"
#include "wa/words.h"

/* How often the queue is looked at when nothing new comes into it. */
static const int64_t look_ms = 10 * CLOCK_SECOND;
/* Messages that come so close together are acknowledged together. */
static const int64_t told_pause_ms = 5 * CLOCK_SECOND;
#define QUOTE_MAX 200	/* characters of a part that is quoted back */

struct inquiry_filter {
	const struct workspace	*ws;
	struct store		*store;
	struct texts		*texts;
	int64_t			 looked;	/* when the queue was, last */
};

/* One event that goes to a person. */
struct task {
	const json_t	*ev;
	struct matter	 matter;
	int64_t		 contact;
	json_t		*seen;		/* what routes look at */
	struct route	 route;
};

/* ------------------------------------------------------------- what is said */

/* Without words of its own: named, so that nobody types it again. */
static const char *
received_key(const struct task *t)
{
	const char *kind = event_kind(t->ev);

	if (strcmp(t->matter.kind, INQUIRY_MEDIA) != 0)
		return "escalation";
	return strcmp(kind, "audio") == 0 || strcmp(kind, "voice") == 0 ? "voice_received" : "media_received";
}

/* No answer is promised for a time when nobody is there who could give it. */
static const char *
text_key(const struct inquiry_filter *d, const struct task *t, int64_t now)
{
	struct assign_work work = { .rule = t->route.rule, .category = t->route.category, .skill = t->route.skill };

	if (assign_anybody(d->ws, &work, now))
		return received_key(t);
	return hours_open(d->ws, now) || hours_next(d->ws, now) == 0 ? "escalation_nobody" : "escalation_after_hours";
}

/* A text of ours with what it may name; the caller frees. */
static char *
text_of(const struct inquiry_filter *d, const struct task *t, const char *key, int64_t now)
{
	int64_t opens = hours_next(d->ws, now);
	char *weekdays = texts_say(d->texts, "weekdays", t->matter.language, NULL, NULL);
	char *when = opens != 0 ? hours_say(d->ws, opens, now, weekdays) : NULL;
	json_t *more = json_pack("{s:s*}", "opens", when);
	char *text = texts_say(d->texts, key, t->matter.language, json_object_get(t->ev, "contact"), more);

	json_decref(more);
	free(weekdays);
	free(when);
	return text;
}

/* Whoever complains or is in distress hears first that somebody is sorry. */
static bool
deserves_sorry(const struct task *t)
{
	return event_has_signal(t->ev, "complaint") || (t->matter.entry != NULL &&
	    (strcmp(t->matter.entry, "complaints") == 0 || strcmp(t->matter.entry, "distress") == 0));
}

/* The acknowledgement; when it is of one part of the message, that quoted above it. */
static json_t *
say_received(const struct inquiry_filter *d, const struct task *t, const char *key, int64_t now)
{
	const char *about = t->matter.about != NULL ? t->matter.about + strspn(t->matter.about, " \t\r\n") : NULL;
	char *text = text_of(d, t, key, now), *sorry = NULL;
	struct buf b = {0};
	json_t *message;

	if (about != NULL)
		buf_printf(&b, "> %.*s\n", (int)text_fit(about, strlen(about), QUOTE_MAX), about);
	if (deserves_sorry(t))
		buf_printf(&b, "%s ", sorry = texts_say(d->texts, "sorry", t->matter.language, NULL, NULL));
	buf_str(&b, text);
	message = words_message(b.data);
	buf_free(&b);
	free(sorry);
	free(text);
	return message;
}

static json_t *
say(const struct inquiry_filter *d, const struct task *t, const char *key, int64_t now)
{
	char *text = text_of(d, t, key, now);
	json_t *message = words_message(text);

	free(text);
	return message;
}

/*
 * Somebody who complains, is in distress, asks for a person or for something
 * that is never guessed is not examined first; nor is whoever waited long.
 */
static bool
is_safe_to_ask(const struct task *t)
{
	const char *mood = json_text(t->seen, "sentiment");

	if (strcmp(t->matter.kind, INQUIRY_QUESTION) != 0 || (mood != NULL && strcmp(mood, "negative") == 0) ||
	    strncmp(t->matter.reason, "no-guess", strlen("no-guess")) == 0 || strcmp(t->matter.reason, "human-wanted") == 0 ||
	    strcmp(t->matter.reason, "opted-out") == 0)
		return false;
	return !event_has_signal(t->ev, "complaint") && !matter_asks_already(t->ev);
}

/* Something that is known needn't be asked for. */
static bool
is_known(struct db *db, const struct task *t, const char *field)
{
	const json_t *value = json_object_get(json_object_get(t->seen, "lead"), field);

	return (value != NULL && !json_is_null(value)) || inquiry_list_knows(db, t->contact, field);
}

/* The question for the first basic that is missing; NULL for none. */
static json_t *
question(const struct inquiry_filter *d, const struct task *t, int64_t now)
{
	json_t *basic;
	size_t i;

	json_array_foreach(json_object_get(d->ws->config, "basics"), i, basic) {
		const char *own = config_local(json_object_get(basic, "ask"), t->matter.language ? t->matter.language : json_text(d->ws->config, "language"));

		if (is_known(store_db(d->store), t, json_text(basic, "field")))
			continue;
		return own != NULL ? words_message(own) : say(d, t, "clarify_handoff", now);
	}
	return NULL;
}

/* What was told before isn't told again with every message, but no question
 * meets silence either; whoever asks for a person hears of them. */
static const char *
ack_key(const struct inquiry_filter *d, const struct task *t, int64_t told, int64_t now)
{
	return told == 0 || strcmp(t->matter.reason, "human-wanted") == 0 ? text_key(d, t, now) : "escalation_more";
}

/*
 * What the customer is told, and at most one question a session. Who opted out
 * is told nothing: a person looks first.
 */
static json_t *
acknowledge(struct inquiry_filter *d, const struct task *t, int64_t id, int64_t now)
{
	struct db *db = store_db(d->store);
	json_t *messages = json_array(), *asks = NULL;
	int64_t told = inquiry_told(db, id);

	if (strcmp(t->matter.reason, "opted-out") == 0 || (told != 0 && now - told < told_pause_ms))
		return messages;
	json_array_append_new(messages, say_received(d, t, ack_key(d, t, told, now), now));
	if (is_safe_to_ask(t) && inquiry_asked(db, id) == 0)
		asks = question(d, t, now);
	if (asks != NULL)
		json_array_append_new(messages, asks);
	if (inquiry_tell(db, id, asks != NULL, now) == -1) {
		json_decref(messages);
		return NULL;
	}
	return messages;
}

/* ------------------------------------------------------------------ serving */

/* With inquiries off nothing is opened, and nothing is guessed. */
static json_t *
excuse(const struct inquiry_filter *d, const struct task *t, int64_t now)
{
	return json_pack("{s:n,s:s,s:s*,s:s,s:n,s:[o]}", "id", "kind", t->matter.kind, "category", t->matter.entry,
	    "reason", t->matter.reason, "owner", "messages", say(d, t, "unsure", now));
}

static json_t *
value_of(struct db *db, const struct task *t, int64_t id, bool joined, json_t *messages)
{
	struct inquiry q;
	json_t *value;

	if (inquiry_load(db, id, &q) != 0) {
		inquiry_free(&q);
		json_decref(messages);
		return NULL;
	}
	value = json_pack("{s:I,s:s,s:s,s:s,s:b,s:s?,s:I,s:s?,s:o}", "id", (json_int_t)id, "kind", t->matter.kind,
	    "category", q.category, "reason", t->matter.reason, "joined", joined, "rule", q.rule,
	    "priority", (json_int_t)q.priority, "owner", q.owner, "messages", messages);
	inquiry_free(&q);
	return value;
}

static int64_t
open_case(struct inquiry_filter *d, const struct task *t, int64_t now, bool *joined)
{
	struct inquiry_case c = { .event = event_id(t->ev), .contact = t->contact, .kind = t->matter.kind, .reason = t->matter.reason,
	    .category = t->route.category, .rule = t->route.rule, .skill = t->route.skill, .priority = t->route.priority,
	    .seen = t->seen };
	int64_t id = inquiry_open(store_db(d->store), &c, now, joined);

	/* It stands in the queue like all the others, and the oldest comes first. */
	if (id != -1 && assign_due(store_db(d->store), d->ws, now) == -1)
		return -1;
	d->looked = now;
	return id;
}

/* What the event doesn't say and the desk knows: the contact's tags, and the
 * lead that the customer is. */
static int
add_known(const struct inquiry_filter *d, struct task *t, int64_t now)
{
	struct db *db = store_db(d->store);
	json_t *tags = inquiry_list_tags(db, t->contact);
	struct lead lead = {0};
	int rc = 0;

	route_tag(t->seen, tags);
	json_decref(tags);
	if (json_object_get(t->seen, "lead") != NULL)
		return 0;
	rc = lead_current(db, t->contact, json_number(d->ws->config, "session.timeout", 0), now, &lead);
	if (rc == 1 && json_object_size(lead.fields) > 0)
		json_object_set(t->seen, "lead", lead.fields);
	lead_release(&lead);
	return rc == -1 ? -1 : 0;
}

/* What a lead was told just now may send the case that waits to others. */
static int
heed_lead(const struct inquiry_filter *d, const json_t *ev, int64_t now)
{
	struct db *db = store_db(d->store);
	const json_t *told = json_at(ev, "lead.took");
	const char *key = event_conversation(ev);
	int64_t contact = json_array_size(told) > 0 && key != NULL ? contact_find(db, key) : 0;
	int64_t inquiry = contact > 0 ? inquiry_of(db, contact) : 0;

	if (contact == -1 || inquiry == -1)
		return -1;
	return inquiry > 0 ? route_again(db, d->ws, inquiry, told, now) : 0;
}

static enum filter_verdict
serve_task(struct inquiry_filter *d, struct task *t, int64_t now, json_t **value)
{
	struct db *db = store_db(d->store);
	json_t *messages;
	bool joined;
	int64_t id;

	t->seen = route_seen(t->ev, t->matter.kind, t->matter.entry);
	if (!json_yes(d->ws->config, "inquiries")) {
		*value = excuse(d, t, now);
		return FILTER_SET;
	}
	if (add_known(d, t, now) == -1)
		return FILTER_RETRY;
	route_take(d->ws, t->seen, &t->route, NULL);
	if ((id = open_case(d, t, now, &joined)) == -1 || (joined && heed_lead(d, t->ev, now) == -1) || (messages = acknowledge(d, t, id, now)) == NULL ||
	    (*value = value_of(db, t, id, joined, messages)) == NULL)
		return FILTER_RETRY;
	return FILTER_SET;
}

/* Who writes to a person doesn't want to be put off any longer. */
static int
wake(const struct inquiry_filter *d, const json_t *ev, int64_t now)
{
	const char *action = json_text(ev, "reply.decision.action"), *key = event_conversation(ev);
	int64_t contact;

	if (action == NULL || strcmp(action, "silent") != 0 || key == NULL)
		return 0;
	contact = contact_find(store_db(d->store), key);
	return contact <= 0 ? (int)contact : inquiry_wake(store_db(d->store), contact, event_id(ev), now);
}

/* Somebody may have come on duty since. */
static int
look_at_queue(struct inquiry_filter *d, int64_t now)
{
	if (now >= d->looked && now - d->looked < look_ms)
		return 0;
	d->looked = now;
	return assign_due(store_db(d->store), d->ws, now) == -1 ? -1 : 0;
}

enum filter_verdict
inquiry_filter_serve(void *arg, const json_t *ev, json_t **value)
{
	struct inquiry_filter *d = arg;
	int64_t now = clock_now();
	enum filter_verdict verdict;
	struct task t = { .ev = ev };

	if (tap_is(ev))
		return (*value = tap_serve(store_db(d->store), d->ws, ev, now)) == NULL ? FILTER_RETRY : FILTER_SET;
	if (!matter_of(ev, &t.matter))
		return wake(d, ev, now) == -1 || heed_lead(d, ev, now) == -1 || look_at_queue(d, now) == -1 ? FILTER_RETRY : FILTER_PASS;
	if ((t.contact = contact_of_event(store_db(d->store), ev, now)) == -1)
		return FILTER_RETRY;
	if (t.contact == 0)
		return FILTER_PASS;
	verdict = serve_task(d, &t, now, value);
	json_decref(t.seen);
	return verdict;
}

struct inquiry_filter *
inquiry_filter_open(const struct workspace *ws, struct store *st)
{
	struct inquiry_filter *d = mem_alloc(sizeof *d);

	d->ws = ws;
	d->store = st;
	if ((d->texts = texts_open(ws)) != NULL)
		return d;
	free(d);
	return NULL;
}

void
inquiry_filter_close(struct inquiry_filter *d)
{
	if (d == NULL)
		return;
	texts_close(d->texts);
	free(d);
}
