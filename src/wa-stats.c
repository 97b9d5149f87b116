/* wa-stats: what a desk is measured by, as of now or of any past moment */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"
#include "base/progress.h"
#include "run/plot.h"
#include "run/table.h"
#include "wa/stats.h"
#include "wa/tally.h"

static const int64_t default_days = 30;

static const char *workspace, *by_text = "all", *svg, *png;
static int64_t since = -1, until = -1;
static bool json, csv, rows, sql, plot;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "since", OPT_TIME, &since, "TIME", "from then on; 30 days before the end when not given" },
	{ 0, "until", OPT_TIME, &until, "TIME", "and before then; now when not given" },
	{ 0, "at", OPT_TIME, &until, "TIME", "the same: as it was at that moment" },
	{ 0, "by", OPT_STR, &by_text, "GROUP", "member, topic, language, hour, weekday or day" },
	{ 0, "rows", OPT_FLAG, &rows, NULL, "each row that was counted, one JSON object a line" },
	{ 0, "sql", OPT_FLAG, &sql, NULL, "the statements instead of their numbers" },
	{ 0, "csv", OPT_FLAG, &csv, NULL, "comma-separated values" },
	{ 0, "plot", OPT_FLAG, &plot, NULL, "bars" },
	{ 0, "svg", OPT_STR, &svg, "FILE", "a picture, by gnuplot" },
	{ 0, "png", OPT_STR, &png, "FILE", "the same in dots" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "what a desk is measured by, as of now or of any past moment",
	.args = "[NUMBER ...]",
	.opts = opts,
};

/* What is asked for, and how it is shown. */
struct report {
	struct stats	*stats;
	enum tally_by	 by;
	struct table	*table;		/* NULL: no table */
	struct plot	*plot;		/* NULL: no plot */
	const struct stats_number *number;
	enum stats_kind	 kind;		/* of the number, at this desk */
	const char	*currency;	/* NULL: no prices */
};

/* Business time for people: "2s", "3m 20s", "5h 02m", "4d 3h"; a day is 24 hours of it. */
static const char *
duration(double ms, char *out, size_t size)
{
	long long s = llround(ms / 1000);

	if (s < 60)
		snprintf(out, size, "%llds", s);
	else if (s < 3600)
		snprintf(out, size, "%lldm %02llds", s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, size, "%lldh %02lldm", s / 3600, s % 3600 / 60);
	else
		snprintf(out, size, "%lldd %lldh", s / 86400, s % 86400 / 3600);
	return out;
}

static const char *
in_words(const struct report *r, const struct tally_group *g, char *out, size_t size)
{
	enum stats_kind kind = r->kind;
	char a[32], b[32];

	if (kind == STATS_SUM)
		snprintf(out, size, "%.2f %s", g->sum, r->currency);
	else if (kind == STATS_COUNT)
		snprintf(out, size, "%zu", g->n);
	else if (kind == STATS_LEVEL)
		snprintf(out, size, "%.0f, at most %.0f", g->level, g->highest);
	else if (g->n == 0)
		snprintf(out, size, "-");
	else if (kind == STATS_SHARE)
		snprintf(out, size, "%.1f %%", 100 * g->mean);
	else if (kind == STATS_MEAN)
		snprintf(out, size, "%.2f", g->mean);
	else
		snprintf(out, size, "median %s, p90 %s", duration(g->median, a, sizeof a), duration(g->p90, b, sizeof b));
	return out;
}

/* One value to draw. */
static double
height(enum stats_kind kind, const struct tally_group *g)
{
	switch (kind) {
	case STATS_COUNT:
		return (double)g->n;
	case STATS_LEVEL:
		return g->highest;
	case STATS_DURATION:
		return g->median / 1000;
	case STATS_SHARE:
		return 100 * g->mean;
	case STATS_SUM:
		return g->sum;
	case STATS_MEAN:
		break;
	}
	return g->mean;
}

static json_t *
rounded(double v, double scale)
{
	return json_real(round(v * scale) / scale);
}

