/*
 * reply_filter: the filter of wa-reply. The agent decides what is said to a
 * message, and what follows from that is kept: opt-outs, control, the
 * language, tags, and the record of why.
 */
#ifndef RUN_REPLY_FILTER_H
#define RUN_REPLY_FILTER_H

#include "run/filter.h"

struct reply_filter;

/* The workspace and the store must outlive it. NULL after saying why. */
struct reply_filter	*reply_filter_open(const struct workspace *, struct store *);
void			 reply_filter_close(struct reply_filter *);
/* As run/filter.h wants it, with the reply_filter for arg. */
enum filter_verdict	 reply_filter_serve(void *arg, const json_t *ev, json_t **value);

#endif
