#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/out.h"
#include "ext/text.h"
#include "run/conv_search.h"
#include "run/desk.h"
#include "run/paint.h"
#include "run/table.h"
#include "run/when.h"
#include "wa/contact_pick.h"
#include "wa/merge.h"
#include "wa/search.h"

enum { LEAD_IN = 30, KEY_SHOWN = sizeof "c_01234567" - 1, NAME_COLUMNS = 14,
	NARROW = 56 };	/* columns below which the time is left out */

/* Hits on their way out. */
struct output {
	const struct conv_search	*o;
	const struct search		*q;
	struct map			*seen;	/* keys that -q has printed */
	size_t				 width;
	int64_t				 now;
	struct search_place		 place;	/* of the last hit */
	int				 said;	/* hits that are no names */
};

static void
cursor(const struct search_place *p, char *out, size_t size)
{
	snprintf(out, size, "%lld.%lld.%lld", (long long)p->message, (long long)p->outbox, (long long)p->note);
}

static bool
read_cursor(const char *text, struct search_place *p)
{
	long long message, outbox, note;
	char rest;

	if (sscanf(text, "%lld.%lld.%lld%c", &message, &outbox, &note, &rest) != 3)
		return false;
	*p = (struct search_place){ message, outbox, note };
	return true;
}

static void
print_key(struct output *out, const struct search_hit *h)
{
	if (map_set(out->seen, h->conversation, out) == NULL)
		puts(h->conversation);
}

static void
print_json(const struct output *out, const struct search_hit *h)
{
	char place[72];
	const char *words = h->text ? h->text : h->name;
	json_t *o = json_object();

	json_put(o, "conversation", h->conversation);
	json_put(o, "name", h->name);
	json_put(o, "wa_id", h->phone);
	if (h->time != 0)
		json_put_time(o, "time", h->time);
	json_put(o, "who", h->who);
	json_put(o, "text", h->text);
	if (words != NULL) {
		char *marked = search_mark(out->q, words, "*", "*", NULL);

		json_put(o, "marked", marked);
		free(marked);
	}
	cursor(&h->place, place, sizeof place);
	json_put(o, "cursor", place);
	desk_print(o);
	json_decref(o);
}

/* From a few words before the first match on, on one line. */
static char *
excerpt(const char *text, long first)
{
	size_t from = 0, at = 0, len = strlen(text);

	if (first <= LEAD_IN)
		return mem_str(text);
	while (at + LEAD_IN < (size_t)first) {
		from = at;
		text_next(text, len, &at);
	}
	for (at = from; at < (size_t)first && text[at] != ' ';)
		text_next(text, len, &at);
	return mem_printf("\u2026%s", text + (text[at] == ' ' ? at + 1 : from));
}

/* What stands behind so many columns. */
static void
print_words(const struct output *out, const char *text, size_t columns)
{
	char *clean = table_clean(text), *part, *marked, *cut;
	long first;

	free(search_mark(out->q, clean, "", "", &first));
	part = excerpt(clean, out->width > 0 ? first : -1);
	if (paint_works()) {
		/* Colours have no width: cut before they come. */
		cut = table_rest(part, columns);
		marked = search_mark(out->q, cut, paint(PAINT_FOUND), paint(PAINT_PLAIN), NULL);
		puts(marked);
	} else {
		marked = search_mark(out->q, part, "*", "*", NULL);
		cut = table_rest(marked, columns);
		puts(cut);
	}
	free(cut);
	free(marked);
	free(part);
	free(clean);
}

static void
print_row(const struct output *out, const struct search_hit *h)
{
	const char *customer = h->name != NULL ? h->name : h->phone, *text = h->text ? h->text : h->name;
	const char *who = h->who == NULL ? h->phone : strcmp(h->who, "customer") == 0 ? customer : h->who;
	char when[WHEN_LEN], *name = table_clean(who ? who : "");
	size_t fit = text_fit(name, strlen(name), NAME_COLUMNS), columns;
	int key = out->width > 0 ? KEY_SHOWN : 18;

	columns = (size_t)printf("%-*.*s  ", key, key, h->conversation);
	if (out->width == 0 || out->width >= NARROW)
		columns += (size_t)printf("%9s  ", when_short(h->time, out->now, when));
	printf("%.*s%*s  ", (int)fit, name, (int)(NAME_COLUMNS - text_width(name, fit)), "");
	print_words(out, text ? text : "", columns + NAME_COLUMNS + 2);
	free(name);
}

static void
each(void *arg, const struct search_hit *h)
{
	struct output *out = arg;

	if (h->who != NULL) {
		out->said++;
		out->place = h->place;
	}
	if (out->o->quiet)
		print_key(out, h);
	else if (out->o->json)
		print_json(out, h);
	else
		print_row(out, h);
}

static int
run(struct desk *d, const struct conv_search *o, const struct search *q)
{
	struct search_filter f = { .since = o->since, .until = o->until, .names = o->after == NULL,
	    .limit = o->limit > 0 && o->limit < INT32_MAX ? (int)o->limit : INT32_MAX };
	struct output out = { .o = o, .q = q, .width = table_width(), .now = d->now };
	char place[72];
	int hits;

	if (o->in != NULL && (f.contact = contact_pick(d->db, o->in)) <= 0)
		return f.contact == 0 ? 1 : EX_TEMPFAIL;
	if (f.contact != 0)
		f.contact = merge_person(d->db, f.contact);
	if (o->after != NULL && !read_cursor(o->after, &f.place)) {
		log_line("%s: not the cursor of a hit", o->after);
		return EX_USAGE;
	}
	out.seen = map_new();
	hits = search_run(d->db, q, &f, each, &out);
	map_free(out.seen, NULL);
	if (hits != -1 && out.said == f.limit && !o->json && !o->quiet) {
		cursor(&out.place, place, sizeof place);
		fprintf(stderr, "%s: perhaps there are more: --after %s\n", log_name(), place);
	}
	return hits == -1 ? EX_TEMPFAIL : hits == 0 ? 1 : EX_OK;
}

int
conv_search(const struct conv_search *o, int argc, char **argv)
{
	struct search *q = search_new((const char *const *)argv, (size_t)argc);
	struct desk d;
	int status;

	if (q == NULL)
		log_die(EX_USAGE, "search: no word to look for");
	if ((status = desk_open(&d, o->workspace, DESK_LOOK)) == EX_OK)
		status = run(&d, o, q);
	if (out_end() != EX_OK)
		status = EX_IOERR;
	desk_close(&d);
	search_free(q);
	return status;
}
