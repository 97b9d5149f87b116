/*
 * bell: one process tells others that there is something new to look at.
 *
 * A bell is an empty file; ringing touches it, listeners watch it with
 * inotify. A ring can be missed (a crash between commit and ring), so
 * whoever waits also looks by itself now and then: a bell saves time, it
 * carries no meaning.
 */
#ifndef BASE_BELL_H
#define BASE_BELL_H

void	bell_ring(const char *path);
/* A descriptor that polls readable after a ring; makes the file when it is
 * missing. -1 with errno. The caller closes. */
int	bell_open(const char *path);
/* Take back the rings heard so far. */
void	bell_clear(int fd);

#endif
