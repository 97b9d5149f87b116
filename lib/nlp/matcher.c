#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "nlp/confidence.h"
#include "nlp/learnt.h"
#include "nlp/matcher.h"
#include "nlp/model.h"

#define ROUNDS		3		/* of practice */
#define PRACTISE_MIN	60		/* phrasings from which it tells anything */
#define PRACTISE_MAX	400000		/* phrasings x entries up to which it is quick; of more, some are drawn */
#define PRACTISE_NEVER	2400000		/* beyond, other models than theirs would be practised on */
#define HOLD		150.0		/* samples that the shipped confidence is worth */

struct entry {
	char		*id;
	uint32_t	 number;	/* in the model being built */
};

/* The phrasings of one language. */
struct part {
	char			 language[4];
	struct model		*model;
	const struct entry	**entries;	/* by the model's numbers */
	size_t			 n_entries;
	struct confidence	 confidence;
};

/* Phrasings in the order of their entries, whose numbers are below `entries`. */
struct texts {
	const char	**texts;
	uint32_t	 *numbers;
	size_t		  n, entries;
};

struct matcher {
	struct map	*by_id;
	struct part	*parts;		/* the main language's first */
	size_t		 n_parts;
};

static void
language_copy(char to[4], const char *code)
{
	size_t n = strcspn(code, "-_");	/* pt-BR is pt */

	n = n < 4 ? n : 3;
	memcpy(to, code, n);
	to[n] = '\0';
}

static struct part *
part_of(const struct matcher *m, const char *language)
{
	char code[4];

	language_copy(code, language);
	for (size_t i = 0; i < m->n_parts; i++)
		if (strcmp(m->parts[i].language, code) == 0)
			return &m->parts[i];
	return NULL;
}

static void
add_part(struct matcher *m, const char *language)
{
	if (part_of(m, language) != NULL)
		return;
	m->parts = mem_grow(m->parts, m->n_parts + 1, sizeof *m->parts);
	m->parts[m->n_parts] = (struct part){0};
	language_copy(m->parts[m->n_parts++].language, language);
}

static bool
is_of(const struct matcher *m, const struct matcher_phrasing *p, const struct part *part)
{
	return (p->language != NULL ? part_of(m, p->language) : &m->parts[0]) == part;
}

static struct entry *
entry_of(struct matcher *m, const char *id)
{
	struct entry *e = map_get(m->by_id, id);

	if (e == NULL) {
		e = mem_alloc(sizeof *e);
		e->id = mem_str(id);
		map_set(m->by_id, id, e);
	}
	return e;
}

/*
 * Numbers the entries of one part in order of appearance and sorts its
 * phrasings by them (a counting sort, so that equal input gives an equal
 * model). Returns how many phrasings there are.
 */
static size_t
sort_part(struct matcher *m, struct part *part, const struct matcher_phrasing *p, size_t n,
    const char **texts, uint32_t *numbers, size_t *entries)
{
	uint32_t *count = mem_array(n + 2, sizeof *count);
	size_t total = 0;

	*entries = 0;
	part->entries = mem_array(n + 1, sizeof *part->entries);
	for (size_t i = 0; i < n; i++)
		if (is_of(m, &p[i], part))
			entry_of(m, p[i].entry)->number = UINT32_MAX;
	for (size_t i = 0; i < n; i++) {
		struct entry *e = entry_of(m, p[i].entry);

		if (!is_of(m, &p[i], part))
			continue;
		if (e->number == UINT32_MAX) {
			part->entries[*entries] = e;
			e->number = (uint32_t)(*entries)++;
		}
		count[e->number + 1]++;
		total++;
	}
	for (size_t e = 0; e < *entries; e++)
		count[e + 1] += count[e];
	for (size_t i = 0; i < n; i++) {
		const struct entry *e = entry_of(m, p[i].entry);

		if (!is_of(m, &p[i], part))
			continue;
		numbers[count[e->number]] = e->number;
		texts[count[e->number]++] = p[i].text;
	}
	free(count);
	return total;
}

/*
 * One round of practice: leaves out every third entry, whose phrasings then
 * are questions that nothing covers, and every third phrasing of the others,
 * whose answers are known. Returns how many samples were added.
 */
static size_t
practise_round(const char *language, const struct texts *t, size_t round, struct confidence_sample *samples)
{
	const char *const *texts = t->texts;
	const uint32_t *numbers = t->numbers;
	size_t n = t->n;
	const char **kept = mem_array(n, sizeof *kept);
	uint32_t *kept_numbers = mem_array(n, sizeof *kept_numbers);
	uint32_t *renumber = mem_array(t->entries, sizeof *renumber);
	size_t n_kept = 0, n_samples = 0, entries = 0;
	struct model *model;

	for (size_t e = 0; e < t->entries; e++)
		renumber[e] = e % ROUNDS == round ? UINT32_MAX : (uint32_t)entries++;
	for (size_t i = 0; i < n; i++)
		if (renumber[numbers[i]] != UINT32_MAX && i % ROUNDS != round) {
			kept[n_kept] = texts[i];
			kept_numbers[n_kept++] = renumber[numbers[i]];
		}
	model = model_build(language, kept, kept_numbers, n_kept, entries, NULL);
	for (size_t i = 0; i < n; i++) {
		bool covered = renumber[numbers[i]] != UINT32_MAX;
		struct confidence_sample *s = &samples[n_samples];
		struct model_answer a;

		if (covered && i % ROUNDS != round)
			continue;
		model_find(model, texts[i], &a);
		if (a.n == 0)
			continue;
		confidence_terms(&a.signals, a.share[0], entries, s->term);
		s->right = covered && a.best[0] == renumber[numbers[i]];
		s->weight = 1;
		n_samples++;
	}
	model_free(model);
	free(kept);
	free(kept_numbers);
	free(renumber);
	return n_samples;
}

