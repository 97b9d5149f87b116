/*
 * fact: what is known of a customer, in words.
 */
#ifndef RUN_FACT_H
#define RUN_FACT_H

#include "base/buf.h"
#include "ext/json.h"

/* How they are called: by name, else the first id there is. "" for nothing. Borrowed. */
const char	*fact_name(const json_t *contact);
/* A field's value: a text as it is, anything else as JSON. */
void		 fact_add(struct buf *, const json_t *value);
/* "service: cleaning · city: Valencia". */
void		 fact_add_fields(struct buf *, const json_t *fields);

#endif
