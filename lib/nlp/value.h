/*
 * value: what a customer's words say about one field: a date, a time, an
 * amount of money, a phone, one of some choices ...
 *
 * A text is read once, in the language that fits its words best, and then
 * asked for one type after the other. What belongs to one kind of value is
 * not taken for another: the digits of a phone are no budget, those of a date
 * no time. Values never guess: what can be meant in two ways, or is no day of
 * the calendar or no hour of the clock, is VALUE_UNCLEAR, and the words stay.
 *
 * Values are JSON:
 *	date	"2026-03-28"; {"date","time"} when the words say both
 *	time	"17:00", "morning", "afternoon" or "evening"; {"min","max"} for
 *		a range, null for an open end; {"date","time"} when both
 *	datetime {"date","time"}, null for the one that is missing
 *	money	a number; {"min","max","currency"} for a range
 *	number	a number; "80 m2" when it was said with a unit of measure
 *	phone	"+34600123456" where the country tells, else its digits
 *	choice, place	the key; a place without choices is its words
 *	email, text	the words
 *
 * Times are wall times in the process's time zone (TZ), which tzset() made
 * the workspace's.
 */
#ifndef NLP_VALUE_H
#define NLP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "nlp/choices.h"

enum value_type {
	VALUE_TEXT, VALUE_CHOICE, VALUE_PHONE, VALUE_EMAIL, VALUE_DATE, VALUE_TIME, VALUE_DATETIME,
	VALUE_NUMBER, VALUE_MONEY, VALUE_PLACE,
};

enum value_verdict {
	VALUE_NONE,	/* nothing of the kind is said */
	VALUE_FOUND,
	VALUE_UNCLEAR,	/* something is said, but not what exactly; or it doesn't exist */
	VALUE_REFUSED,	/* the customer won't say, or doesn't know */
};

struct value_context {
	int64_t		 now_ms;
	const char	*country;	/* ISO 3166-1 alpha-2, NULL when unknown */
};

struct value_match {
	size_t	 at, len;	/* the bytes of the text that say it */
	json_t	*value;		/* the caller's; NULL unless VALUE_FOUND */
	bool	 clear;		/* says itself what it is ("300 euros", "at 5"); a bare "300" or
				   "5" is a value only in answer to a question */
};

struct value_words;
struct value_text;

/* The shipped words, values.txt; NULL after saying why. */
struct value_words	*value_load(void);
void			 value_free(struct value_words *);

/* "text", "choice" ... as in leads.yaml; -1 when there is no such type. */
int			 value_type_named(const char *name);

/* Reads a text. language (ISO 639-1, or NULL) is a hint that may be wrong.
 * The words and the context's country must outlive it. */
struct value_text	*value_read(const struct value_words *, const char *text, const char *language,
			    const struct value_context *);
void			 value_text_free(struct value_text *);

/* What the text says of a type, in what is not taken yet; choices are for
 * choice and place, NULL for the others. The match is set but for VALUE_NONE. */
enum value_verdict	 value_find(const struct value_text *, enum value_type, const struct choices *,
			    struct value_match *);
/* Does it say somewhere that they won't say, don't know or don't mind? Does it
 * take back or deny something? */
bool			 value_refuses(const struct value_text *);
bool			 value_corrects(const struct value_text *);
/* Of a date that is VALUE_UNCLEAR: the day, where it is the first of those that
 * are meant ("from the 5th"); a new reference, NULL for none. */
json_t			*value_first_day(const struct value_text *, const struct value_match *);
/* Is the number at this byte one that nobody can tell: "6 or 8", "between 6 and 8"? */
bool			 value_is_range(const struct value_text *, size_t at);
/* Letters of the words of a stretch (bytes of the text) that no value has
 * taken, and that aren't of those that values and courtesies are made of: what
 * it says besides. */
size_t			 value_left(const struct value_text *, size_t at, size_t len);
/* Is a word of the stretch taken? */
bool			 value_taken(const struct value_text *, size_t at, size_t len);
/* Marks the words of a match as used: later finds pass over them. So two
 * fields of one type take two values. */
void			 value_take(struct value_text *, const struct value_match *);

#endif
