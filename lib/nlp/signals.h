/*
 * signals: the plain acts of speech in a message, by word lists per language.
 *
 * The lists are the shipped file signals.txt. A phrase counts when it stands
 * in the text word for word, with a * at its end also as the start of a word:
 * in the text's language, in a message of up to three words in any language.
 */
#ifndef NLP_SIGNALS_H
#define NLP_SIGNALS_H

enum signal {
	SIGNAL_GREETING		= 1 << 0,
	SIGNAL_THANKS		= 1 << 1,
	SIGNAL_GOODBYE		= 1 << 2,
	SIGNAL_YES		= 1 << 3,
	SIGNAL_NO		= 1 << 4,
	SIGNAL_COMPLAINT	= 1 << 5,
	SIGNAL_OPT_OUT		= 1 << 6,	/* the message is nothing but that word */
	SIGNAL_HUMAN		= 1 << 7,	/* wants a person */
	SIGNAL_PRICE		= 1 << 8,
	SIGNAL_AVAILABILITY	= 1 << 9,
	SIGNAL_URGENT		= 1 << 10,
	/* About the message as a whole: it holds nothing else. */
	SIGNAL_SOCIAL		= 1 << 11,	/* than greetings, thanks, goodbyes, yes and no */
	SIGNAL_VAGUE		= 1 << 12,	/* than these and "I need help", "a question" */
};
#define SIGNAL_COUNT 13

struct signals;

/* The shipped lists; NULL after saying why. */
struct signals	*signals_load(void);
void		 signals_free(struct signals *);
/* The signals of a text, or-ed. language: ISO 639-1, or NULL when unknown. */
unsigned	 signals_find(const struct signals *, const char *text, const char *language);
/* The language of a message that is nothing but greetings, thanks, goodbyes,
 * yes or no: English where it has them, else guess, else the one language that
 * has; NULL when there are none or several. */
const char	*signals_language(const struct signals *, const char *text, const char *guess);
/* "greeting", "opt-out" ...; of one bit. */
const char	*signals_name(enum signal);

#endif
