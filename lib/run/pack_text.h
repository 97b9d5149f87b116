/*
 * pack_text: a context pack (wa/pack.h) as text that people read on a phone
 * and in a terminal. What customers wrote comes out without control characters
 * and cut to a few lines; times are local.
 */
#ifndef RUN_PACK_TEXT_H
#define RUN_PACK_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ext/json.h"

/* All of it, in lines of at most width columns (0: never broken) but for links
 * and paths. */
void	 pack_text(const json_t *pack, size_t width, int64_t now, struct buf *out);
/* The ask, the last three messages and the mood, at most max UTF-16 units:
 * for the notice that shows up on a phone. */
void	 pack_text_preview(const json_t *pack, size_t max, int64_t now, struct buf *out);
/* Any words on one line of at most so many columns. The caller frees. */
char	*pack_text_line(const char *text, size_t columns);
/* How the customer is called: the name, else the number, else the key. The caller frees. */
char	*pack_text_who(const json_t *pack);
/* The ask on one line of at most so many columns; "" when there is none. The caller frees. */
char	*pack_text_ask(const json_t *pack, size_t columns);

#endif
