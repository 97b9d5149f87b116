/*
 * file: whole files, private files and locks.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Path of parts with slashes between; the caller frees. */
char	*file_path(const char *dir, const char *name);
bool	 file_exists(const char *path);
/* Adds the file to buf. -1 with errno; EFBIG over max bytes. */
int	 file_read(const char *path, size_t max, struct buf *);
/* All of it, also through signals. -1 with errno. */
int	 file_write(int fd, const void *data, size_t len);
/* Write, fsync, rename, fsync the directory: the old file or the whole new
 * one, never a part. -1 with errno. */
int	 file_replace(const char *path, int mode, const void *data, size_t len);
/* Appends with one write, creating the file 0600. -1 with errno. */
int	 file_append(const char *path, const void *data, size_t len);
/* A directory, private to us, and its parents. -1 with errno. */
int	 file_mkdir(const char *path);
/* A directory with all that is in it; follows no links. */
void	 file_remove_tree(const char *dir);

/*
 * Advisory locks on a file made for the purpose (flock, so the kernel frees
 * them however we die). file_lock returns a descriptor to close, or -1 with
 * errno; EWOULDBLOCK when wait is false and another holds it.
 */
enum file_lock { FILE_SHARED, FILE_EXCLUSIVE };
int	 file_lock(const char *path, enum file_lock, bool wait);

/* A secret: the file's first line without its newline; NULL after saying
 * what is wrong. Refuses files that others may read. The caller frees. */
char	*file_secret(const char *path);

#endif
