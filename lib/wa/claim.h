/*
 * claim: a member takes an inquiry from their own phone, by the button of a
 * notice or by writing "claim 12".
 */
#ifndef WA_CLAIM_H
#define WA_CLAIM_H

#include <stdint.h>

#include "ext/json.h"
#include "wa/workspace.h"

/* The id of a notice's button, "claim:12". The caller frees. */
char		*claim_button(int64_t inquiry);
/* The member whose message this is, when it claims, with the inquiry (0: the
 * button of a notice that had none); else NULL. Borrowed. */
const char	*claim_read(const struct workspace *, const json_t *ev, int64_t *inquiry);

#endif
