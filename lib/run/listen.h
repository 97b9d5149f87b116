/*
 * listen: the webhook. HTTP threads check signatures and parse, a writer a
 * journal makes durable (run/commit), and only then is 200 answered. No text
 * of a message and no secret is ever logged.
 */
#ifndef RUN_LISTEN_H
#define RUN_LISTEN_H

#include <stddef.h>

/* Serves the workspaces named (none: all there are) at HOST:PORT until a
 * signal; the exit status. */
int	listen_run(const char *address, const char *const *names, size_t n);

#endif
