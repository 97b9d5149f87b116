/*
 * sandbox_reply: what the Graph API's side of the sandbox answers, decided
 * first and given after, so that faults can spoil it on the way.
 */
#ifndef RUN_SANDBOX_REPLY_H
#define RUN_SANDBOX_REPLY_H

#include <stdbool.h>

#include "run/sandbox.h"

struct sandbox_reply {
	int		 status;	/* HTTP; 0: close without a word */
	json_t		*body;
	const char	*garbage;	/* instead of body, or NULL; a constant */
	bool		 stall;		/* never answer */
	int		 delay_ms;
};

/* 200; takes body over. */
struct sandbox_reply	sandbox_reply_json(json_t *body);
struct sandbox_reply	sandbox_reply_success(void);
/* A Graph error; details NULL: the usual ones. */
struct sandbox_reply	sandbox_reply_refuse(int code, const char *details);
/* No object has this id. */
struct sandbox_reply	sandbox_reply_unknown(const char *id);
/* Answers the request so; takes the reply over. Needs no lock. */
void			sandbox_reply_give(struct sandbox *, struct httpd_request *, struct sandbox_reply);

#endif
