/*
 * theme: a name for texts that say nearly the same, of their own words.
 */
#ifndef NLP_THEME_H
#define NLP_THEME_H

#include <stddef.h>

/*
 * A name for cluster c of n texts (nlp/cluster.h): the words of its first text,
 * at most three, that most of its texts have and few of the others, in that
 * text's order; the text itself where no word does. The caller frees.
 */
char	*theme_name(const char *const *texts, size_t n, const size_t *of, size_t c, size_t head);

#endif
