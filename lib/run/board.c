#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/board.h"
#include "run/fact.h"
#include "run/paint.h"
#include "run/table.h"
#include "run/when.h"
#include "wa/conversation_list.h"
#include "wa/inquiry_list.h"
#include "wa/lead.h"
#include "wa/replying.h"

enum {
	SECTIONS = 4,
	ROWS = 60,		/* more of a section no terminal shows */
	LATE = 999,		/* more past a limit are not counted */
	HEAD = 1,		/* lines above the sections */
	KEY = 10, NAME = 16, OWNER = 8, AGE = 5,	/* columns */
	NARROW = 60,		/* columns below which the owner is left out */
};

/* One line of a section. */
struct row {
	char		 key[16];
	char		*name, *owner, *words;
	char		 age[WHEN_LEN];
	bool		 alarm;		/* a limit is passed */
	enum paint	 colour;	/* of the words */
};

struct section {
	const char	*title;
	struct row	 rows[ROWS];
	size_t		 n;
	int64_t		 all;		/* how many there are */
};

struct board {
	const struct desk		*d;
	struct section			 sections[SECTIONS];
	struct conversation_counts	 counts;
	int64_t				 late;	/* inquiries past a limit */
};

enum { PEOPLE, INQUIRIES, LEADS, AGENT };

/* ---------------------------------------------------------------- gathering */

static struct row *
new_row(struct section *s)
{
	struct row *r = &s->rows[s->n++];

	*r = (struct row){ .colour = PAINT_PLAIN };
	return r;
}

/* Who is writing to them right now comes before what they said last. */
static char *
words_of(const struct desk *d, const json_t *v, enum paint *colour)
{
	const char *person = json_text(v, "person"), *text = json_text(v, "text"), *who = json_text(v, "who"), *kind = json_text(v, "kind");
	struct replying_who now;
	char since[WHEN_LEN];

	if (replying_look(d->ws, person ? person : json_text(v, "conversation"), &now)) {
		*colour = PAINT_NOTE;
		return mem_printf("%s is replying since %s", now.member, when_local(now.since, "%H:%M", since));
	}
	if (text == NULL)
		return mem_printf("[%s]", kind != NULL ? kind : "nothing");
	return who == NULL || strcmp(who, "customer") == 0 ? mem_str(text) : mem_printf("%s: %s", who, text);
}

static void
gather_conversations(const struct desk *d, const struct conversation_filter *f, struct section *s)
{
	json_t *list = conversation_list(d->db, d->ws, f, d->now), *v;
	size_t i;

	json_array_foreach(list, i, v) {
		struct row *r = new_row(s);
		int64_t waiting = when_of(v, "waiting"), last = when_of(v, "last");

		snprintf(r->key, sizeof r->key, "%.*s", KEY, json_text(v, "conversation"));
		r->name = mem_str(fact_name(v));
		r->owner = mem_str(json_text(v, "assignee"));
		r->words = words_of(d, v, &r->colour);
		if (f->sort == CONVERSATION_WAITING && waiting != 0)
			when_span(d->now - waiting, r->age);
		else if (f->sort == CONVERSATION_RECENT)
			when_span(d->now - last, r->age);
	}
	json_decref(list);
}

static void
gather_inquiries(struct board *b, struct section *s)
{
	const struct desk *d = b->d;
	struct sla *sla = sla_at(d->ws, d->now);
	bool more;
	json_t *list = inquiry_list(d->db, &(struct inquiry_query){ .max = ROWS }, sla, &more), *v;
	json_t *late = inquiry_list(d->db, &(struct inquiry_query){ .breach = true, .ids = true, .max = LATE }, sla, &more);
	size_t i;

	json_array_foreach(list, i, v) {
		const char *owner = json_text(v, "owner"), *text = json_text(v, "text");
		struct row *r = new_row(s);

		snprintf(r->key, sizeof r->key, "#%lld", (long long)json_number(v, "id", 0));
		r->name = mem_str(fact_name(v));
		r->owner = owner == NULL ? NULL : json_says(v, "status", "open") ? mem_printf("(%s)", owner) : mem_str(owner);
		r->words = mem_printf("%s: %s", json_text(v, "category"), text ? text : json_text(v, "reason"));
		r->alarm = json_array_size(json_object_get(v, "breach")) > 0;
		when_span(d->now - when_of(v, "opened"), r->age);
	}
	b->late = (int64_t)json_array_size(late);
	json_decref(late);
	json_decref(list);
	sla_free(sla);
}

