/*
 * sandbox_control: /sandbox/..., by which tests and wa-chat play customers,
 * order faults and see what was sent.
 */
#ifndef RUN_SANDBOX_CONTROL_H
#define RUN_SANDBOX_CONTROL_H

#include "run/sandbox.h"

/* Is the path ours? */
bool	sandbox_control_owns(const char *path);
/* Answers the request, now or later. */
void	sandbox_control_handle(struct sandbox *, struct httpd_request *);

#endif
