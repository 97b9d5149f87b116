#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/chat_text.h"
#include "run/conv_show.h"
#include "run/desk.h"
#include "run/paint.h"
#include "run/table.h"
#include "run/when.h"
#include "run/wrap.h"
#include "wa/conversation_list.h"
#include "wa/merge.h"
#include "wa/replying.h"
#include "wa/transcript.h"

enum {
	WIDEST = 100,		/* columns that are pleasant to read */
	CLOCK_COLUMNS = 7,	/* "09:41  " */
	NAME_MIN = 8,		/* columns of names */
	NAME_MAX = 16,
	QUOTED = 60,		/* columns of what a reply is about */
};

/* A transcript on its way to the screen. */
struct screen {
	const char	*customer;	/* how the customer is called */
	char		 day[48];	/* the last one printed */
	size_t		 width;		/* of the whole; 0: lines are never broken */
	size_t		 names;		/* columns of the names */
	size_t		 indent;	/* where words begin */
};

static int64_t
time_at(const json_t *v, const char *path)
{
	const char *text = json_text(v, path);
	int64_t ms = 0;

	if (text != NULL)
		clock_parse(text, &ms);
	return ms;
}

static void
print_wrapped(const struct screen *s, const char *text, size_t indent)
{
	wrap_print(text, s->width > indent ? s->width - indent : 0, indent);
}

/* -------------------------------------------------------------------- head */

/* "key  value, value" under the name; nothing when there is no value. */
static void
print_fact(const struct screen *s, const char *key, struct buf *value)
{
	if (value->len > 0) {
		printf("%s%-*s%s", paint(PAINT_DIM), CLOCK_COLUMNS, key, paint(PAINT_PLAIN));
		print_wrapped(s, value->data, CLOCK_COLUMNS);
	}
	buf_free(value);
}

static void
separate(struct buf *b)
{
	if (b->len > 0)
		buf_str(b, " \u00b7 ");
}

static void
print_state(const struct screen *s, const json_t *v, int64_t now)
{
	const char *closed = json_text(v, "closed_as"), *category = json_text(v, "inquiry.category"), *owner = json_text(v, "inquiry.owner");
	int64_t window = time_at(v, "window"), waiting = time_at(v, "waiting");
	char when[WHEN_LEN];
	struct buf b = { 0 };

	buf_str(&b, closed ? closed : json_text(v, "control"));
	if (json_text(v, "assignee") != NULL)
		buf_printf(&b, " \u00b7 %s's", json_text(v, "assignee"));
	if (json_text(v, "language") != NULL)
		buf_printf(&b, " \u00b7 %s", json_text(v, "language"));
	if (waiting != 0 && now - waiting < CLOCK_MINUTE)
		buf_str(&b, " \u00b7 waits");
	else if (waiting != 0)
		buf_printf(&b, " \u00b7 waits for %s", when_span(now - waiting, when));
	if (window > now)
		buf_printf(&b, " \u00b7 window closes in %s", when_span(window - now, when));
	else if (window != 0)
		buf_str(&b, " \u00b7 window closed");
	if (json_text(v, "opted_out") != NULL)
		buf_str(&b, " \u00b7 opted out");
	if (json_object_get(v, "inquiry") != NULL)
		buf_printf(&b, " \u00b7 inquiry %lld %s, %s%s%s", (long long)json_number(v, "inquiry.id", 0), category,
		    json_text(v, "inquiry.status"), owner ? " by " : "", owner ? owner : "");
	print_fact(s, "is", &b);
}

static void
print_tags(const struct screen *s, const json_t *tags)
{
	struct buf b = { 0 };
	json_t *t;
	size_t i;

	json_array_foreach((json_t *)tags, i, t) {
		separate(&b);
		buf_printf(&b, "%s%s", json_text(t, "tag"), json_yes(t, "stays") ? " (stays)" : "");
	}
	print_fact(s, "tags", &b);
}

