/*
 * pseudonym: what stands for an id once its person is erased. Made with a key
 * of the workspace's own (var/erase.key), so that what comes again is known
 * again, and nobody without the key can try out whose it was.
 */
#ifndef WA_PSEUDONYM_H
#define WA_PSEUDONYM_H

#include <stdbool.h>

#define PSEUDONYM_ONCE	16	/* bytes by which the journal knows a redelivery */

/* The key of a state directory, the caller's to free; NULL when there is none, or after saying why not.
 * With `make` it is made where it is missing. */
char	*pseudonym_key(const char *dir, bool make);
/* "x_" and hex digits for an id; the caller frees. */
char	*pseudonym_of(const char *key, const char *id);
/* The same for a digest of the journal; out may be once. */
void	 pseudonym_once(const char *key, const unsigned char once[PSEUDONYM_ONCE], unsigned char out[PSEUDONYM_ONCE]);

#endif
