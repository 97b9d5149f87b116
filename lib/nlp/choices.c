#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/stem.h"
#include "nlp/choices.h"
#include "nlp/spelling.h"
#include "nlp/typo.h"

#define WORDS_MAX	8	/* of a synonym */
#define STEM_MIN	4	/* bytes of a word whose other forms count */
#define SOUND_MIN	4	/* and of one that may be written by ear */
#define PART_MIN	3	/* bytes of a word that begins a compound */
#define HEAD_MIN	4	/* and of one that ends it, and of what is left of it */

struct synonym {
	char		*key;
	char		*words[WORDS_MAX];
	char		*sounds[WORDS_MAX];
	char		*stems[WORDS_MAX];	/* in the language of the last text */
	size_t		 n;
};

struct choices {
	struct synonym	*v;
	size_t		 n;
	struct stem	*stem;
	char		 language[4];	/* of the stems */
};

/* How well words match: an exact one beats another form, that the end of a
 * compound, which is what it is a kind of, that its beginning, that a slip. */
enum { EXACT, FORM, HEAD, PART, SLIP, OTHER };

static void
add_synonym(struct choices *c, const char *key, const char *text)
{
	struct pieces *p = pieces_of(text);
	struct synonym s = { .n = 0 };

	for (size_t i = 0; i < p->n && s.n < WORDS_MAX; i++)
		if (p->v[i].kind != PIECE_MARK) {
			s.sounds[s.n] = spelling_key(p->v[i].word);
			s.words[s.n++] = mem_str(p->v[i].word);
		}
	if (s.n > 0) {
		s.key = mem_str(key);
		c->v = mem_grow(c->v, c->n + 1, sizeof *c->v);
		c->v[c->n++] = s;
	}
	pieces_free(p);
}

/* "san_jose" is said "san jose". */
static void
add_key(struct choices *c, const char *key)
{
	char *words = mem_str(key);

	for (char *p = words; *p != '\0'; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	add_synonym(c, key, words);
	free(words);
}

struct choices *
choices_new(const json_t *object)
{
	struct choices *c = mem_alloc(sizeof *c);
	const char *key;
	json_t *synonyms, *s;
	size_t i;

	json_object_foreach((json_t *)object, key, synonyms) {
		add_key(c, key);
		if (json_is_string(synonyms))
			add_synonym(c, key, json_string_value(synonyms));
		json_array_foreach(synonyms, i, s)
			if (json_is_string(s))
				add_synonym(c, key, json_string_value(s));
	}
	return c;
}

static void
drop_stems(struct choices *c)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < c->v[i].n; k++) {
			free(c->v[i].stems[k]);
			c->v[i].stems[k] = NULL;
		}
	stem_free(c->stem);
	c->stem = NULL;
}

void
choices_free(struct choices *c)
{
	if (c == NULL)
		return;
	drop_stems(c);
	for (size_t i = 0; i < c->n; i++) {
		for (size_t k = 0; k < c->v[i].n; k++) {
			free(c->v[i].words[k]);
			free(c->v[i].sounds[k]);
		}
		free(c->v[i].key);
	}
	free(c->v);
	free(c);
}

/* One workspace's texts are in a language or two: stems are made anew when it
 * changes. */
static void
stems_in(struct choices *c, const char *language)
{
	if (strcmp(c->language, language) == 0)
		return;
	drop_stems(c);
	strcpy(c->language, language);
	c->stem = stem_new(language);
	for (size_t i = 0; i < c->n && c->stem != NULL; i++)
		for (size_t k = 0; k < c->v[i].n; k++) {
			size_t len;

			c->v[i].stems[k] = mem_str(stem_word(c->stem, c->v[i].words[k], strlen(c->v[i].words[k]), &len));
		}
}

static bool
is_plural(const char *word, const char *of)
{
	size_t len = strlen(of);

	return len >= 3 && strncmp(word, of, len) == 0 && (strcmp(word + len, "s") == 0 || strcmp(word + len, "es") == 0);
}

/* A word of the text. */
struct said {
	const char	*word;
	char		*stem;		/* NULL: none */
	char		*sound;
};

/* Does the language write words together, "Badsanierung" for one of a "Bad"? */
static bool
has_compounds(const struct reading *r)
{
	return reading_in(r, "de") || reading_in(r, "nl");
}

