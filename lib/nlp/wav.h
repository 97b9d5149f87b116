/*
 * wav: RIFF WAVE, read in pieces and written. PCM of 8 to 32 bits, float,
 * A-law and mu-law; any number of channels comes out as one.
 *
 * What a header claims is believed only as far as the file goes.
 */
#ifndef NLP_WAV_H
#define NLP_WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct wav;

/* Reads from the start of the file, which stays the caller's. NULL when it is
 * none of the above. */
struct wav	*wav_open(int fd);
void		 wav_close(struct wav *);
unsigned	 wav_rate(const struct wav *);
/* Samples from -1 to 1, as many as fit, 0 at the end. */
size_t		 wav_read(struct wav *, float *, size_t);
/* Did the file end before what its header claims? Known at the end. */
bool		 wav_is_cut(const struct wav *);

/* A whole file of 16 bit mono at 16 kHz, added to buf. */
void		 wav_write(const int16_t *, size_t, struct buf *);

#endif
