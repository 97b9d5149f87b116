/*
 * echoes: what people wrote from the phone app and the follower has not yet
 * filed. Once filed an echo shows as control `human`; until then only the
 * journal knows, and the gate before a send asks here.
 */
#ifndef RUN_ECHOES_H
#define RUN_ECHOES_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/store.h"
#include "wa/workspace.h"

struct echoes;

/* NULL after saying why. */
struct echoes	*echoes_open(const struct workspace *, struct store *);
void		 echoes_close(struct echoes *);
/* Reads what has come into the journal since the last look. */
void		 echoes_look(struct echoes *);
/* Forgets what the follower has filed: before a transaction that reads control,
 * never between one and what it decided, for it could not see them yet. */
void		 echoes_forget(struct echoes *);
/* The newest arrival number looked at. */
int64_t		 echoes_seen(const struct echoes *);
/* Is there one, not yet filed, to this contact and as new as `time` (ms)? The
 * same second counts: WhatsApp tells no smaller times. */
bool		 echoes_after(struct echoes *, int64_t contact, int64_t time);

#endif
