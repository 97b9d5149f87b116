/*
 * qr: owner of libqrencode. Text as a QR code that a phone reads off a screen.
 */
#ifndef EXT_QR_H
#define EXT_QR_H

#include "base/buf.h"

/*
 * Appends the code as lines of half blocks, two rows of the code a line, with
 * the quiet border it needs: the code's dark squares are drawn, so it wants
 * dark on light. -1 when the text is longer than any code.
 */
int	qr_draw(const char *text, struct buf *out);

#endif
