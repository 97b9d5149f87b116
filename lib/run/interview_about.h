/*
 * interview_about: what a message is about, beside what it tells a lead.
 */
#ifndef RUN_INTERVIEW_ABOUT_H
#define RUN_INTERVIEW_ABOUT_H

#include "run/interview_turn.h"

/* The entry that a label (the message's, or one of its parts') names as surely
 * as it would be answered; or NULL. */
const char	*interview_about_sure(const struct interview_turn *, const json_t *label);
/* Is the message, or a part of it, as surely about something that wants a
 * person and no questions: a complaint, distress? */
bool		 interview_about_grave(const struct interview_turn *, double least);
/* The entries that the message says no more of than the lead takes: those that
 * begin leads, and those that an answer looks like: "tomorrow at 5" is no
 * question whether that is free. New reference. */
json_t		*interview_about_served(const struct interview_turn *);

#endif
