/*
 * scratch: a directory of its own with a workspace's files, to try things in.
 */
#ifndef RUN_SCRATCH_H
#define RUN_SCRATCH_H

#include "wa/workspace.h"

/* A file of the workspace, and what is taken in its place; NULL: itself. */
struct scratch_file {
	const char	*name;
	const char	*instead;
};

/*
 * Below TMPDIR, private, by the workspace's name. files ends with a NULL name;
 * one that isn't there is left out, one in the place of another must be. The
 * path, which the caller frees; NULL after saying why.
 */
char	*scratch_make(const struct workspace *, const struct scratch_file *files);
/* With all that is in it; its path is cut. NULL is fine. */
void	 scratch_remove(char *dir);

#endif
