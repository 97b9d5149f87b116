/*
 * stem: owner of libstemmer (Snowball). Words to their stems.
 */
#ifndef EXT_STEM_H
#define EXT_STEM_H

#include <stddef.h>

struct stem;

/* For a language by its ISO 639-1 code; NULL when there is no stemmer for it. */
struct stem	*stem_new(const char *language);
void		 stem_free(struct stem *);
/* The stem of a folded word, NUL-terminated, its bytes in *out; lives until
 * the next call. With a NULL stemmer the word itself. */
const char	*stem_word(struct stem *, const char *word, size_t len, size_t *out);

#endif
