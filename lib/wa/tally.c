#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "wa/tally.h"

struct bin {
	char	*name;
	double	*values;
	size_t	 n, open;
	double	 level, highest;
};

struct tally {
	enum stats_kind		 kind;
	enum tally_by		 by;
	int64_t			 since, until;
	struct map		*by_name;
	struct bin		**bins;
	size_t			 n;
	double			 start, level;	/* of a level: at `since`, and now */
	struct tally_group	*groups;
};

static const char *const by_names[] = { "all", "member", "topic", "language", "hour", "weekday", "day" };

int
tally_by_name(const char *name, enum tally_by *by)
{
	for (size_t i = 0; i < sizeof by_names / sizeof *by_names; i++)
		if (strcmp(by_names[i], name) == 0) {
			*by = (enum tally_by)i;
			return 0;
		}
	return -1;
}

static struct bin *
bin_of(struct tally *t, const char *name)
{
	struct bin *b = map_get(t->by_name, name);

	if (b != NULL)
		return b;
	b = mem_alloc(sizeof *b);
	b->name = mem_str(name);
	map_set(t->by_name, name, b);
	t->bins = mem_grow(t->bins, t->n + 1, sizeof *t->bins);
	return t->bins[t->n++] = b;
}

static const char *
time_name(enum tally_by by, int64_t at, char *out, size_t size)
{
	time_t s = (time_t)(at / 1000);
	struct tm tm;

	localtime_r(&s, &tm);
	strftime(out, size, by == TALLY_HOUR ? "%H" : by == TALLY_WEEKDAY ? "%u %a" : "%Y-%m-%d", &tm);
	return out;
}

static bool
is_time(enum tally_by by)
{
	return by == TALLY_HOUR || by == TALLY_WEEKDAY || by == TALLY_DAY;
}

/* Every hour, weekday or day has its bin, also one in which nothing was. */
static void
make_bins(struct tally *t)
{
	char name[32];

	if (t->by == TALLY_ALL)
		bin_of(t, "");
	for (int64_t at = t->since; is_time(t->by) && at < t->until; at += t->by == TALLY_HOUR ? CLOCK_HOUR : 12 * CLOCK_HOUR)
		bin_of(t, time_name(t->by, at, name, sizeof name));
	if (is_time(t->by) && t->until > t->since)
		bin_of(t, time_name(t->by, t->until - 1, name, sizeof name));
}

struct tally *
tally_new(enum stats_kind kind, enum tally_by by, int64_t since, int64_t until)
{
	struct tally *t = mem_alloc(sizeof *t);

	t->kind = kind;
	t->by = by;
	t->since = since;
	t->until = until;
	t->by_name = map_new();
	make_bins(t);
	return t;
}

static void
bin_free(void *arg)
{
	struct bin *b = arg;

	free(b->name);
	free(b->values);
	free(b);
}

void
tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	map_free(t->by_name, bin_free);
	free(t->bins);
	free(t->groups);
	free(t);
}

static const char *
group_name(const struct tally *t, const struct stats_row *row, char *out, size_t size)
{
	const char *name = NULL;

	switch (t->by) {
	case TALLY_ALL:
		return "";
	case TALLY_MEMBER:
		name = row->member;
		break;
	case TALLY_TOPIC:
		name = row->topic;
		break;
	case TALLY_LANGUAGE:
		name = row->language;
		break;
	case TALLY_HOUR:
	case TALLY_WEEKDAY:
	case TALLY_DAY:
		return time_name(t->by, row->at, out, size);
	}
	return name != NULL && *name != '\0' ? name : "-";
}

/* Steps come in order. What was before `since` is where it starts from. */
static void
step(struct tally *t, const struct stats_row *row)
{
	double before = t->level;
	char name[32];
	struct bin *b;

	t->level += row->value;
	if (row->at < t->since) {
		t->start = t->level;
		return;
	}
	b = bin_of(t, group_name(t, row, name, sizeof name));
	b->highest = fmax(b->n > 0 ? b->highest : before, t->level);
	b->level = t->level;
	b->n++;
}

void
tally_add(struct tally *t, const struct stats_row *row)
{
	char name[32];
	struct bin *b;

	if (t->kind == STATS_LEVEL) {
		step(t, row);
		return;
	}
	b = bin_of(t, group_name(t, row, name, sizeof name));
	if (!row->known) {
		b->open++;
		return;
	}
	b->values = mem_grow(b->values, b->n + 1, sizeof *b->values);
	b->values[b->n++] = row->value;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
quantile(const struct bin *b, double q)
{
	size_t rank = (size_t)ceil(q * (double)b->n);

	return b->values[rank > 0 ? rank - 1 : 0];
}

static struct tally_group
sum_up(const struct bin *b)
{
	struct tally_group g = { .name = b->name, .n = b->n, .open = b->open, .level = b->level, .highest = b->highest };

	if (b->values == NULL)
		return g;
	qsort(b->values, b->n, sizeof *b->values, by_value);
	for (size_t i = 0; i < b->n; i++)
		g.sum += b->values[i];
	g.mean = g.sum / (double)b->n;
	g.median = quantile(b, 0.5);
	g.p90 = quantile(b, 0.9);
	return g;
}

static int
by_time(const void *a, const void *b)
{
	return strcmp(((const struct tally_group *)a)->name, ((const struct tally_group *)b)->name);
}

static int
by_size(const void *a, const void *b)
{
	const struct tally_group *x = a, *y = b;
	size_t m = x->n + x->open, n = y->n + y->open;

	return m != n ? (m < n) - (m > n) : strcmp(x->name, y->name);
}

/* Where there was no step, the level is what it was before. */
static void
carry_levels(struct tally *t)
{
	double level = t->start;

	for (size_t i = 0; i < t->n; i++) {
		struct tally_group *g = &t->groups[i];

		if (g->n == 0)
			g->level = g->highest = level;
		level = g->level;
	}
}

const struct tally_group *
tally_groups(struct tally *t, size_t *n)
{
	t->groups = mem_array(t->n + 1, sizeof *t->groups);
	for (size_t i = 0; i < t->n; i++)
		t->groups[i] = sum_up(t->bins[i]);
	qsort(t->groups, t->n, sizeof *t->groups, is_time(t->by) ? by_time : by_size);
	if (t->kind == STATS_LEVEL)
		carry_levels(t);
	*n = t->n;
	return t->groups;
}