static json_t *
group_object(const struct report *r, const struct tally_group *g)
{
	json_t *o = json_object();

	json_put(o, "number", r->number->name);
	if (r->by != TALLY_ALL)
		json_put(o, by_text, g->name);
	json_object_set_new(o, "n", json_integer((json_int_t)g->n));
	if (r->kind != STATS_COUNT && r->kind != STATS_LEVEL)
		json_object_set_new(o, "open", json_integer((json_int_t)g->open));
	if (r->kind == STATS_LEVEL) {
		json_object_set_new(o, "level", json_integer((json_int_t)g->level));
		json_object_set_new(o, "highest", json_integer((json_int_t)g->highest));
	} else if (r->kind == STATS_DURATION) {
		json_object_set_new(o, "median_seconds", g->n > 0 ? rounded(g->median / 1000, 1e3) : json_null());
		json_object_set_new(o, "p90_seconds", g->n > 0 ? rounded(g->p90 / 1000, 1e3) : json_null());
	} else if (r->kind == STATS_SHARE) {
		json_object_set_new(o, "share", g->n > 0 ? rounded(g->mean, 1e6) : json_null());
	} else if (r->kind == STATS_SUM) {
		json_object_set_new(o, "sum", rounded(g->sum, 1e6));
		json_put(o, "currency", r->currency);
	} else if (r->kind == STATS_MEAN) {
		json_object_set_new(o, "mean", g->n > 0 ? rounded(g->mean, 1e6) : json_null());
	}
	return o;
}

static void
print_object(json_t *o)
{
	struct buf line = {0};

	json_print(o, &line);
	puts(line.data);
	buf_free(&line);
	json_decref(o);
}

/* Text in quotes; what a spreadsheet would take for a formula begins with an apostrophe. */
static void
print_csv_text(const char *text)
{
	putchar('"');
	if (strchr("=+-@\t\r", text[0]) != NULL && text[0] != '\0' && text[1] != '\0')
		putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
}

static void
print_csv(const struct report *r, const struct tally_group *g)
{
	enum stats_kind kind = r->kind;

	print_csv_text(r->number->name);
	putchar(',');
	print_csv_text(g->name);
	printf(",%zu,%zu", g->n, g->open);
	if (kind == STATS_SHARE || kind == STATS_MEAN)
		g->n > 0 ? printf(",%.6f,,,,,\n", g->mean) : puts(",,,,,,");
	else if (kind == STATS_DURATION)
		g->n > 0 ? printf(",,%.3f,%.3f,,,\n", g->median / 1000, g->p90 / 1000) : puts(",,,,,,");
	else if (kind == STATS_LEVEL)
		printf(",,,,%.0f,%.0f,\n", g->level, g->highest);
	else if (kind == STATS_SUM)
		printf(",,,,,,%.6f\n", g->sum);
	else
		puts(",,,,,,");
}

static void
show(struct report *r, const struct tally_group *g)
{
	char n[24], open[24], value[80];

	if (json) {
		print_object(group_object(r, g));
		return;
	}
	if (csv) {
		print_csv(r, g);
		return;
	}
	in_words(r, g, value, sizeof value);
	if (r->plot != NULL)
		plot_bar(r->plot, g->name, height(r->kind, g), value);
	if (r->table == NULL)
		return;
	snprintf(n, sizeof n, "%zu", g->n);
	snprintf(open, sizeof open, "%zu", g->open);
	table_row(r->table, (const char *[]){ r->number->name, g->name, n, g->open > 0 ? open : "", value });
}

static void
add(void *arg, const struct stats_row *row)
{
	tally_add(arg, row);
}

