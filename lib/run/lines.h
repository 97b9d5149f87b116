/*
 * lines: bounded lines of a descriptor, as many as are there without waiting
 * for more. Waiting also watches for a stop signal and for the reader of our
 * own stdout going away, so that a quiet desk's dead neighbour is noticed.
 */
#ifndef RUN_LINES_H
#define RUN_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct line {
	char	*data;		/* no newline; a NUL follows */
	size_t	 len;
	bool	 cut;		/* longer than LINE_KEEP: the rest is gone */
};

#define LINE_KEEP	((size_t)16 << 20)	/* what is kept of an overlong line */

enum lines_state {
	LINES_READY,	/* there are lines */
	LINES_IDLE,	/* none without waiting */
	LINES_END,	/* end of input, all lines taken */
	LINES_STOP,	/* SIGTERM or SIGINT */
	LINES_GONE,	/* nobody reads our stdout any more */
	LINES_ERROR,	/* said already */
};

struct lines {
	int		 fd;
	struct buf	 in;
	size_t		 taken;		/* bytes of in that were handed out */
	size_t		 scanned;	/* no newline between taken and here */
	bool		 eof;
	bool		 skipping;	/* inside a line whose start was cut off */
	bool		 blank;		/* the caller's: hand out blank lines, too */
};

void	lines_open(struct lines *, int fd);
void	lines_close(struct lines *);

/*
 * Up to max whole lines of up to bytes together (at least one); they live
 * until the next call. *n is 0 unless LINES_READY. With wait it blocks until
 * there is something to say; extra_fd (-1: none) also ends the wait, as IDLE.
 */
enum lines_state lines_next(struct lines *, struct line *out, size_t max, size_t bytes, size_t *n,
    bool wait, int extra_fd);

#endif
