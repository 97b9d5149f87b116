/*
 * sla: which limits work has passed at a moment, by `sla` and `categories` of
 * workspace.yaml. Limits are business time (wa/hours.h), so each is turned
 * once into the wall time before which it began: then a limit is one
 * comparison, and a changed setting counts at the next look.
 */
#ifndef WA_SLA_H
#define WA_SLA_H

#include <stdbool.h>
#include <stdint.h>

#include "wa/workspace.h"

enum sla_limit { SLA_CLAIM, SLA_FIRST_RESPONSE, SLA_RESOLUTION, SLA_LIMITS };

struct sla;

/* What of a case counts. */
struct sla_work {
	const char	*category;
	int64_t		 since;		/* its clock */
	bool		 ended;		/* passes no limit any more */
	bool		 claimed;
	bool		 answered;	/* a person wrote to the customer since */
};

/* "claim", "first_response", "resolution". */
const char	*sla_name(enum sla_limit);
/* Never NULL. */
struct sla	*sla_at(const struct workspace *, int64_t now);
void		 sla_free(struct sla *);
/* The moment. */
int64_t		 sla_time(const struct sla *);
/* Has it passed this limit, and is still waiting for what the limit is about? */
bool		 sla_passed(struct sla *, const struct sla_work *, enum sla_limit);

#endif
