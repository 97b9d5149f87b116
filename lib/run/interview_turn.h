/*
 * interview_turn: one message in the making of a lead, and what becomes of it.
 * What serves it builds on this: interview (the order of things),
 * interview_begin (how a lead begins), interview_ask (what is asked and said),
 * interview_about (what it is about besides).
 */
#ifndef RUN_INTERVIEW_TURN_H
#define RUN_INTERVIEW_TURN_H

#include "base/watch.h"
#include "run/intake.h"
#include "wa/conversation.h"
#include "wa/faq.h"
#include "wa/keywords.h"
#include "wa/lead.h"
#include "wa/leads.h"
#include "wa/texts.h"

struct interview {
	const struct workspace	*ws;
	struct leads		*leads;
	struct intake		*intake;
	struct texts		*texts;
	struct keywords		*keywords;
	struct faq		*faq;
	struct watch		*knowledge;	/* the files it was made of */
	int64_t			 timeout;	/* of a session */
	struct heard		*heard;		/* of the message in hand, one a field */
};

/* One message, and what becomes of the lead. */
struct interview_turn {
	struct interview	*in;
	struct db		*db;
	const json_t		*ev;
	const char		*text;
	int64_t			 now;
	struct conversation	 c;
	const char		*language;
	struct lead		 lead;		/* id 0: none */
	json_t			*hints;		/* said before a lead began, or NULL */
	unsigned		 does;		/* INTAKE_* */
	unsigned		 clauses;
	bool			 started;
	json_t			*took;		/* keys this message told something of */
	bool			 told;		/* one of them has another value now */
	bool			 added;		/* one of them had none */
	bool			 late;		/* it answers a question before the one that is open */
	bool			 new;		/* the message is one that begins leads */
	bool			 own;		/* names what the desk has, where one is asked for */
	const char		*ask;		/* the field asked for now */
	json_t			*messages;
};

#endif
