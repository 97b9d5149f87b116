/*
 * clock: the one place that knows what time it is.
 *
 * Wall times are milliseconds since 1970 UTC, everywhere, in memory and in
 * the stores; on the wire they are RFC 3339 UTC. WA_NOW=TIME fixes the wall
 * clock, WA_NOW=@FILE takes it from a file that is read again at each call, so
 * that a test moves time inside running programs. Delays and time-outs of
 * sockets run on the monotonic clock, which nothing moves.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_SECOND	INT64_C(1000)
#define CLOCK_MINUTE	(60 * CLOCK_SECOND)
#define CLOCK_HOUR	(60 * CLOCK_MINUTE)
#define CLOCK_DAY	(24 * CLOCK_HOUR)

/* "2026-11-21T09:30:00Z", or with milliseconds when there are any. */
#define CLOCK_LEN	sizeof "+000000-00-00T00:00:00.000Z"

int64_t	 clock_now(void);	/* ms, wall */
/* From now on it is this time, in this thread; 0: as before. For events that
 * are played again as of when they came. */
void	 clock_pin(int64_t ms);
int64_t	 clock_mono(void);	/* ms, monotonic */
char	*clock_format(int64_t ms, char out[CLOCK_LEN]);
/* RFC 3339 (offset or Z; seconds and fraction optional) or a bare date;
 * -1 when it is neither. */
int	 clock_parse(const char *text, int64_t *ms);

#endif
