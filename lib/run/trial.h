/*
 * trial: what the agent would do with a message from a stranger, decided by
 * the same calls as wa-classify's and wa-reply's; nothing is sent or kept.
 */
#ifndef RUN_TRIAL_H
#define RUN_TRIAL_H

#include "ext/json.h"
#include "wa/faq.h"
#include "wa/workspace.h"

struct trial;

/* NULL after saying why. */
struct trial	*trial_open(const struct workspace *);
void		 trial_close(struct trial *);
/* agent_reply's object. The caller owns it. */
json_t		*trial_reply(struct trial *, const char *text);
/* The messages' words, one after the other, a line each; the caller frees. */
char		*trial_words(const json_t *reply);

#endif
