/*
 * agent_ask: asking back what was meant, with a button for each entry that it
 * may be and one for neither. Each is false when there is nothing to ask, and
 * once asked it isn't asked again.
 */
#ifndef WA_AGENT_ASK_H
#define WA_AGENT_ASK_H

#include "wa/agent.h"

struct agent_draft;

/*
 * What is likely meant but not surely, is asked, once: one tap answers it. Not
 * whoever complains, nor where something that is never guessed may be meant.
 */
bool	agent_ask_which(struct agent_draft *);
/*
 * A voice note that was heard in several ways: the first two entries that
 * its readings come to, or, when all come to the same, that one and the best
 * reading's second. Nothing is asked when a reading is about what is never guessed.
 */
bool	agent_ask_what_was_said(struct agent_draft *);
/* Words that were heard and not read may be wrong in one that matters: where
 * written ones would go to a person, what they come close to is offered. */
bool	agent_ask_what_was_heard(struct agent_draft *);
/* The entry that the customer picks of those asked about: by tapping its
 * button, by its number, or by "yes" to a single one. "" for neither of them
 * ("no"), or for a "yes" that doesn't say which; NULL: nothing is picked. */
const char *agent_ask_picked(const struct agent_draft *);

#endif
