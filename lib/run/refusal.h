/*
 * refusal: the Graph API's errors as WhatsApp spells them: as the body of an
 * answer, and as the error of a status.
 */
#ifndef RUN_REFUSAL_H
#define RUN_REFUSAL_H

#include "ext/json.h"

/* {"error":{...}}; details NULL: the usual ones. *http becomes the status that
 * goes with the code. A new object. */
json_t	*refusal_answer(int code, const char *details, int *http);
/* {"code","title","message","error_data"}. A new object. */
json_t	*refusal_status(int code, const char *details);

#endif
