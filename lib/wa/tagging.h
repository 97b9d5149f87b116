/*
 * tagging: tags that nobody puts on by hand: those of the FAQ entry that was
 * asked for, and those of the rules under `tags` of workspace.yaml.
 */
#ifndef WA_TAGGING_H
#define WA_TAGGING_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

struct tagging;

/* The workspace outlives it. Never NULL. */
struct tagging	*tagging_new(const struct workspace *);
void		 tagging_free(struct tagging *);
/* Tags whoever wrote a classified message. 0 or -1. */
int		 tagging_apply(const struct tagging *, struct db *, const json_t *ev, int64_t contact, int64_t now);

#endif
