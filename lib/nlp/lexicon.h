/*
 * lexicon: the words that dates, amounts and corrections are made of, by
 * language: the shipped file values.txt, which says in its head what each
 * sense is for. A phrase may have several senses, in several languages.
 */
#ifndef NLP_LEXICON_H
#define NLP_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum sense_kind {
	/* numbers */
	SENSE_NUMBER, SENSE_TIMES, SENSE_JOIN, SENSE_ARTICLE, SENSE_HALF, SENSE_PLUSHALF, SENSE_POINT, SENSE_FEW,
	SENSE_ORDINAL, SENSE_SUFFIX, SENSE_MEASURE,
	/* days */
	SENSE_WEEKDAY, SENSE_ABBR, SENSE_MONTH, SENSE_DAY, SENSE_FEAST, SENSE_EASTER, SENSE_UNIT, SENSE_IN, SENSE_AGO,
	SENSE_FROMNOW, SENSE_NEXT, SENSE_THIS, SENSE_COMING, SENSE_LAST, SENSE_AFTERNEXT, SENSE_END, SENSE_VAGUE, SENSE_EVERY,
	SENSE_DATE, SENSE_GLUE, SENSE_OF,
	/* hours */
	SENSE_PART, SENSE_DAYPART, SENSE_TODAY, SENSE_CLOCK, SENSE_AT, SENSE_OCLOCK, SENSE_AM, SENSE_PM,
	SENSE_PAST, SENSE_THEN, SENSE_AFTERHOUR, SENSE_TOHOUR, SENSE_PLUS, SENSE_MINUS, SENSE_ONWARDS,
	/* ranges */
	SENSE_BETWEEN, SENSE_FROM, SENSE_TO, SENSE_AND, SENSE_OR, SENSE_AFTER, SENSE_BEFORE, SENSE_ATLEAST,
	SENSE_ATMOST, SENSE_ABOUT,
	/* money */
	SENSE_CURRENCY, SENSE_BUDGET, SENSE_RATE,
	/* contact */
	SENSE_ATSIGN, SENSE_DOT, SENSE_PHONE, SENSE_DIGIT, SENSE_REPEAT, SENSE_DIALPLUS,
	/* what is said about what is said */
	SENSE_NOT, SENSE_CORRECT, SENSE_PREFER, SENSE_THAN, SENSE_REFUSE, SENSE_WHATEVER, SENSE_LEADIN, SENSE_FILLER, SENSE_SMALL, SENSE_WORD,
	SENSE_KINDS
};

struct sense {
	enum sense_kind	 kind;
	int		 language;
	double		 n;		/* its value where that is a number, else 0 */
	const char	*name;		/* its value as written, "" for none */
	struct sense	*next;		/* of the same phrase */
};

struct phrase {
	struct sense	*senses;	/* NULL: only the start of longer ones */
	bool		 longer;
};

#define LEXICON_LANGUAGES	16
#define LEXICON_ANY		0	/* the language "*" */

struct lexicon;

/* NULL after saying why. */
struct lexicon		*lexicon_load(void);
void			 lexicon_free(struct lexicon *);
/* The number of a language (ISO 639-1; a region after it is not looked at),
 * -1 for none of ours, or NULL; and its code. */
int			 lexicon_language(const struct lexicon *, const char *code);
const char		*lexicon_code(const struct lexicon *, int language);
int			 lexicon_languages(const struct lexicon *);

/* A phrase by its words, folded, each with a space behind it; NULL: none. */
const struct phrase	*lexicon_phrase(const struct lexicon *, const char *key);
/* A word that is several written together ("freitagabend"): where each ends,
 * in bytes, and how many; 0 when it can't be split into words of one language. */
size_t			 lexicon_split(const struct lexicon *, const char *word, size_t ends[], size_t max);
/* The phrase of one word that a misspelt word of this language must be: a
 * name of a day or month one or two slips away. NULL: none, or several. */
const struct phrase	*lexicon_nearest(const struct lexicon *, const char *word, int language);

#endif
