/*
 * chat: a customer's conversation with a business, through the sandbox, on a
 * terminal or from a script; wa-chat(1).
 */
#ifndef RUN_CHAT_H
#define RUN_CHAT_H

#include <stdint.h>

struct chat_config {
	const char	*url;		/* the sandbox's */
	const char	*phone;		/* digits, or NULL */
	const char	*user_id;	/* or NULL; one of them is there */
	const char	*name;
	int64_t		 wait_ms;	/* for an answer, in a script */
	int64_t		 settle_ms;	/* and so long for another one */
};

/* Until the end of input; the exit status. */
int	chat_run(const struct chat_config *);

#endif