/* What is known of it, else how it began. */
static char *
fields_of(const struct lead_row *l)
{
	json_t *fields = json_parse(l->fields, strlen(l->fields), NULL);
	struct buf b = { 0 };

	fact_add_fields(&b, fields);
	json_decref(fields);
	if (b.len == 0 && l->first != NULL)
		buf_str(&b, l->first);
	return buf_take(&b);
}

struct leads {
	const struct desk	*d;
	struct section		*s;
};

static bool
add_lead(void *arg, const struct lead_row *l)
{
	const struct leads *leads = arg;
	struct row *r = new_row(leads->s);

	snprintf(r->key, sizeof r->key, "lead %lld", (long long)l->id);
	r->name = mem_str(l->name ? l->name : l->phone ? l->phone : l->contact);
	r->owner = mem_str(l->owner);
	r->words = fields_of(l);
	when_span(leads->d->now - l->opened, r->age);
	return leads->s->n < ROWS;
}

static int
gather(struct board *b)
{
	const struct desk *d = b->d;
	int64_t live = d->now - json_number(d->ws->config, "session.timeout", CLOCK_DAY);
	const struct conversation_filter people = { .control = "human", .sort = CONVERSATION_WAITING, .limit = ROWS };
	const struct conversation_filter agent = { .control = "bot", .since = live, .limit = ROWS };
	struct section *s = b->sections;
	const int64_t *counts;

	s[PEOPLE].title = "with people";
	s[INQUIRIES].title = "inquiries";
	s[LEADS].title = "new leads";
	s[AGENT].title = "with the agent";
	if (conversation_list_count(d->db, d->ws, live, d->now, &b->counts) == -1)
		return -1;
	gather_conversations(d, &people, &s[PEOPLE]);
	gather_inquiries(b, &s[INQUIRIES]);
	if (lead_each(d->db, &(struct lead_query){ .status = "new", .limit = ROWS }, add_lead, &(struct leads){ d, &s[LEADS] }) == -1)
		return -1;
	gather_conversations(d, &agent, &s[AGENT]);
	counts = (int64_t[]){ b->counts.human, b->counts.inquiries, b->counts.leads, b->counts.bot };
	/* Counts know nothing of merges: they count when not all are shown. */
	for (size_t i = 0; i < SECTIONS; i++)
		s[i].all = s[i].n < ROWS ? (int64_t)s[i].n : counts[i];
	return 0;
}

static void
release(struct board *b)
{
	for (size_t i = 0; i < SECTIONS; i++)
		for (size_t k = 0; k < b->sections[i].n; k++) {
			free(b->sections[i].rows[k].name);
			free(b->sections[i].rows[k].owner);
			free(b->sections[i].rows[k].words);
		}
}

/* ------------------------------------------------------------------ drawing */

/* How many rows of each section there is room for: one more to each in turn,
 * so that no section hides another. */
static void
share(const struct board *b, size_t room, size_t shown[SECTIONS])
{
	bool more = true;

	memset(shown, 0, SECTIONS * sizeof *shown);
	while (more && room > 0) {
		more = false;
		for (size_t i = 0; i < SECTIONS && room > 0; i++)
			if (shown[i] < b->sections[i].n) {
				shown[i]++;
				room--;
				more = true;
			}
	}
}

/* A cell of exactly so many columns. */
static void
add_cell(struct buf *out, const char *text, size_t columns, bool right)
{
	char *clean = table_clean(text ? text : "");
	size_t len = strlen(clean), width = text_width(clean, len);
	bool cut = width > columns;

	if (cut) {
		len = text_fit(clean, len, columns > 0 ? columns - 1 : 0);
		width = text_width(clean, len) + 1;
	}
	for (size_t i = width; right && i < columns; i++)
		buf_char(out, ' ');
	buf_printf(out, "%.*s%s", (int)len, clean, cut && columns > 0 ? "\u2026" : "");
	for (size_t i = width; !right && i < columns; i++)
		buf_char(out, ' ');
	free(clean);
}

