/*
 * conv_list: wa-conv list.
 */
#ifndef RUN_CONV_LIST_H
#define RUN_CONV_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"

/* As they were given; NULL and 0 where not. */
struct conv_list {
	const char	*workspace;
	const char	*status, *control, *owner, *sort, *closing, *after;
	struct opt_list	 tags;
	int64_t		 since, until, limit;
	bool		 unanswered, json, quiet;
};

/* The exit status. */
int	conv_list(const struct conv_list *);

#endif
