/*
 * shelf: files under var/media, named by the SHA-256 of what they hold, as in
 * ab/ab12...ef.jpg: what comes twice stands there once, and no name that a
 * customer gave is ever a path.
 *
 * A file is written beside the others, made durable, and then renamed into
 * its place: whatever stands under its name is whole. Files are 0600,
 * directories 0700.
 */
#ifndef WA_SHELF_H
#define WA_SHELF_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/hash.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* One that is being written. */
struct shelf_file;

/* NULL with errno. */
struct shelf_file	*shelf_begin(const struct workspace *);
/* -1 with errno. */
int			 shelf_add(struct shelf_file *, const void *data, size_t len);
/* How much has come, and its digest; nothing is added after that. */
size_t			 shelf_len(const struct shelf_file *);
const unsigned char	*shelf_digest(struct shelf_file *);
/*
 * Puts it in its place, under the time of day, also when it stands there
 * already. {path,type,bytes,seconds?,width?,height?,sha256}: what it is by its
 * bytes, path absolute. New reference; NULL with errno.
 */
json_t			*shelf_keep(struct shelf_file *);
/* Frees; what wasn't kept is gone. NULL is fine. */
void			 shelf_drop(struct shelf_file *);

/* The name on the shelf of a path that shelf_keep gave: "ab/ab12...ef.jpg". */
const char		*shelf_name(const char *path);
/* And back; the caller frees. */
char			*shelf_path(const struct workspace *, const char *name);
/* True when it is gone, also when it was before; else after saying why. */
bool			 shelf_remove(const struct workspace *, const char *name);

/* Throws away what was begun over an hour ago and never kept. */
void			 shelf_sweep(const struct workspace *);
/*
 * Calls back for every kept file that is older than `before` (ms); it may
 * remove it. -1 with errno.
 */
int			 shelf_each(const struct workspace *, int64_t before, void (*each)(void *arg, const char *name), void *arg);

#endif
