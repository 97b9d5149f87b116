/*
 * share: the files that are shipped with the programs (tables, word lists).
 *
 * Looked for in $WAPIPE_SHARE, then in the build tree or the installation that
 * the program runs from, then where `make install` puts them.
 */
#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include <stddef.h>

/* A shipped file as read-only memory, mapped and shared by all programs that
 * use it. NULL after saying why. */
const void	*share_map(const char *name, size_t *len);
void		 share_unmap(const void *p, size_t len);
/* A shipped list: each line but remarks (#) and empty ones goes to `each`; one
 * that it returns -1 for is logged with its number and `form`, what it should
 * look like. Returns the text that the lines lie in, which the caller frees;
 * NULL after saying why. */
char		*share_lines(const char *name, const char *form, int (*each)(void *arg, char *line), void *arg);

#endif
