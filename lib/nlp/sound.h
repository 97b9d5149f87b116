/*
 * sound: any audio file as samples of 16 bits, one channel, 16 kHz, read in
 * pieces.
 *
 * What a file is, its first bytes tell. Ogg with Opus and WAV are decoded
 * here; MP3, AAC, M4A, AMR, FLAC, WebM and the other codecs of Ogg and WAV by
 * ffmpeg, where it is installed: with a fixed argv that names the format found,
 * the file on its stdin, and limits of time and memory.
 */
#ifndef NLP_SOUND_H
#define NLP_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOUND_RATE 16000

struct sound;

enum sound_trouble {
	SOUND_MISSING,	/* no such file, or it can't be read */
	SOUND_EMPTY,	/* no bytes */
	SOUND_UNKNOWN,	/* no audio that is known here */
	SOUND_NO_FFMPEG,
};

/* limit_ms: what is longer is not read, and how long ffmpeg may take. NULL with
 * *why. Says nothing. */
struct sound	*sound_open(const char *path, int64_t limit_ms, enum sound_trouble *why);
void		 sound_close(struct sound *);
/* At most max samples; 0 at the end. */
size_t		 sound_read(struct sound *, int16_t *, size_t max);
/* Known at the end: is it longer than the limit? */
bool		 sound_is_long(const struct sound *);
/* Known at the end: is part of it missing or broken? */
bool		 sound_is_cut(const struct sound *);

#endif
