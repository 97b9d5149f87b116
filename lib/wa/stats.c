#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "wa/hours.h"
#include "wa/outbox.h"
#include "wa/prices.h"
#include "wa/stats.h"

#define NUMBER(name)	extern const char sql_stat_##name[]
NUMBER(volume); NUMBER(answered); NUMBER(escalated); NUMBER(first_response); NUMBER(human_response);
NUMBER(handoff); NUMBER(handoffs); NUMBER(resolution); NUMBER(reopened); NUMBER(breached); NUMBER(queue);
NUMBER(leads); NUMBER(sentiment); NUMBER(satisfaction); NUMBER(failed); NUMBER(cost);

static const struct stats_number numbers[] = {
	{ "volume", STATS_COUNT, sql_stat_volume },
	{ "answered", STATS_SHARE, sql_stat_answered },
	{ "escalated", STATS_SHARE, sql_stat_escalated },
	{ "first-response", STATS_DURATION, sql_stat_first_response },
	{ "human-response", STATS_DURATION, sql_stat_human_response },
	{ "handoffs", STATS_COUNT, sql_stat_handoffs },
	{ "handoff", STATS_DURATION, sql_stat_handoff },
	{ "resolution", STATS_DURATION, sql_stat_resolution },
	{ "reopened", STATS_SHARE, sql_stat_reopened },
	{ "breached", STATS_SHARE, sql_stat_breached },
	{ "queue", STATS_LEVEL, sql_stat_queue },
	{ "leads", STATS_COUNT, sql_stat_leads },
	{ "sentiment", STATS_MEAN, sql_stat_sentiment },
	{ "satisfaction", STATS_MEAN, sql_stat_satisfaction },
	{ "failed", STATS_SHARE, sql_stat_failed },
	{ "cost", STATS_SUM, sql_stat_cost },
	{0}
};

/* Business time as a sum up to each span's start, so that any stretch of it
 * is two searches. */
struct calendar {
	int64_t	*from, *to, *before;
	size_t	 n;
};

struct stats {
	const struct workspace *ws;
	struct store	*store;
	struct calendar	 calendar;
	int64_t		 since, until;
	int64_t		 first, last;	/* arrival numbers */
	int64_t		 outbox;	/* the first id whose message can have been sent since */
};

const struct stats_number *
stats_numbers(void)
{
	return numbers;
}

const struct stats_number *
stats_find(const char *name)
{
	for (const struct stats_number *n = numbers; n->name != NULL; n++)
		if (strcmp(n->name, name) == 0)
			return n;
	return NULL;
}

static void
add_span(void *arg, int64_t from, int64_t to)
{
	struct calendar *c = arg;

	c->from = mem_grow(c->from, c->n + 1, sizeof *c->from);
	c->to = mem_grow(c->to, c->n + 1, sizeof *c->to);
	c->before = mem_grow(c->before, c->n + 1, sizeof *c->before);
	c->from[c->n] = from;
	c->to[c->n] = to;
	c->before[c->n] = c->n > 0 ? c->before[c->n - 1] + c->to[c->n - 1] - c->from[c->n - 1] : 0;
	c->n++;
}

/* Business time from the calendar's beginning to t. */
static int64_t
business_until(const struct calendar *c, int64_t t)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->from[middle] <= t)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return 0;
	low--;
	return c->before[low] + (t < c->to[low] ? t : c->to[low]) - c->from[low];
}

static int64_t
business(void *arg, int64_t a, int64_t b)
{
	return b > a ? business_until(arg, b) - business_until(arg, a) : 0;
}

static double
price(void *arg, const char *category, const char *phone, int64_t at)
{
	const struct workspace *ws = arg;

	return prices_currency(ws->config) != NULL ? prices_of(ws->config, category, phone, at) : 1;
}

struct stats *
stats_open(const struct workspace *ws, int64_t since, int64_t until)
{
	struct stats *s = mem_alloc(sizeof *s);
	struct journal *journal = NULL;
	struct db *db;

	s->ws = ws;
	s->since = since;
	s->until = until;
	if ((s->store = store_open(ws, STORE_READ)) == NULL)
		goto fail;
	db = store_db(s->store);
	hours_spans(ws, since, until, add_span, &s->calendar);
	if ((journal = journal_open(ws)) == NULL || journal_attach(journal, db) == -1 ||
	    db_function(db, "business", business, &s->calendar) == -1 || db_function_of_texts(db, "price", price, (void *)ws) == -1)
		goto fail;
	s->first = journal_from(journal, since);
	s->last = journal_from(journal, until) - 1;
	s->outbox = outbox_from(db, since - OUTBOX_WAITS);
	journal_close(journal);
	return s;
fail:
	journal_close(journal);
	stats_close(s);
	return NULL;
}

void
stats_close(struct stats *s)
{
	if (s == NULL)
		return;
	store_close(s->store);
	free(s->calendar.from);
	free(s->calendar.to);
	free(s->calendar.before);
	free(s);
}

int
stats_read(struct stats *s, const struct stats_number *n,
    void (*each)(void *arg, const struct stats_row *), void *arg)
{
	struct db_rows *r = db_query(store_db(s->store), n->sql, "iiiii", s->since, s->until, s->first, s->last, s->outbox);

	while (db_next(r))
		each(arg, &(struct stats_row){ .at = db_int(r, 0), .contact = db_int(r, 1), .member = db_text(r, 2),
		    .topic = db_text(r, 3), .language = db_text(r, 4), .value = db_real(r, 5), .known = !db_null(r, 5) });
	return db_end(r) == DB_OK ? 0 : -1;
}

enum stats_kind
stats_kind_of(const struct stats *s, const struct stats_number *n)
{
	return n->kind == STATS_SUM && stats_currency(s) == NULL ? STATS_COUNT : n->kind;
}

const char *
stats_currency(const struct stats *s)
{
	return prices_currency(s->ws->config);
}

char *
stats_contact(struct stats *s, int64_t contact)
{
	return db_get_text(store_db(s->store), "SELECT key FROM contact WHERE id = ?", "i", contact);
}
