/*
 * rules_edit: a rule more in the text of workspace.yaml, which keeps its
 * comments, its order and every other line. What was made is read again, and
 * not used unless it holds the old settings with the rule.
 */
#ifndef WA_RULES_EDIT_H
#define WA_RULES_EDIT_H

#include "base/buf.h"

/*
 * The text becomes the first of `rule` (never_guess, ask_before_quote ...), a
 * list under `rules`, with a comment of one line. Appends the whole new text to
 * `out`. 0; 1 when it stands there already; -1 after saying why it can't be done.
 */
int	rules_edit_add(const struct buf *text, const char *rule, const char *item, const char *comment, struct buf *out);

#endif