static void
print_attributes(const struct screen *s, const json_t *attributes)
{
	struct buf b = { 0 };
	json_t *a;
	size_t i;

	json_array_foreach((json_t *)attributes, i, a) {
		separate(&b);
		buf_printf(&b, "%s: %s", json_text(a, "name"), json_text(a, "value"));
	}
	print_fact(s, "known", &b);
}

/* A field's value as words: a text as it is, anything else as JSON. */
static void
add_value(struct buf *b, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL)
		text = json_text(value, "text");
	if (text != NULL)
		buf_str(b, text);
	else
		json_print(value, b);
}

static void
print_leads(const struct screen *s, const json_t *leads)
{
	const char *key;
	json_t *lead, *value;
	size_t i;

	json_array_foreach((json_t *)leads, i, lead) {
		struct buf b = { 0 };

		buf_printf(&b, "%lld %s", (long long)json_number(lead, "id", 0), json_text(lead, "status"));
		json_object_foreach(json_object_get(lead, "fields"), key, value) {
			buf_printf(&b, " \u00b7 %s: ", key);
			add_value(&b, value);
		}
		print_fact(s, "lead", &b);
	}
}

static void
print_referrals(const struct screen *s, const json_t *referrals)
{
	static const char *const parts[] = { "headline", "body", "source_id", "source_url" };
	json_t *f;
	size_t i, k;

	json_array_foreach((json_t *)referrals, i, f) {
		char day[WHEN_LEN];
		struct buf b = { 0 };

		buf_str(&b, when_local(time_at(f, "time"), "%d %b", day));
		for (k = 0; k < sizeof parts / sizeof *parts; k++)
			if (json_text(f, parts[k]) != NULL)
				buf_printf(&b, " \u00b7 %s", json_text(f, parts[k]));
		print_fact(s, "ad", &b);
	}
}

static void
print_mood(const struct screen *s, const json_t *moods)
{
	struct buf b = { 0 };
	json_t *m;
	size_t i;

	json_array_foreach((json_t *)moods, i, m) {
		const char *is = json_text(m, "sentiment");

		buf_printf(&b, "%s%s", i > 0 ? " " : "", strcmp(is, "negative") == 0 ? "\u2212" : strcmp(is, "positive") == 0 ? "+" : "\u00b7");
		if (i + 1 == json_array_size(moods))
			buf_printf(&b, "  (%s at last)", is);
	}
	print_fact(s, "mood", &b);
}

/* How to reach a contact: "@ana +34600000001 c_5f2...". */
static void
add_contact(struct buf *b, const json_t *c)
{
	if (json_text(c, "username") != NULL)
		buf_printf(b, "  @%s", json_text(c, "username"));
	if (json_text(c, "wa_id") != NULL)
		buf_printf(b, "  +%s", json_text(c, "wa_id"));
	else if (json_text(c, "user_id") != NULL)
		buf_printf(b, "  %s", json_text(c, "user_id"));
	buf_printf(b, "  %s", json_text(c, "conversation"));
}

static const char *
name_of(const json_t *contacts)
{
	static const char *const keys[] = { "name", "username", "wa_id", "user_id" };
	json_t *c;
	size_t i, k;

	for (k = 0; k < sizeof keys / sizeof *keys; k++)
		json_array_foreach((json_t *)contacts, i, c)
			if (json_text(c, keys[k]) != NULL)
				return json_text(c, keys[k]);
	return "customer";
}

