/*
 * backup: a workspace's state and YAML in a directory of its own, as it was at
 * one moment; no secrets.
 *
 *	NAME-20261121T021500Z/
 *		manifest.json	what lies here, each file with bytes and SHA-256, written last
 *		wa.db journal.db media/ *.yaml
 *
 * wa.db is copied before journal.db: the journal then has everything that
 * wa.db speaks of, and what came in between is filed again from it. Media
 * never change once they lie there; on the same file system they are linked.
 */
#ifndef WA_BACKUP_H
#define WA_BACKUP_H

#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

/* Makes one under `parent`. The manifest with its directory as `path`, a new
 * reference; NULL after saying why, and then nothing is left behind. */
json_t	*backup_make(const struct workspace *, const char *parent, int64_t now);
/* Every file is there as it was written, both databases are sound and fit
 * together. The manifest, a new reference; NULL after saying what is wrong. */
json_t	*backup_verify(const char *dir);
/*
 * Puts a verified backup's state into a workspace that has none yet. What was
 * queued when it was made may have been sent since: it is unknown now, and
 * never sent again by itself. 0, or -1 after saying why.
 */
int	 backup_restore(const char *dir, const struct workspace *, int64_t now);

#endif
