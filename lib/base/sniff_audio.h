/*
 * sniff_audio: how long sound files play, from headers and frame lengths.
 */
#ifndef BASE_SNIFF_AUDIO_H
#define BASE_SNIFF_AUDIO_H

#include "base/sniff.h"
#include "base/sniff_source.h"

/* Of a file that begins as one; what isn't told stays 0. Ogg sets type and codec. */
void	sniff_audio_ogg(struct sniff_source *, struct sniff *);
void	sniff_audio_wav(struct sniff_source *, struct sniff *);
void	sniff_audio_flac(struct sniff_source *, struct sniff *);
/* Behind a magic of so many bytes; wide band or not. */
void	sniff_audio_amr(struct sniff_source *, struct sniff *, size_t magic, bool wide);
/* These two begin with no magic but a frame: are two frames, or the only one, there? */
bool	sniff_audio_mp3(struct sniff_source *, struct sniff *);
bool	sniff_audio_aac(struct sniff_source *, struct sniff *);

#endif
