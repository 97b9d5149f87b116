/*
 * assign: whose an inquiry becomes, by the `assign` of workspace.yaml, among
 * those who are on duty when it is given. The queue is a question to the
 * store: whoever may assign asks it again, so that work waits only while
 * nobody fit is on.
 *
 * Fit is who is named for the case (route, category; where nobody is, the
 * whole team), has the skill it wants, and is on duty. Of those, with
 * `returning`, whoever had this customer's last inquiry; else
 *	round-robin	who was given least since the last of them came on, of
 *			equals who was given something longest ago
 *	least-loaded	who has the fewest that are open or claimed, of equals
 *			as above
 *	skill		who speaks the customer's language, then least-loaded; a
 *			case that wants no skill wants its category's, where
 *			somebody has one of that name
 * Equals of all that: the first in the team's list. Whoever has just given it
 * back gets it again only when nobody else is there.
 */
#ifndef WA_ASSIGN_H
#define WA_ASSIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"
#include "wa/workspace.h"

/* What of an inquiry decides whose it may be. */
struct assign_work {
	int64_t		 contact;
	const char	*rule, *category;
	const char	*skill;		/* NULL: none */
	const char	*language;	/* the customer's; NULL: unknown */
	const char	*refused;	/* who has just given it back; NULL: nobody */
};

/* Who would get it now; NULL: nobody is on who could, or manual. Borrowed. */
const char	*assign_pick(struct db *, const struct workspace *, const struct assign_work *, int64_t now);
/* The names of those on duty who could take it, whoever assigns. New reference. */
json_t		*assign_fit(const struct workspace *, const struct assign_work *, int64_t now);
/* Is there anybody? Without a team: is the desk open? */
bool		 assign_anybody(const struct workspace *, const struct assign_work *, int64_t now);

/*
 * In a write transaction: routes what no route has looked at, then gives what
 * is nobody's, the oldest first, to whom it falls. What was given to somebody
 * who has gone off duty without claiming it, longer ago than sla.claim, goes
 * to another who is on. How many were given; -1 on a store error.
 */
int		 assign_due(struct db *, const struct workspace *, int64_t now);

#endif
