/*
 * listen_delivery: one POST of WhatsApp's from its parsing to its answer: its
 * events go to the journals they belong into, and it is answered once all of
 * them are durable.
 */
#ifndef RUN_LISTEN_DELIVERY_H
#define RUN_LISTEN_DELIVERY_H

#include "ext/httpd.h"

struct listener;

/* Takes the request, whose signature was found right by this app's secret;
 * 200 when everything is on disk, else 503, from any thread. */
void	listen_delivery_take(struct listener *, struct httpd_request *, const char *secret);

#endif
