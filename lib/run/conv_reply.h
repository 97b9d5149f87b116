/*
 * conv_reply: wa-conv reply: a member's words to one customer, written while
 * others see that somebody is writing.
 */
#ifndef RUN_CONV_REPLY_H
#define RUN_CONV_REPLY_H

#include <stdbool.h>

struct conv_reply {
	const char	*workspace;
	const char	*text;		/* NULL: from the editor, or stdin when that is no terminal */
	bool		 anyway;	/* though another member is replying */
	bool		 json;
};

/* The exit status: 0 queued, 1 refused, 75 somebody else is replying. */
int	conv_reply(const struct conv_reply *, int argc, char **argv);

#endif
