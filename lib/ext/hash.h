/*
 * hash: owner of libcrypto. Digests, signatures, their spellings in text,
 * random ids, and comparison that doesn't tell how much was right.
 */
#ifndef EXT_HASH_H
#define EXT_HASH_H

#include <stdbool.h>
#include <stddef.h>

#define HASH_LEN	32			/* bytes of a SHA-256 */
#define HASH_HEX_LEN	(2 * HASH_LEN + 1)	/* with the NUL */

void	hash_sha256(const void *data, size_t len, unsigned char out[HASH_LEN]);
/* The same of what comes in pieces. hash_end frees; out NULL: nobody wants to know. */
struct hash;
struct hash	*hash_begin(void);
void		 hash_add(struct hash *, const void *data, size_t len);
void		 hash_end(struct hash *, unsigned char out[HASH_LEN]);
/* HMAC-SHA256. */
void	hash_hmac(const void *key, size_t key_len, const void *data, size_t len, unsigned char out[HASH_LEN]);

/* Lowercase; out has room for 2 * len + 1. Returns out. */
char	*hash_hex(const void *data, size_t len, char *out);
/* Exactly 2 * len hex digits of either case and then the end; -1 when they are something else. */
int	 hash_unhex(const char *hex, unsigned char *out, size_t len);

/* The caller frees. */
char	*hash_base64(const void *data, size_t len);
/* Strict, padded. NULL when it is no base64; the caller frees. */
unsigned char *hash_unbase64(const char *text, size_t text_len, size_t *len);

/* n random hex digits and a NUL, for ids nobody can guess. Returns out. */
char	*hash_random(char *out, size_t n);

/* In a time that depends on len alone. */
bool	hash_equal(const void *a, const void *b, size_t len);
/* Two strings, in a time that tells nothing of the first. */
bool	hash_equal_text(const char *secret, const char *given);

#endif
