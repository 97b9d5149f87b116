/*
 * announce: a notice in words: the JSON for hooks, wa-hooks(5), and the message
 * for a member's phone.
 */
#ifndef RUN_ANNOUNCE_H
#define RUN_ANNOUNCE_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/notice.h"
#include "wa/workspace.h"

/* What a hook gets. New reference. */
json_t	*announce_object(struct db *, const struct workspace *, const struct notice *, int attempt, int64_t now);

/*
 * The message to a member, without a recipient: with a Claim button where there
 * is an inquiry to be claimed. As the template `notices.template` when it isn't
 * NULL: outside the member's window nothing else may be sent. New reference.
 */
json_t	*announce_message(struct db *, const struct workspace *, const struct notice *, const char *template, int64_t now);

#endif