static void
print_head(const struct screen *s, const struct desk *d, const json_t *row, const json_t *facts)
{
	const json_t *contacts = json_object_get(facts, "contacts");
	const char *person = json_text(json_array_get(contacts, 0), "conversation");
	struct replying_who who;
	struct buf b = { 0 };
	char since[WHEN_LEN], *name = table_clean(s->customer);
	json_t *c;
	size_t i;

	printf("%s%s%s", paint(PAINT_BOLD), name, paint(PAINT_PLAIN));
	free(name);
	json_array_foreach((json_t *)contacts, i, c) {
		if (i > 0)
			buf_str(&b, "  and");
		add_contact(&b, c);
	}
	print_wrapped(s, b.data, CLOCK_COLUMNS);
	buf_clear(&b);
	print_state(s, row, d->now);
	print_tags(s, json_object_get(facts, "tags"));
	print_attributes(s, json_object_get(facts, "attributes"));
	print_leads(s, json_object_get(facts, "leads"));
	print_referrals(s, json_object_get(facts, "referrals"));
	print_mood(s, json_object_get(facts, "moods"));
	if (replying_look(d->ws, person, &who))
		printf("%s%s is replying since %s%s\n", paint(PAINT_ALARM), who.member, when_local(who.since, "%H:%M", since), paint(PAINT_PLAIN));
	buf_free(&b);
}

/* ------------------------------------------------------------------- lines */

static void
print_day(struct screen *s, int64_t time)
{
	char day[WHEN_LEN];

	if (strcmp(when_local(time, "%A %d %B %Y", day), s->day) == 0)
		return;
	snprintf(s->day, sizeof s->day, "%s", day);
	printf("\n%*s%s%s%s\n", (int)s->indent, "", paint(PAINT_BOLD), day, paint(PAINT_PLAIN));
}

static void
print_margin(const struct screen *s, const json_t *item, const char *who, enum paint colour)
{
	char time[WHEN_LEN], *name = table_clean(who);
	size_t fit = text_fit(name, strlen(name), s->names);

	printf("%s%s%s  %s%.*s%s%*s  ", paint(PAINT_DIM), when_local(time_at(item, "time"), "%H:%M", time), paint(PAINT_PLAIN),
	    paint(colour), (int)fit, name, paint(PAINT_PLAIN), (int)(s->names - text_width(name, fit)), "");
	free(name);
}

static void
add_ticks(struct buf *b, const json_t *said)
{
	static const struct { const char *state, *mark; } marks[] = { { "queued", "waits" }, { "sending", "on its way" },
	    { "sent", "\u2713" }, { "delivered", "\u2713\u2713" }, { "read", "\u2713\u2713 read" },
	    { "failed", "failed" }, { "unknown", "unsure" }, { "dropped", "not sent" } };
	const char *state = json_text(said, "state"), *reason = json_text(said, "reason");

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strcmp(state, marks[i].state) == 0)
			buf_printf(b, "  (%s%s%s)", marks[i].mark, reason ? ": " : "", reason ? reason : "");
}

/* How a message of the customer ended, when it was not just answered. */
static void
add_outcome(struct buf *b, const json_t *said)
{
	const char *outcome = json_text(said, "outcome"), *reason = json_text(said, "reason");

	if (outcome == NULL || strcmp(outcome, "answered") == 0 || strcmp(outcome, "human") == 0)
		return;
	if (reason == NULL || strcmp(reason, outcome) == 0)
		buf_printf(b, "  (%s)", outcome);
	else
		buf_printf(b, "  (%s: %s)", outcome, reason);
}

static void
add_seconds(struct buf *b, const json_t *media)
{
	const json_t *seconds = json_object_get(media, "seconds");
	int n = (int)json_number_value(seconds);

	if (seconds != NULL)
		buf_printf(b, " %d:%02d", n / 60, n % 60);
}

/* What the customer sent, in words. */
static void
add_theirs(struct buf *b, const json_t *said)
{
	const char *kind = json_text(said, "kind"), *text = json_text(said, "text");

	if (strcmp(kind, "text") != 0 && strcmp(kind, "button") != 0 && strcmp(kind, "interactive") != 0) {
		buf_printf(b, "[%s", strcmp(kind, "audio") == 0 ? "voice note" : kind);
		add_seconds(b, json_object_get(said, "media"));
		buf_str(b, text ? "] " : "]");
	}
	if (text != NULL)
		buf_str(b, text);
}

