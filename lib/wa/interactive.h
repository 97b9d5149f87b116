/*
 * interactive: the `interactive` part of a message to send: buttons, lists,
 * links, forms, products, cards.
 */
#ifndef WA_INTERACTIVE_H
#define WA_INTERACTIVE_H

#include "wa/outbound.h"

struct place;

int	interactive_check(struct outbound_problem *, const json_t *interactive, const struct place *);

#endif
