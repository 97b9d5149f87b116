/*
 * outbound: messages to send, in the Cloud API's own shapes, checked against
 * its limits before a call is spent on them.
 * Lengths are counted as words_units counts them.
 */
#ifndef WA_OUTBOUND_H
#define WA_OUTBOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

#define OUTBOUND_CALLBACK_MAX	512	/* biz_opaque_callback_data */

/* Why a message can't be sent. */
struct outbound_problem {
	int	code;		/* as the Graph API answers: 100 parameter bad or too long, 131008 missing, 131009 value not valid */
	char	field[128];	/* "interactive.action.buttons[0].reply.title" */
	char	text[160];	/* "is 27 characters long, at most 20" */
};

/*
 * A message with or without its envelope (messaging_product, to ...), or a
 * read mark. 0 when it may be sent; -1 with the first problem. Where WhatsApp
 * wants the id or link of a medium, a file of ours may be named (wa/asset.h).
 */
int	 outbound_check(const json_t *msg, struct outbound_problem *);
/* The same for a whole request, as WhatsApp gets it: messaging_product and a
 * recipient must be there, and no file of ours. */
int	 outbound_check_request(const json_t *rq, struct outbound_problem *);

/* Calls back with each object of the message that names a file of ours and the
 * kind of medium it is, until that returns false. */
void	 outbound_each_file(const json_t *msg, bool (*each)(void *arg, const char *kind, json_t *of), void *arg);

bool	 outbound_is_read_mark(const json_t *rq);
/* "text", "image" ...; "" when it says nothing. */
const char *outbound_kind(const json_t *msg);

#endif
