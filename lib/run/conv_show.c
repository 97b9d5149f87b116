#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/out.h"
#include "ext/text.h"
#include "run/chat_text.h"
#include "run/conv_event.h"
#include "run/conv_head.h"
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

static void
print_wrapped(const struct screen *s, const char *text, size_t indent)
{
	wrap_print(text, s->width > indent ? s->width - indent : 0, indent);
}

/* ------------------------------------------------------------------- lines */

static void
print_day(struct screen *s, int64_t time)
{
	char day[WHEN_LEN];
	size_t indent = s->indent, width;

	if (strcmp(when_local(time, "%A %d %B %Y", day), s->day) == 0)
		return;
	snprintf(s->day, sizeof s->day, "%s", day);
	width = text_width(day, strlen(day));
	if (s->width > 0 && indent + width > s->width)
		indent = s->width > width ? s->width - width : 0;
	printf("\n%*s%s%s%s\n", (int)indent, "", paint(PAINT_BOLD), day, paint(PAINT_PLAIN));
}

static void
print_margin(const struct screen *s, const json_t *item, const char *who, enum paint colour)
{
	char time[WHEN_LEN], *name = table_clean(who);
	size_t fit = text_fit(name, strlen(name), s->names);

	printf("%s%s%s  %s%.*s%s%*s  ", paint(PAINT_DIM), when_local(when_of(item, "time"), "%H:%M", time), paint(PAINT_PLAIN),
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

	if (text == NULL || (strcmp(kind, "text") != 0 && strcmp(kind, "button") != 0 && strcmp(kind, "interactive") != 0)) {
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

	if (json_says(quote, "who", "customer"))
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

/* A thin line between messages. */
static void
print_event(const struct screen *s, const json_t *item)
{
	char time[WHEN_LEN], *clean;
	struct buf b = { 0 };
	size_t fit;

	conv_event_add(&b, item);
	clean = table_clean(b.data);
	fit = s->width > CLOCK_COLUMNS + 4 ? text_fit(clean, strlen(clean), s->width - CLOCK_COLUMNS - 4) : strlen(clean);
	printf("%s%s  \u2500\u2500 %.*s%s%s\n", paint(PAINT_DIM), when_local(when_of(item, "time"), "%H:%M", time), (int)fit, clean,
	    fit < strlen(clean) ? "\u2026" : "", paint(PAINT_PLAIN));
	free(clean);
	buf_free(&b);
}

/* Who put what into a lead's field stands in the head, and when in history. */
static bool
is_detail(const json_t *item)
{
	static const char *const told[] = { "status", "owner", "confirmed" };
	const char *did = json_text(item, "did");

	if (!json_says(item, "what", "lead"))
		return json_says(item, "what", "inquiry") && (strcmp(did, "routed") == 0 || strcmp(did, "joined") == 0);
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
	print_day(s, when_of(item, "time"));
	if (json_says(item, "what", "said"))
		print_said(s, item);
	else if (json_says(item, "what", "note"))
		print_note(s, item);
	else
		print_event(s, item);
}

/* ---------------------------------------------------------------- commands */

static size_t
widest_name(const struct screen *s, const json_t *items)
{
	/* The words have three quarters of a narrow terminal. */
	size_t i, widest = NAME_MIN, most = s->width > 0 && s->width < 4 * NAME_MAX ? s->width / 4 : NAME_MAX;
	json_t *item;

	json_array_foreach((json_t *)items, i, item) {
		const char *who = json_text(item, "who");
		const char *name = strcmp(who, "customer") == 0 ? s->customer : who;
		size_t width = json_says(item, "what", "said") ? text_width(name, strlen(name)) : 0;

		if (width > widest)
			widest = width;
	}
	return widest < most ? widest : most;
}

static void
print_person(const struct desk *d, const json_t *row, const json_t *facts, const json_t *items)
{
	struct screen s = { .customer = conv_head_name(facts), .width = table_width() };
	json_t *item;
	size_t i;

	if (s.width > WIDEST)
		s.width = WIDEST;
	s.names = widest_name(&s, items);
	s.indent = CLOCK_COLUMNS + s.names + 2;
	conv_head_print(d, row, facts, s.width);
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

		if (json_says(item, "what", "said") || json_says(item, "what", "note"))
			continue;
		if (o->json) {
			desk_print(item);
			continue;
		}
		conv_event_add(&b, item);
		clean = table_clean(b.data);
		printf("%s  %s\n", when_local(when_of(item, "time"), "%Y-%m-%d %H:%M:%S", time), clean);
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
	if (out_end() != EX_OK)
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
