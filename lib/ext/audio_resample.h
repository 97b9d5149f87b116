/*
 * audio_resample: owner of soxr. Samples at one rate to samples at another,
 * in pieces.
 */
#ifndef EXT_AUDIO_RESAMPLE_H
#define EXT_AUDIO_RESAMPLE_H

#include <stddef.h>

struct audio_resample;

/* One channel. */
struct audio_resample	*audio_resample_new(unsigned from, unsigned to);
void			 audio_resample_free(struct audio_resample *);
/*
 * Takes up to n samples (*taken says how many; NULL in: there are no more) and
 * gives back how many came out, at most max. At the end 0 says that nothing is
 * left.
 */
size_t	audio_resample_next(struct audio_resample *, const float *in, size_t n, size_t *taken, float *out, size_t max);

#endif
