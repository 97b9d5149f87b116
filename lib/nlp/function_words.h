/*
 * function_words: the words of a language that hold a sentence together.
 *
 * They weigh as much as any in an FAQ of a few dozen phrasings, where counting
 * can't yet tell them from words that matter; the shipped list can.
 */
#ifndef NLP_FUNCTION_WORDS_H
#define NLP_FUNCTION_WORDS_H

/* With spaces between; NULL for a language without a list. The caller frees. */
char	*function_words(const char *language);

#endif
