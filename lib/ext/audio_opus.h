/*
 * audio_opus: owner of opusfile. Ogg files with Opus, as WhatsApp records its
 * voice notes, to samples.
 */
#ifndef EXT_AUDIO_OPUS_H
#define EXT_AUDIO_OPUS_H

#include <stdbool.h>
#include <stddef.h>

#define AUDIO_OPUS_RATE 48000	/* whatever was recorded, RFC 7845 */

struct audio_opus;

/* Reads the file from its start; it stays the caller's. NULL when it is no Ogg
 * with Opus that can be read at all. */
struct audio_opus	*audio_opus_open(int fd);
void			 audio_opus_close(struct audio_opus *);
/* Mono samples from -1 to 1, at most max; 0 at the end. */
size_t			 audio_opus_read(struct audio_opus *, float *, size_t max);
/* Has something been missing or broken so far, are pages missing, or does the
 * file end in the middle of one? */
bool			 audio_opus_is_cut(const struct audio_opus *);

#endif
