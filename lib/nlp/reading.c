#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/reading.h"

#define PARTS_MAX	20	/* of a word written together */
/* Another language must know this much more of the text than the hinted one. */
#define OUTWEIGHS	1.3
#define OUTWEIGHS_BY	2.0	/* and this many letters */
#define BORROWED_MIN	4	/* letters of a word taken from another language */

/* The longest phrases count, and none inside another. */
struct cover {
	size_t	until[LEXICON_LANGUAGES];
	double	letters[LEXICON_LANGUAGES];
};

static void
split_compounds(struct reading *r)
{
	size_t ends[PARTS_MAX], n;
	struct buf key = {0};

	for (size_t i = 0; i < r->pieces->n; i++) {
		const struct phrase *p;

		if (r->pieces->v[i].kind != PIECE_WORD)
			continue;
		buf_clear(&key);
		buf_str(&key, r->pieces->v[i].word);
		buf_char(&key, ' ');
		p = lexicon_phrase(r->lexicon, key.data);
		if ((p == NULL || p->senses == NULL) && r->pieces->n + PARTS_MAX < PIECES_MAX * 2 &&
		    (n = lexicon_split(r->lexicon, r->pieces->v[i].word, ends, PARTS_MAX)) > 0) {
			pieces_split(r->pieces, i, ends, n);
			i += n - 1;
		}
	}
	buf_free(&key);
}

static void
add_match(struct reading *r, size_t *cap, size_t at, size_t to, const struct sense *s)
{
	if (r->n_matches == *cap) {
		*cap = *cap != 0 ? *cap * 2 : 64;
		r->matches = mem_grow(r->matches, *cap, sizeof *r->matches);
	}
	r->matches[r->n_matches++] = (struct match){ (uint16_t)at, (uint16_t)to, s };
}

/* Behind the dot of an abbreviation: "Mon. 5", "sept. 3"; and behind the
 * apostrophe of a word that is cut short: "d'avril". */
static size_t
behind_dot(const struct pieces *p, size_t last)
{
	size_t dot = last + 1;

	if (p->v[last].kind == PIECE_WORD && strlen(p->v[last].word) == 1 && pieces_mark(p, dot, "'") && !p->v[dot].spaced &&
	    dot + 1 < p->n && !p->v[dot + 1].spaced)
		return dot + 1;

	if (p->v[last].kind == PIECE_WORD && strlen(p->v[last].word) <= 4 && dot + 1 < p->n &&
	    pieces_mark(p, dot, ".") && !p->v[dot].spaced)
		return dot + 1;
	return dot;
}

/* All phrases that start at piece i, the longest first. */
static void
match_at(struct reading *r, size_t i, size_t *cap, struct buf *key)
{
	size_t from = r->n_matches;

	buf_clear(key);
	for (size_t k = i, last = i; k < r->pieces->n; last = k, k = pieces_next(r->pieces, k)) {
		const struct phrase *p;

		/* "R$" is one word, "a $5 note" is not "A$". */
		if (k > i && r->pieces->v[k].spaced &&
		    (r->pieces->v[k].kind == PIECE_MARK || r->pieces->v[last].kind == PIECE_MARK))
			break;
		buf_str(key, r->pieces->v[k].word);
		buf_char(key, ' ');
		if ((p = lexicon_phrase(r->lexicon, key->data)) == NULL)
			break;
		for (const struct sense *s = p->senses; s != NULL; s = s->next)
			add_match(r, cap, i, behind_dot(r->pieces, k), s);
		if (!p->longer)
			break;
	}
	for (size_t a = from, b = r->n_matches; a + 1 < b; a++, b--) {
		struct match m = r->matches[a];

		r->matches[a] = r->matches[b - 1];
		r->matches[b - 1] = m;
	}
}

static double
letters_of(const struct reading *r, const struct match *m)
{
	double n = 0;

	for (size_t i = m->at; i < m->to; i++)
		if (r->pieces->v[i].kind == PIECE_WORD)
			n += (double)strlen(r->pieces->v[i].word);
	return n;
}

