/*
 * stop: SIGTERM and SIGINT as something to poll.
 *
 * After stop_catch() the signals only set a flag and make stop_fd() readable
 * for good, so that every loop can finish what it has in hand. SIGPIPE is
 * ignored: a write tells with EPIPE.
 */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdbool.h>

void	stop_catch(void);
int	stop_fd(void);
bool	stop_asked(void);
/* As if the signal had come: for a loop that ends itself. */
void	stop_ask(void);

#endif
