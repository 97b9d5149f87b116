/*
 * language: which language a text is in, and how sure that is.
 *
 * Naive Bayes over runs of 1 to 5 characters inside words, with a table made
 * by scripts/dev/language from the translations in Debian's packages and from
 * the short social words of signals.txt. Confidence is calibrated: of guesses
 * at 0.9, nine in ten are right.
 */
#ifndef NLP_LANGUAGE_H
#define NLP_LANGUAGE_H

#define LANGUAGE_UNKNOWN "und"

struct language;

struct language_guess {
	const char	*code;		/* ISO 639-1; LANGUAGE_UNKNOWN for a text without letters */
	double		 confidence;	/* 0..1 */
};

/* The shipped table, mapped; NULL after saying why. */
struct language		*language_load(void);
void			 language_free(struct language *);
/* The code belongs to the table. */
struct language_guess	 language_guess(const struct language *, const char *text);

#endif
