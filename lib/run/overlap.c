#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/overlap.h"

/* A phrasing finds an answer from this confidence on, when so much of its words
 * are the answer's: "how long does a cleaning take" is close to its price. */
#define FOUND	0.3
#define COVERED	0.8
/* From this confidence on that one phrasing is faq.yaml's, whatever the others are. */
#define SURE	0.7

static bool
is_derived(const struct faq_entry *e)
{
	return strcmp(e->file, "faq.yaml") != 0;
}

/* How many entries the operator wrote, by their phrasings: they come first. */
static size_t
count_written(const struct faq *faq, const struct matcher_phrasing *all, size_t n)
{
	size_t i = 0;

	while (i < n && !is_derived(faq_find(faq, all[i].entry)))
		i++;
	return i;
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
finds_answer(const struct faq *faq, struct matcher *written, const struct matcher_phrasing *p, const char *main_language, double from)
{
	const struct faq_entry *e;
	struct match m;

	matcher_find(written, p->text, p->language != NULL ? p->language : main_language, &m);
	e = m.n > 0 && m.confidence >= from && m.signals.covered >= COVERED ?
	    faq_find(faq, m.best[0].entry) : NULL;
	return e != NULL && e->escalate == NULL;
}

/* Phrasings first..last-1 of a derived entry in one language. */
static bool
is_written(const struct faq *faq, struct matcher *written, const struct matcher_phrasing *all, size_t first, size_t last,
    const char *main_language)
{
	size_t found = 0;

	for (size_t i = first; i < last; i++)
		found += finds_answer(faq, written, &all[i], main_language, FOUND);
	return found * 2 > last - first;
}

size_t
overlap_drop(const struct faq *faq, const char *main_language, struct matcher_phrasing *all, size_t n,
    const struct matcher_shelf *shelf)
{
	size_t kept = count_written(faq, all, n), last;
	struct matcher *written;

	if (kept == 0 || kept == n)
		return n;
	written = matcher_build(main_language, all, kept, shelf);
	for (size_t first = kept; first < n; first = last) {
		const struct faq_entry *e = faq_find(faq, all[first].entry);

		for (last = first + 1; last < n && strcmp(all[last].entry, all[first].entry) == 0 &&
		    is_same(all[last].language, all[first].language); last++)
			;
		if (e->escalate == NULL && is_written(faq, written, all, first, last, main_language))
			continue;
		for (size_t i = first; i < last; i++)
			if (e->escalate != NULL || !finds_answer(faq, written, &all[i], main_language, SURE))
				all[kept++] = all[i];
	}
	matcher_free(written);
	return kept;
}
