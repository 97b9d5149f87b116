/*
 * chat_line: what a person types into wa-chat becomes a line for the
 * sandbox's /sandbox/inject; the commands are those of wa-chat(1).
 */
#ifndef RUN_CHAT_LINE_H
#define RUN_CHAT_LINE_H

#include <stddef.h>

#include "ext/json.h"
#include "run/chat_text.h"

/* What the business has said so far. */
struct chat_line_context {
	json_t	**messages;	/* newest last; number N is messages[N - 1] */
	char	**ids;
	size_t	  n;
};

enum chat_line {
	CHAT_LINE_NOTHING,
	CHAT_LINE_SEND,
	CHAT_LINE_HELP,
	CHAT_LINE_QUIT,
	CHAT_LINE_WRONG,
};

/*
 * For SEND *out is a new object without the customer and *said what it says in
 * words; for WRONG *said is what is wrong. The caller frees both.
 */
enum chat_line	 chat_line_read(const char *line, const struct chat_line_context *, json_t **out, char **said);
/* The commands, one a line. */
const char	*chat_line_help(void);

#endif
