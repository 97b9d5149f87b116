/*
 * lease: a file that says who is at something, for as long as its process
 * lives. The kernel's lock on it is the lease, so that it is gone however the
 * process ends; looking takes no lock and disturbs nobody.
 */
#ifndef BASE_LEASE_H
#define BASE_LEASE_H

#include <stddef.h>

#define LEASE_MAX	256	/* bytes of what it says */

/* Takes it and writes `text` into it; a descriptor for lease_end. -1 with
 * errno, EWOULDBLOCK when somebody else has it. */
int	 lease_take(const char *path, const char *text);
void	 lease_end(const char *path, int fd);
/* What the holder wrote; NULL when nobody has it. The caller frees. */
char	*lease_look(const char *path);

#endif
