/*
 * agent_parts: messages that say several things, and what stands beside what a
 * lead has taken.
 */
#ifndef WA_AGENT_PARTS_H
#define WA_AGENT_PARTS_H

#include "wa/agent.h"

struct agent_draft;
struct verdict;

/*
 * A message that asks for several things: each sure part is answered, and what
 * is left goes to a person. One sure part alone is split off a message only
 * when the message as a whole isn't sure, but points the same way: else its
 * sentences belong together. False when it is none such.
 */
bool	agent_parts_answer(struct agent_draft *, struct verdict *);
/*
 * Beside what a lead has taken: the sure parts are answered, what is left goes
 * to a person, and the lead asks on. False when none has taken any.
 */
bool	agent_parts_beside_lead(struct agent_draft *, struct verdict *);

#endif
