/*
 * wrap: text for people in lines of a terminal, broken between words where it
 * can be, with wide characters counted as wide.
 */
#ifndef RUN_WRAP_H
#define RUN_WRAP_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Appends text in lines of at most width columns (0: never broken), ended by
 * newlines; lines after the first begin with indent spaces, which width
 * doesn't count. Line ends in the text are kept, other control characters
 * become spaces.
 */
void	wrap_add(struct buf *, const char *text, size_t width, size_t indent);
/* The same to stdout. */
void	wrap_print(const char *text, size_t width, size_t indent);

#endif
