/*
 * conv_control: the commands of wa-conv by which a member takes a conversation,
 * gives it back, ends it or opens it again.
 */
#ifndef RUN_CONV_CONTROL_H
#define RUN_CONV_CONTROL_H

#include <stdbool.h>

enum conv_move { CONV_TAKE, CONV_RELEASE, CONV_RESOLVE, CONV_CLOSE, CONV_DELETE, CONV_REOPEN };

struct conv_control {
	const char	*workspace;
	const char	*why;		/* for the record; NULL: the move's own word */
	bool		 yes;		/* resolve though the customer waits */
	bool		 anyway;	/* take what another member has */
};

/* Of every WHO; the exit status. */
int	conv_control(const struct conv_control *, enum conv_move, int argc, char **argv);

#endif
