/*
 * claim: a member takes an inquiry from their own phone, by the button of a
 * notice or by writing "claim 12".
 */
#ifndef WA_CLAIM_H
#define WA_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/json.h"

/* The id of a notice's button, "claim:12". The caller frees. */
char		*claim_button(int64_t inquiry);
/* Does this message claim, if it is a member's? With the inquiry; 0: the button
 * of a notice that had none. */
bool		 claim_read(const json_t *ev, int64_t *inquiry);

#endif
