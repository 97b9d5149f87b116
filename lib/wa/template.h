/*
 * template: the `template` part of a message to send: its name, its language
 * and what is filled in.
 */
#ifndef WA_TEMPLATE_H
#define WA_TEMPLATE_H

#include "wa/outbound.h"

struct place;

int	template_check(struct outbound_problem *, const json_t *template, const struct place *);

#endif
