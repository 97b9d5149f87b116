/*
 * interview: a lead in conversation: what begins it, what a message tells,
 * what is asked next. wa-leads(5) says it to operators.
 *
 *	no lead		message begins one	-> lead, with what was said before
 *	no lead		else			-> kept as hints, nothing is said
 *	lead		message tells, refuses	-> the next question, or what happens next
 *	lead		asks something else	-> nothing; its question stays open
 *	lead		called off		-> nothing, until it is told something again
 *	either		a complaint, distress	-> nothing, and nothing more is asked: a person answers
 *	complete	message tells more	-> that it is noted
 *
 * Each field is asked for at most once, whatever comes back; what happens next
 * is said once. Nothing is said while a person has control.
 */
#ifndef RUN_INTERVIEW_H
#define RUN_INTERVIEW_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

struct interview;

/* NULL after saying why. The workspace must outlive it. */
struct interview	*interview_load(const struct workspace *);
void			 interview_free(struct interview *);
/*
 * A customer's message, inside a write transaction. 1: *value is what wa-lead
 * says of it, a new reference; 0: it is nothing to a lead; -1 on a store error.
 */
int			 interview_turn(struct interview *, struct db *, const json_t *ev, int64_t now, json_t **value);

#endif
