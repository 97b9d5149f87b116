/*
 * faq_propose: what a desk's resolved inquiries would teach its agent, as a
 * unified diff for `git apply`, run in the workspace. Each proposal says in a
 * comment what it rests on.
 *
 *	what people answered alike		-> an entry; a question at its end is its ask_next
 *	what they answered in another language	-> that entry's answer in that language
 *	what they answered often, never alike	-> rules.never_guess
 *	what they asked first about prices	-> rules.ask_before_quote
 *	openers that they asked back about	-> an entry with what they asked
 *	what came often and nobody answered	-> an entry that escalates
 */
#ifndef RUN_FAQ_PROPOSE_H
#define RUN_FAQ_PROPOSE_H

#include "run/faq_usage.h"

/* Of faq.yaml and workspace.yaml, added to `out`. The exit status; 1 when there is nothing to propose. */
int	faq_propose(const struct faq_usage *, struct buf *out);

#endif