static void
add_ours(struct buf *b, const json_t *payload)
{
	struct chat_text_choice choices[CHAT_TEXT_CHOICES];
	size_t n = chat_text_choices(payload, choices);
	char *words = chat_text_words(payload);

	buf_str(b, words);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s[%s]", i == 0 ? "\n" : " ", choices[i].title);
	free(words);
}

/* A line under a message, in its column. */
static void
print_under(const struct screen *s, enum paint colour, const char *text)
{
	printf("%*s%s", (int)s->indent, "", paint(colour));
	print_wrapped(s, text, s->indent);
	fputs(paint(PAINT_PLAIN), stdout);
}

static void
print_quote(const struct screen *s, const json_t *quote)
{
	const char *who = json_text(quote, "who"), *text = json_text(quote, "text"), *kind = json_text(quote, "kind");
	char *clean = table_clean(text ? text : ""), *line;
	size_t fit = text_fit(clean, strlen(clean), QUOTED);

	if (who != NULL && strcmp(who, "customer") == 0)
		who = s->customer;
	line = mem_printf("\u2502 %s: %s%.*s%s", who ? who : "?", kind ? kind : "", (int)fit, clean, fit < strlen(clean) ? "\u2026" : "");
	printf("%s%s%s\n%*s", paint(PAINT_DIM), line, paint(PAINT_PLAIN), (int)s->indent, "");
	free(clean);
	free(line);
}

static void
print_heard(const struct screen *s, const json_t *heard)
{
	const char *text = json_text(heard, "text"), *problem = json_text(heard, "problem"), *summary = json_text(heard, "summary");
	const json_t *confidence = json_object_get(heard, "confidence");
	struct buf b = { 0 };

	if (text != NULL)
		buf_printf(&b, "\u201c%s\u201d", text);
	if (text != NULL && confidence != NULL)
		buf_printf(&b, "  (heard, %d %%)", (int)(json_number_value(confidence) * 100 + 0.5));
	if (text == NULL)
		buf_printf(&b, "(not understood%s%s)", problem ? ": " : "", problem ? problem : "");
	if (summary != NULL)
		buf_printf(&b, "\nin short: %s", summary);
	print_under(s, text != NULL ? PAINT_PLAIN : PAINT_DIM, b.data);
	buf_free(&b);
}

static void
print_media(const struct screen *s, const json_t *media)
{
	const char *path = json_text(media, "path"), *problem = json_text(media, "problem");
	char *line = path != NULL ? mem_printf("media/%s", path) : mem_printf("(not fetched: %s)", problem ? problem : "no longer kept");

	print_under(s, PAINT_DIM, line);
	free(line);
}

static void
print_reactions(const struct screen *s, const json_t *reactions)
{
	struct buf b = { 0 };
	json_t *r;
	size_t i;

	json_array_foreach((json_t *)reactions, i, r) {
		const char *who = json_text(r, "who");

		buf_printf(&b, "%s%s %s", i > 0 ? "  " : "", json_text(r, "emoji"), strcmp(who, "customer") == 0 ? s->customer : who);
	}
	if (b.len > 0)
		print_under(s, PAINT_PLAIN, b.data);
	buf_free(&b);
}

static void
print_said(struct screen *s, const json_t *item)
{
	const char *who = json_text(item, "who");
	bool theirs = strcmp(who, "customer") == 0;
	const json_t *payload = json_object_get(item, "payload"), *part;
	struct buf b = { 0 };

	print_margin(s, item, theirs ? s->customer : who, theirs ? PAINT_BOLD : PAINT_OURS);
	if ((part = json_object_get(item, "quote")) != NULL)
		print_quote(s, part);
	if (payload != NULL) {
		add_ours(&b, payload);
		add_ticks(&b, item);
	} else {
		add_theirs(&b, item);
		add_outcome(&b, item);
	}
	print_wrapped(s, b.data, s->indent);
	if ((part = json_object_get(item, "heard")) != NULL)
		print_heard(s, part);
	if ((part = json_object_get(item, "media")) != NULL)
		print_media(s, part);
	if ((part = json_object_get(item, "reactions")) != NULL)
		print_reactions(s, part);
	buf_free(&b);
}

