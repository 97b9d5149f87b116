/*
 * field: the members of a message to send, each looked at by itself. What
 * checks a part of a message (outbound, interactive, template) walks down its
 * object with these: 0, or -1 with the problem noted, its field named by the
 * whole path. Only those three include this, so the names here are short.
 */
#ifndef WA_FIELD_H
#define WA_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "wa/outbound.h"

/* Codes of the Graph API for a problem. */
enum { BAD = 100, MISSING = 131008, INVALID = 131009 };

enum need { OPTIONAL, REQUIRED };

/* Where we are: a path, built as we go down; NULL is the message itself. */
struct place {
	const struct place	*up;
	const char		*name;
	size_t			 index;	/* PLACE_MEMBER unless an element */
};

#define PLACE_MEMBER		((size_t)-1)
#define IN(parent, member)	(&(const struct place){ (parent), (member), PLACE_MEMBER })
#define AT(parent, member, i)	(&(const struct place){ (parent), (member), (i) })

/* Notes the problem; -1. */
int	 field_wrong(struct outbound_problem *, int code, const struct place *, const char *fmt, ...)
	     __attribute__((format(printf, 4, 5)));

/* Of obj, the member that the place names. */

/* Text of at most max units (0: any length); code is what too long means there. */
int	 field_text(struct outbound_problem *, const json_t *obj, const struct place *, enum need, size_t max, int code);
/* An object or array that must be there; NULL after noting the problem. */
const json_t *field_want(struct outbound_problem *, const json_t *obj, const struct place *, json_type);
/* true or false, when it is there. */
int	 field_bool(struct outbound_problem *, const json_t *obj, const struct place *);
/* One of these words, NULL at their end. */
int	 field_one_of(struct outbound_problem *, const json_t *obj, const struct place *, const char *const *names);
/* https:// or http://. */
int	 field_web(struct outbound_problem *, const json_t *obj, const struct place *);

/* A medium: {id | link | file}, the object at this place. */
int	 field_medium(struct outbound_problem *, const json_t *medium, const struct place *);

#endif
