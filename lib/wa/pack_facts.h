/*
 * pack_facts: what is known of a customer and what of it is still needed, for
 * the context pack.
 */
#ifndef WA_PACK_FACTS_H
#define WA_PACK_FACTS_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/*
 * Adds lead, known, missing, ad and tags to the pack, which has contact and
 * language already. *question: the one that asks for what is missing, in the
 * customer's language, or NULL; the caller frees.
 */
void	pack_facts(struct db *, const struct workspace *, int64_t contact, int64_t now, json_t *pack, char **question);

#endif
