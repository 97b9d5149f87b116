/*
 * tokens: a text as features for matching: stemmed words, pairs of them, and
 * runs of 2 to 5 characters inside words.
 *
 * A feature is a 64-bit hash; the same text gives the same features on every
 * machine. Words are folded, elongations ("heyyyy") shortened, stemmed where
 * the language has a stemmer, and stripped of accents, which people leave out
 * when they type. In scripts without spaces each character is a word.
 */
#ifndef NLP_TOKENS_H
#define NLP_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind { TOKEN_WORD, TOKEN_PAIR, TOKEN_CHARS };

struct token {
	uint64_t	hash;
	uint32_t	word;	/* number of the word it came from, the first is 0 */
	bool		light;	/* a word that only holds the sentence together */
	enum token_kind	kind;
};

struct tokens;

/* A tokeniser for a language (ISO 639-1); NULL, or one without a stemmer,
 * leaves words whole. */
struct tokens	*tokens_new(const char *language);
void		 tokens_free(struct tokens *);
/* The features of a text, as often as they occur: *n of them, from *words
 * words. Belongs to the tokeniser, until its next text. */
const struct token *tokens_of(struct tokens *, const char *text, size_t *n, size_t *words);

#endif