static int
compound_match(const char *word, const char *meant)
{
	size_t len = strlen(word), part = strlen(meant);

	if (len < part + HEAD_MIN)
		return OTHER;
	if (part >= HEAD_MIN && strcmp(word + len - part, meant) == 0)
		return HEAD;
	return part >= PART_MIN && strncmp(word, meant, part) == 0 ? PART : OTHER;
}

/* How a word of the text matches the k-th of a synonym. */
static int
word_match(const struct said *said, const struct synonym *s, size_t k, bool compounds)
{
	const char *word = said->word, *meant = s->words[k];

	if (strcmp(word, meant) == 0)
		return EXACT;
	if (is_plural(word, meant) || (said->stem != NULL && strlen(said->stem) >= STEM_MIN && *word == *meant && strcmp(said->stem, s->stems[k]) == 0))
		return FORM;
	if (compounds && s->n == 1 && compound_match(word, meant) != OTHER)
		return compound_match(word, meant);
	if (strlen(meant) >= SOUND_MIN && strcmp(said->sound, s->sounds[k]) == 0)
		return SLIP;
	return typo_slips(word, meant) != TYPO_NONE ? SLIP : OTHER;
}

/* The synonym at piece i of the text: the index behind it, the match in *how. */
static size_t
synonym_at(const struct reading *r, const struct said *said, size_t i, const struct synonym *s, int *how)
{
	*how = EXACT;
	for (size_t k = 0; k < s->n; k++) {
		int one;

		/* What a synonym leaves out, a text may write: "l'hospitalet", "st. paul". */
		while (k > 0 && i < r->pieces->n && r->pieces->v[i].kind == PIECE_MARK && !r->pieces->v[i].spaced &&
		    strchr("-'./&", *r->pieces->v[i].word) != NULL)
			i++;
		if (i >= r->pieces->n || (one = word_match(&said[i], s, k, has_compounds(r))) == OTHER)
			return 0;
		*how = one > *how ? one : *how;
		i++;
	}
	return i;
}

/* The longest synonym at i, of these the best match. */
static const struct synonym *
best_at(const struct choices *c, const struct reading *r, const struct said *said, size_t i, size_t *to, int *how)
{
	const struct synonym *best = NULL;

	*to = 0;
	*how = OTHER;
	for (size_t k = 0; k < c->n; k++) {
		int match;
		size_t end = synonym_at(r, said, i, &c->v[k], &match);

		/* What is a word of another kind is no slip of this one. */
		if (end == 0 || (match == SLIP && (*how < SLIP || reading_knows(r, i))) || (end < *to && match >= *how))
			continue;
		if ((match < SLIP && *how == SLIP) || end > *to || match < *how || (match == *how && match == PART &&
		    strlen(c->v[k].words[0]) > strlen(best->words[0]))) {
			best = &c->v[k];
			*to = end;
			*how = match;
		}
	}
	return best;
}

/* "Unas" is an article as well as nails: it names a thing where nothing else does. */
static bool
is_article(const struct reading *r, size_t i, size_t to)
{
	return to == i + 1 && (reading_is(r, i, SENSE_FEW, NULL) == to || reading_is(r, i, SENSE_ARTICLE, NULL) == to ||
	    reading_is(r, i, SENSE_SMALL, NULL) == to);
}

void
choices_find(const struct choices *choices, const struct reading *r, struct findings *found)
{
	struct choices *c = (struct choices *)choices;	/* its stems are remembered */
	struct said *said = mem_array(r->pieces->n + 1, sizeof *said);
	size_t len;

	stems_in(c, lexicon_code(r->lexicon, r->language));
	for (size_t i = 0; i < r->pieces->n; i++) {
		said[i].word = r->pieces->v[i].word;
		said[i].sound = spelling_key(said[i].word);
		if (c->stem != NULL && r->pieces->v[i].kind == PIECE_WORD)
			said[i].stem = mem_str(stem_word(c->stem, said[i].word, strlen(said[i].word), &len));
	}
	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		int how;
		const struct synonym *s = best_at(c, r, said, i, &to, &how);
		struct finding f = { .from = i, .to = to, .clear = how < SLIP && !is_article(r, i, to), .thing = true };

		if (s == NULL) {
			to = i + 1;
			continue;
		}
		f.value = json_string(s->key);
		finding_add(found, &f);
	}
	for (size_t i = 0; i < r->pieces->n; i++) {
		free(said[i].stem);
		free(said[i].sound);
	}
	free(said);
}
