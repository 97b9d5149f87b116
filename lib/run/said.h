/*
 * said: a message while it is listened to: its words and clauses, what stands
 * beside what, and what has been heard of which field so far.
 *
 * Places are bytes of the text.
 */
#ifndef RUN_SAID_H
#define RUN_SAID_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"
#include "nlp/clauses.h"
#include "nlp/cues.h"
#include "nlp/value.h"
#include "run/ears.h"

#define SAID_CUES	128	/* that are looked at */

struct said {
	const struct ears	*ears;
	const struct known	*known;
	const struct ear	*asked;		/* whose question is open, or NULL */
	const char		*text;
	size_t			 len;
	struct value_text	*read;		/* what is taken there is no other field's */
	struct cue		 cues[SAID_CUES];
	size_t			 n_cues;
	struct clause		 clause[CLAUSES_MAX];
	size_t			 n_clauses;
	struct heard		*out;		/* of each ear */
	unsigned		 clauses;	/* bits of those that said something */
};

/* All must outlive it. out may be NULL where nothing will be heard. */
void		 said_open(struct said *, const struct ears *, const char *text, const struct known *, struct heard *out);
void		 said_close(struct said *);

/* The next word at or after *at; as text_word. */
const char	*said_word(const char *text, size_t len, size_t *at, size_t *wlen);
/* Where the last n words (at most 3) before a place begin, and the next two
 * behind it end, with no mark between. */
size_t		 said_words_before(const struct said *, size_t at, size_t n);
size_t		 said_words_after(const struct said *, size_t at);
/* Moves the ends of a stretch inwards over what carries nothing there. */
void		 said_trim(const struct said *, size_t *from, size_t *to);
/* Does such a cue stand in this stretch; does one cover all of it? */
bool		 said_has_cue(const struct said *, uint64_t kinds, size_t from, size_t to);
/* The cue of these kinds that ends right ahead of a place, NULL for none. */
const struct cue *said_cue_ahead(const struct said *, uint64_t kinds, size_t at);
bool		 said_in_cue(const struct said *, uint64_t kinds, size_t from, size_t to);
/* Does a mark that ends a phrase stand in this stretch, or a digit? Does a word
 * that is written large begin at a place? */
bool		 said_breaks(const struct said *, size_t from, size_t to);
bool		 said_has_digit(const struct said *, size_t from, size_t to);
bool		 said_upper(const struct said *, size_t at);
/* Is anything left besides what was taken and what carries nothing? */
bool		 said_rest(const struct said *);

/* Does a stretch say more than what begins leads, wishes and courtesies? */
bool		 said_says(const struct said *, size_t from, size_t to);

/* The clause at a place, -1 for none; a clause ends as a question, or begins
 * as one; it says something that is ours. */
int		 said_clause(const struct said *, size_t at);
bool		 said_is_question(const struct said *, int clause);
void		 said_count(struct said *, size_t at);

/* What is no question of the message: all of it as it is said, or the first
 * stretch of sentences that tell. */
bool		 said_told(const struct said *, size_t *from, size_t *to);

/* Does a word of the field stand in this stretch? Or beside this value? */
bool		 said_is_labelled(const struct said *, const struct ear *, size_t from, size_t to);
/* The same, or of its kind: "the date" of any date. */
bool		 said_names(const struct said *, const struct ear *, size_t from, size_t to);
bool		 said_is_called(const struct said *, const struct ear *, const struct value_match *);

/* What has been heard; what was known before. */
struct heard	*said_heard(const struct said *, const struct ear *);
bool		 said_is_known(const struct said *, const struct ear *);
/* Has a value been heard for another field than this one? */
bool		 said_others(const struct said *, const struct ear *);
/* Takes the value over, in place of what was heard before; and its words, in
 * said_hear_text, which is a text. said_hear_part trims it first: false when
 * nothing is left. */
void		 said_hear_text(struct said *, const struct ear *, size_t from, size_t to);
bool		 said_hear_part(struct said *, const struct ear *, size_t from, size_t to);
void		 said_hear(struct said *, const struct ear *, enum heard_as, json_t *value, size_t at, size_t len);
/* The field of a type that a value is for: the one asked for, one that is
 * called so, the first that isn't known, any; NULL for none. */
const struct ear *said_pick(const struct said *, enum value_type, const struct value_match *);

#endif
