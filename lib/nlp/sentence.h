/*
 * sentence: the last thing that a text asks, told from what it says before.
 */
#ifndef NLP_SENTENCE_H
#define NLP_SENTENCE_H

#include <stddef.h>

/*
 * Bytes of the text before its last sentence, when that is a question; 0 when
 * the whole text is one. SIZE_MAX when it doesn't end with a question.
 */
size_t	sentence_asks(const char *text);

#endif
