/*
 * conv_watch: wa-conv watch.
 */
#ifndef RUN_CONV_WATCH_H
#define RUN_CONV_WATCH_H

/* On a terminal until q, ^C or SIGTERM; elsewhere the board once. The exit status. */
int	conv_watch(const char *workspace);

#endif
