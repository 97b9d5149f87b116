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
#include <stdint.h>

/* Kinds, to be or-ed. */
#define CUE_NAME	(UINT64_C(1) << 0)	/* a name follows: "my name is" */
#define CUE_AM		(UINT64_C(1) << 1)	/* a name may follow: "I'm", "this is" */
#define CUE_TITLE	(UINT64_C(1) << 2)	/* asks for a name: "called" */
#define CUE_IS		(UINT64_C(1) << 3)	/* between what a thing is called and what it is: "is" */
#define CUE_OPENING	(UINT64_C(1) << 4)	/* about the desk's own times: "open", "opening hours" */
#define CUE_OFF		(UINT64_C(1) << 5)	/* calls it off: "never mind", "not interested" */
#define CUE_CANCEL	(UINT64_C(1) << 6)	/* takes back what was agreed: "cancel" */
#define CUE_PAST	(UINT64_C(1) << 7)	/* the time named is when something began: "since" */
#define CUE_OPENER	(UINT64_C(1) << 8)	/* says nothing at the start of an answer: "well", "sure" */
#define CUE_CLOSER	(UINT64_C(1) << 9)	/* nor at its end: "please", "thanks" */
#define CUE_WAIT	(UINT64_C(1) << 10)	/* the answer comes later: "one moment" */
#define CUE_ASK		(UINT64_C(1) << 11)	/* begins a question: "how", "do you" */
#define CUE_AND		(UINT64_C(1) << 12)	/* joins another matter: "and", "but" */
#define CUE_PLAIN	(UINT64_C(1) << 13)	/* of a question, not of what is asked for: "your", "need" */
#define CUE_AREA	(UINT64_C(1) << 14)	/* of the size of a place: "surface", "m2" */
#define CUE_NONE	(UINT64_C(1) << 15)	/* none of what there is to choose, or another */
#define CUE_WISH	(UINT64_C(1) << 16)	/* of wanting, not of what is wanted: "I'd like to book" */
#define CUE_MATTER	(UINT64_C(1) << 17)	/* asks what it is about: "problem", "reason" */
#define CUE_ADDRESS	(UINT64_C(1) << 18)	/* asks for an address: "property", "street" */
#define CUE_STREET	(UINT64_C(1) << 19)	/* of an address: "road", "calle" */
#define CUE_HERE	(UINT64_C(1) << 20)	/* a place follows: "I live in" */
#define CUE_IN		(UINT64_C(1) << 21)	/* a place may follow: "in", "near" */
#define CUE_NOPLACE	(UINT64_C(1) << 22)	/* no place behind "in": "English" */
#define CUE_ROOMS	(UINT64_C(1) << 23)	/* counted: "bedrooms" */
#define CUE_PEOPLE	(UINT64_C(1) << 24)	/* counted: "guests", "of us" */
#define CUE_AGE		(UINT64_C(1) << 25)	/* of an age: "years old" */
#define CUE_CHILDREN	(UINT64_C(1) << 26)	/* people, maybe not all of them: "my two kids" */
#define CUE_PARTY	(UINT64_C(1) << 27)	/* how many people follows: "we are", "a table for" */
#define CUE_AGED	(UINT64_C(1) << 28)	/* an age may follow: "she is" */
#define CUE_WHO		(UINT64_C(1) << 29)	/* a name may follow: "my daughter" */
#define CUE_FOR		(UINT64_C(1) << 30)	/* whom it is for follows: "for" */
#define CUE_ORIGIN	(UINT64_C(1) << 31)	/* asks from where: "pickup" */
#define CUE_TARGET	(UINT64_C(1) << 32)	/* asks where to: "destination" */
#define CUE_FROM	(UINT64_C(1) << 33)	/* where it comes from may follow: "from" */
#define CUE_TO		(UINT64_C(1) << 34)	/* where it goes may follow: "to" */
#define CUE_WAY		(UINT64_C(1) << 35)	/* such words that mean little else: "desde" */
#define CUE_TAG		(UINT64_C(1) << 41)	/* of a question whether what was said will do: "is that possible" */
#define CUE_START	(UINT64_C(1) << 42)	/* asks for the day on which something begins: "arrival" */
#define CUE_DAY		(UINT64_C(1) << 36)	/* what a date is called */
#define CUE_HOUR	(UINT64_C(1) << 37)	/* what a time is called */
#define CUE_PHONE	(UINT64_C(1) << 38)	/* and a phone */
#define CUE_EMAIL	(UINT64_C(1) << 39)	/* and an address of mail */
#define CUE_COST	(UINT64_C(1) << 40)	/* and an amount of money */

struct cues;

struct cue {
	uint64_t	 kind;		/* one of them */
	size_t		 at, len;	/* bytes of the text */
};

/* The shipped lists; NULL after saying why. */
struct cues	*cues_load(void);
void		 cues_free(struct cues *);
/* The cues of these kinds (or-ed) in a text, in order, at most max: how many.
 * Where several begin at one place the longest counts, once for each of its
 * kinds. */
size_t		 cues_find(const struct cues *, uint64_t kinds, const char *text, size_t len, struct cue *out, size_t max);

#endif
