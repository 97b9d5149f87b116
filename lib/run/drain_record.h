/*
 * drain_record: what an answer of WhatsApp's, or its absence, makes of a row:
 * sent, tried again when and how often, given up, uncertain; and what it tells
 * the pace.
 */
#ifndef RUN_DRAIN_RECORD_H
#define RUN_DRAIN_RECORD_H

struct slot;

/* Of a slot that is done; inside a write transaction. 0 or -1. */
int	drain_record(struct slot *);

#endif
