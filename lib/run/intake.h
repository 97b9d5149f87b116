/*
 * intake: what a message says about the fields of a lead.
 *
 * Values that say themselves what they are ("300 euros", "tomorrow at 5", a
 * choice by its name) are heard whatever was asked; bare ones ("5", a name)
 * only in answer to their question or after words that announce them ("my
 * name is", "bedrooms"). What is said of the desk's own times ("do you open on
 * Saturdays?") and of when a matter began ("since Monday") is nobody's wish.
 */
#ifndef RUN_INTAKE_H
#define RUN_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"
#include "run/ears.h"
#include "wa/leads.h"
#include "wa/workspace.h"

struct intake;

/* What the message does besides. */
enum {
	INTAKE_QUESTION	= 1 << 0,	/* asks something back */
	INTAKE_OFF		= 1 << 1,	/* calls it off */
	INTAKE_WAIT		= 1 << 2,	/* the answer comes later */
	INTAKE_EMPTY		= 1 << 3,	/* no words that carry anything */
};

/* NULL after saying why. The leads must outlive it. */
struct intake	*intake_load(const struct workspace *, const struct leads *);
void		 intake_free(struct intake *);

/* Does the text hold one of the words that begin a lead? clauses as below. */
bool		 intake_begins(const struct intake *, const char *text, const char *language, unsigned *clauses);
/*
 * What the text says, one struct heard a field, in the order of the fields,
 * which intake_release empties. Returns what it does besides. clauses: bits
 * of the clauses (nlp/clauses.h, the first is 1) that said it.
 */
unsigned	 intake_listen(const struct intake *, const char *text, const struct known *,
		    struct heard *out, unsigned *clauses);
void		 intake_release(struct heard *, size_t n);
/* A text as the value of one field, as if it had been asked for. New
 * reference, NULL when it is none. */
json_t		*intake_value(const struct intake *, const struct leads_field *, const char *text,
		    const char *language, int64_t now);
/* Is the field what a person is called? */
bool		 intake_is_name(const struct intake *, const struct leads_field *);

#endif
