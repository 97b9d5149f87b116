/*
 * when: times as people read them, in the zone that desk_open has set.
 */
#ifndef RUN_WHEN_H
#define RUN_WHEN_H

#include <stdint.h>

#include "ext/json.h"

#define WHEN_LEN	32

/* The time that stands at a path of an object, ms; 0 when there is none. */
int64_t		 when_of(const json_t *, const char *path);
/* strftime's format; "" for 0. */
const char	*when_local(int64_t ms, const char *format, char out[WHEN_LEN]);
/* "09:41" of the same day, "20 Nov" of the same year, else "20 Nov 25"; "" for 0. */
const char	*when_short(int64_t ms, int64_t now, char out[WHEN_LEN]);
/* "now", "5m", "3h", "2d". */
const char	*when_span(int64_t ms, char out[WHEN_LEN]);

#endif
