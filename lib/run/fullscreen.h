/*
 * fullscreen: the whole terminal for a program that redraws it, given back as
 * it was: the alternate screen of ANSI terminals, no echo, no cursor.
 */
#ifndef RUN_FULLSCREEN_H
#define RUN_FULLSCREEN_H

#include <stdbool.h>
#include <stddef.h>

struct fullscreen;

/* NULL when stdout is no terminal that can be drawn on. */
struct fullscreen	*fullscreen_open(void);
/* The terminal as it was. NULL is fine. */
void			 fullscreen_close(struct fullscreen *);
void			 fullscreen_size(size_t *columns, size_t *lines);
/* Draws the lines of text, cut to nothing: they fit. Nothing happens when they
 * stand there already. -1 when the terminal is gone. */
int			 fullscreen_draw(struct fullscreen *, const char *text);
/* Up to ms for a key, another size, or a stop signal (base/stop.h). The key,
 * 0 when there is none, -1 at the end of input. */
int			 fullscreen_wait(struct fullscreen *, int ms);

#endif
