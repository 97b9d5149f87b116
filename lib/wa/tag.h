/*
 * tag: words that people and rules put on customers, table `tag`. A tag of the
 * conversation ends with it (wa-store(5)); one that stays is a segment that
 * the contact belongs to.
 */
#ifndef WA_TAG_H
#define WA_TAG_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

#define TAG_MAX	64	/* bytes */

/* One word of letters, digits and marks, in any script. */
bool	 tag_valid(const char *tag);
/* Once put on with `stays` it stays. 0 or -1. */
int	 tag_add(struct db *, int64_t contact, const char *tag, bool stays, const char *who, int64_t now);
/* Takes it off all contacts of the person; how many had it, -1 on error. */
int	 tag_remove(struct db *, int64_t contact, const char *tag);
/* Of the person: [{tag, stays, who, at}], by name. New reference. */
json_t	*tag_list(struct db *, int64_t contact);

#endif
