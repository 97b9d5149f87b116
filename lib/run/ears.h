/*
 * ears: what customers' messages are listened to with: the fields of leads.yaml,
 * each with the words that name it, and the lists of words that carry values.
 */
#ifndef RUN_EARS_H
#define RUN_EARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "nlp/choices.h"
#include "nlp/cues.h"
#include "nlp/signals.h"
#include "nlp/value.h"
#include "wa/leads.h"
#include "wa/workspace.h"

/* A field as it is listened for. */
struct ear {
	const struct leads_field *field;
	enum value_type		  type;
	struct choices		 *choices;	/* NULL: none */
	json_t			 *labels;	/* words that name it, as keys of an object; false: another field's, too */
	bool			  name;		/* what a person is called */
	bool			  area;		/* the size of a place */
	uint64_t		  counts;	/* of a number: CUE_ROOMS, CUE_PEOPLE, CUE_AGE that it alone is about */
	bool			  matter;	/* what it is about, in words */
	bool			  first;	/* of a date: when something begins */
	bool			  address;	/* of a text: a street and number, a reference */
	uint64_t		  way;		/* of a place: CUE_ORIGIN or CUE_TARGET, where there is one of
						   either */
};

struct ears {
	struct ear		*v;		/* in the order of the fields */
	size_t			 n;
	struct value_words	*words;
	struct cues		*cues;
	struct signals		*signals;
	char			*country;	/* ISO 3166-1 alpha-2, or NULL */
	char			**start;	/* the words that begin leads, plain; NULL behind the last */
};

enum heard_as {
	HEARD_NOT,
	HEARD_VALUE,
	HEARD_UNCLEAR,	/* something was said, and it comes to no value */
	HEARD_REFUSED,	/* won't say, or doesn't know */
};

/* What was heard of one field. */
struct heard {
	enum heard_as	 as;
	json_t		*value;	/* of HEARD_VALUE, else NULL */
	char		*words;	/* that said it, or NULL */
};

/* What is known when a message comes. */
struct known {
	const struct leads_field *asking;	/* whose question is open, or NULL */
	const json_t		*fields;	/* key -> value */
	const char		*language;	/* ISO 639-1, or NULL */
	int64_t			 now;
	bool			 begins;	/* it begins a lead */
	bool			 elsewhere;	/* the message is surely about something else: what it says
						   without a name is no answer */
};

/* NULL after saying why. The leads must outlive it. */
struct ears		*ears_load(const struct workspace *, const struct leads *);
void			 ears_free(struct ears *);

/* The one for a field, NULL for none; the first for a type. */
const struct ear	*ears_for(const struct ears *, const struct leads_field *);
const struct ear	*ears_of(const struct ears *, enum value_type);
/* Does one of these cues (or-ed) stand in the text? */
bool			 ears_cue(const struct ears *, uint64_t kinds, const char *text);
/* Is the word one that begins leads, or that a field is called by, in whatever ending? */
bool			 ears_starts(const struct ears *, const char *word, size_t len);
bool			 ears_labels(const struct ears *, const char *word, size_t len);
/* Is a place kept in the customer's own words? */
bool			 ears_is_free_place(const struct ear *);

#endif
