/*
 * words: the words of outbound messages: what a reader sees, how long that
 * counts, and long text in parts.
 *
 * Lengths are counted in UTF-16 units. WhatsApp doesn't say what it counts; a
 * text never has fewer UTF-16 units than code points, so what passes here
 * passes by either count.
 */
#ifndef WA_WORDS_H
#define WA_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

/* WhatsApp's limits, in units, as its message pages give them. */
#define WORDS_TEXT_MAX		4096	/* a text message's body */
#define WORDS_BODY_MAX		1024	/* words with buttons below */
#define WORDS_TITLE_MAX		20	/* a button's */
#define WORDS_BUTTONS_MAX	3	/* so many of them */

/* What a reader sees of a message: body, caption, name; NULL when there are no words. Borrowed. */
const char *words_of(const json_t *msg);
/* Does it want an answer: buttons, a list, a form, or text that ends in a question mark? */
bool	 words_ask(const json_t *msg);
/* A text message of these words. New reference. */
json_t	*words_message(const char *text);
/* The same with buttons below; none: a text message. Steals buttons. */
json_t	*words_buttons(const char *text, json_t *buttons);
/* One more of them; its id comes back when it is tapped. */
void	 words_add_button(json_t *buttons, const char *id, const char *title);
/*
 * A text over WORDS_TEXT_MAX as several messages, cut at the end of a
 * paragraph, else a sentence, else a word; anything else as one. A new array.
 */
json_t	*words_split(const json_t *msg);
/* UTF-16 units of UTF-8 text. */
size_t	 words_units(const char *text, size_t len);

#endif
