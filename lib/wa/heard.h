/*
 * heard: the transcripts of voice notes, as rows.
 */
#ifndef WA_HEARD_H
#define WA_HEARD_H

#include "ext/db.h"
#include "ext/json.h"

/* Inside a write transaction. transcript: wa-transcribe(1)'s key. 0, or -1. */
int	 heard_add(struct db *, const char *event, int64_t contact, int64_t at, const json_t *transcript);

#endif
