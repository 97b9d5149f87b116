#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/cluster.h"
#include "run/misses.h"
#include "wa/coverage.h"

#define EXAMPLES	5

struct miss {
	char	*event, *text, *language;
};

struct report {
	json_int_t	 questions, answered;
	json_t		*topics, *languages;	/* name -> {questions, answered} */
	struct miss	*misses;		/* the newest CLUSTER_TEXTS_MAX, as a ring */
	size_t		 n;
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
keep(struct report *r, const struct coverage_question *q)
{
	struct miss *m;

	if (r->misses == NULL)
		r->misses = mem_array(CLUSTER_TEXTS_MAX, sizeof *r->misses);
	m = &r->misses[r->n++ % CLUSTER_TEXTS_MAX];
	free(m->event);
	free(m->text);
	free(m->language);
	*m = (struct miss){ mem_str(q->event), mem_str(q->text), q->language != NULL ? mem_str(q->language) : NULL };
}

static void
add(void *arg, const struct coverage_question *q)
{
	struct report *r = arg;

	r->questions++;
	r->answered += q->answered;
	count(r->topics, q->topic, q->answered);
	count(r->languages, q->language, q->answered);
	if (q->missed && q->text != NULL && *q->text != '\0')
		keep(r, q);
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

static json_t *
cluster_object(const struct report *r, size_t n, const size_t *of, size_t cluster, size_t head)
{
	json_t *events = json_array(), *examples = json_array();
	json_int_t size = 0;

	for (size_t i = 0; i < n; i++) {
		if (of[i] != cluster)
			continue;
		size++;
		json_array_append_new(events, json_string(r->misses[i].event));
		if (json_array_size(examples) < EXAMPLES)
			json_array_append_new(examples, json_string(r->misses[i].text));
	}
	return json_pack("{s:I,s:s,s:s*,s:o,s:o}", "n", size, "text", r->misses[head].text, "language", r->misses[head].language,
	    "events", events, "examples", examples);
}

static json_t *
clusters(const struct report *r, const char *language)
{
	size_t n = r->n < CLUSTER_TEXTS_MAX ? r->n : CLUSTER_TEXTS_MAX, found;
	const char **texts = mem_array(n + 1, sizeof *texts);
	size_t *of = mem_array(n + 1, sizeof *of), *head = mem_array(n + 1, sizeof *head);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		texts[i] = r->misses[i].text;
	found = cluster_texts(language, texts, n, of, head);
	for (size_t c = 0; c < found; c++)
		json_array_append_new(list, cluster_object(r, n, of, c, head[c]));
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

	if (coverage_read(db, since, until, add, &r) == 0)
		report = json_pack("{s:I,s:I,s:o,s:o,s:o,s:o}", "questions", r.questions, "answered", r.answered,
		    "share", r.questions > 0 ? json_real((double)r.answered / (double)r.questions) : json_null(),
		    "by_topic", ranked(r.topics, "topic"), "by_language", ranked(r.languages, "language"),
		    "misses", clusters(&r, language));
	for (size_t i = 0; i < CLUSTER_TEXTS_MAX && i < r.n; i++) {
		free(r.misses[i].event);
		free(r.misses[i].text);
		free(r.misses[i].language);
	}
	free(r.misses);
	json_decref(r.topics);
	json_decref(r.languages);
	return report;
}