static void
print_note(struct screen *s, const json_t *item)
{
	char *line = mem_printf("internal, by %s: %s", json_text(item, "who"), json_text(item, "text"));

	print_margin(s, item, "\u270e note", PAINT_NOTE);
	fputs(paint(PAINT_NOTE), stdout);
	print_wrapped(s, line, s->indent);
	fputs(paint(PAINT_PLAIN), stdout);
	free(line);
}

/* ------------------------------------------------------------------ events */

/* Whom or until when; of an opening only the message's id, which tells people nothing. */
static const char *
subject_of(const json_t *item)
{
	const char *did = json_text(item, "did");

	return did != NULL && (strcmp(did, "opened") == 0 || strcmp(did, "joined") == 0) ? NULL : json_text(item, "subject");
}

/* What happened, in a few words. */
static void
describe(const json_t *item, struct buf *b)
{
	const char *what = json_text(item, "what"), *who = json_text(item, "who"), *why = json_text(item, "why");
	const char *did = json_text(item, "did"), *subject = subject_of(item), *member = json_text(item, "member");

	if (strcmp(what, "control") == 0)
		buf_printf(b, "control: %s \u2192 %s by %s", json_text(item, "from"), json_text(item, "to"), who);
	else if (strcmp(what, "assigned") == 0)
		buf_printf(b, "assigned to %s by %s", member ? member : "nobody", who);
	else if (strcmp(what, "inquiry") == 0)
		buf_printf(b, "inquiry %lld %s%s%s by %s", (long long)json_number(item, "id", 0), did, subject ? " " : "", subject ? subject : "", who);
	else if (strcmp(what, "lead") == 0)
		buf_printf(b, "lead %lld: %s", (long long)json_number(item, "id", 0), did);
	else
		buf_printf(b, "%s %s into %s by %s", json_text(item, "contact"), did, json_text(item, "into"), who);
	if (json_object_get(item, "value") != NULL) {
		buf_str(b, " ");
		add_value(b, json_object_get(item, "value"));
	}
	if (why != NULL)
		buf_printf(b, ": %s", why);
}

/* A thin line between messages. */
static void
print_event(const struct screen *s, const json_t *item)
{
	char time[WHEN_LEN], *clean;
	struct buf b = { 0 };
	size_t fit;

	describe(item, &b);
	clean = table_clean(b.data);
	fit = s->width > CLOCK_COLUMNS + 4 ? text_fit(clean, strlen(clean), s->width - CLOCK_COLUMNS - 4) : strlen(clean);
	printf("%s%s  \u2500\u2500 %.*s%s%s\n", paint(PAINT_DIM), when_local(time_at(item, "time"), "%H:%M", time), (int)fit, clean,
	    fit < strlen(clean) ? "\u2026" : "", paint(PAINT_PLAIN));
	free(clean);
	buf_free(&b);
}

static bool
is(const json_t *item, const char *what)
{
	return strcmp(json_text(item, "what"), what) == 0;
}

/* Who put what into a lead's field stands in the head, and when in history. */
static bool
is_detail(const json_t *item)
{
	static const char *const told[] = { "status", "owner", "confirmed" };
	const char *did = json_text(item, "did");

	if (!is(item, "lead"))
		return is(item, "inquiry") && (strcmp(did, "routed") == 0 || strcmp(did, "joined") == 0);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (strcmp(did, told[i]) == 0)
			return false;
	return true;
}

