/*
 * conv_show: wa-conv show and history: a conversation as people like to read
 * it, and what happened to it.
 */
#ifndef RUN_CONV_SHOW_H
#define RUN_CONV_SHOW_H

#include <stdbool.h>
#include <stdint.h>

struct conv_show {
	const char	*workspace;
	int64_t		 since, last;
	bool		 json;
};

/* The exit status. */
int	conv_show(const struct conv_show *, int argc, char **argv);
int	conv_show_history(const struct conv_show *, int argc, char **argv);

#endif
