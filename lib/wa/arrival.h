/*
 * arrival: what a journal entry changes in the store when it is filed.
 *
 * A customer's message is filed in its session, opens the window and reopens a
 * closed conversation; an echo gives control to the human; a status moves the
 * outbox; a system entry changes who a contact is. History is filed and changes
 * nothing. All of it is idempotent: an entry filed twice changes nothing more.
 */
#ifndef WA_ARRIVAL_H
#define WA_ARRIVAL_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/contact.h"
#include "wa/journal.h"

/* An entry as an event; event_line prints it. Zero-initialise; arrival_release. */
struct arrival {
	json_t	*event;		/* as the journal has it */
	char	 key[CONTACT_KEY_LEN];	/* of its contact; "" when none is known */
};

/* Inside a write transaction. 0, or -1 on a store error. */
int	arrival_file(struct db *, const struct workspace *, const struct journal_entry *, int64_t now, struct arrival *);
/* The same event again for an entry that is filed: no change, no transaction needed. */
void	arrival_again(struct db *, const struct journal_entry *, struct arrival *);
void	arrival_release(struct arrival *);

#endif
