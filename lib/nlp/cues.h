/*
 * cues: what people do with their words while they answer: introduce
 * themselves, ask back, put off, call a thing off.
 *
 * Lists by language in the shipped file cues.txt; a cue counts when it stands
 * in the text word for word, whatever its case and accents, in any language:
 * what a short answer is written in is hard to tell, and these words rarely
 * mean something else elsewhere.
 */
#ifndef NLP_CUES_H
#define NLP_CUES_H

#include <stddef.h>

enum cue_kind {
	CUE_NAME	= 1 << 0,	/* a name follows: "my name is" */
	CUE_AM		= 1 << 1,	/* a name may follow: "I'm", "this is" */
	CUE_TITLE	= 1 << 2,	/* asks for a name: "called" */
	CUE_IS		= 1 << 3,	/* between what a thing is called and what it is: "is" */
	CUE_OPENING	= 1 << 4,	/* about the desk's own times: "open", "opening hours" */
	CUE_OFF		= 1 << 5,	/* calls it off: "never mind", "not interested" */
	CUE_CANCEL	= 1 << 6,	/* takes back what was agreed: "cancel" */
	CUE_PAST	= 1 << 7,	/* the time named is when something began: "since" */
	CUE_OPENER	= 1 << 8,	/* says nothing at the start of an answer: "well", "sure" */
	CUE_CLOSER	= 1 << 9,	/* nor at its end: "please", "thanks" */
	CUE_WAIT	= 1 << 10,	/* the answer comes later: "one moment" */
	CUE_ASK		= 1 << 11,	/* begins a question: "how", "do you" */
	CUE_AND		= 1 << 12,	/* joins another matter: "and", "but" */
	CUE_PLAIN	= 1 << 13,	/* of a question, not of what is asked for: "your", "need" */
	CUE_AREA	= 1 << 14,	/* of the size of a place: "surface", "m2" */
	CUE_NONE	= 1 << 15,	/* none of what there is to choose, or another */
	CUE_WISH	= 1 << 16,	/* of wanting, not of what is wanted: "I'd like to book" */
	CUE_MATTER	= 1 << 17,	/* asks what it is about: "problem", "reason" */
	CUE_ADDRESS	= 1 << 18,	/* asks for an address: "property", "street" */
	CUE_STREET	= 1 << 19,	/* of an address: "road", "calle" */
	CUE_HERE	= 1 << 20,	/* a place follows: "I live in" */
	CUE_IN		= 1 << 21,	/* a place may follow: "in", "near" */
	CUE_NOPLACE	= 1 << 22,	/* no place behind "in": "English" */
	CUE_ROOMS	= 1 << 23,	/* counted: "bedrooms" */
	CUE_PEOPLE	= 1 << 24,	/* counted: "guests", "of us" */
	CUE_AGE		= 1 << 25,	/* of an age: "years old" */
	CUE_CHILDREN	= 1 << 26,	/* people, maybe not all of them: "my two kids" */
	CUE_PARTY	= 1 << 27,	/* how many people follows: "we are", "a table for" */
	CUE_AGED	= 1 << 28,	/* an age may follow: "she is" */
	CUE_WHO		= 1 << 29,	/* a name may follow: "my daughter" */
	CUE_FOR		= 1 << 30,	/* whom it is for follows: "for" */
};

struct cues;

struct cue {
	enum cue_kind	 kind;
	size_t		 at, len;	/* bytes of the text */
};

/* The shipped lists; NULL after saying why. */
struct cues	*cues_load(void);
void		 cues_free(struct cues *);
/* The cues of these kinds (or-ed) in a text, in order, at most max: how many.
 * Where several begin at one place the longest counts, once for each of its
 * kinds. */
size_t		 cues_find(const struct cues *, unsigned kinds, const char *text, size_t len, struct cue *out, size_t max);

#endif
