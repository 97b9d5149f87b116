#include <stdlib.h>

#include "base/mem.h"
#include "nlp/finding.h"

#define REACH	6	/* pieces between a denial and what it denies */

void
finding_add(struct findings *f, const struct finding *add)
{
	f->v = mem_grow(f->v, f->n + 1, sizeof *f->v);
	f->v[f->n++] = *add;
}

static int
by_place(const void *a, const void *b)
{
	const struct finding *f = a, *g = b;

	return f->from < g->from ? -1 : f->from > g->from;
}

void
finding_sort(struct findings *f)
{
	if (f->n > 1)
		qsort(f->v, f->n, sizeof *f->v, by_place);
}

void
finding_free(struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		json_decref(f->v[i].value);
	free(f->v);
	*f = (struct findings){0};
}

static bool
is_glue(const struct reading *r, size_t i)
{
	return reading_is(r, i, SENSE_GLUE, NULL) != 0 || reading_is(r, i, SENSE_AT, NULL) != 0 ||
	    reading_is(r, i, SENSE_DATE, NULL) != 0;
}

/* Only words like "on the" between two pieces? */
static bool
only_glue(const struct reading *r, size_t from, size_t to)
{
	for (; from < to; from++)
		if (!is_glue(r, from))
			return false;
	return true;
}

/* "At 10 no at 11": a no that answers what stands before it in the same breath.
 * Where "no" is the language's "not", it denies what comes. */
static bool
takes_back(const struct reading *r, size_t i)
{
	return reading_is(r, i, SENSE_NOT, NULL) == i + 1 && reading_is(r, i, SENSE_CORRECT, NULL) == i + 1;
}

/* Is something denied just ahead of i: "I can't do Friday"? */
static bool
denied_ahead(const struct reading *r, size_t i, size_t behind)
{
	for (size_t k = 1; k <= REACH && i >= behind + k; k++) {
		if (behind > 0 && takes_back(r, i - k))
			return false;
		if (reading_role(r, i - k, SENSE_NOT) || reading_role(r, i - k, SENSE_REFUSE))
			return true;
		if (reading_stops(r, i - k) || reading_role(r, i - k, SENSE_CORRECT))
			return false;
	}
	return false;
}

/* Or just behind it: "Friday doesn't work"? A denial that stands by what comes
 * next is that one's. */
static bool
denied_behind(const struct reading *r, size_t i, size_t next)
{
	for (size_t k = i; k < i + REACH && k < next; k++) {
		if (reading_role(r, k, SENSE_NOT))
			return !(next < r->pieces->n && only_glue(r, reading_is(r, k, SENSE_NOT, NULL), next));
		if (reading_stops(r, k) || reading_role(r, k, SENSE_CORRECT) || reading_is(r, k, SENSE_OR, NULL) != 0 ||
		    reading_is(r, k, SENSE_AND, NULL) != 0)
			return false;
	}
	return false;
}

/* "Cleaning no, whitening yes", not "my dog isn't well": a denial of a thing
 * ends its clause, and says nothing else of it. */
static bool
only_denied(const struct reading *r, size_t i, size_t next)
{
	size_t last = i, to;

	for (; i < next && !reading_stops(r, i) && !reading_role(r, i, SENSE_CORRECT) && reading_is(r, i, SENSE_AND, NULL) == 0; i = to) {
		if (reading_strange(r, i))
			return false;
		last = i;
		to = reading_role(r, i, SENSE_NOT) ? reading_is(r, i, SENSE_NOT, NULL) : i + 1;
	}
	return reading_role(r, last, SENSE_NOT);
}

/* "not Friday or Saturday": nothing but "or" between. */
static bool
continues(const struct reading *r, size_t from, size_t to)
{
	for (; from < to; from++)
		if (reading_is(r, from, SENSE_OR, NULL) == 0 && reading_is(r, from, SENSE_AND, NULL) == 0 &&
		    !is_glue(r, from))
			return false;
	return true;
}

/* "Rather Wednesday than Monday", "I prefer Wednesday to Monday": is this what
 * another is liked better than? */
static bool
is_liked_less(const struct reading *r, const struct finding *v, size_t behind)
{
	size_t liked = reading_skip(r, behind, SENSE_PREFER), to = reading_is(r, liked, SENSE_THAN, NULL), from = v[-1].from;

	if (to == 0 || to > v->from || !only_glue(r, to, v->from))
		return false;
	/* "Wednesday is better than Monday" */
	if (liked > behind)
		return true;
	for (size_t k = 1; k <= REACH && k <= from && !reading_stops(r, from - k); k++)
		if (reading_is(r, from - k, SENSE_PREFER, NULL) != 0)
			return true;
	return false;
}

/* Does the text take back what it said before, between two pieces? */
static bool
corrects(const struct reading *r, size_t from, size_t to)
{
	for (; from < to; from++)
		if (reading_role(r, from, SENSE_CORRECT) || reading_role(r, from, SENSE_NOT))
			return true;
	return false;
}

static size_t
clause_end(const struct reading *r, size_t i)
{
	while (!reading_stops(r, i))
		i++;
	return i;
}

static bool
is_taken(const struct finding *f, const bool *taken)
{
	for (size_t i = f->from; taken != NULL && i < f->to; i++)
		if (taken[i])
			return true;
	return false;
}

/* The findings that are asserted, by their place in f; how many. */
static size_t
asserted(const struct reading *r, const struct findings *f, const bool *taken, size_t *left)
{
	bool denied = false;
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *v = &f->v[i];
		size_t behind = i > 0 ? v[-1].to : 0, next = i + 1 < f->n ? v[1].from : r->pieces->n;

		denied = denied_ahead(r, v->from, behind) || (denied && i > 0 && continues(r, behind, v->from)) ||
		    (i > 0 && is_liked_less(r, v, behind));
		if (!denied && !(denied_behind(r, v->to, next) && (!v->thing || only_denied(r, v->to, next))) && !is_taken(v, taken))
			left[n++] = i;
	}
	return n;
}

/* Keeps those that are at least as good as any: clear before bare, definite
 * before vague. What corrects a clear one counts as clear. */
static size_t
best_of(const struct reading *r, const struct findings *f, size_t *left, size_t n)
{
	bool clear = false, definite = false;
	size_t kept = 0, last = 0;

	for (size_t i = 0; i < n; i++) {
		clear |= f->v[left[i]].clear && !f->v[left[i]].vague;
		definite |= !f->v[left[i]].vague;
	}
	for (size_t i = 0; i < n; i++) {
		const struct finding *v = &f->v[left[i]];

		if ((definite && v->vague) || (clear && !v->clear && !(kept > 0 && corrects(r, last, v->from))))
			continue;
		last = v->to;
		left[kept++] = left[i];
	}
	return kept;
}

const struct finding *
finding_pick(const struct reading *r, const struct findings *f, const bool *taken, bool *unclear)
{
	size_t *left = mem_array(f->n + 1, sizeof *left), n;
	const struct finding *last = NULL, *before;

	*unclear = false;
	n = best_of(r, f, left, asserted(r, f, taken, left));
	if (n > 0) {
		last = &f->v[left[n - 1]];
		*unclear = last->value == NULL;
		for (size_t i = 0; i + 1 < n; i++)
			if (f->v[left[i]].value == NULL || !json_equal(f->v[left[i]].value, last->value))
				*unclear = true;
	}
	if (n > 1 && *unclear && last->value != NULL) {
		before = &f->v[left[n - 2]];
		*unclear = !corrects(r, before->to, last->from) && !corrects(r, last->to, clause_end(r, last->to));
	}
	free(left);
	return last;
}
