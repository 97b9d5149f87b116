/*
 * conversation: who has control, and what sending depends on. One a contact,
 * in the table `conversation`; every change of control is a row of
 * `transition`.
 */
#ifndef WA_CONVERSATION_H
#define WA_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/db.h"

enum control { CONTROL_BOT, CONTROL_HUMAN, CONTROL_CLOSED };

struct conversation {
	int64_t		 contact;
	enum control	 control;
	char		 language[16];	/* "" while unknown */
	int64_t		 last_in;	/* ms; 0 when the customer never wrote */
	bool		 opted_out;
	int64_t		 created;
};

const char	*control_name(enum control);

/* 0, or -1 when there is no such conversation. */
int	 conversation_load(struct db *, int64_t contact, struct conversation *);
/*
 * Gives control to bot, human or closed, with an audit row; nothing happens
 * when it is there already. who: a member's name, "phone", "customer",
 * "agent" or "rule". event may be NULL. 0 or -1.
 */
int	 conversation_set_control(struct db *, int64_t contact, enum control, const char *who,
	    const char *why, const char *event, int64_t now);
int	 conversation_set_language(struct db *, int64_t contact, const char *language);
/* The customer's message `event` said: no more messages (true), or again. */
int	 conversation_opt_out(struct db *, int64_t contact, bool out, const char *event, int64_t now);
/* Was it this event that opted out? Its confirmation is the agent's last word. */
bool	 conversation_opted_out_by(struct db *, int64_t contact, const char *event);
/* The customer wrote at `time` (sent time): opens the window, reopens a closed conversation. */
int	 conversation_heard(struct db *, int64_t contact, int64_t time, const char *event, int64_t now);

#endif
