/*
 * sandbox_send: what becomes of a request to send: checks, limits, faults,
 * acceptance, statuses; and of read marks.
 */
#ifndef RUN_SANDBOX_SEND_H
#define RUN_SANDBOX_SEND_H

#include "run/sandbox_reply.h"

/* POST .../messages to this number. Takes the lock itself. */
struct sandbox_reply	sandbox_send_handle(struct sandbox *, struct sandbox_number *, struct httpd_request *);

#endif
