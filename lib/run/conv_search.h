/*
 * conv_search: wa-conv search.
 */
#ifndef RUN_CONV_SEARCH_H
#define RUN_CONV_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

struct conv_search {
	const char	*workspace;
	const char	*in;		/* whose conversation; NULL: all */
	const char	*after;
	int64_t		 since, until, limit;
	bool		 json, quiet;
};

/* The exit status: 0 found, 1 nothing. */
int	conv_search(const struct conv_search *, int argc, char **argv);

#endif
