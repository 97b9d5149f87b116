/*
 * prompt: one line being typed on a terminal while other lines appear above.
 *
 * The terminal is put into a mode of our own for as long as the prompt is
 * open; interrupt and suspend work as ever. Editing: backspace, ^U, ^W, ^L.
 */
#ifndef RUN_PROMPT_H
#define RUN_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct prompt;

/* On stdin and stdout; NULL when stdin is no terminal. */
struct prompt	*prompt_open(void);
/* The terminal as it was. NULL is fine. */
void		 prompt_close(struct prompt *);
/* What stands before the line; copied. Shown with the next prompt_show. */
void		 prompt_set(struct prompt *, const char *label);
/* Takes the line off the screen, so that other text can be printed to stdout ... */
void		 prompt_hide(struct prompt *);
/* ... and puts it back. */
void		 prompt_show(struct prompt *);
/*
 * Reads what has been typed. *line becomes a whole line that the caller frees,
 * or NULL when it isn't whole yet; call again until it is NULL. False at the
 * end of input.
 */
bool		 prompt_read(struct prompt *, char **line);

#endif
