/*
 * spoken: what is written as it would be said in English, for a recogniser:
 * words in plain small letters, numbers as words, and how words that no
 * dictionary has are pronounced.
 */
#ifndef NLP_SPOKEN_H
#define NLP_SPOKEN_H

#include "base/buf.h"

/* Words with single blanks between, appended: "Open 24/7?" is "open twenty
 * four seven". Words of other scripts are left out. */
void	spoken_words(const char *text, struct buf *);
/* A guess at a word's sounds by its letters, in the phones of CMU's
 * dictionary, appended: "sanitas" is "S AE N IH T AE S". Nothing for a word
 * without letters. */
void	spoken_phones(const char *word, struct buf *);

#endif
