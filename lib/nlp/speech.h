/*
 * speech: where in a sound somebody speaks, and how good the recording is,
 * before anybody is asked what was said.
 *
 * A sound is looked over in frames of 20 ms: how loud each is, and how much of
 * it repeats at the pitch of a voice. What is louder than the recording's own
 * quiet is active; activity with enough voice in it is speech. Memory is two
 * bytes a frame.
 */
#ifndef NLP_SPEECH_H
#define NLP_SPEECH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct speech;

enum speech_kind {
	SPEECH_SILENCE,
	SPEECH_NOISE,
	SPEECH_SPOKEN,
};

struct speech_quality {
	double	seconds;	/* of the sound */
	double	spoken;		/* seconds of speech */
	double	snr;		/* dB that speech stands above the quiet */
	double	clipped;	/* share of the speech's samples at the limits */
};

/* Samples from..to of the sound. */
struct speech_piece {
	size_t	from, to;
};

struct speech	*speech_new(void);
void		 speech_free(struct speech *);
/* The next samples, 16 kHz. */
void		 speech_add(struct speech *, const int16_t *, size_t n);
/* After the last. */
enum speech_kind speech_judge(struct speech *, struct speech_quality *);
/*
 * The speech in pieces: cut at pauses of pause_ms or more, with max_ms at the
 * latest, then at the longest or quietest pause so far. A pause is in no piece,
 * but for a moment before and after the words. The caller frees *pieces.
 */
size_t		 speech_cut(const struct speech *, int pause_ms, int max_ms, struct speech_piece **pieces);

#endif
