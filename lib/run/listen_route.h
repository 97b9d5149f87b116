/*
 * listen_route: whose an event of a webhook is: the desks that the listener
 * serves, and which of them gets it.
 */
#ifndef RUN_LISTEN_ROUTE_H
#define RUN_LISTEN_ROUTE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "run/commit.h"
#include "wa/webhook.h"
#include "wa/workspace.h"

struct desk {
	struct workspace	*ws;
	char			*app_secret, *verify_token;
	struct commit		*commit;
};

struct listener {
	struct desk	*desks;
	size_t		 n;
	struct commit	*unrouted;
	char		*unrouted_dir;
	int64_t		 started;
	pthread_mutex_t	 lock;		/* of what follows */
	struct map	*strangers;	/* numbers nobody owns */
	int64_t		 forged_said;	/* monotonic ms; 0 never */
	uint64_t	 forged;	/* bad signatures not yet said */
};

/* Fills mine, one a desk and one more for the unrouted: who gets it. `secret`
 * is the app's that signed it. */
void	listen_route(struct listener *, const char *secret, const struct webhook_event *, bool *mine);

#endif
