/*
 * conv_event: what happened to a conversation, in a few words.
 */
#ifndef RUN_CONV_EVENT_H
#define RUN_CONV_EVENT_H

#include "base/buf.h"
#include "ext/json.h"

/* Appends what an item of transcript_load says that is neither said nor noted. */
void	conv_event_add(struct buf *, const json_t *item);

#endif
