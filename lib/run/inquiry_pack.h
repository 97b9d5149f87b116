/*
 * inquiry_pack: `wa-inquiry pack`, context packs for people and programs.
 */
#ifndef RUN_INQUIRY_PACK_H
#define RUN_INQUIRY_PACK_H

#include <stdbool.h>

/* Prints the packs of the inquiries named (numbers) to stdout: as text, as
 * JSON lines, or with the link as a QR code behind the text. The exit status. */
int	inquiry_pack(const char *workspace, bool json, bool qr, int argc, char **argv);

#endif
