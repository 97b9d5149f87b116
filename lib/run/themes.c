#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "ext/text.h"
#include "nlp/cluster.h"
#include "nlp/theme.h"
#include "run/best_answer.h"
#include "run/table.h"
#include "run/themes.h"
#include "wa/coverage.h"
#include "wa/store.h"

#define COLUMNS	96	/* of what people wrote */
#define SHOWN	25

struct inquiry {
	int64_t	 id, opened;
	char	*text, *language, *category;
};

/* The newest CLUSTER_TEXTS_MAX, as a ring. */
struct inquiries {
	struct inquiry	 v[CLUSTER_TEXTS_MAX];
	size_t		 n;
};

static void
forget(struct inquiry *q)
{
	free(q->text);
	free(q->language);
	free(q->category);
}

static void
add(void *arg, const struct coverage_inquiry *q)
{
	struct inquiries *all = arg;
	struct inquiry *mine = &all->v[all->n++ % CLUSTER_TEXTS_MAX];

	forget(mine);
	*mine = (struct inquiry){ q->id, q->opened, mem_str(q->text), mem_str(q->language), mem_str(q->category) };
}

/* What a cluster comes to; NULL when nothing of it is of the time itself. */
static json_t *
theme(struct db *db, const char *own, const struct inquiries *all, const char *const *texts, size_t n, const size_t *of,
    size_t c, size_t head, int64_t since, int64_t until)
{
	struct best_answer answers = {0};
	json_t *ids = json_array(), *o = NULL;
	json_int_t now = 0, before = 0;
	const char *answer;
	size_t alike;
	char *name;

	for (size_t i = 0; i < n; i++) {
		if (of[i] != c)
			continue;
		if (all->v[i].opened >= since) {
			now++;
			json_array_append_new(ids, json_integer(all->v[i].id));
		} else {
			before++;
		}
		best_answer_add(&answers, coverage_answer(db, all->v[i].id, until));
	}
	answer = best_answer_of(&answers, own, &alike);
	name = theme_name(texts, n, of, c, head);
	if (now > 0)
		o = json_pack("{s:s,s:I,s:I,s:s,s:s?,s:s,s:I,s:I,s:s?,s:O}", "name", name, "n", now, "before", before,
		    "text", texts[head], "language", all->v[head].language, "category", all->v[head].category,
		    "answered", (json_int_t)answers.n, "alike", (json_int_t)(answer != NULL ? alike : 0), "answer", answer, "inquiries", ids);
	free(name);
	best_answer_free(&answers);
	json_decref(ids);
	return o;
}

/* The most frequent first; of equals what was so before, then the oldest. */
static int
by_size(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	static const char *const keys[] = { "n", "before" };
	json_int_t m, n;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if ((m = json_number(x, keys[i], 0)) != (n = json_number(y, keys[i], 0)))
			return m < n ? 1 : -1;
	m = json_integer_value(json_array_get(json_object_get(x, "inquiries"), 0));
	n = json_integer_value(json_array_get(json_object_get(y, "inquiries"), 0));
	return (m > n) - (m < n);
}

static json_t *
put_together(struct db *db, const char *own, const struct inquiries *all, int64_t since, int64_t until)
{
	size_t n = all->n < CLUSTER_TEXTS_MAX ? all->n : CLUSTER_TEXTS_MAX, clusters, found = 0;
	const char **texts = mem_array(n + 1, sizeof *texts);
	size_t *of = mem_array(n + 1, sizeof *of), *head = mem_array(n + 1, sizeof *head);
	json_t **themes = mem_array(n + 1, sizeof *themes), *list = json_array();

	for (size_t i = 0; i < n; i++)
		texts[i] = all->v[i].text;
	clusters = cluster_texts(own, texts, n, of, head);
	for (size_t c = 0; c < clusters; c++)
		if ((themes[found] = theme(db, own, all, texts, n, of, c, head[c], since, until)) != NULL)
			found++;
	qsort(themes, found, sizeof *themes, by_size);
	for (size_t i = 0; i < found; i++)
		json_array_append_new(list, themes[i]);
	free(themes);
	free(head);
	free(of);
	free(texts);
	return list;
}

/*
 * [{name, n, before, text, language, category, answered, alike, answer, inquiries: [ids]}],
 * the most frequent first. n and before are inquiries of the time and of the time of the same length
 * before it; answered: those of both that people answered in words until then, alike: how
 * many of these come to `answer`, null when they come to none. NULL on a store
 * error. New reference.
 */
static json_t *
report(struct db *db, const char *language, int64_t since, int64_t until)
{
	struct inquiries *all = mem_alloc(sizeof *all);
	json_t *list = NULL;

	if (coverage_inquiries(db, since - (until - since), until, add, all) == 0)
		list = put_together(db, language, all, since, until);
	for (size_t i = 0; i < CLUSTER_TEXTS_MAX; i++)
		forget(&all->v[i]);
	free(all);
	return list;
}

static void
print_text(struct buf *out, const char *before, const char *text)
{
	size_t len = strlen(text), fit = text_fit(text, len, COLUMNS);
	char *start = mem_printf("%.*s%s", (int)fit, text, fit < len ? "\u2026" : "");
	char *clean = table_rest(start, strlen(before));

	buf_printf(out, "%s%s\n", before, clean);
	free(start);
	free(clean);
}

static void
print_theme(const json_t *t, struct buf *out)
{
	const char *answer = json_text(t, "answer");
	char *counts;

	counts = mem_printf("%6lld  %6lld  ", (long long)json_number(t, "n", 0), (long long)json_number(t, "before", 0));
	print_text(out, counts, json_text(t, "name"));
	free(counts);
	print_text(out, "                  ", json_text(t, "text"));
	if (answer != NULL)
		print_text(out, "               -> ", answer);
}

int
themes_print(const struct faq_usage *u, struct buf *out)
{
	struct store *st = store_open(u->ws, STORE_READ);
	json_t *list = st != NULL ? report(store_db(st), json_text(u->ws->config, "language"), u->since, u->until) : NULL, *t;
	size_t i;

	if (list != NULL && !u->json)
		buf_str(out, "  this  before  inquiries about\n");
	json_array_foreach(list, i, t) {
		if (u->json) {
			json_print(t, out);
			buf_char(out, '\n');
		} else if (i < SHOWN) {
			print_theme(t, out);
		}
	}
	store_close(st);
	json_decref(list);
	return list != NULL ? EX_OK : store_status();
}
