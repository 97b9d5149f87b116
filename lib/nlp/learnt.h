/*
 * learnt: what was learnt from phrasings, kept in a file, so that the next
 * program that has the same ones need not learn it again.
 *
 * A file belongs to a key, the digest of all that the learning depends on, this
 * code and its tables included; one of another key, or damaged, is as good as
 * none. It is replaced whole, and lost without harm.
 */
#ifndef NLP_LEARNT_H
#define NLP_LEARNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ext/hash.h"

/* The key of n texts in a language, each with the number of its entry. */
void	learnt_key(const char *language, const char *const *texts, const uint32_t *numbers, size_t n,
	    unsigned char key[HASH_LEN]);
/* What is kept under the key, into buf; false when there is none. */
bool	learnt_read(const char *path, const unsigned char key[HASH_LEN], struct buf *);
/* Where nothing can be written nothing is kept. */
void	learnt_write(const char *path, const unsigned char key[HASH_LEN], const struct buf *);

#endif
