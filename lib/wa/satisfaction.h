/*
 * satisfaction: after a matter is closed the customer is asked how content
 * they are, while they can still be written to; table `satisfaction`, one row
 * a session. The answer is a tap on a button, is recorded and never answered.
 */
#ifndef WA_SATISFACTION_H
#define WA_SATISFACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* Inside a write transaction; each 0 or -1, and nothing happens to a session
 * that has its row. skip: why it was not asked. */
int	 satisfaction_ask(struct db *, int64_t contact, int64_t session, int64_t now);
int	 satisfaction_skip(struct db *, int64_t contact, int64_t session, const char *why);
/* Has it been asked, or skipped? */
bool	 satisfaction_is_done(struct db *, int64_t session);
/* The question, with a button for each score, 3 (content) to 1. New reference. */
json_t	*satisfaction_message(const char *question, int64_t session);
/* A tap at `time`, event_rating's words: it counts when this contact was asked. 0 or -1. */
int	 satisfaction_answer(struct db *, int64_t contact, const char *rating, int64_t time);

#endif
