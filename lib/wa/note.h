/*
 * note: what members write for each other, table `note`. Internal: no program
 * sends it anywhere.
 */
#ifndef WA_NOTE_H
#define WA_NOTE_H

#include <stdint.h>

#include "ext/db.h"

#define NOTE_MAX	16384	/* bytes */

/* inquiry: 0 for none. Its id, -1 on error. */
int64_t	note_add(struct db *, int64_t contact, int64_t inquiry, const char *who, const char *text, int64_t now);

#endif
