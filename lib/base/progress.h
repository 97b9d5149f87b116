/*
 * progress: what long work is at, on a line of stderr that goes again; only
 * on a terminal, and only when it takes more than a second.
 */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdint.h>

/* The program works for a person who waits; without it the rest does nothing. */
void	progress_start(void);
/* At this now ("checking wa.db", kept), so far with it; all 0: nobody knows how much it is. */
void	progress_at(const char *doing, int64_t done, int64_t all);
/* Still at it. */
void	progress_tick(void);
/* The line goes, for something else to be printed. */
void	progress_clear(void);

#endif
