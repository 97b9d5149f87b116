#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"
#include "nlp/lexicon.h"
#include "nlp/pieces.h"
#include "nlp/typo.h"

#define WORDS		"values.txt"
#define PART_MIN	7	/* bytes of "morning"; a slip makes shorter ones other words */
#define SPLIT_MIN	5	/* bytes of a word written together */
#define SPLIT_MAX	80

static const char *const kinds[SENSE_KINDS] = {
	[SENSE_NUMBER] = "number", [SENSE_TIMES] = "times", [SENSE_JOIN] = "join", [SENSE_ARTICLE] = "article",
	[SENSE_HALF] = "half", [SENSE_PLUSHALF] = "plushalf", [SENSE_POINT] = "point", [SENSE_FEW] = "few", [SENSE_ORDINAL] = "ordinal",
	[SENSE_SUFFIX] = "suffix", [SENSE_MEASURE] = "measure", [SENSE_WEEKDAY] = "weekday", [SENSE_ABBR] = "abbr", [SENSE_MONTH] = "month",
	[SENSE_DAY] = "day", [SENSE_FEAST] = "feast", [SENSE_EASTER] = "easter", [SENSE_UNIT] = "unit", [SENSE_IN] = "in",
	[SENSE_AGO] = "ago", [SENSE_FROMNOW] = "fromnow", [SENSE_NEXT] = "next", [SENSE_THIS] = "this",
	[SENSE_COMING] = "coming", [SENSE_LAST] = "last", [SENSE_AFTERNEXT] = "afternext", [SENSE_END] = "end",
	[SENSE_VAGUE] = "vague", [SENSE_EVERY] = "every", [SENSE_DATE] = "date", [SENSE_GLUE] = "glue", [SENSE_OF] = "of", [SENSE_PART] = "part",
	[SENSE_DAYPART] = "daypart", [SENSE_TODAY] = "today", [SENSE_CLOCK] = "clock", [SENSE_AT] = "at",
	[SENSE_OCLOCK] = "oclock", [SENSE_AM] = "am", [SENSE_PM] = "pm", [SENSE_PAST] = "past", [SENSE_THEN] = "then",
	[SENSE_AFTERHOUR] = "afterhour", [SENSE_TOHOUR] = "tohour", [SENSE_PLUS] = "plus", [SENSE_MINUS] = "minus", [SENSE_ONWARDS] = "onwards",
	[SENSE_BETWEEN] = "between", [SENSE_FROM] = "from", [SENSE_TO] = "to", [SENSE_AND] = "and", [SENSE_OR] = "or",
	[SENSE_AFTER] = "after", [SENSE_BEFORE] = "before", [SENSE_ATLEAST] = "atleast", [SENSE_ATMOST] = "atmost",
	[SENSE_ABOUT] = "about", [SENSE_CURRENCY] = "currency", [SENSE_BUDGET] = "budget", [SENSE_RATE] = "rate", [SENSE_ATSIGN] = "atsign",
	[SENSE_DOT] = "dot", [SENSE_PHONE] = "phone", [SENSE_DIGIT] = "digit",
	[SENSE_REPEAT] = "repeat", [SENSE_DIALPLUS] = "dialplus", [SENSE_NOT] = "not", [SENSE_CORRECT] = "correct",
	[SENSE_PREFER] = "prefer", [SENSE_THAN] = "than",
	[SENSE_REFUSE] = "refuse", [SENSE_WHATEVER] = "whatever", [SENSE_LEADIN] = "leadin", [SENSE_FILLER] = "filler", [SENSE_SMALL] = "small",
	[SENSE_WORD] = "word",
};

/* What words are written together of, and what a misspelt word may be. */
static const bool compounds[SENSE_KINDS] = { [SENSE_NUMBER] = true, [SENSE_TIMES] = true, [SENSE_JOIN] = true,
	[SENSE_ORDINAL] = true, [SENSE_WEEKDAY] = true, [SENSE_DAY] = true, [SENSE_PART] = true, [SENSE_DAYPART] = true,
	[SENSE_CLOCK] = true };
