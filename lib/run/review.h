/*
 * review: a file that people keep in git is changed by a program only after
 * the change was seen.
 */
#ifndef RUN_REVIEW_H
#define RUN_REVIEW_H

#include "base/buf.h"

enum review {
	REVIEW_ASK,	/* on a terminal; without one nothing is written */
	REVIEW_YES,	/* written without asking, for cron */
	REVIEW_DRY,	/* shown only */
};

/*
 * Shows on stdout as a unified diff what would become of the file, and writes
 * it as one piece. The exit status: EX_OK also when nothing differs or with
 * REVIEW_DRY, 1 when it was not wanted, EX_IOERR, EX_OSERR, EX_CANTCREAT after saying why.
 */
int	review_write(const char *path, const struct buf *before, const struct buf *after, enum review);

#endif
