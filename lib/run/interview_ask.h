/*
 * interview_ask: what is asked next, and what is said when nothing is left to ask.
 */
#ifndef RUN_INTERVIEW_ASK_H
#define RUN_INTERVIEW_ASK_H

#include "run/interview_turn.h"

/* Is the field required and not known? */
bool	interview_ask_misses(const struct interview_turn *, const struct leads_field *);
/* The next question, or what happens next, where the agent may speak. 0 or -1. */
int	interview_ask_next(struct interview_turn *);

#endif
