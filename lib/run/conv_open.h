/*
 * conv_open: `wa-conv open`, the link to the exact chat in WhatsApp.
 */
#ifndef RUN_CONV_OPEN_H
#define RUN_CONV_OPEN_H

#include <stdbool.h>

/* Prints the link of each WHO, where there is none the command that answers;
 * or draws it, or has the desktop open it. The exit status. */
int	conv_open(const char *workspace, bool qr, bool browse, int argc, char **argv);

#endif
