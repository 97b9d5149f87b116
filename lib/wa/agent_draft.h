/*
 * agent_draft: the agent's reply in the making: one message being decided,
 * and what is said to it so far. What decides builds on this: agent (the
 * rules), agent_parts (several things in one message), agent_ask (asking back).
 */
#ifndef WA_AGENT_DRAFT_H
#define WA_AGENT_DRAFT_H

#include "wa/agent.h"
#include "wa/faq.h"
#include "wa/keywords.h"
#include "wa/texts.h"

struct agent {
	const struct workspace	*ws;
	struct faq		*faq;
	struct texts		*texts;
	struct keywords		*keywords;
};

struct agent_draft {
	const struct agent	*a;
	const json_t		*ev;
	const struct agent_view	*view;
	int64_t			 now;
	const char		*language;
	double			 threshold;
	double			 confidence;
	const struct faq_entry	*best;		/* of the candidates; NULL: none */
	json_t			*messages;
	json_t			*sources;
	json_t			*offered;	/* ids of the entries that are asked about, or NULL */
	json_t			*rest;		/* what goes to a person beside an answer, or NULL */
	const char		*category;
};

struct verdict {
	const char	*action;
	const char	*reason;
};

/* A built-in text, or the workspace's own of that key. */
void	 agent_draft_say_text(struct agent_draft *, const char *key);
/* A text of workspace.yaml, filled in; false when it has none. */
bool	 agent_draft_say_setting(struct agent_draft *, const char *path);
/* An entry's answer; NULL, or why it can't be said. */
const char *agent_draft_say_entry(struct agent_draft *, const struct faq_entry *);
/* Something is left for a person; the first such part of the message names it.
 * part: of class.parts, or NULL. Steals reason. */
void	 agent_draft_leave(struct agent_draft *, json_t *reason, const char *category, const json_t *part);

#endif
