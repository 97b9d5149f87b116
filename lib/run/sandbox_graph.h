/*
 * sandbox_graph: the Graph API's side of the sandbox: messages, read marks,
 * media, and what is known of a number.
 */
#ifndef RUN_SANDBOX_GRAPH_H
#define RUN_SANDBOX_GRAPH_H

#include "run/sandbox.h"

/* Answers the request, now or later. Takes every path but the control side's. */
void	sandbox_graph_handle(struct sandbox *, struct httpd_request *);

#endif