static void
cover(const struct reading *r, struct cover *c)
{
	for (size_t i = 0; i < r->n_matches; i++) {
		const struct match *m = &r->matches[i];
		int l = m->sense->language;

		if (l == LEXICON_ANY || m->at < c->until[l])
			continue;
		c->until[l] = m->to;
		c->letters[l] += letters_of(r, m);
	}
}

static int
choose_language(const struct reading *r, const char *hint)
{
	struct cover c = {0};
	int hinted = lexicon_language(r->lexicon, hint), best = hinted != -1 ? hinted : 1;

	cover(r, &c);
	for (int l = 1; l < lexicon_languages(r->lexicon); l++)
		if (c.letters[l] > c.letters[best])
			best = l;
	if (hinted != -1 && c.letters[best] < c.letters[hinted] * OUTWEIGHS + OUTWEIGHS_BY)
		return hinted;
	return best;
}

/* Days, months and currencies of another language are understood where the
 * text's own has no word: "el friday a las 5". */
static bool
may_borrow(const struct reading *r, const struct match *m)
{
	switch (m->sense->kind) {
	case SENSE_WEEKDAY: case SENSE_MONTH: case SENSE_DAY: case SENSE_CURRENCY:
		return letters_of(r, m) >= BORROWED_MIN;
	default:
		return false;
	}
}

/* Leaves only what counts in the language chosen. */
static void
keep_language(struct reading *r)
{
	bool *known = mem_array(r->pieces->n + 1, sizeof *known);
	size_t kept = 0;

	for (size_t i = 0; i < r->n_matches; i++)
		if (r->matches[i].sense->language == r->language || r->matches[i].sense->language == LEXICON_ANY)
			for (size_t k = r->matches[i].at; k < r->matches[i].to; k++)
				known[k] = true;
	for (size_t i = 0; i < r->n_matches; i++) {
		const struct match *m = &r->matches[i];

		if (m->sense->language == r->language || m->sense->language == LEXICON_ANY ||
		    (!known[m->at] && may_borrow(r, m)))
			r->matches[kept++] = *m;
	}
	r->n_matches = kept;
	free(known);
}

static void
index_matches(struct reading *r)
{
	size_t m = 0;

	free(r->first);
	r->first = mem_array(r->pieces->n + 2, sizeof *r->first);
	for (size_t i = 0; i <= r->pieces->n; i++) {
		while (m < r->n_matches && r->matches[m].at < i)
			m++;
		r->first[i] = (uint16_t)m;
	}
	r->first[r->pieces->n + 1] = (uint16_t)r->n_matches;
}

static int
by_place(const void *a, const void *b)
{
	const struct match *m = a, *n = b;

	return m->at != n->at ? (int)m->at - (int)n->at : (int)n->to - (int)m->to;
}

/* Words that nothing knows may be days and months with a slip. */
static void
mend_typos(struct reading *r, size_t *cap)
{
	size_t n = r->n_matches;

	for (size_t i = 0; i < r->pieces->n; i++) {
		const struct phrase *p;

		if (r->pieces->v[i].kind != PIECE_WORD || reading_knows(r, i) ||
		    (p = lexicon_nearest(r->lexicon, r->pieces->v[i].word, r->language)) == NULL)
			continue;
		for (const struct sense *s = p->senses; s != NULL; s = s->next)
			if (s->language == r->language)
				add_match(r, cap, i, i + 1, s);
	}
	if (r->n_matches == n)
		return;
	qsort(r->matches, r->n_matches, sizeof *r->matches, by_place);
	index_matches(r);
}

