#include <stdlib.h>
#include <string.h>

#include "base/interval.h"
#include "base/mem.h"
#include "nlp/cluster.h"
#include "run/misses.h"
#include "wa/coverage.h"
#include "wa/phrasing.h"

#define EXAMPLES	5

struct miss {
	char	*event, *text, *language, *reason, *topic;
};

/* The newest CLUSTER_TEXTS_MAX, as a ring. */
struct ring {
	struct miss	*v;
	size_t		 n;
};

struct report {
	json_int_t	 questions, answered;
	json_t		*topics, *languages;	/* name -> {questions, answered} */
	struct ring	 misses, vague;
};

static void
count(json_t *groups, const char *name, bool answered)
{
	json_t *g;

	if (name == NULL || *name == '\0')
		name = "-";
	if ((g = json_object_get(groups, name)) == NULL) {
		g = json_pack("{s:i,s:i}", "questions", 0, "answered", 0);
		json_object_set_new(groups, name, g);
	}
	json_object_set_new(g, "questions", json_integer(json_number(g, "questions", 0) + 1));
	json_object_set_new(g, "answered", json_integer(json_number(g, "answered", 0) + answered));
}

static void
forget(struct miss *m)
{
	free(m->event);
	free(m->text);
	free(m->language);
	free(m->reason);
	free(m->topic);
}

static void
keep(struct ring *r, const struct coverage_question *q)
{
	struct miss *m;

	if (q->text == NULL || *q->text == '\0')
		return;
	if (r->v == NULL)
		r->v = mem_array(CLUSTER_TEXTS_MAX, sizeof *r->v);
	m = &r->v[r->n++ % CLUSTER_TEXTS_MAX];
	forget(m);
	*m = (struct miss){ mem_str(q->event), mem_str(q->text), mem_str(q->language), mem_str(q->reason), mem_str(q->topic) };
}

static void
ring_free(struct ring *r)
{
	for (size_t i = 0; i < CLUSTER_TEXTS_MAX && i < r->n; i++)
		forget(&r->v[i]);
	free(r->v);
}

static void
add(void *arg, const struct coverage_question *q)
{
	struct report *r = arg;

	r->questions++;
	r->answered += q->answered;
	count(r->topics, q->topic, q->answered);
	count(r->languages, q->language, q->answered);
	if (q->missed)
		keep(&r->misses, q);
	if (q->vague)
		keep(&r->vague, q);
}

static int
by_size(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	json_int_t m = json_number(x, "questions", 0), n = json_number(y, "questions", 0);

	return m != n ? (m < n) - (m > n) : strcmp(json_text(x, "name"), json_text(y, "name"));
}

/* The groups as a list, the largest first, each with its name at `key`. */
static json_t *
ranked(json_t *groups, const char *key)
{
	json_t **all = mem_array(json_object_size(groups) + 1, sizeof *all), *list = json_array(), *g;
	const char *name;
	size_t n = 0;

	json_object_foreach(groups, name, g) {
		json_put(g, "name", name);
		all[n++] = g;
	}
	qsort(all, n, sizeof *all, by_size);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("{s:s,s:O,s:O}", key, json_text(all[i], "name"),
		    "questions", json_object_get(all[i], "questions"), "answered", json_object_get(all[i], "answered")));
	free(all);
	return list;
}

/* An example more of a way to ask, under its language; those that say the same once. */
static void
add_example(json_t *ask, json_t *seen, const struct miss *m, const char *own)
{
	const char *language = m->language != NULL ? m->language : own;
	json_t *list = json_object_get(ask, language);
	char *key = phrasing_key(m->text);

	if (list == NULL)
		json_object_set_new(ask, language, list = json_array());
	if (json_array_size(list) < EXAMPLES && json_object_get(seen, key) == NULL)
		json_array_append_new(list, json_string(m->text));
	if (json_array_size(list) == 0)
		json_object_del(ask, language);
	json_object_set_new(seen, key, json_true());
	free(key);
}

static json_t *
cluster_object(const struct ring *r, size_t n, const size_t *of, size_t cluster, size_t head, const char *own)
{
	json_t *events = json_array(), *ask = json_object(), *seen = json_object();
	const struct miss *first = &r->v[head];
	json_int_t size = 0;

	add_example(ask, seen, first, own);
	for (size_t i = 0; i < n; i++) {
		if (of[i] != cluster)
			continue;
		size++;
		json_array_append_new(events, json_string(r->v[i].event));
		add_example(ask, seen, &r->v[i], own);
	}
	json_decref(seen);
	return json_pack("{s:I,s:s,s:s*,s:s*,s:s*,s:o,s:o}", "n", size, "text", first->text, "language", first->language,
	    "reason", first->reason, "closest", first->topic, "events", events, "ask", ask);
}

static json_t *
clusters(const struct ring *r, const char *language)
{
	size_t n = r->n < CLUSTER_TEXTS_MAX ? r->n : CLUSTER_TEXTS_MAX, found;
	const char **texts = mem_array(n + 1, sizeof *texts);
	size_t *of = mem_array(n + 1, sizeof *of), *head = mem_array(n + 1, sizeof *head);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		texts[i] = r->v[i].text;
	found = cluster_texts(language, texts, n, of, head);
	for (size_t c = 0; c < found; c++)
		json_array_append_new(list, cluster_object(r, n, of, c, head[c], language));
	free(texts);
	free(of);
	free(head);
	return list;
}

json_t *
misses_report(struct db *db, const char *language, int64_t since, int64_t until)
{
	struct report r = { .topics = json_object(), .languages = json_object() };
	json_t *report = NULL;
	double low, high;
	int rc = coverage_read(db, since, until, add, &r);

	interval_of_share((double)r.answered, (double)r.questions, &low, &high);
	if (rc == 0)
		report = json_pack("{s:I,s:I,s:o,s:[ff],s:o,s:o,s:o,s:o}", "questions", r.questions, "answered", r.answered,
		    "share", r.questions > 0 ? json_real((double)r.answered / (double)r.questions) : json_null(), "interval", low, high,
		    "by_topic", ranked(r.topics, "topic"), "by_language", ranked(r.languages, "language"),
		    "misses", clusters(&r.misses, language), "vague", clusters(&r.vague, language));
	ring_free(&r.misses);
	ring_free(&r.vague);
	json_decref(r.topics);
	json_decref(r.languages);
	return report;
}
