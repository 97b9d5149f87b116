/*
 * watch: have some files changed since they were last read? Looked at once a
 * second at most, by time and size; a file that comes or goes has changed too.
 */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct watch;

/* Takes the paths over; what stands there now counts as read. */
struct watch	*watch_new(char **paths, size_t n);
/* NULL is fine. */
void		 watch_free(struct watch *);
/* True once for each change. */
bool		 watch_changed(struct watch *);

#endif
