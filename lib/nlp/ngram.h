/*
 * ngram: a language model of a few sentences, as ARPA text, for a recogniser
 * that is to expect them.
 *
 * Trigrams with Witten-Bell smoothing: what has been seen after a history
 * shares with what has not by how often that history went on in a new way. It
 * is the simplest that behaves when there are only a few hundred sentences.
 */
#ifndef NLP_NGRAM_H
#define NLP_NGRAM_H

#include <stddef.h>

#include "base/buf.h"

struct ngram;

struct ngram	*ngram_new(void);
void		 ngram_free(struct ngram *);
/* A sentence of words with single blanks between. */
void		 ngram_add(struct ngram *, const char *sentence);
/* The model of all that was added, appended; words in it once each. */
void		 ngram_write(struct ngram *, struct buf *);

#endif
