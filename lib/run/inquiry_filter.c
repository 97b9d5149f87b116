#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/filter.h"
#include "run/inquiry_filter.h"
#include "wa/assign.h"
#include "wa/config.h"
#include "wa/contact.h"
#include "wa/event.h"
#include "wa/hours.h"
#include "wa/inquiry.h"
#include "wa/inquiry_list.h"
#include "wa/route.h"
#include "wa/texts.h"
#include "wa/words.h"

/* How often the queue is looked at when nothing new comes into it. */
static const int64_t look_ms = 10 * CLOCK_SECOND;

struct desk {
	const struct workspace	*ws;
	struct store		*store;
	struct texts		*texts;
	int64_t			 looked;	/* when the queue was, last */
};

/* What of an event goes to a person. */
struct matter {
	const json_t	*ev;
	int64_t		 contact;
	const char	*kind, *reason;
	const char	*entry;		/* the category its entry names, or NULL */
	const char	*language;
	json_t		*seen;		/* what routes look at */
	struct route	 route;
};

/* ----------------------------------------------------------- what is a matter */

/* A file that could not be had, a voice note that could not be heard. */
static const char *
media_trouble(const json_t *ev)
{
	const json_t *heard = json_object_get(ev, "transcript");

	if (json_text(ev, "media.problem") != NULL)
		return "media-problem";
	if (heard != NULL && json_text(heard, "text") == NULL)
		return "not-understood";
	return NULL;
}

static const char *
kind_of(const char *reason)
{
	if (strcmp(reason, "media") == 0)
		return INQUIRY_MEDIA;
	return strcmp(reason, "stale") == 0 ? INQUIRY_STALE : INQUIRY_QUESTION;
}

/*
 * All of a decision, what was left when it answered a part, or what could not
 * be understood beside the words that were answered. False for nothing; and
 * for what a person reads anyway.
 */
static bool
find_matter(const json_t *ev, struct matter *m)
{
	const json_t *decision = json_at(ev, "reply.decision");
	const char *action = json_text(decision, "action"), *trouble = media_trouble(ev);

	*m = (struct matter){ .ev = ev, .language = json_text(decision, "language") };
	if (action != NULL && (strcmp(action, "silent") == 0 || strcmp(action, "ignore") == 0))
		return false;
	if (action == NULL || strcmp(action, "escalate") != 0)
		decision = json_object_get(decision, "rest");
	if (decision == NULL && trouble == NULL)
		return false;
	m->entry = json_text(decision, "category");
	m->reason = json_text(decision, "reason");
	if (m->reason == NULL)
		m->reason = decision != NULL ? "escalated" : trouble;
	m->kind = decision != NULL ? kind_of(m->reason) : INQUIRY_MEDIA;
	return true;
}

/* Those of the message and those the contact has. */
static void
add_tags(struct db *db, struct matter *m)
{
	json_t *tags = inquiry_list_tags(db, m->contact);

	if (!json_is_array(json_object_get(m->seen, "tags")))
		json_object_set_new(m->seen, "tags", json_array());
	json_array_extend(json_object_get(m->seen, "tags"), tags);
	json_decref(tags);
}

/* ------------------------------------------------------------- what is said */

/* Without words of its own: named, so that nobody types it again. */
static const char *
received_key(const struct matter *m)
{
	const char *kind = event_kind(m->ev);

	if (strcmp(m->kind, INQUIRY_MEDIA) != 0)
		return "escalation";
	return strcmp(kind, "audio") == 0 || strcmp(kind, "voice") == 0 ? "voice_received" : "media_received";
}

/* No answer is promised for a time when nobody is there who could give it. */
static const char *
text_key(const struct desk *d, const struct matter *m, int64_t now)
{
	struct assign_work work = { .rule = m->route.rule, .category = m->route.category, .skill = m->route.skill };

	if (assign_anybody(d->ws, &work, now))
		return received_key(m);
	return hours_open(d->ws, now) || hours_next(d->ws, now) == 0 ? "escalation_nobody" : "escalation_after_hours";
}

static json_t *
say(const struct desk *d, const struct matter *m, const char *key, int64_t now)
{
	int64_t opens = hours_next(d->ws, now);
	char *when = opens != 0 ? hours_say(d->ws, opens, now) : NULL;
	json_t *more = json_pack("{s:s*}", "opens", when);
	char *text = texts_say(d->texts, key, m->language, json_object_get(m->ev, "contact"), more);
	json_t *message = words_message(text);

	json_decref(more);
	free(when);
	free(text);
	return message;
}

/* Does the turn have its one question already? */
static bool
is_asked(const json_t *ev)
{
	static const char *const keys[] = { "flow", "reply", "lead" };
	json_t *msg;
	size_t k, i;

	for (k = 0; k < sizeof keys / sizeof *keys; k++)
		json_array_foreach(json_object_get(json_object_get(ev, keys[k]), "messages"), i, msg)
			if (words_ask(msg))
				return true;
	return json_text(ev, "lead.ask") != NULL;
}

/*
 * Somebody who complains, is in distress, asks for a person or for something
 * that is never guessed is not examined first; nor is whoever waited long.
 */
static bool
is_safe_to_ask(const struct matter *m)
{
	const char *mood = json_text(m->seen, "sentiment");
	json_t *signal;
	size_t i;

	if (strcmp(m->kind, INQUIRY_QUESTION) != 0 || (mood != NULL && strcmp(mood, "negative") == 0) ||
	    strncmp(m->reason, "no-guess", strlen("no-guess")) == 0 || strcmp(m->reason, "human-wanted") == 0 ||
	    strcmp(m->reason, "opted-out") == 0)
		return false;
	json_array_foreach(json_at(m->ev, "class.signals"), i, signal)
		if (strcmp(json_string_value(signal) ? json_string_value(signal) : "", "complaint") == 0)
			return false;
	return !is_asked(m->ev);
}