static void
print_item(struct screen *s, const json_t *item)
{
	if (is_detail(item))
		return;
	print_day(s, time_at(item, "time"));
	if (is(item, "said"))
		print_said(s, item);
	else if (is(item, "note"))
		print_note(s, item);
	else
		print_event(s, item);
}

/* ---------------------------------------------------------------- commands */

static size_t
widest_name(const struct screen *s, const json_t *items)
{
	size_t i, widest = NAME_MIN;
	json_t *item;

	json_array_foreach((json_t *)items, i, item) {
		const char *who = json_text(item, "who");
		const char *name = strcmp(who, "customer") == 0 ? s->customer : who;
		size_t width = is(item, "said") ? text_width(name, strlen(name)) : 0;

		if (width > widest)
			widest = width;
	}
	return widest < NAME_MAX ? widest : NAME_MAX;
}

static void
print_person(const struct desk *d, const json_t *row, const json_t *facts, const json_t *items)
{
	struct screen s = { .customer = name_of(json_object_get(facts, "contacts")), .width = table_width() };
	json_t *item;
	size_t i;

	if (s.width > WIDEST)
		s.width = WIDEST;
	s.names = widest_name(&s, items);
	s.indent = CLOCK_COLUMNS + s.names + 2;
	print_head(&s, d, row, facts);
	json_array_foreach((json_t *)items, i, item)
		print_item(&s, item);
	putchar('\n');
}

static void
print_items(const json_t *items, const char *person)
{
	json_t *item;
	size_t i;

	json_array_foreach((json_t *)items, i, item) {
		json_put(item, "person", person);
		desk_print(item);
	}
}

static int
show_one(struct desk *d, int64_t contact, void *arg)
{
	const struct conv_show *o = arg;
	const struct conversation_filter f = { .person = contact, .limit = 1 };
	json_t *row = conversation_list(d->db, d->ws, &f, d->now), *facts = transcript_facts(d->db, contact);
	json_t *items = transcript_load(d->db, contact, &(struct transcript_filter){ .since = o->since,
	    .last = o->last > INT32_MAX ? INT32_MAX : (int)o->last });
	int status = EX_TEMPFAIL;

	if (row != NULL && items != NULL) {
		if (o->json)
			print_items(items, json_text(json_array_get(json_object_get(facts, "contacts"), 0), "conversation"));
		else
			print_person(d, json_array_get(row, 0), facts, items);
		status = EX_OK;
	}
	json_decref(row);
	json_decref(facts);
	json_decref(items);
	return status;
}

static int
history_one(struct desk *d, int64_t contact, void *arg)
{
	const struct conv_show *o = arg;
	json_t *items = transcript_load(d->db, contact, &(struct transcript_filter){ .since = o->since }), *item;
	size_t i;

	if (items == NULL)
		return EX_TEMPFAIL;
	json_array_foreach(items, i, item) {
		char time[WHEN_LEN], *clean;
		struct buf b = { 0 };

		if (is(item, "said") || is(item, "note"))
			continue;
		if (o->json) {
			desk_print(item);
			continue;
		}
		describe(item, &b);
		clean = table_clean(b.data);
		printf("%s  %s\n", when_local(time_at(item, "time"), "%Y-%m-%d %H:%M:%S", time), clean);
		free(clean);
		buf_free(&b);
	}
	json_decref(items);
	return EX_OK;
}

static int
run(const struct conv_show *o, int argc, char **argv, desk_each_fn *each)
{
	struct desk d;
	int status = desk_open(&d, o->workspace, DESK_LOOK);

	if (status == EX_OK)
		status = desk_each(&d, argc, argv, each, (void *)o);
	if (desk_flush() != EX_OK)
		status = EX_IOERR;
	desk_close(&d);
	return status;
}

int
conv_show(const struct conv_show *o, int argc, char **argv)
{
	return run(o, argc, argv, show_one);
}

int
conv_show_history(const struct conv_show *o, int argc, char **argv)
{
	return run(o, argc, argv, history_one);
}
