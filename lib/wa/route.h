/*
 * route: which kind of case something is and whose it should be, by the
 * `routes` of workspace.yaml: the first whose conditions all hold takes it,
 * and gives it category, skill, owners and priority; what a route leaves out
 * comes from `categories`. Where none holds, the category is the entry's own,
 * else the kind's.
 *
 * What routes look at is an object, any member of which may be missing:
 *
 *	{intent, category (the entry's), kind, language, urgency, sentiment,
 *	 lead: {field: value}, tags: [...]}
 */
#ifndef WA_ROUTE_H
#define WA_ROUTE_H

#include <stdint.h>

#include "base/buf.h"
#include "wa/workspace.h"

#define ROUTE_DEFAULT	"default"	/* the rule when no route takes it */

struct route {
	char		 rule[72];	/* the route's name, or its place: "route 2" */
	const char	*category;	/* borrowed from the settings or from what was seen */
	const char	*skill;		/* NULL: none */
	int64_t		 priority;	/* 0 to INQUIRY_PRIORITY_MAX; wa-workspace(5) has the numbers */
};

/* why (may be NULL): a line for each route looked at, and why it takes it or not. */
void		 route_take(const struct workspace *, const json_t *seen, struct route *, struct buf *why);

/* What an event, decided or not, shows; `entry` is the category its decision
 * names (NULL: none). Tags of the contact are the caller's to add. New reference. */
json_t		*route_seen(const json_t *ev, const char *kind, const char *entry);
/* Adds tags (an array of texts) to what was seen. */
void		 route_tag(json_t *seen, const json_t *tags);

/*
 * The names of those who own such a case, of after hours when the desk is
 * closed and some are named. NULL: nobody is named, so anybody's. Borrowed.
 */
const json_t	*route_owners(const struct workspace *, const char *rule, const char *category, bool open);

#endif