static const bool names[SENSE_KINDS] = { [SENSE_WEEKDAY] = true, [SENSE_MONTH] = true, [SENSE_DAY] = true, [SENSE_PART] = true };

/* A word that misspelt ones are held against. */
struct name {
	char		*word;
	struct phrase	*phrase;
	int		 language;
};

struct lexicon {
	char		*text;		/* the file; values are named in it */
	struct map	*phrases;
	char		 languages[LEXICON_LANGUAGES][4];
	int		 n_languages;
	bool		 writes_together[LEXICON_LANGUAGES];
	struct name	*names;
	size_t		 n_names;
};

int
lexicon_language(const struct lexicon *x, const char *code)
{
	size_t len;

	if (code == NULL)
		return -1;
	len = strcspn(code, "-_");
	for (int i = 0; i < x->n_languages; i++)
		if (strlen(x->languages[i]) == len && memcmp(x->languages[i], code, len) == 0)
			return i;
	return -1;
}

const char *
lexicon_code(const struct lexicon *x, int language)
{
	return x->languages[language];
}

int
lexicon_languages(const struct lexicon *x)
{
	return x->n_languages;
}

static int
add_language(struct lexicon *x, const char *code)
{
	int known = lexicon_language(x, code);
	static const char *const together[] = { "de", "nl", "it" };

	if (known != -1)
		return known;
	if (strlen(code) >= sizeof *x->languages || x->n_languages == LEXICON_LANGUAGES)
		return -1;
	strcpy(x->languages[x->n_languages], code);
	for (size_t i = 0; i < sizeof together / sizeof *together; i++)
		if (strcmp(code, together[i]) == 0)
			x->writes_together[x->n_languages] = true;
	return x->n_languages++;
}

static struct phrase *
phrase_at(struct lexicon *x, const char *key)
{
	struct phrase *p = map_get(x->phrases, key);

	if (p == NULL) {
		p = mem_alloc(sizeof *p);
		map_set(x->phrases, key, p);
	}
	return p;
}

static void
add_name(struct lexicon *x, const struct pieces *words, struct phrase *p, const struct sense *s)
{
	if (words->n != 1 || !names[s->kind] || (s->kind == SENSE_PART && strlen(words->v[0].word) < PART_MIN))
		return;
	x->names = mem_grow(x->names, x->n_names + 1, sizeof *x->names);
	x->names[x->n_names++] = (struct name){ mem_str(words->v[0].word), p, s->language };
}

static void
add_phrase(struct lexicon *x, const char *text, const struct sense *sense)
{
	struct pieces *words = pieces_of(text);
	struct buf key = {0};
	struct phrase *p = NULL;
	struct sense **end;

	for (size_t i = 0; i < words->n; i = pieces_next(words, i)) {
		if (p != NULL)
			p->longer = true;
		buf_str(&key, words->v[i].word);
		buf_char(&key, ' ');
		p = phrase_at(x, key.data);
	}
	if (p != NULL) {
		for (end = &p->senses; *end != NULL; end = &(*end)->next)
			;
		*end = mem_alloc(sizeof **end);
		**end = *sense;
		add_name(x, words, p, sense);
	}
	buf_free(&key);
	pieces_free(words);
}

