/*
 * buf: a growable run of bytes. Zero-initialise to start; always followed by
 * a NUL that len does not count, so data can be used as a C string once
 * something was added.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char	*data;
	size_t	 len;
	size_t	 cap;
};

void	buf_add(struct buf *, const void *data, size_t len);
void	buf_str(struct buf *, const char *s);
void	buf_char(struct buf *, char c);
void	buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes at data + len; the caller adds to len what it wrote. */
char	*buf_room(struct buf *, size_t n);
/* Forget the first n bytes. */
void	buf_drop(struct buf *, size_t n);
void	buf_clear(struct buf *);
void	buf_free(struct buf *);
/* The bytes as a string that the caller frees; the buffer is empty after. */
char	*buf_take(struct buf *);

#endif
