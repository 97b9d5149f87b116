/*
 * fetch: media from WhatsApp onto the shelf (wa/shelf.h).
 *
 * An id is looked up, which names an address that lives for minutes, a size
 * and a digest; from there the file is downloaded, with the token, if the
 * address is one of Meta's. What is too large isn't begun with, or is given
 * up; a file whose digest isn't the one that was named is thrown away. What
 * may pass (an expired address, 429, 5xx, a connection that breaks or stands
 * still) is tried again a few times within a minute; then it is a problem.
 *
 * Safe for any number of threads at once.
 */
#ifndef RUN_FETCH_H
#define RUN_FETCH_H

#include <stdbool.h>

#include "ext/json.h"
#include "wa/workspace.h"

struct fetch;

/* NULL after saying why: no token, or no address to send it to. The workspace outlives it. */
struct fetch	*fetch_open(const struct workspace *);
void		 fetch_close(struct fetch *);

/*
 * asked: {id, sha256?, number?}. Waits until it is decided, by one try unless
 * patient; never NULL:
 * {path,type,bytes,seconds?,width?,height?,sha256}, or {problem} with why,
 * for people, and "again":true when WhatsApp may have it later. New reference.
 */
json_t		*fetch_medium(struct fetch *, const json_t *asked, bool patient);

#endif
