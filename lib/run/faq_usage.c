#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/child.h"
#include "base/log.h"
#include "base/mem.h"
#include "nlp/cluster.h"
#include "run/faq_draft.h"
#include "run/faq_usage.h"
#include "run/misses.h"
#include "run/table.h"
#include "wa/coverage.h"
#include "wa/faq.h"
#include "wa/inquiry_list.h"
#include "wa/phrasing.h"
#include "wa/store.h"

#define SHOWN		20	/* misses in a table */
#define OFTEN		3	/* times from which a question deserves an entry without an answer */
#define ANSWERS_MAX	40	/* of people, looked at for one */
#define DIFF_MS		20000
#define DIFF_MAX	((size_t)32 << 20)

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

static void
print_share(struct buf *out, const char *name, const json_t *g)
{
	long long asked = (long long)json_number(g, "questions", 0), answered = (long long)json_number(g, "answered", 0);
	char *clean = table_clean(name);

	buf_printf(out, "%6lld  %6lld  %5.1f %%  %s\n", asked, answered, asked > 0 ? 100.0 * (double)answered / (double)asked : 0, clean);
	free(clean);
}

static void
print_coverage(const json_t *r, struct buf *out)
{
	json_t *g;
	size_t i;

	buf_str(out, " asked  answered\n");
	print_share(out, "all questions", r);
	json_array_foreach(json_object_get(r, "by_language"), i, g)
		print_share(out, json_text(g, "language"), g);
	buf_str(out, "\nby the entry that came closest\n");
	json_array_foreach(json_object_get(r, "by_topic"), i, g)
		print_share(out, json_text(g, "topic"), g);
	if (json_array_size(json_object_get(r, "misses")) > 0)
		buf_str(out, "\nwhat it had no answer to\n");
	json_array_foreach(json_object_get(r, "misses"), i, g) {
		char *clean = table_clean(json_text(g, "text"));

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
	return r != NULL ? EX_OK : EX_CONFIG;
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
	return list != NULL ? EX_OK : EX_CONFIG;
}

/* ---------------------------------------------------------------- proposals */

/* What people answered to the questions of one cluster. */
struct answers {
	char	*text[ANSWERS_MAX];
	size_t	 n;
	char	*category;
};

static void
collect_answers(struct db *db, const json_t *miss, struct answers *a)
{
	json_t *event;
	size_t i;

	json_array_foreach(json_object_get(miss, "events"), i, event) {
		char *category, *status;
		int64_t id = coverage_case(db, json_string_value(event), &category, &status);
		char *text = id != 0 && status != NULL && strcmp(status, "resolved") == 0 && a->n < ANSWERS_MAX ? inquiry_list_answer(db, id) : NULL;

		if (text != NULL && *text != '\0')
			a->text[a->n++] = text;
		else
			free(text);
		if (a->category == NULL && category != NULL) {
			a->category = category;
			category = NULL;
		}
		free(category);
		free(status);
	}
}

static void
answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->text[i]);
	free(a->category);
}

/* The answer that most of them come to; NULL when they don't come to one. */
static const char *
agreed(const struct faq_usage *u, const struct answers *a)
{
	size_t of[ANSWERS_MAX], head[ANSWERS_MAX], same = 0;

	if (a->n == 0)
		return NULL;
	cluster_texts(language_of(u), (const char *const *)a->text, a->n, of, head);
	for (size_t i = 0; i < a->n; i++)
		same += of[i] == 0;
	return same * 2 > a->n ? a->text[head[0]] : NULL;
}

/* An id that no entry has, of the question's words. */
static char *
free_id(const struct faq *f, const json_t *taken, const char *question)
{
	char *words = phrasing_id(question), *id;

	if (strlen(words) > 40)
		words[40] = '\0';
	id = mem_str(*words != '\0' ? words : "question");
	for (int n = 2; faq_find(f, id) != NULL || json_object_get(taken, id) != NULL; n++) {
		free(id);
		id = mem_printf("%s_%d", *words != '\0' ? words : "question", n);
	}
	free(words);
	return id;
}

/* The entry that a cluster comes to; NULL for none. */
static json_t *
entry_of(const struct faq_usage *u, struct db *db, const struct faq *f, json_t *taken, const json_t *miss)
{
	const char *language = json_text(miss, "language") ? json_text(miss, "language") : language_of(u);
	struct answers a = {0};
	const char *answer;
	json_t *entry = NULL;
	char *id;

	collect_answers(db, miss, &a);
	answer = agreed(u, &a);
	if (answer != NULL || json_number(miss, "n", 0) >= OFTEN) {
		id = free_id(f, taken, json_text(miss, "text"));
		json_object_set_new(taken, id, json_true());
		entry = json_pack("{s:s,s:{s:O}}", "id", id, "ask", language, json_object_get(miss, "examples"));
		if (answer != NULL)
			json_object_set_new(entry, "answer", json_pack("{s:s}", language, answer));
		else
			json_put(entry, "escalate", a.category != NULL ? a.category : "support");
		free(id);
	}
	answers_free(&a);
	return entry;
}

/* Entry by entry: one whose phrasings an entry has already, or that can't be
 * written, is left out and said. */
static size_t
draft(const struct faq_usage *u, struct db *db, const struct faq *f, struct faq_draft *d)
{
	json_t *r = report(u, db), *taken = json_object(), *miss;
	size_t i, n = 0;

	json_array_foreach(json_object_get(r, "misses"), i, miss) {
		json_t *entry = entry_of(u, db, f, taken, miss), *entries;

		if (entry == NULL)
			continue;
		entries = json_pack("[o]", entry);
		n += faq_draft_set(d, entries) == 0;
		json_decref(entries);
	}
	json_decref(taken);
	json_decref(r);
	return n;
}

/* Paths from the workspace on, as git wants them. */
static int
print_diff(const struct faq_draft *d, struct buf *out)
{
	const char *argv[] = { "diff", "-u", "--label", "a/faq.yaml", "--label", "b/faq.yaml", d->path, "-", NULL };
	static const struct child_limits limits = { .timeout_ms = DIFF_MS };
	int in = child_input(d->after.data, d->after.len), status;

	if (in == -1) {
		log_line("memory: %s", strerror(errno));
		return EX_OSERR;
	}
	status = child_run(argv, in, &limits, DIFF_MAX, out);
	close(in);
	if (status == 1)
		return EX_OK;
	log_line("diff: %s", status == 0 ? "nothing differs" : "failed");
	return status == 0 ? 1 : EX_OSERR;
}

int
faq_usage_propose(const struct faq_usage *u, struct buf *out)
{
	struct store *st = store_open(u->ws, STORE_READ);
	struct faq *f = st != NULL ? faq_load(u->ws) : NULL;
	struct faq_draft d = {0};
	int status = EX_CONFIG;

	if (f != NULL && faq_draft_open(&d, u->ws) == 0) {
		if (draft(u, store_db(st), f, &d) == 0) {
			log_line("nothing to propose: no question came %d times, and no answer of a person is new", OFTEN);
			status = 1;
		} else {
			status = print_diff(&d, out);
		}
	}
	faq_draft_close(&d);
	faq_free(f);
	store_close(st);
	return status;
}
