#include <stdlib.h>
#include <sysexits.h>

#include "base/interval.h"
#include "run/faq_usage.h"
#include "run/misses.h"
#include "run/table.h"
#include "wa/coverage.h"
#include "wa/store.h"

enum {
	SHOWN = 20,	/* misses in a table */
	SHARE = 44,	/* columns before whose share it is */
	SURE = 17,	/* of them where it may lie, left out on a narrow terminal */
	TIMES = 10,	/* and before what was asked */
};

static const char *
language_of(const struct faq_usage *u)
{
	const char *own = json_text(u->ws->config, "language");

	return own != NULL ? own : "en";
}

static json_t *
report(const struct faq_usage *u, struct db *db)
{
	return misses_report(db, language_of(u), u->since, u->until);
}

static bool
is_narrow(void)
{
	return table_width() > 0 && table_width() < SHARE + SURE;
}

static void
print_share(struct buf *out, const char *name, const json_t *g)
{
	long long asked = (long long)json_number(g, "questions", 0), answered = (long long)json_number(g, "answered", 0);
	char *clean = table_rest(name, is_narrow() ? SHARE - SURE : SHARE);
	double low, high;

	interval_of_share((double)answered, (double)asked, &low, &high);
	buf_printf(out, "%6lld  %8lld  %5.1f %%", asked, answered, asked > 0 ? 100.0 * (double)answered / (double)asked : 0);
	if (!is_narrow())
		buf_printf(out, " (%5.1f to %5.1f)", 100 * low, 100 * high);
	buf_printf(out, "  %s\n", clean);
	free(clean);
}

static void
print_coverage(const json_t *r, struct buf *out)
{
	json_t *g;
	size_t i;

	buf_printf(out, " asked  answered    share%s\n", is_narrow() ? "" : " (95 % sure)");
	print_share(out, "all questions", r);
	json_array_foreach(json_object_get(r, "by_language"), i, g)
		print_share(out, json_text(g, "language"), g);
	buf_str(out, "\nby the entry that came closest\n");
	json_array_foreach(json_object_get(r, "by_topic"), i, g)
		print_share(out, json_text(g, "topic"), g);
	if (json_array_size(json_object_get(r, "misses")) > 0)
		buf_str(out, "\nwhat it had no answer to\n");
	json_array_foreach(json_object_get(r, "misses"), i, g) {
		char *clean = table_rest(json_text(g, "text"), TIMES);

		if (i < SHOWN)
			buf_printf(out, "%6lld x  %s\n", (long long)json_number(g, "n", 0), clean);
		free(clean);
	}
}

int
faq_usage_coverage(const struct faq_usage *u, struct buf *out)
{
	struct store *st = store_open(u->ws, STORE_READ);
	json_t *r = st != NULL ? report(u, store_db(st)) : NULL;

	if (r != NULL && u->json) {
		json_print(r, out);
		buf_char(out, '\n');
	} else if (r != NULL) {
		print_coverage(r, out);
	}
	json_decref(r);
	store_close(st);
	return r != NULL ? EX_OK : store_status();
}

int
faq_usage_entries(const struct faq_usage *u, struct buf *out)
{
	struct store *st = store_open(u->ws, STORE_READ);
	json_t *list = st != NULL ? coverage_entries(store_db(st), u->since, u->until) : NULL, *e;
	size_t i;

	if (list != NULL && !u->json)
		buf_str(out, "answers  customers  corrected  entry\n");
	json_array_foreach(list, i, e)
		if (u->json) {
			json_print(e, out);
			buf_char(out, '\n');
		} else {
			buf_printf(out, "%7lld  %9lld  %9lld  %s\n", (long long)json_number(e, "answers", 0),
			    (long long)json_number(e, "customers", 0), (long long)json_number(e, "corrected", 0), json_text(e, "id"));
		}
	json_decref(list);
	store_close(st);
	return list != NULL ? EX_OK : store_status();
}