static void
add_row(struct buf *out, const struct row *r, size_t width)
{
	const size_t owner = width < NARROW ? 0 : OWNER + 2, fixed = 2 + KEY + 2 + NAME + 2 + owner + AGE + 2;

	buf_printf(out, "%s%s%s", paint(PAINT_ALARM), r->alarm ? "! " : "  ", paint(PAINT_PLAIN));
	add_cell(out, r->key, KEY, false);
	buf_str(out, "  ");
	buf_str(out, paint(PAINT_BOLD));
	add_cell(out, r->name, NAME, false);
	buf_printf(out, "%s  ", paint(PAINT_PLAIN));
	if (owner > 0) {
		add_cell(out, r->owner, OWNER, false);
		buf_str(out, "  ");
	}
	buf_printf(out, "%s", r->alarm ? paint(PAINT_ALARM) : "");
	add_cell(out, r->age, AGE, true);
	buf_printf(out, "%s  ", paint(PAINT_PLAIN));
	if (width > fixed) {
		buf_str(out, paint(r->colour));
		add_cell(out, r->words, width - fixed, false);
		buf_str(out, paint(PAINT_PLAIN));
	}
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	buf_char(out, '\n');
}

static void
add_section(struct buf *out, const struct section *s, size_t shown, size_t width)
{
	char *title = (int64_t)shown < s->all ? mem_printf("%s: %zu of %lld", s->title, shown, (long long)s->all) :
	    mem_printf("%s: %lld", s->title, (long long)s->all);
	struct buf line = { 0 };

	for (size_t i = text_width(title, strlen(title)) + 1; i < width; i++)
		buf_str(&line, "\u2500");
	buf_printf(out, "%s%s%s %s%s%s\n", paint(PAINT_BOLD), title, paint(PAINT_PLAIN), paint(PAINT_DIM), line.data ? line.data : "", paint(PAINT_PLAIN));
	for (size_t i = 0; i < shown; i++)
		add_row(out, &s->rows[i], width);
	buf_free(&line);
	free(title);
}

/* "Clínica Azahar, Sat 21 Nov 10:00      3 wait, the longest 42m · 2 late". */
static void
add_head(struct buf *out, const struct board *b, size_t width)
{
	const char *name = json_text(b->d->ws->config, "name");
	char when[WHEN_LEN], longest[WHEN_LEN], *left, *right;
	size_t gap;
	struct buf state = { 0 };

	if (b->counts.waiting == 0)
		buf_str(&state, "nobody waits");
	else
		buf_printf(&state, b->counts.waiting == 1 ? "1 waits" : "%lld wait", (long long)b->counts.waiting);
	if (b->counts.waiting > 0 && b->d->now - b->counts.longest >= CLOCK_MINUTE)
		buf_printf(&state, ", the longest %s", when_span(b->d->now - b->counts.longest, longest));
	if (b->late > 0)
		buf_printf(&state, " \u00b7 %lld late", (long long)b->late);
	right = buf_take(&state);
	gap = text_width(right, strlen(right));
	left = mem_printf("%s, %s", name ? name : b->d->ws->name, when_local(b->d->now, "%a %d %b %H:%M", when));
	buf_str(out, paint(PAINT_BOLD));
	add_cell(out, left, width > gap + 1 ? width - gap - 1 : 0, false);
	buf_printf(out, "%s %s", paint(PAINT_PLAIN), b->late > 0 ? paint(PAINT_ALARM) : "");
	add_cell(out, right, gap < width ? gap : width, true);
	buf_printf(out, "%s\n", paint(PAINT_PLAIN));
	free(left);
	free(right);
}

int
board_add(const struct desk *d, size_t width, size_t height, struct buf *out)
{
	struct board *b = mem_alloc(sizeof *b);
	size_t shown[SECTIONS];
	int rc;

	b->d = d;
	if ((rc = gather(b)) == 0) {
		share(b, height > HEAD + SECTIONS ? height - HEAD - SECTIONS : 0, shown);
		add_head(out, b, width);
		for (size_t i = 0; i < SECTIONS; i++)
			add_section(out, &b->sections[i], shown[i], width);
	}
	release(b);
	free(b);
	return rc;
}
