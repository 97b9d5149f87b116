/*
 * pack_said: the last messages of a conversation, for the context pack.
 */
#ifndef WA_PACK_SAID_H
#define WA_PACK_SAID_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* [{time, who, kind, text, heard, summary, media, state}], the oldest first, at
 * most max; paths from the root, since packs travel. New reference. */
json_t	*pack_said(struct db *, const struct workspace *, int64_t contact, int max);

#endif
