/*
 * matter: what of a decided event goes to a person: all of it, when the agent
 * escalated; what an answer left over; a file that could not be had or a voice
 * note that could not be heard, whatever was answered beside it. Nothing of
 * what a person reads anyway.
 */
#ifndef WA_MATTER_H
#define WA_MATTER_H

#include <stdbool.h>

#include "ext/json.h"

/* Borrowed from the event. */
struct matter {
	const char	*kind;		/* INQUIRY_... */
	const char	*reason;
	const char	*entry;		/* the category its entry names; NULL: none */
	const char	*about;		/* the part of the message, when not all of it; or NULL */
	const char	*language;	/* to answer in; NULL: unknown */
};

/* False when nothing of it goes to a person. */
bool	 matter_of(const json_t *ev, struct matter *);
/* Do the keys before it ask the customer something? A turn has one question. */
bool	 matter_asks_already(const json_t *ev);

#endif
