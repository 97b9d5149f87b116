#include <string.h>

#include "base/sniff_image.h"

static void
set_size(struct sniff *to, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
		return;
	to->width = (int)width;
	to->height = (int)height;
}

/* Start-of-frame markers, C0 to CF without DHT, JPG and DAC. */
static bool
is_frame(unsigned marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

void
sniff_image_jpeg(struct sniff_source *s, struct sniff *to)
{
	uint64_t at = 2;
	const unsigned char *p;

	for (int segments = 0; segments < 4096 && (p = sniff_source_at(s, at, 4)) != NULL && p[0] == 0xff; segments++) {
		unsigned marker = p[1];

		/* A marker may be led by any number of FF; some have no length. */
		if (marker == 0xff) {
			at++;
			continue;
		}
		if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
			at += 2;
			continue;
		}
		if (marker == 0xd9 || marker == 0xda)
			return;
		if (is_frame(marker)) {
			if ((p = sniff_source_at(s, at + 4, 5)) != NULL)
				set_size(to, sniff_be16(p + 3), sniff_be16(p + 1));
			return;
		}
		at += 2 + (uint64_t)sniff_be16(p + 2);
	}
}

void
sniff_image_png(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 12, 12);

	if (p != NULL && memcmp(p, "IHDR", 4) == 0)
		set_size(to, sniff_be32(p + 4), sniff_be32(p + 8));
}

void
sniff_image_gif(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 6, 4);

	if (p != NULL)
		set_size(to, sniff_le16(p), sniff_le16(p + 2));
}

/* RFC 9649: lossy, lossless, and the container with more in it. */
void
sniff_image_webp(struct sniff_source *s, struct sniff *to)
{
	const unsigned char *p = sniff_source_at(s, 12, 18);
	uint32_t bits;

	if (p == NULL)
		return;
	if (memcmp(p, "VP8 ", 4) == 0 && memcmp(p + 11, "\x9d\x01\x2a", 3) == 0)
		set_size(to, sniff_le16(p + 14) & 0x3fff, sniff_le16(p + 16) & 0x3fff);
	if (memcmp(p, "VP8L", 4) == 0 && p[8] == 0x2f) {
		bits = sniff_le32(p + 9);
		set_size(to, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
	}
	if (memcmp(p, "VP8X", 4) == 0) {
		to->animated = (p[8] & 2) != 0;
		set_size(to, (sniff_le16(p + 12) | (uint32_t)p[14] << 16) + 1, (sniff_le16(p + 15) | (uint32_t)p[17] << 16) + 1);
	}
}
