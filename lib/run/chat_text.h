/*
 * chat_text: what a message of the Cloud API says to its reader, in words,
 * and what it lets them choose.
 */
#ifndef RUN_CHAT_TEXT_H
#define RUN_CHAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "ext/json.h"

#define CHAT_TEXT_CHOICES 16	/* three buttons, or ten rows */

struct chat_text_choice {
	const char	*id, *title;	/* inside the message */
	const char	*description;	/* or NULL */
	bool		 row;		/* of a list; else a button */
};

/* Several lines perhaps, without the choices. The caller frees. */
char	*chat_text_words(const json_t *message);
/* Buttons and rows, in order; how many. */
size_t	 chat_text_choices(const json_t *message, struct chat_text_choice *out);

#endif
