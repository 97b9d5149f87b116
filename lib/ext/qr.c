#include <qrencode.h>

#include <stdbool.h>

#include "ext/qr.h"

#define BORDER 2	/* four by the norm; phones read it with two, and terminals are small */

static bool
is_dark(const QRcode *q, int x, int y)
{
	return x >= 0 && x < q->width && y >= 0 && y < q->width && (q->data[y * q->width + x] & 1) != 0;
}

int
qr_draw(const char *text, struct buf *out)
{
	/* Indexed by the upper square and the lower. */
	static const char *const halves[2][2] = { { " ", "\u2584" }, { "\u2580", "\u2588" } };
	QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);

	if (q == NULL)
		return -1;
	for (int y = -BORDER; y < q->width + BORDER; y += 2) {
		for (int x = -BORDER; x < q->width + BORDER; x++)
			buf_str(out, halves[is_dark(q, x, y)][is_dark(q, x, y + 1)]);
		buf_char(out, '\n');
	}
	QRcode_free(q);
	return 0;
}