/* Of phrases in each other's way the longest counts, then the first of these. */
static void
find_roles(struct reading *r)
{
	static const enum sense_kind roles[] = { SENSE_FILLER, SENSE_REFUSE, SENSE_THEN, SENSE_NOT, SENSE_CORRECT,
	    SENSE_AFTER, SENSE_BEFORE, SENSE_ATLEAST, SENSE_ATMOST };

	r->roles = mem_alloc(r->pieces->n + 1);
	memset(r->roles, SENSE_KINDS, r->pieces->n + 1);
	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		to = i + 1;
		for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
			size_t end = reading_is(r, i, roles[k], NULL);

			if (end > to || (end == to && r->roles[i] == SENSE_KINDS)) {
				to = end;
				r->roles[i] = (uint8_t)roles[k];
			}
		}
	}
}

struct reading *
reading_of(const struct lexicon *lexicon, const char *text, const char *hint)
{
	struct reading *r = mem_alloc(sizeof *r);
	struct buf key = {0};
	size_t cap = 0;

	r->lexicon = lexicon;
	r->pieces = pieces_of(text);
	split_compounds(r);
	for (size_t i = 0; i < r->pieces->n; i++)
		match_at(r, i, &cap, &key);
	buf_free(&key);
	r->language = choose_language(r, hint);
	keep_language(r);
	index_matches(r);
	mend_typos(r, &cap);
	find_roles(r);
	return r;
}

void
reading_free(struct reading *r)
{
	if (r == NULL)
		return;
	pieces_free(r->pieces);
	free(r->matches);
	free(r->first);
	free(r->roles);
	free(r);
}

size_t
reading_is(const struct reading *r, size_t i, enum sense_kind kind, const struct sense **s)
{
	if (i >= r->pieces->n)
		return 0;
	for (size_t m = r->first[i]; m < r->n_matches && r->matches[m].at == i; m++)
		if (r->matches[m].sense->kind == kind) {
			if (s != NULL)
				*s = r->matches[m].sense;
			return r->matches[m].to;
		}
	return 0;
}

size_t
reading_skip(const struct reading *r, size_t i, enum sense_kind kind)
{
	size_t to;

	while ((to = reading_is(r, i, kind, NULL)) != 0)
		i = to;
	return i;
}

bool
reading_role(const struct reading *r, size_t i, enum sense_kind kind)
{
	return i < r->pieces->n && r->roles[i] == kind;
}

bool
reading_knows(const struct reading *r, size_t i)
{
	return i < r->pieces->n && r->first[i] < r->n_matches && r->matches[r->first[i]].at == i;
}

bool
reading_in(const struct reading *r, const char *language)
{
	return strcmp(lexicon_code(r->lexicon, r->language), language) == 0;
}

bool
reading_stops(const struct reading *r, size_t i)
{
	static const char *const stops[] = { ".", ",", ";", "!", "?", "\n", ":", "(", ")", "¡", "¿" };

	for (size_t k = 0; k < sizeof stops / sizeof *stops; k++)
		if (pieces_mark(r->pieces, i, stops[k]))
			return true;
	return i >= r->pieces->n;
}

bool
reading_strange(const struct reading *r, size_t i)
{
	return i < r->pieces->n && r->pieces->v[i].kind != PIECE_MARK && !reading_knows(r, i);
}

bool
reading_digits(const struct reading *r, size_t i, size_t max)
{
	return i < r->pieces->n && r->pieces->v[i].kind == PIECE_DIGITS && strlen(r->pieces->v[i].word) <= max;
}

bool
reading_attached(const struct reading *r, size_t i)
{
	return i < r->pieces->n && !r->pieces->v[i].spaced;
}

int64_t
reading_number(const struct reading *r, size_t i)
{
	return i < r->pieces->n ? r->pieces->v[i].number : -1;
}

size_t
reading_skip_glue(const struct reading *r, size_t i)
{
	size_t to;

	while ((to = reading_is(r, i, SENSE_OF, NULL)) != 0 || (to = reading_is(r, i, SENSE_GLUE, NULL)) != 0)
		i = to;
	return i;
}

bool
reading_goes_on(const struct reading *r, size_t i, const char *mark)
{
	return pieces_mark(r->pieces, i, mark) && reading_attached(r, i) && reading_digits(r, i + 1, SIZE_MAX) &&
	    reading_attached(r, i + 1);
}
