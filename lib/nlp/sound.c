#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/child.h"
#include "base/mem.h"
#include "ext/audio_opus.h"
#include "ext/audio_resample.h"
#include "nlp/sound.h"
#include "nlp/wav.h"

enum { PART = 4096 };
/* Far more than it takes for any file of the size that WhatsApp passes on. */
static const size_t ffmpeg_memory = (size_t)1 << 30;

/* One of opus, wav and ffmpeg is there. */
struct sound {
	int			 fd;
	const char		*format;
	struct audio_opus	*opus;
	struct wav		*wav;
	struct child		*ffmpeg;
	struct audio_resample	*resample;	/* NULL: the rate is right already */
	uint64_t		 left;		/* samples until the limit */
	bool			 is_long, cut, ended;
	float			 in[PART];	/* decoded, not yet resampled */
	size_t			 have, at;
	float			 out[PART];
};

/* ffmpeg's name of the format that these bytes begin, or NULL. */
static const char *
format_of(const unsigned char *b, size_t n)
{
	static const struct { const char *format; size_t at, len; const char *bytes; } known[] = {
		{ "ogg", 0, 4, "OggS" },
		{ "mp3", 0, 3, "ID3" },
		{ "amr", 0, 5, "#!AMR" },
		{ "mov", 4, 4, "ftyp" },
		{ "flac", 0, 4, "fLaC" },
		{ "matroska", 0, 4, "\x1a\x45\xdf\xa3" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n >= known[i].at + known[i].len && memcmp(b + known[i].at, known[i].bytes, known[i].len) == 0)
			return known[i].format;
	if (n >= 12 && memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WAVE", 4) == 0)
		return "wav";
	/* A frame's start: MPEG layers 1 to 3, and ADTS, which has layer 0. */
	if (n >= 2 && b[0] == 0xff && (b[1] & 0xe0) == 0xe0)
		return (b[1] & 6) == 0 ? "aac" : "mp3";
	return NULL;
}

static int
start_ffmpeg(struct sound *s, int64_t limit_ms)
{
	char seconds[32];
	const char *argv[] = { "ffmpeg", "-nostdin", "-v", "quiet", "-protocol_whitelist", "file", "-f", s->format,
	    "-i", "/dev/stdin", "-map", "0:a:0", "-t", seconds, "-ac", "1", "-ar", "16000", "-f", "s16le",
	    "-protocol_whitelist", "pipe", "pipe:1", NULL };
	const struct child_limits limits = { .timeout_ms = 10000 + (int)(limit_ms / 10), .memory = ffmpeg_memory, .quiet = true };

	snprintf(seconds, sizeof seconds, "%lld", (long long)(limit_ms / 1000 + 1));
	lseek(s->fd, 0, SEEK_SET);
	s->ffmpeg = mem_alloc(sizeof *s->ffmpeg);
	if (child_start(s->ffmpeg, argv, s->fd, &limits) == 0)
		return 0;
	free(s->ffmpeg);
	s->ffmpeg = NULL;
	return -1;
}

/* 0, or -1 with *why. */
static int
open_decoder(struct sound *s, int64_t limit_ms, enum sound_trouble *why)
{
	unsigned char head[16];
	ssize_t n = pread(s->fd, head, sizeof head, 0);

	*why = n == 0 ? SOUND_EMPTY : n < 0 ? SOUND_MISSING : SOUND_UNKNOWN;
	if (n <= 0 || (s->format = format_of(head, (size_t)n)) == NULL)
		return -1;
	if (strcmp(s->format, "ogg") == 0 && (s->opus = audio_opus_open(s->fd)) != NULL)
		s->resample = audio_resample_new(AUDIO_OPUS_RATE, SOUND_RATE);
	else if (strcmp(s->format, "wav") == 0 && (s->wav = wav_open(s->fd)) != NULL)
		s->resample = wav_rate(s->wav) == SOUND_RATE ? NULL : audio_resample_new(wav_rate(s->wav), SOUND_RATE);
	else if (start_ffmpeg(s, limit_ms) == -1) {
		*why = SOUND_NO_FFMPEG;
		return -1;
	}
	return 0;
}

struct sound *
sound_open(const char *path, int64_t limit_ms, enum sound_trouble *why)
{
	struct sound *s = mem_alloc(sizeof *s);
	struct stat st;

	s->left = (uint64_t)limit_ms * SOUND_RATE / 1000;
	*why = SOUND_MISSING;
	if ((s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) != -1 && fstat(s->fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && open_decoder(s, limit_ms, why) == 0)
		return s;
	sound_close(s);
	return NULL;
}

void
sound_close(struct sound *s)
{
	if (s == NULL)
		return;
	if (s->ffmpeg != NULL)
		child_end(s->ffmpeg);
	free(s->ffmpeg);
	audio_opus_close(s->opus);
	wav_close(s->wav);
	audio_resample_free(s->resample);
	if (s->fd != -1)
		close(s->fd);
	free(s);
}

static size_t
read_ffmpeg(struct sound *s, float *to, size_t max)
{
	int16_t part[PART];
	size_t n = max < PART ? max : PART, got = 0;
	ssize_t r;

	/* Whole samples: a pipe may give half of one. */
	while ((r = child_read(s->ffmpeg, (char *)part + got, n * sizeof *part - got)) > 0)
		if ((got += (size_t)r) % sizeof *part == 0)
			break;
	if (r <= 0) {
		bool timed_out = r == -1;
		int status = child_end(s->ffmpeg);

		s->cut = timed_out || status != 0;
		free(s->ffmpeg);
		s->ffmpeg = NULL;
	}
	for (size_t i = 0; i < got / sizeof *part; i++)
		to[i] = (float)part[i] / 32768;
	return got / sizeof *part;
}

/* As the file has them. */
static size_t
decode(struct sound *s, float *to, size_t max)
{
	if (s->opus != NULL)
		return audio_opus_read(s->opus, to, max);
	if (s->wav != NULL)
		return wav_read(s->wav, to, max);
	return s->ffmpeg != NULL ? read_ffmpeg(s, to, max) : 0;
}

/* At 16 kHz; 0 at the end. */
static size_t
convert(struct sound *s, float *to, size_t max)
{
	size_t n = 0, taken = 0;

	if (s->resample == NULL)
		return decode(s, to, max);
	while (n == 0) {
		if (!s->ended && s->at == s->have) {
			s->at = 0;
			s->have = decode(s, s->in, PART);
			s->ended = s->have == 0;
		}
		n = audio_resample_next(s->resample, s->ended ? NULL : s->in + s->at, s->have - s->at, &taken, to, max);
		s->at += taken;
		if (s->ended)
			break;
	}
	return n;
}

size_t
sound_read(struct sound *s, int16_t *to, size_t max)
{
	size_t n = convert(s, s->out, max < PART ? max : PART);

	if (n > s->left) {
		s->is_long = true;
		n = (size_t)s->left;
	}
	s->left -= n;
	for (size_t i = 0; i < n; i++) {
		float v = roundf(s->out[i] * 32767);

		to[i] = (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
	}
	return n;
}

bool
sound_is_long(const struct sound *s)
{
	return s->is_long;
}

bool
sound_is_cut(const struct sound *s)
{
	return s->cut || (s->opus != NULL && audio_opus_is_cut(s->opus)) || (s->wav != NULL && wav_is_cut(s->wav));
}
