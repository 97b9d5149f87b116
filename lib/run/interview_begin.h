/*
 * interview_begin: how a lead begins, and what is known of it then.
 */
#ifndef RUN_INTERVIEW_BEGIN_H
#define RUN_INTERVIEW_BEGIN_H

#include "run/interview_turn.h"

/* Does the message begin one? The clauses that do, or-ed into *clauses. */
bool	interview_begin_is(const struct interview_turn *, unsigned *clauses);
/* Makes it, with what was said before and is known from elsewhere. 0 or -1. */
int	interview_begin(struct interview_turn *, int64_t contact);
/* Without a lead: what would fit one is remembered, for the session. 0 or -1. */
int	interview_begin_later(struct interview_turn *, int64_t contact);

#endif
