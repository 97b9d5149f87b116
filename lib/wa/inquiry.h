/*
 * inquiry: cases for a human, tables `inquiry` and `inquiry_event`.
 */
#ifndef WA_INQUIRY_H
#define WA_INQUIRY_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/*
 * Opens an inquiry about an event, or joins the conversation's open one; the
 * same event never opens or joins twice. Returns its id, -1 on error; *joined
 * (may be NULL) tells whether one was open before.
 */
int64_t	 inquiry_open(struct db *, int64_t contact, const char *category, const char *reason,
	    const char *event, int64_t now, bool *joined);
/* The conversation's open or claimed inquiry, 0 when there is none. */
int64_t	 inquiry_of(struct db *, int64_t contact);
/* Inquiries as objects {id, conversation, name, category, reason, status, owner, opened, changed, text},
 * oldest first; status NULL for all. New reference. */
json_t	*inquiry_list(struct db *, const char *status);

#endif