static int
count(struct report *r)
{
	struct tally *t = tally_new(r->kind, r->by, since, until);
	const struct tally_group *g;
	size_t n;
	int rc = stats_read(r->stats, r->number, add, t);

	g = tally_groups(t, &n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		show(r, &g[i]);
	if (r->plot != NULL)
		plot_end_series(r->plot, r->number->name);
	tally_free(t);
	return rc;
}

static void
print_row(void *arg, const struct stats_row *row)
{
	struct report *r = arg;
	char *contact = row->contact != 0 ? stats_contact(r->stats, row->contact) : NULL;
	json_t *o = json_object();

	json_put(o, "number", r->number->name);
	json_put_time(o, "at", row->at);
	json_put(o, "conversation", contact);
	json_put(o, "member", row->member);
	json_put(o, "topic", row->topic);
	json_put(o, "language", row->language);
	if (r->kind == STATS_DURATION)
		json_object_set_new(o, "seconds", row->known ? rounded(row->value / 1000, 1e3) : json_null());
	else
		json_object_set_new(o, "value", row->known ? json_real(row->value) : json_null());
	print_object(o);
	free(contact);
}

static int
one(struct report *r)
{
	r->kind = stats_kind_of(r->stats, r->number);
	r->currency = stats_currency(r->stats);
	if (rows)
		return stats_read(r->stats, r->number, print_row, r);
	return count(r);
}

/* With what it is asked with, so that it can be tried in sqlite3. */
static void
print_sql(const struct stats_number *n)
{
	printf("-- %s, with ?1 = %lld and ?2 = %lld: the time in ms since 1970; ?3 and ?4: its first and last\n"
	    "-- arrival numbers in journal.db, attached as j; ?5: the first id of outbox that can have been sent in it, 0\n"
	    "-- will do; business(a, b): the business time between.\n%s;\n",
	    n->name, (long long)since, (long long)until, n->sql);
}

static const struct stats_number *
number_of(const char *name)
{
	const char *names[64];
	const struct stats_number *n = stats_find(name), *all = stats_numbers();
	const char *near;
	size_t count = 0;

	if (n != NULL)
		return n;
	for (; all[count].name != NULL && count < sizeof names / sizeof *names; count++)
		names[count] = all[count].name;
	near = opt_nearest(name, names, count);
	log_die(EX_USAGE, "%s: no such number%s%s; wa-stats --sql prints all of them", name,
	    near != NULL ? "; did you mean " : "", near != NULL ? near : "");
}

/* All of argv, or every number there is. */
static int
each(struct report *r, int argc, char **argv, int (*with)(struct report *))
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < argc; i++) {
		r->number = number_of(argv[i]);
		rc = with(r);
	}
	for (r->number = stats_numbers(); argc == 0 && rc == 0 && r->number->name != NULL; r->number++)
		rc = with(r);
	return rc;
}

static int
each_sql(struct report *r)
{
	print_sql(r->number);
	return 0;
}

static int
print_report(struct report *r, int argc, char **argv)
{
	static const struct table_column columns[] = { { .title = "number" }, { .title = "group", .flexible = true },
	    { .title = "n", .right = true }, { .title = "open", .right = true, .spare = 1 }, { .title = "value" }, {0} };
	int rc;

	if (plot || svg != NULL || png != NULL)
		r->plot = plot_new();
	else if (!json && !csv && !rows)
		r->table = table_new(columns);
	if (r->table != NULL) {
		progress_start();
		progress_at("counting", 0, 0);
	}
	if (csv && !rows)
		puts("number,group,n,open,mean,median_seconds,p90_seconds,level,highest,sum");
	rc = each(r, argc, argv, one);
	if (r->table != NULL)
		table_print(r->table);
	if (plot)
		plot_print(r->plot);
	if (rc == 0 && svg != NULL)
		rc = plot_draw(r->plot, "svg", svg);
	if (rc == 0 && png != NULL)
		rc = plot_draw(r->plot, "png", png);
	plot_free(r->plot);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct report r = {0};
	struct workspace *ws;
	int status = EX_CONFIG;

	opt_parse(&spec, &argc, &argv);
	if (tally_by_name(by_text, &r.by) == -1)
		log_die(EX_USAGE, "--by: %s: member, topic, language, hour, weekday or day", by_text);
	if (until == -1)
		until = clock_now();
	if (since == -1)
		since = until - default_days * CLOCK_DAY;
	if (sql) {
		each(&r, argc, argv, each_sql);
		return out_end();
	}
	if ((ws = workspace_open(workspace)) == NULL)
		goto done;
	if ((r.stats = stats_open(ws, since, until)) == NULL) {
		status = store_status();
		goto done;
	}
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	status = print_report(&r, argc, argv) == 0 ? EX_OK : EX_SOFTWARE;
	if (out_end() != EX_OK)
		status = EX_IOERR;
done:
	stats_close(r.stats);
	workspace_free(ws);
	return status;
}
