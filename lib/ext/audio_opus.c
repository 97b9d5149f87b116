#include <opusfile.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ext/audio_opus.h"

/* A packet is at most 120 ms. */
enum { PACKET = AUDIO_OPUS_RATE / 1000 * 120 * 2 };

struct audio_opus {
	OggOpusFile	*file;
	int		 fd;
	bool		 cut;
	size_t		 have, at;
	float		 packet[PACKET];	/* mono, of one op_read */
};

static int
read_fd(void *arg, unsigned char *to, int n)
{
	const struct audio_opus *a = arg;
	ssize_t got = read(a->fd, to, (size_t)n);

	return got < 0 ? -1 : (int)got;
}

static uint32_t
number(const unsigned char *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/*
 * Does the file end where a page ends, and is none missing? Each page tells its
 * length, RFC 3533: 27 bytes, the last of which says how many follow, and each
 * of these how many bytes of content; and, before that, which stream it is of
 * and its number there. Opusfile tells of no page that is missing at the start.
 */
static bool
is_whole(int fd)
{
	enum { FLAGS = 5, FIRST = 2, STREAM = 14, NUMBER = 18, HEAD = 27 };
	off_t at = 0, end = lseek(fd, 0, SEEK_END);
	unsigned char head[HEAD + 255];
	uint32_t stream = 0, next = 0;

	while (at < end) {
		ssize_t n = pread(fd, head, sizeof head, at);
		off_t len;

		if (n < HEAD || memcmp(head, "OggS", 4) != 0 || n < HEAD + head[HEAD - 1])
			return false;
		if ((head[FLAGS] & FIRST) == 0 && number(head + STREAM) == stream && number(head + NUMBER) != next)
			return false;
		stream = number(head + STREAM);
		next = number(head + NUMBER) + 1;
		len = HEAD + head[HEAD - 1];
		for (int i = 0; i < head[HEAD - 1]; i++)
			len += head[HEAD + i];
		at += len;
	}
	return at == end;
}

struct audio_opus *
audio_opus_open(int fd)
{
	/* A stream: nothing here seeks, and looking for the links of a chained
	 * file from its end costs time, and memory that opusfile 0.12 forgets. */
	static const OpusFileCallbacks calls = { .read = read_fd };
	struct audio_opus *a = mem_alloc(sizeof *a);

	a->fd = fd;
	a->cut = !is_whole(fd);
	lseek(fd, 0, SEEK_SET);
	if ((a->file = op_open_callbacks(a, &calls, NULL, 0, NULL)) == NULL) {
		free(a);
		return NULL;
	}
	return a;
}

void
audio_opus_close(struct audio_opus *a)
{
	if (a == NULL)
		return;
	op_free(a->file);
	free(a);
}

/* The next packet, two channels made one. false at the end. */
static bool
next_packet(struct audio_opus *a)
{
	int n = op_read_float_stereo(a->file, a->packet, PACKET);

	/* A hole: something was lost, the rest goes on. */
	while (n == OP_HOLE) {
		a->cut = true;
		n = op_read_float_stereo(a->file, a->packet, PACKET);
	}
	a->cut = a->cut || n < 0;
	for (int i = 0; i < n; i++)
		a->packet[i] = (a->packet[2 * i] + a->packet[2 * i + 1]) / 2;
	a->have = n > 0 ? (size_t)n : 0;
	a->at = 0;
	return n > 0;
}

size_t
audio_opus_read(struct audio_opus *a, float *to, size_t max)
{
	size_t n;

	if (a->at == a->have && !next_packet(a))
		return 0;
	n = a->have - a->at < max ? a->have - a->at : max;
	memcpy(to, a->packet + a->at, n * sizeof *to);
	a->at += n;
	return n;
}

bool
audio_opus_is_cut(const struct audio_opus *a)
{
	return a->cut;
}
