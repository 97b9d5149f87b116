/*
 * attribute: what is known of a customer, a name and a value each, table
 * `attribute`.
 */
#ifndef WA_ATTRIBUTE_H
#define WA_ATTRIBUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

#define ATTRIBUTE_NAME_MAX	64	/* bytes */
#define ATTRIBUTE_VALUE_MAX	4096

/* A word of letters, digits, . _ and -. */
bool	 attribute_valid(const char *name);
/* value NULL takes it away, from all contacts of the person. 0 or -1. */
int	 attribute_set(struct db *, int64_t contact, const char *name, const char *value, const char *who, int64_t now);
/* Of the person, the newest of each name: [{name, value, who, at}]. New reference. */
json_t	*attribute_list(struct db *, int64_t contact);

#endif
