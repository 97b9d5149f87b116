#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "nlp/wav.h"

enum { PCM = 1, FLOAT = 3, ALAW = 6, MULAW = 7, EXTENSIBLE = 0xfffe };
enum { CHANNELS_MAX = 32, RATE_MIN = 4000, RATE_MAX = 384000, BLOCK = 1 << 15 };

struct wav {
	int		 fd;
	unsigned	 format, channels, rate, bytes;	/* bytes of one sample */
	uint64_t	 left;		/* of the data, as the header claims */
	bool		 cut;
	size_t		 have, at;	/* in block */
	unsigned char	 block[BLOCK];
};

static uint32_t
little(const unsigned char *p, unsigned n)
{
	uint32_t v = 0;

	while (n-- > 0)
		v = v << 8 | p[n];
	return v;
}

/* As many bytes as there are, at most n. */
static size_t
take(int fd, void *to, size_t n)
{
	size_t got = 0;
	ssize_t r;

	while (got < n && (r = read(fd, (char *)to + got, n - got)) > 0)
		got += (size_t)r;
	return got;
}

static bool
read_format(struct wav *w, uint32_t size)
{
	unsigned char f[40] = {0};
	size_t want = size < sizeof f ? size : sizeof f;

	if (size < 16 || take(w->fd, f, want) != want)
		return false;
	w->format = little(f, 2);
	w->channels = little(f + 2, 2);
	w->rate = little(f + 4, 4);
	w->bytes = little(f + 14, 2) / 8;
	/* The true format is the start of an identifier behind the rest. */
	if (w->format == EXTENSIBLE)
		w->format = little(f + 24, 2);
	lseek(w->fd, (off_t)(size - want) + (size & 1), SEEK_CUR);
	return true;
}

static bool
is_known(const struct wav *w)
{
	if (w->channels < 1 || w->channels > CHANNELS_MAX || w->rate < RATE_MIN || w->rate > RATE_MAX)
		return false;
	switch (w->format) {
	case PCM:
		return w->bytes >= 1 && w->bytes <= 4;
	case FLOAT:
		return w->bytes == 4;
	case ALAW:
	case MULAW:
		return w->bytes == 1;
	default:
		return false;
	}
}

/* Up to the samples; the chunks before them but for the format are skipped. */
static bool
read_header(struct wav *w)
{
	enum { CHUNKS_MAX = 64 };
	unsigned char head[12];

	if (lseek(w->fd, 0, SEEK_SET) == -1 || take(w->fd, head, 12) != 12 ||
	    memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0)
		return false;
	for (int i = 0; i < CHUNKS_MAX && take(w->fd, head, 8) == 8; i++) {
		uint32_t size = little(head + 4, 4);

		if (memcmp(head, "data", 4) == 0) {
			/* Written to a pipe: whoever wrote it didn't know. */
			w->left = size == 0 || size >= 0x7ffff000 ? UINT64_MAX : size;
			return is_known(w);
		}
		if (memcmp(head, "fmt ", 4) == 0) {
			if (!read_format(w, size))
				return false;
		} else if (lseek(w->fd, (off_t)size + (size & 1), SEEK_CUR) == -1)
			return false;
	}
	return false;
}

struct wav *
wav_open(int fd)
{
	struct wav *w = mem_alloc(sizeof *w);

	w->fd = fd;
	if (read_header(w))
		return w;
	free(w);
	return NULL;
}

void
wav_close(struct wav *w)
{
	free(w);
}

unsigned
wav_rate(const struct wav *w)
{
	return w->rate;
}

bool
wav_is_cut(const struct wav *w)
{
	return w->cut;
}

/* ITU-T G.711. */
static float
expand(unsigned char c, bool mu)
{
	int sign, exponent, mantissa, v;

	c ^= mu ? 0xff : 0x55;
	sign = c & 0x80;
	exponent = c >> 4 & 7;
	mantissa = c & 15;
	if (mu)
		v = (((mantissa << 3) + 0x84) << exponent) - 0x84;
	else
		v = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
	/* In A-law a set bit is positive. */
	return (float)((sign != 0) == mu ? -v : v) / 32768;
}

static float
sample(const struct wav *w, const unsigned char *p)
{
	uint32_t raw;
	int32_t v;
	float f;

	if (w->format == ALAW || w->format == MULAW)
		return expand(*p, w->format == MULAW);
	raw = little(p, w->bytes);
	if (w->format == FLOAT) {
		memcpy(&f, &raw, sizeof f);
		/* Also when it is no number. */
		return f >= -1 && f <= 1 ? f : f > 1 ? 1 : f < -1 ? -1 : 0;
	}
	if (w->bytes == 1)
		return ((float)raw - 128) / 128;
	raw <<= 8 * (4 - w->bytes);
	memcpy(&v, &raw, sizeof v);
	return (float)v / 2147483648.0f;
}

/* More bytes behind those not used yet; false when no whole frame came. */
static bool
fill(struct wav *w, size_t frame)
{
	size_t rest = w->have - w->at, room, got;

	memmove(w->block, w->block + w->at, rest);
	room = BLOCK - rest;
	if (room > w->left)
		room = (size_t)w->left;
	got = take(w->fd, w->block + rest, room);
	w->cut = w->cut || (got < room && w->left != UINT64_MAX);
	if (w->left != UINT64_MAX)
		w->left -= got;
	w->have = rest + got;
	w->at = 0;
	return w->have >= frame;
}

size_t
wav_read(struct wav *w, float *to, size_t max)
{
	size_t frame = (size_t)w->channels * w->bytes, n;

	for (n = 0; n < max; n++) {
		float sum = 0;

		if (w->have - w->at < frame && !fill(w, frame))
			break;
		for (unsigned c = 0; c < w->channels; c++)
			sum += sample(w, w->block + w->at + (size_t)c * w->bytes);
		to[n] = sum / (float)w->channels;
		w->at += frame;
	}
	return n;
}

static void
put(struct buf *b, uint32_t v, unsigned n)
{
	for (; n > 0; n--, v >>= 8)
		buf_char(b, (char)(v & 0xff));
}

void
wav_write(const int16_t *samples, size_t n, struct buf *b)
{
	enum { RATE = 16000 };
	uint32_t bytes = (uint32_t)(n * 2);

	buf_add(b, "RIFF", 4);
	put(b, 36 + bytes, 4);
	buf_add(b, "WAVEfmt ", 8);
	put(b, 16, 4);
	put(b, PCM, 2);
	put(b, 1, 2);
	put(b, RATE, 4);
	put(b, RATE * 2, 4);
	put(b, 2, 2);
	put(b, 16, 2);
	buf_add(b, "data", 4);
	put(b, bytes, 4);
	for (size_t i = 0; i < n; i++)
		put(b, (uint16_t)samples[i], 2);
}