/* Every by-th entry, numbered anew. The arrays are the caller's to free. */
static struct texts
draw(const struct texts *all, size_t by)
{
	struct texts some = { mem_array(all->n + 1, sizeof *some.texts), mem_array(all->n + 1, sizeof *some.numbers), 0, 0 };

	for (size_t i = 0; i < all->n; i++)
		if (all->numbers[i] % by == 0) {
			some.texts[some.n] = all->texts[i];
			some.numbers[some.n++] = (uint32_t)(all->numbers[i] / by);
		}
	some.entries = (all->entries + by - 1) / by;
	return some;
}

/* Fits the confidence to the entries themselves, where there are enough to tell. */
static void
practise(struct part *part, const struct texts *all)
{
	struct confidence_sample *samples;
	struct texts some;
	size_t n_samples = 0, by = 1;

	if (all->n < PRACTISE_MIN || all->n * all->entries > PRACTISE_NEVER)
		return;
	while (all->n / by * (all->entries / by) > PRACTISE_MAX)
		by++;
	some = draw(all, by);
	samples = mem_array(some.n * ROUNDS, sizeof *samples);
	for (size_t round = 0; round < ROUNDS; round++)
		n_samples += practise_round(part->language, &some, round, samples + n_samples);
	confidence_adjust(&part->confidence, samples, n_samples, HOLD);
	free(samples);
	free(some.texts);
	free(some.numbers);
}

static void
learn(struct part *part, const struct texts *t)
{
	part->model = model_build(part->language, t->texts, t->numbers, t->n, t->entries, NULL);
	part->confidence = confidence_shipped();
	practise(part, t);
}

/* What is kept begins with the confidence. */
static bool
recall(struct part *part, const struct texts *t, struct buf *kept)
{
	if (kept->len < sizeof part->confidence)
		return false;
	memcpy(&part->confidence, kept->data, sizeof part->confidence);
	buf_drop(kept, sizeof part->confidence);
	part->model = model_build(part->language, t->texts, t->numbers, t->n, t->entries, kept);
	return true;
}

static void
build_part(struct part *part, const struct texts *t, const struct matcher_shelf *shelf)
{
	char *path = shelf != NULL ? mem_printf("%s.%s", shelf->path, part->language) : NULL;
	unsigned char key[HASH_LEN];
	struct buf kept = {0};

	learnt_key(part->language, t->texts, t->numbers, t->n, key);
	if (path == NULL || !learnt_read(path, key, &kept) || !recall(part, t, &kept)) {
		learn(part, t);
		buf_clear(&kept);
		buf_add(&kept, &part->confidence, sizeof part->confidence);
		model_learnt(part->model, &kept);
		if (path != NULL && !shelf->read_only)
			learnt_write(path, key, &kept);
	}
	buf_free(&kept);
	free(path);
}

struct matcher *
matcher_build(const char *main_language, const struct matcher_phrasing *p, size_t n, const struct matcher_shelf *shelf)
{
	struct matcher *m = mem_alloc(sizeof *m);
	const char **texts = mem_array(n + 1, sizeof *texts);
	uint32_t *numbers = mem_array(n + 1, sizeof *numbers);

	m->by_id = map_new();
	add_part(m, main_language);
	for (size_t i = 0; i < n; i++)
		if (p[i].language != NULL)
			add_part(m, p[i].language);
	for (size_t i = 0; i < m->n_parts; i++) {
		struct part *part = &m->parts[i];
		size_t total = sort_part(m, part, p, n, texts, numbers, &part->n_entries);

		build_part(part, &(struct texts){ texts, numbers, total, part->n_entries }, shelf);
	}
	free(texts);
	free(numbers);
	return m;
}

static void
entry_free(void *arg)
{
	struct entry *e = arg;

	free(e->id);
	free(e);
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_parts; i++) {
		model_free(m->parts[i].model);
		free(m->parts[i].entries);
	}
	free(m->parts);
	map_free(m->by_id, entry_free);
	free(m);
}

static void
find_in(const struct part *part, const char *text, struct match *out)
{
	double term[CONFIDENCE_TERMS];
	struct model_answer a;

	*out = (struct match){0};
	model_find(part->model, text, &a);
	if (a.n == 0)
		return;
	out->n = a.n;
	for (size_t i = 0; i < a.n; i++)
		out->best[i] = (struct matcher_candidate){ part->entries[a.best[i]]->id, a.share[i] };
	out->margin = a.share[0] - (a.n > 1 ? a.share[1] : 0);
	out->signals = a.signals;
	confidence_terms(&a.signals, a.share[0], part->n_entries, term);
	out->confidence = confidence_doubt(&a.signals, confidence_of(&part->confidence, term));
}

void
matcher_find(struct matcher *m, const char *text, const char *language, struct match *out)
{
	const struct part *part = language != NULL ? part_of(m, language) : NULL;

	if (part != NULL) {
		find_in(part, text, out);
		return;
	}
	*out = (struct match){0};
	for (size_t i = 0; i < m->n_parts; i++) {
		struct match one;

		find_in(&m->parts[i], text, &one);
		if (one.n > 0 && (out->n == 0 || one.confidence > out->confidence))
			*out = one;
	}
}
