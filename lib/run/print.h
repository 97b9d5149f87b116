/*
 * print: events on stdout. Lines are gathered and leave in whole batches;
 * a full disk or a gone reader is noticed, never passed over.
 */
#ifndef RUN_PRINT_H
#define RUN_PRINT_H

#include <stddef.h>

#include "base/buf.h"

/* The line as it came, with ,"key":value before its last brace (not when
 * value is empty), and a newline. */
void	print_spliced(struct buf *out, const char *line, size_t len, const char *key, const struct buf *value);
/*
 * Writes everything to stdout and empties the buffer. -1 when all is well,
 * else the exit status: EX_OK when the reader has gone, EX_IOERR after saying
 * what is wrong.
 */
int	print_out(struct buf *out);

#endif
