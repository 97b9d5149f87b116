/*
 * label: what wa-classify found in a customer's message, kept in the table
 * `label` by wa-reply, since wa-classify needs no store.
 */
#ifndef WA_LABEL_H
#define WA_LABEL_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* Stores an event's `class`; without one nothing, and a message keeps its
 * first label. 0 or -1. */
int	 label_add(struct db *, const json_t *ev, int64_t contact, int64_t now);
/* The newest labels of a contact, at most max, the newest first: [{event, language, intent, sentiment, urgency, tags}].
 * New reference. */
json_t	*label_recent(struct db *, int64_t contact, int max);

#endif
