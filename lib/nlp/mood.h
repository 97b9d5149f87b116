/*
 * mood: how a text sounds.
 *
 * A small linear model over hashed words, pairs and character runs, words
 * after a negation marked; its weights are the shipped file mood.bin, made by
 * scripts/dev/mood.
 */
#ifndef NLP_MOOD_H
#define NLP_MOOD_H

enum mood { MOOD_NEGATIVE, MOOD_NEUTRAL, MOOD_POSITIVE };

struct mood_model;

/* The shipped weights; NULL after saying why. */
struct mood_model	*mood_load(void);
void			 mood_free(struct mood_model *);
enum mood		 mood_of(const struct mood_model *, const char *text);
const char		*mood_name(enum mood);	/* "negative" ... */

#endif
