/*
 * notice: something happened that members and hooks are to be told of, table
 * `notice`.
 *
 * Whoever changes something adds the notice in the transaction of the change,
 * so that there is one exactly when there is the change, and neither waits for
 * those who are told: wa-notify plans and tells it afterwards (wa/telling.h).
 */
#ifndef WA_NOTICE_H
#define WA_NOTICE_H

#include <stdint.h>

#include "ext/db.h"
#include "ext/json.h"

enum notice_what {
	NOTICE_HANDOFF,		/* control came to a person */
	NOTICE_INQUIRY,		/* one was opened */
	NOTICE_LEAD,		/* one has all that is needed */
	NOTICE_CLAIM,		/* a member claimed an inquiry */
	NOTICE_MENTION,		/* a note names a member */
	NOTICE_BREACH,		/* work waited longer than it may */
};
/* The name of its hook, too. */
const char	*notice_name(enum notice_what);

struct notice_new {
	int64_t		 contact;
	int64_t		 inquiry;	/* 0: none */
	int64_t		 lead;		/* 0: none */
	const char	*who;		/* made it happen: a member, "agent", "customer", "phone", "rule" */
	const char	*member;	/* whom it concerns: the one mentioned; NULL: whoever is on duty */
	const json_t	*detail;	/* for the hook: {"text"}, {"limit"}, {"why"} ...; NULL: none */
};
/* 0 or -1. */
int	 notice_add(struct db *, enum notice_what, const struct notice_new *, int64_t now);

struct notice {
	int64_t		 id;
	enum notice_what what;
	int64_t		 contact, inquiry, lead;
	int64_t		 at;
	char		*who;
	char		*member;	/* or NULL */
	json_t		*detail;	/* or NULL */
};
/* 0, or -1 when there is none. notice_release frees what it holds. */
int	 notice_load(struct db *, int64_t id, struct notice *);
void	 notice_release(struct notice *);

/* The oldest one that isn't planned yet; 0 for none. */
int64_t	 notice_next(struct db *);
int	 notice_set_planned(struct db *, int64_t id, int64_t now);

#endif
