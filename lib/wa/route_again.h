/*
 * route_again: what the customer tells while a case waits may be what a route
 * asks for: then the case is routed once more, as its history says.
 */
#ifndef WA_ROUTE_AGAIN_H
#define WA_ROUTE_AGAIN_H

#include "ext/db.h"
#include "wa/workspace.h"

/*
 * In a write transaction. told: keys of the lead's fields that were told just
 * now. An inquiry that nobody has claimed goes where the routes send it with
 * them, when one names such a field; whom the rota had given it keeps it only
 * when still fit, whom a member gave it does. Its priority never falls. 1 when
 * it was routed anew, 0, -1 on a store error.
 */
int	route_again(struct db *, const struct workspace *, int64_t inquiry, const json_t *told, int64_t now);

#endif
