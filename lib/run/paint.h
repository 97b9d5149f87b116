/*
 * paint: colours and weights on a terminal; elsewhere, with NO_COLOR or on a
 * TERM=dumb, nothing.
 */
#ifndef RUN_PAINT_H
#define RUN_PAINT_H

#include <stdbool.h>

enum paint { PAINT_PLAIN, PAINT_BOLD, PAINT_DIM, PAINT_ALARM, PAINT_GOOD, PAINT_NOTE, PAINT_OURS, PAINT_FOUND };

bool		 paint_works(void);
/* What turns it on; PAINT_PLAIN turns all off. "" where nothing is painted. */
const char	*paint(enum paint);

#endif
