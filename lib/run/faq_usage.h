/*
 * faq_usage: what the store tells of an FAQ: how much of a time's questions it
 * answered, how its entries served, and what it should have besides.
 */
#ifndef RUN_FAQ_USAGE_H
#define RUN_FAQ_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "wa/workspace.h"

struct faq_usage {
	const struct workspace	*ws;
	int64_t			 since, until;
	bool			 json;
};

/* Each prints into out, or to stdout as a table; the exit status. */
int	faq_usage_coverage(const struct faq_usage *, struct buf *out);
int	faq_usage_entries(const struct faq_usage *, struct buf *out);
#endif
