/*
 * matcher: which entry a text asks for, and how likely that is right.
 *
 * Built from phrasings, each an example of how people ask for an entry. A text
 * gets the closest entries and a confidence: the chance that the first of them
 * is right, and that the text isn't about something no entry covers. It never
 * guesses: fewer entries or phrasings make it more careful. There is one model
 * for each language of the phrasings; a text goes to its language's, or to all
 * of them when there is none or the language isn't known.
 */
#ifndef NLP_MATCHER_H
#define NLP_MATCHER_H

#include <stdbool.h>
#include <stddef.h>

#define MATCHER_BEST 5	/* candidates given back at most */

struct matcher_phrasing {
	const char	*entry;		/* id of the entry it asks for */
	const char	*text;
	const char	*language;	/* ISO 639-1, or NULL: the main one */
};

struct matcher_candidate {
	const char	*entry;		/* belongs to the matcher */
	double		 score;		/* this entry's share among all, 0..1 */
};

/* What the confidence is made of, for the decision record. */
struct matcher_signals {
	double	probability;	/* the classifier's, of the best entry */
	double	meaning;	/* cosine in meaning with the best entry's closest phrasing; 0 without meanings */
	double	nearest;	/* cosine with the closest phrasing of the best entry, 0..1 */
	double	rival;		/* cosine with the closest phrasing of any other */
	double	covered;	/* share of the text's weight that the best entry's words cover */
	double	unseen;		/* share of the text's weight that no phrasing has */
	double	heaviest;	/* share of the heaviest word that the best entry doesn't have */
	double	core;		/* of what the best entry's phrasings have in common, the share that the text has */
	double	agreement;	/* 1 when classifier and neighbours name the same entry */
	double	words;		/* length of the text */
	double	phrasings;	/* how many the best entry has */
};

struct match {
	struct matcher_candidate	best[MATCHER_BEST];	/* best first */
	size_t				n;
	double				confidence;		/* 0..1, of best[0]; 0 when there is none */
	double				margin;			/* best[0].score - best[1].score */
	struct matcher_signals		signals;
};

struct matcher;

/* Where what was learnt is kept for the next time: files whose names begin so,
 * one for each language. */
struct matcher_shelf {
	const char	*path;
	bool		 read_only;
};

/* Copies what it needs. main_language is that of phrasings that name none. The
 * shelf may be NULL. */
struct matcher	*matcher_build(const char *main_language, const struct matcher_phrasing *, size_t n,
		     const struct matcher_shelf *);
void		 matcher_free(struct matcher *);
/* language: the text's, or NULL when that isn't sure. */
void		 matcher_find(struct matcher *, const char *text, const char *language, struct match *);

#endif
