/*
 * person: everything a workspace has about one person, to be handed out.
 */
#ifndef WA_PERSON_H
#define WA_PERSON_H

#include "ext/db.h"
#include "ext/json.h"

/*
 * {contacts[], sessions[], messages[], transcripts[], media[], labels[], decisions[], inquiries[], leads[],
 *  notes[], tags[], attributes[], referrals[], control[], assignments[], satisfaction[]}, of all contacts that are
 * this person, times as RFC 3339. New reference; NULL on a store error.
 */
json_t	*person_export(struct db *, int64_t contact);

#endif
