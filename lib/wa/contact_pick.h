/*
 * contact_pick: whom a person means who types a name, a number or the start
 * of a key.
 */
#ifndef WA_CONTACT_PICK_H
#define WA_CONTACT_PICK_H

#include <stdint.h>

#include "ext/db.h"

/* By key, the start of a key that only one has ("c_" and at least four more),
 * phone in any spelling, user id, @username, or a whole name that only one
 * has. Its id; 0 after saying that it is nobody, or who it could be; -1 on a
 * store error. */
int64_t	contact_pick(struct db *, const char *who);

#endif