static int
kind_named(const char *name)
{
	for (int i = 0; i < SENSE_KINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return i;
	return -1;
}

/* "en weekday 1: monday, mon"; -1 when it is no such line. */
static int
add_line(void *arg, char *line)
{
	struct lexicon *x = arg;
	char *colon = strchr(line, ':'), *save = NULL, *next;
	const char *language, *kind, *value;
	struct sense sense = {0};
	int found;

	if (colon == NULL)
		return -1;
	*colon = '\0';
	language = strtok_r(line, " ", &save);
	kind = strtok_r(NULL, " ", &save);
	value = strtok_r(NULL, " ", &save);
	if (language == NULL || kind == NULL || (found = kind_named(kind)) == -1 ||
	    (sense.language = add_language(x, language)) == -1)
		return -1;
	sense.kind = (enum sense_kind)found;
	sense.name = value != NULL ? value : "";
	sense.n = strtod(sense.name, NULL);
	for (char *p = colon + 1; p != NULL; p = next) {
		if ((next = strchr(p, ',')) != NULL)
			*next++ = '\0';
		add_phrase(x, p, &sense);
	}
	return 0;
}

struct lexicon *
lexicon_load(void)
{
	struct lexicon *x = mem_alloc(sizeof *x);

	x->phrases = map_new();
	add_language(x, "*");
	if ((x->text = share_lines(WORDS, "LANGUAGE SENSE [VALUE]: PHRASE, ...", add_line, x)) == NULL) {
		lexicon_free(x);
		return NULL;
	}
	return x;
}

static void
phrase_free(void *arg)
{
	struct phrase *p = arg;
	struct sense *next;

	for (struct sense *s = p->senses; s != NULL; s = next) {
		next = s->next;
		free(s);
	}
	free(p);
}

void
lexicon_free(struct lexicon *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < x->n_names; i++)
		free(x->names[i].word);
	free(x->names);
	map_free(x->phrases, phrase_free);
	free(x->text);
	free(x);
}

const struct phrase *
lexicon_phrase(const struct lexicon *x, const char *key)
{
	return map_get(x->phrases, key);
}

/* May this run of bytes be a part of a word written together in a language? */
static bool
is_part(const struct lexicon *x, const char *word, size_t len, int language)
{
	char key[SPLIT_MAX + 2];
	const struct phrase *p;

	memcpy(key, word, len);
	key[len] = ' ';
	key[len + 1] = '\0';
	if ((p = map_get(x->phrases, key)) == NULL)
		return false;
	for (const struct sense *s = p->senses; s != NULL; s = s->next)
		if (s->language == language && compounds[s->kind])
			return true;
	return false;
}

/* A word being split, and from where on it is known that it can't be. */
struct split {
	const struct lexicon	*lexicon;
	const char		*word;
	size_t			 len;
	int			 language;
	bool			 dead[SPLIT_MAX + 1];
};

/* Parts from `at` on, the longest first. */
static size_t
split_from(struct split *s, size_t at, size_t ends[], size_t max)
{
	if (max == 0 || s->dead[at])
		return 0;
	for (size_t end = s->len; end >= at + 2; end--) {
		size_t more = 0;

		if (!is_part(s->lexicon, s->word + at, end - at, s->language))
			continue;
		if (end < s->len && (more = split_from(s, end, ends + 1, max - 1)) == 0)
			continue;
		ends[0] = end;
		return more + 1;
	}
	s->dead[at] = true;
	return 0;
}

size_t
lexicon_split(const struct lexicon *x, const char *word, size_t ends[], size_t max)
{
	size_t len = strlen(word), n;

	if (len < SPLIT_MIN || len > SPLIT_MAX)
		return 0;
	for (int i = 0; i < x->n_languages; i++) {
		struct split s = { .lexicon = x, .word = word, .len = len, .language = i };

		if (x->writes_together[i] && (n = split_from(&s, 0, ends, max)) > 1)
			return n;
	}
	return 0;
}

/* Do two phrases mean the same day or month in a language? */
static bool
same_name(const struct phrase *a, const struct phrase *b, int language)
{
	for (const struct sense *s = a->senses; s != NULL; s = s->next)
		for (const struct sense *t = b->senses; t != NULL; t = t->next)
			if (s->language == language && t->language == language && names[s->kind] &&
			    s->kind == t->kind && s->n == t->n)
				return true;
	return false;
}

const struct phrase *
lexicon_nearest(const struct lexicon *x, const char *word, int language)
{
	const struct phrase *found = NULL;
	size_t best = TYPO_NONE;

	for (size_t i = 0; i < x->n_names; i++) {
		const struct name *n = &x->names[i];
		size_t slips;

		if (n->language != language || (slips = typo_slips(word, n->word)) > best || slips == TYPO_NONE)
			continue;
		if (slips == best && !same_name(found, n->phrase, language))
			return NULL;
		found = n->phrase;
		best = slips;
	}
	return found;
}