/* Something that is known needn't be asked for. */
static bool
is_known(struct db *db, const struct matter *m, const char *field)
{
	const json_t *value = json_object_get(json_object_get(m->seen, "lead"), field);

	return (value != NULL && !json_is_null(value)) || inquiry_list_knows(db, m->contact, field);
}

/* The question for the first basic that is missing; NULL for none. */
static json_t *
question(const struct desk *d, const struct matter *m, int64_t now)
{
	json_t *basic;
	size_t i;

	json_array_foreach(json_object_get(d->ws->config, "basics"), i, basic) {
		const char *own = config_local(json_object_get(basic, "ask"), m->language ? m->language : json_text(d->ws->config, "language"));

		if (is_known(store_db(d->store), m, json_text(basic, "field")))
			continue;
		return own != NULL ? words_message(own) : say(d, m, "clarify_handoff", now);
	}
	return NULL;
}

/*
 * What the customer is told: once an inquiry, and at most one question a
 * session. Who opted out is told nothing: a person looks first.
 */
static json_t *
acknowledge(struct desk *d, const struct matter *m, int64_t id, int64_t now)
{
	struct db *db = store_db(d->store);
	json_t *messages = json_array(), *asks = NULL;

	if (strcmp(m->reason, "opted-out") == 0 || inquiry_told(db, id))
		return messages;
	json_array_append_new(messages, say(d, m, text_key(d, m, now), now));
	if (is_safe_to_ask(m) && inquiry_asked(db, id) == 0)
		asks = question(d, m, now);
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
excuse(const struct desk *d, const struct matter *m, int64_t now)
{
	return json_pack("{s:n,s:s,s:s*,s:s,s:n,s:[o]}", "id", "kind", m->kind, "category", m->entry,
	    "reason", m->reason, "owner", "messages", say(d, m, "unsure", now));
}

static json_t *
value_of(struct db *db, const struct matter *m, int64_t id, bool joined, json_t *messages)
{
	struct inquiry q;
	json_t *value;

	if (inquiry_load(db, id, &q) != 0) {
		inquiry_free(&q);
		json_decref(messages);
		return NULL;
	}
	value = json_pack("{s:I,s:s,s:s,s:s,s:b,s:s?,s:I,s:s?,s:o}", "id", (json_int_t)id, "kind", m->kind,
	    "category", q.category, "reason", m->reason, "joined", joined, "rule", q.rule,
	    "priority", (json_int_t)q.priority, "owner", q.owner, "messages", messages);
	inquiry_free(&q);
	return value;
}

static int64_t
open_case(struct desk *d, const struct matter *m, int64_t now, bool *joined)
{
	struct inquiry_case c = { .event = event_id(m->ev), .contact = m->contact, .kind = m->kind, .reason = m->reason,
	    .category = m->route.category, .rule = m->route.rule, .skill = m->route.skill, .priority = m->route.priority,
	    .seen = m->seen };
	int64_t id = inquiry_open(store_db(d->store), &c, now, joined);

	/* It stands in the queue like all the others, and the oldest comes first. */
	if (id != -1 && assign_due(store_db(d->store), d->ws, now) == -1)
		return -1;
	d->looked = now;
	return id;
}

static enum filter_verdict
serve_matter(struct desk *d, struct matter *m, int64_t now, json_t **value)
{
	struct db *db = store_db(d->store);
	json_t *messages;
	bool joined;
	int64_t id;

	m->seen = route_seen(m->ev, m->kind, m->entry);
	if (!json_yes(d->ws->config, "inquiries")) {
		*value = excuse(d, m, now);
		return FILTER_SET;
	}
	add_tags(db, m);
	route_take(d->ws, m->seen, &m->route, NULL);
	if ((id = open_case(d, m, now, &joined)) == -1 || (messages = acknowledge(d, m, id, now)) == NULL ||
	    (*value = value_of(db, m, id, joined, messages)) == NULL)
		return FILTER_RETRY;
	return FILTER_SET;
}

/* Who writes to a person doesn't want to be put off any longer. */
static int
wake(const struct desk *d, const json_t *ev, int64_t now)
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
look_at_queue(struct desk *d, int64_t now)
{
	if (now >= d->looked && now - d->looked < look_ms)
		return 0;
	d->looked = now;
	return assign_due(store_db(d->store), d->ws, now) == -1 ? -1 : 0;
}

static enum filter_verdict
serve(void *arg, const json_t *ev, json_t **value)
{
	struct desk *d = arg;
	int64_t now = clock_now();
	enum filter_verdict verdict;
	struct matter m;

	if (!find_matter(ev, &m))
		return wake(d, ev, now) == -1 || look_at_queue(d, now) == -1 ? FILTER_RETRY : FILTER_PASS;
	if ((m.contact = contact_of_event(store_db(d->store), ev, now)) == -1)
		return FILTER_RETRY;
	if (m.contact == 0)
		return FILTER_PASS;
	verdict = serve_matter(d, &m, now, value);
	json_decref(m.seen);
	return verdict;
}

int
inquiry_filter_run(const struct workspace *ws, bool dry)
{
	struct desk d = { .ws = ws };
	int rc = EX_CONFIG;

	if ((d.texts = texts_open(ws)) != NULL && (d.store = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		rc = store_status();
	else if (d.texts != NULL)
		rc = filter_run(&(struct filter){ .key = "inquiry", .serve = serve, .arg = &d,
		    .store = d.store, .memo = true, .workspace = ws, .dry = dry });
	store_close(d.store);
	texts_close(d.texts);
	return rc;
}
