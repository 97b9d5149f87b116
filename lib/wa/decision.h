/*
 * decision: the record of why the agent did what it did with one message.
 */
#ifndef WA_DECISION_H
#define WA_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* Stores reply.decision of an event; an event decided before keeps its first record. 0 or -1. */
int	 decision_add(struct db *, const char *event, int64_t contact, const json_t *decision, int64_t now);

/* Was this entry's answer decided for the contact since then, for another event than `event`? */
bool	 decision_said(struct db *, int64_t contact, const char *entry, const char *event, int64_t since);
/* Was the contact asked back (action clarify) since then, for another event? */
bool	 decision_clarified(struct db *, int64_t contact, const char *event, int64_t since);
/* Ids of the entries that the decision before this event asked about, when it
 * asked; NULL: it didn't. New reference. */
json_t	*decision_offered(struct db *, int64_t contact, const char *event, int64_t since);

#endif
