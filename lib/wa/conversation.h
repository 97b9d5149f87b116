/*
 * conversation: who has control, and what sending depends on. One a contact,
 * in the table `conversation`; every change of control is a row of
 * `transition`. wa-store(5) has the table of changes.
 *
 * Control is what it is now: when people have been silent for
 * handoff.release_after, and nobody has claimed an inquiry, the agent has the
 * conversation again. That is computed whenever it is read, from what is
 * stored; the row of `transition` follows with the next change.
 */
#ifndef WA_CONVERSATION_H
#define WA_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"
#include "wa/workspace.h"

enum control { CONTROL_BOT, CONTROL_HUMAN, CONTROL_CLOSED };
/* As what a closed one is closed. */
enum closing { CLOSING_NONE, CLOSING_RESOLVED, CLOSING_CLOSED, CLOSING_DELETED };

struct conversation {
	int64_t		 contact;
	enum control	 control;
	enum closing	 closed_as;
	int64_t		 since;		/* when control last changed or a person held on to it, ms; 0: never */
	bool		 kept;		/* stays human when its inquiries end */
	char		 language[16];	/* "" while unknown */
	int64_t		 last_in;	/* ms; 0 when the customer never wrote */
	int64_t		 last_out;	/* our newest message; 0 for none */
	int64_t		 last_person;	/* the newest that a person wrote; 0 for none */
	int64_t		 opted_out;	/* since when; 0 while welcome */
	int64_t		 created;
};

const char	*control_name(enum control);
const char	*conversation_closing(enum closing);	/* NULL for NONE */

/* As of now. 0, or -1 when there is no such conversation. */
int	 conversation_load(struct db *, const struct workspace *, int64_t contact, int64_t now, struct conversation *);
/* May free-form messages be sent now? */
bool	 conversation_window(const struct conversation *, int64_t now);

struct passing {
	enum control	 to;
	enum closing	 closed_as;	/* of CLOSED */
	const char	*who;		/* a member's name, "phone", "customer", "agent" or "rule" */
	const char	*why;
	const char	*event;		/* what did it; its own words may still go, the agent's last. NULL: nobody spoke */
};
/*
 * Control passes. Returns the id of its row of `transition`; 0 when it is
 * there already (a person only holds on to it); -1 on a store error.
 */
int64_t	 conversation_pass(struct db *, const struct workspace *, int64_t contact, const struct passing *, int64_t now);
/* When a member last released or closed it; 0: never. */
int64_t	 conversation_let_go(struct db *, int64_t contact);
/* The words of this event are the last that the agent may say. 0 or -1. */
int	 conversation_part(struct db *, int64_t contact, const char *event);
/* Are they of this one? */
bool	 conversation_parts(struct db *, int64_t contact, const char *event);
/* A member holds on to it: it stays human when its inquiries end. 0 or -1. */
int	 conversation_keep(struct db *, int64_t contact, int64_t now);

/* The customer wrote at `time` (sent time): opens the window. With `reopens` a
 * closed conversation is the agent's again. 0 or -1. */
int	 conversation_heard(struct db *, const struct workspace *, int64_t contact, int64_t time, bool reopens,
	    const char *event, int64_t now);
/* Our side's message left at `time`. 0 or -1. */
int	 conversation_spoke(struct db *, int64_t contact, int64_t time, bool person);
int	 conversation_set_language(struct db *, int64_t contact, const char *language);
/* The customer's message `event` said: no more messages (true), or again. */
int	 conversation_opt_out(struct db *, int64_t contact, bool out, const char *event, int64_t now);

/*
 * For lists of other store modules: the control as of now of a row of
 * conversation called `v`, an expression with two parameters by number, both
 * of conversation_idle.
 */
#define CONVERSATION_CONTROL(v, before, claimed) \
	"CASE WHEN " v ".control = 'human' AND max(coalesce(" v ".control_since, " v ".last_person), coalesce(" v ".last_person, 0)) <= " before \
	" AND (" claimed " OR NOT EXISTS (SELECT 1 FROM inquiry WHERE contact = " v ".contact AND status = 'claimed'))" \
	" THEN 'bot' ELSE " v ".control END"
/* Whoever was silent since before then is taken for gone; *claimed: also where
 * an inquiry is claimed. INT64_MIN when there is no such rule. */
int64_t	 conversation_idle(const struct workspace *, int64_t now, bool *claimed);

#endif
