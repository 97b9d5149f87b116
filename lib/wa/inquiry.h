/*
 * inquiry: cases for a human, and every move they make. Tables `inquiry`,
 * `inquiry_event` and `inquiry_log`; wa-store(5) has the states.
 *
 * Everything here wants to be inside a write transaction and touches only
 * these tables: what a move does to the conversation is wa/casework.h's.
 */
#ifndef WA_INQUIRY_H
#define WA_INQUIRY_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

/* Kinds: why it is here. */
#define INQUIRY_QUESTION	"question"	/* the agent must not guess */
#define INQUIRY_MEDIA		"media"		/* came without words that can be understood */
#define INQUIRY_STALE		"stale"		/* came too late to be answered as if fresh */
#define INQUIRY_DELIVERY	"delivery"	/* a send failed for good */
#define INQUIRY_FAILURE		"failure"	/* nothing was decided; the line died */

/* Who moves it when no person does. */
#define INQUIRY_AGENT		"agent"
#define INQUIRY_RULE		"rule"

#define INQUIRY_PRIORITY_MAX	9

/* What one is opened about. */
struct inquiry_case {
	const char	*event;
	int64_t		 contact;
	const char	*kind;
	const char	*reason;
	const char	*category;
	/* As routed (wa/route.h); rule NULL: it will be, when the queue is looked at. */
	const char	*rule;
	const char	*skill;		/* NULL: none */
	int64_t		 priority;
	const json_t	*seen;		/* what routes look at; NULL: nothing known */
};

/*
 * Opens one, or joins the one that the contact has open or claimed in the same
 * session; the same event never opens or joins twice. Joining wakes one that
 * was put off and raises its priority. Returns its id, -1 on error; *joined
 * (may be NULL) tells whether one was there before.
 */
int64_t	 inquiry_open(struct db *, const struct inquiry_case *, int64_t now, bool *joined);
/* The customer wrote, to a person who has the conversation: what was put off
 * for this contact is due again. 0 or -1. */
int	 inquiry_wake(struct db *, int64_t contact, const char *event, int64_t now);
/* The contact's oldest open or claimed inquiry, 0 when there is none. */
int64_t	 inquiry_of(struct db *, int64_t contact);
/* When the customer was acknowledged last, and asked for a detail in the session; 0: never. */
int64_t	 inquiry_told(struct db *, int64_t id);
int64_t	 inquiry_asked(struct db *, int64_t id);
/* 0 or -1. */
int	 inquiry_tell(struct db *, int64_t id, bool asked, int64_t now);
/* Has the rota given it to its owner, and no member? */
bool	 inquiry_is_given(struct db *, int64_t id);
int	 inquiry_route(struct db *, int64_t id, const struct inquiry_case *routed, const char *who, int64_t now);
/* Notes that a limit (claim, first_response, resolution) is passed, and that
 * members are to be told. 1 when that was known, 0, -1. */
int	 inquiry_breach(struct db *, int64_t id, const char *limit, int64_t now);

/* One as moves need it. */
struct inquiry {
	int64_t	 id, contact;
	bool	 claimed, ended;
	char	*status, *owner, *category, *skill, *rule;	/* owner, skill, rule may be NULL */
	int64_t	 priority, changed;
};

/* 0; 1 after saying that there is none; -1. inquiry_free takes it empty too. */
int	 inquiry_load(struct db *, int64_t id, struct inquiry *);
void	 inquiry_free(struct inquiry *);

/*
 * Moves of members. 0 when it is done or was so already; 1 after saying why
 * it can't be; -1 on a store error.
 */
/* Only one of two who claim at once gets it; one that is nobody's, or given to
 * somebody who has not claimed it yet, may be claimed by anybody. */
int	 inquiry_claim(struct db *, int64_t id, const char *who, int64_t now);
/* Gives an unclaimed one to a member. who: a member or INQUIRY_RULE. why may be NULL. */
int	 inquiry_assign(struct db *, int64_t id, const char *member, const char *who, const char *why, int64_t now);
/* Passes one on, claimed or not; it is open until its new owner claims it. */
int	 inquiry_transfer(struct db *, int64_t id, const char *member, const char *who, const char *why, int64_t now);
/* Back into the queue. */
int	 inquiry_release(struct db *, int64_t id, const char *who, int64_t now);
int	 inquiry_snooze(struct db *, int64_t id, int64_t until, const char *who, int64_t now);
/* reply, what the customer was answered with it, may be NULL. */
int	 inquiry_resolve(struct db *, int64_t id, const char *reply, const char *who, int64_t now);
int	 inquiry_ignore(struct db *, int64_t id, const char *who, int64_t now);
int	 inquiry_reopen(struct db *, int64_t id, const char *who, int64_t now);

#endif
