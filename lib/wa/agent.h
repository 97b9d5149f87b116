/*
 * agent: decides what to say to one message. It answers what it surely knows
 * from the FAQ, greets, asks back once, and escalates everything else. The
 * same message with the same knowledge and the same view gets the same
 * decision, byte for byte.
 *
 * Rules, the first that holds decides:
 *
 *	ignore	  reaction, edit, revoke, rating, group	nothing to answer
 *	optout, optin	the message is nothing but that word	confirmed
 *	silent	  human						a person has control
 *	escalate  opted-out		wrote again after opting out: a person looks
 *	escalate  human-wanted		the message is nothing but a word that asks for a person
 *	escalate  stale			too old to be answered as if fresh
 *	answer	  the entry whose button was tapped; escalate, neither
 *	escalate  human-wanted		asked for a person
 *	clarify	  voice			a voice note was heard in several ways: asked what was meant, the first time
 *	escalate  media, unclassified	there are no words, or nobody has read them
 *	lead					wa-lead has taken it (`rest`: what is beside it and
 *						goes to a person); its sure parts are answered
 *	answer	  parts				several sure parts are each answered; what is left
 *						goes to a person (`rest`: its reason and category)
 *	escalate  no-guess:CATEGORY	close to an entry of the no-guess list
 *	answer	  entry			confidence reaches the threshold
 *	escalate  language, expired	that entry's answer doesn't fit
 *	escalate  repeated		that answer was given in this session already
 *	greet	  greeting		nothing but a greeting
 *	ignore	  social		nothing but thanks, goodbye, yes or no
 *	clarify	  vague			an opener without a matter, the first time
 *	clarify	  choice			two entries are close: asked which, the first time
 *	clarify	  voice			it was spoken, and comes close to an entry: asked whether, the first time
 *	escalate  low-confidence, no-entry
 *
 * Words whose file could not be had (`media.problem`) are answered as others,
 * and a person is told beside that (`rest`); thanks with such a file escalate.
 */
#ifndef WA_AGENT_H
#define WA_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "ext/json.h"
#include "wa/conversation.h"
#include "wa/workspace.h"

struct agent;

/* What the agent knows of the conversation besides the message. */
struct agent_view {
	enum control	 control;
	bool		 opted_out;
	bool		 returning;	/* has been here before this session */
	bool		 clarified;	/* was asked back in this session already */
	const json_t	*offered;	/* ids of the entries that the message before asked about, or NULL */
	const char	*language;	/* the conversation's, "" while unknown */
	/* Was this entry's answer given in this session? */
	bool		(*said)(void *arg, const char *entry);
	void		*arg;
};

/* The confidence from which what an event asks for is taken as sure: the
 * workspace's own, what wa-classify names, or the precision that is wanted. */
double		 agent_threshold(const struct workspace *, const json_t *ev);
/* NULL after saying why. */
struct agent	*agent_load(const struct workspace *);
void		 agent_free(struct agent *);

/* {"decision":{action,reason,rule,threshold,confidence,sources,offered,candidates,language,category,rest,handoff,knowledge},
 * "messages":[...]}; new reference, never NULL. */
json_t		*agent_reply(const struct agent *, const json_t *ev, const struct agent_view *, int64_t now);
/* The language of this message's reply: its own when that is sure, else the
 * `conversation`'s ("" while unknown), else its own when the workspace speaks it,
 * else the workspace's. */
const char	*agent_language(const struct workspace *, const json_t *ev, const char *conversation);

#endif
