/*
 * inquiry_filter: the filter of wa-inquiry. It opens a case for what the agent
 * must leave to a person, gives it to somebody who is on duty, and tells the
 * customer once what happens next.
 */
#ifndef RUN_INQUIRY_FILTER_H
#define RUN_INQUIRY_FILTER_H

#include "run/filter.h"

struct inquiry_filter;

/* The workspace and the store must outlive it. NULL after saying why. */
struct inquiry_filter	*inquiry_filter_open(const struct workspace *, struct store *);
void			 inquiry_filter_close(struct inquiry_filter *);
/* As run/filter.h wants it, with the inquiry_filter for arg. */
enum filter_verdict	 inquiry_filter_serve(void *arg, const json_t *ev, json_t **value);

#endif
