/*
 * turn: bursts of short messages that are taken as one. The last message of a
 * burst, its head, carries all its words and gets the answer; the others are
 * merged into it and end as it ends. Table `turn`.
 */
#ifndef WA_TURN_H
#define WA_TURN_H

#include "ext/db.h"
#include "ext/json.h"

/* The key `turn` for the i-th of n messages that are one turn: {merged, text}
 * for the head, without text when it is alone, {head} for the others. */
json_t	*turn_value(json_t *const *events, size_t n, size_t i);
/* Keeps what `turn` says of an event; inside a write transaction. 0 or -1. */
int	 turn_add(struct db *, const char *event, const json_t *turn);

#endif
