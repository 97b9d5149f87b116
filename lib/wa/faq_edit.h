/*
 * faq_edit: changes to the text of faq.yaml that keep its comments, its order
 * and every line that has nothing to do with them.
 *
 * Lines are edited and the result is read again: unless it holds exactly the
 * old entries with the change, it is not used.
 */
#ifndef WA_FAQ_EDIT_H
#define WA_FAQ_EDIT_H

#include "base/buf.h"
#include "ext/json.h"

/*
 * Sets each entry of `entries` (wa-faq(5), scalars as strings) in a text: an
 * entry with its id gets the keys that differ, others come last. Keys that an
 * entry doesn't name stay. Appends the whole new text to `out`; -1 after
 * saying why it can't be done.
 */
int	faq_edit_set(const struct buf *text, const json_t *entries, struct buf *out);
/* A new entry at the end, below a comment (lines without "#"). As above. */
int	faq_edit_add(const struct buf *text, const json_t *entry, const char *comment, struct buf *out);
/* One phrasing more for the entry with this id, in a language, or NULL for the
 * workspace's own, `main_language`. As above. */
int	faq_edit_ask(const struct buf *text, const char *id, const char *language, const char *main_language,
	    const char *phrasing, struct buf *out);

#endif
