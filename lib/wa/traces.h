/*
 * traces: what a person can be recognised by in bytes, and where that is
 * found: ids as they are written, and phone numbers as they stand in
 * WhatsApp's message ids, in base64.
 */
#ifndef WA_TRACES_H
#define WA_TRACES_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

struct traces;

struct traces	*traces_new(void);
void		 traces_free(struct traces *);
/* An id: a phone, a user id, a key, a message id. Short ones, which would be found anywhere, are passed over. */
void		 traces_add(struct traces *, const char *id);
/* Is one of them in these bytes? */
bool		 traces_in(const struct traces *, const char *bytes, size_t len);
/* Looks through every file below a directory: {needles, files, bytes, found, where:[PATH]}. New reference. */
json_t		*traces_search(const struct traces *, const char *dir);

#endif
