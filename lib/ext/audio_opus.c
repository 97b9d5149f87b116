#include <opusfile.h>
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

static int
seek_fd(void *arg, opus_int64 offset, int whence)
{
	const struct audio_opus *a = arg;

	return lseek(a->fd, offset, whence) == -1 ? -1 : 0;
}

static opus_int64
tell_fd(void *arg)
{
	const struct audio_opus *a = arg;

	return lseek(a->fd, 0, SEEK_CUR);
}

/*
 * Does the file end where a page ends? Each page tells its length, RFC 3533:
 * 27 bytes, the last of which says how many follow, and each of these how many
 * bytes of content.
 */
static bool
ends_whole(int fd)
{
	off_t at = 0, end = lseek(fd, 0, SEEK_END);
	unsigned char head[27 + 255];

	while (at < end) {
		ssize_t n = pread(fd, head, sizeof head, at);
		off_t len;

		if (n < 27 || memcmp(head, "OggS", 4) != 0 || n < 27 + head[26])
			return false;
		len = 27 + head[26];
		for (int i = 0; i < head[26]; i++)
			len += head[27 + i];
		at += len;
	}
	return at == end;
}

struct audio_opus *
audio_opus_open(int fd)
{
	static const OpusFileCallbacks calls = { read_fd, seek_fd, tell_fd, NULL };
	struct audio_opus *a = mem_alloc(sizeof *a);

	a->fd = fd;
	a->cut = !ends_whole(fd);
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
