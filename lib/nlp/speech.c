#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "nlp/speech.h"

enum {
	RATE = 16000,
	FRAME = RATE / 50,		/* 20 ms */
	FRAME_MS = 20,
	HALF = FRAME / 2,		/* of a frame at 8 kHz */
	LAG_MIN = 8000 / 400,		/* pitches from 400 ... */
	LAG_MAX = 8000 / 60,		/* ... to 60 Hz */
	WINDOW = 120,			/* 15 ms that must repeat */
	HISTORY = WINDOW + LAG_MAX,
};

/* Levels are in half dB above -120 dBFS, so that a byte holds them. */
enum { LEVEL_MAX = 240, QUIET_MIN = 100 /* -70 dBFS */, HEARD_MIN = 114 /* -63 dBFS */ };
/* How far above the quiet is active: half dB. */
static const int above = 14;
/* A frame repeats when this much of it does: noise comes to 40, a voice to 70 and more. */
static const int periodic = 55;
/* Speech has this much voice, in all and among what is active. */
static const int voiced_ms = 160;
static const double voiced_share = 0.12;
/* Words are no shorter, gaps inside them no longer. */
static const int word_ms = 100, gap_ms = 240;
/* Kept around the words, for consonants too soft to be active. */
static const int margin_ms = 200;

struct frame {
	uint8_t	 level;
	uint8_t	 repeats;	/* percent */
};

struct speech {
	struct frame	*frames;
	size_t		 n, cap;
	bool		*spoken;	/* by frame, after judging */
	int16_t		 part[FRAME];
	size_t		 have;
	float		 history[HISTORY];	/* at 8 kHz, newest last */
	uint64_t	 rails;		/* samples at the limits */
};

struct speech *
speech_new(void)
{
	return mem_alloc(sizeof(struct speech));
}

void
speech_free(struct speech *s)
{
	if (s == NULL)
		return;
	free(s->frames);
	free(s->spoken);
	free(s);
}

static uint8_t
level_of(const int16_t *x)
{
	double sum = 0, db;

	for (int i = 0; i < FRAME; i++)
		sum += (double)x[i] * x[i];
	db = sum > 0 ? 10 * log10(sum / FRAME / (32768.0 * 32768.0)) : -120;
	return (uint8_t)fmax(0, fmin(LEVEL_MAX, round((db + 120) * 2)));
}

/* The best likeness of the newest window with what came a pitch's time before. */
static uint8_t
repeats(const float *h)
{
	const float *now = h + HISTORY - WINDOW;
	double best = 0, own = 0;

	for (int i = 0; i < WINDOW; i++)
		own += (double)now[i] * now[i];
	for (int lag = LAG_MIN; own > 0 && lag <= LAG_MAX; lag++) {
		const float *then = now - lag;
		float both = 0, other = 0;

		for (int i = 0; i < WINDOW; i++) {
			both += now[i] * then[i];
			other += then[i] * then[i];
		}
		if (both > 0)
			best = fmax(best, both / sqrt(own * (double)other));
	}
	return (uint8_t)(fmin(best, 1) * 100);
}

static void
add_frame(struct speech *s)
{
	float *h = s->history;

	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1024;
		s->frames = mem_grow(s->frames, s->cap, sizeof *s->frames);
	}
	memmove(h, h + HALF, (HISTORY - HALF) * sizeof *h);
	for (int i = 0; i < HALF; i++)
		h[HISTORY - HALF + i] = ((float)s->part[2 * i] + (float)s->part[2 * i + 1]) / 65536;
	for (int i = 0; i < FRAME; i++)
		s->rails += s->part[i] >= 32700 || s->part[i] <= -32700;
	s->frames[s->n++] = (struct frame){ level_of(s->part), repeats(h) };
	s->have = 0;
}

void
speech_add(struct speech *s, const int16_t *x, size_t n)
{
	while (n > 0) {
		size_t take = FRAME - s->have < n ? FRAME - s->have : n;

		memcpy(s->part + s->have, x, take * sizeof *x);
		s->have += take;
		x += take;
		n -= take;
		if (s->have == FRAME)
			add_frame(s);
	}
}

/* The level below which this share of the frames is. */
static int
level_at(const struct speech *s, double share)
{
	size_t count[LEVEL_MAX + 1] = {0}, below = 0;
	int level = 0;

	for (size_t i = 0; i < s->n; i++)
		count[s->frames[i].level]++;
	while (level < LEVEL_MAX && (double)(below += count[level]) < share * (double)s->n)
		level++;
	return level;
}

/* The first frame from `at` on that is (or isn't) spoken; n when there is none. */
static size_t
next(const struct speech *s, size_t at, bool spoken)
{
	while (at < s->n && s->spoken[at] != spoken)
		at++;
	return at;
}

static void
mark(struct speech *s, size_t from, size_t to, bool spoken)
{
	for (size_t i = from; i < to && i < s->n; i++)
		s->spoken[i] = spoken;
}

/* Gaps inside words are closed, clicks go: a run without enough of a voice. */
static void
smooth(struct speech *s)
{
	size_t from, to, gap;

	for (from = next(s, 0, true); from < s->n; from = next(s, to, true)) {
		to = next(s, from, false);
		gap = next(s, to, true);
		if (gap < s->n && (gap - to) * FRAME_MS <= (size_t)gap_ms)
			mark(s, to, gap, true);
	}
	for (from = next(s, 0, true); from < s->n; from = next(s, to, true)) {
		size_t voiced = 0;

		to = next(s, from, false);
		for (size_t i = from; i < to; i++)
			voiced += s->frames[i].repeats >= periodic;
		if ((to - from) * FRAME_MS < (size_t)word_ms || voiced == 0)
			mark(s, from, to, false);
	}
}

static double
level_db(int level)
{
	return level / 2.0 - 120;
}

enum speech_kind
speech_judge(struct speech *s, struct speech_quality *q)
{
	size_t heard = 0, active = 0, voiced = 0, spoken = 0;
	int quiet, least;
	double power = 0;

	quiet = (int)fmax(QUIET_MIN, level_at(s, 0.1));
	least = (int)fmax(HEARD_MIN, quiet + above);
	free(s->spoken);
	s->spoken = mem_array(s->n + 1, sizeof *s->spoken);
	for (size_t i = 0; i < s->n; i++) {
		heard += s->frames[i].level >= HEARD_MIN;
		s->spoken[i] = s->frames[i].level >= least;
		active += s->spoken[i];
		voiced += s->spoken[i] && s->frames[i].repeats >= periodic;
	}
	smooth(s);
	for (size_t i = 0; i < s->n; i++)
		if (s->spoken[i]) {
			spoken++;
			power += pow(10, level_db(s->frames[i].level) / 10);
		}
	*q = (struct speech_quality){
		.seconds = (double)(s->n * FRAME + s->have) / RATE,
		.spoken = (double)(spoken * FRAME) / RATE,
		.snr = spoken > 0 ? 10 * log10(power / (double)spoken) - level_db(quiet) : 0,
		.clipped = spoken > 0 ? fmin(1, (double)s->rails / (double)(spoken * FRAME)) : 0,
	};
	if (heard * FRAME_MS < (size_t)word_ms)
		return SPEECH_SILENCE;
	if (voiced * FRAME_MS < (size_t)voiced_ms || (double)voiced < voiced_share * (double)active)
		return SPEECH_NOISE;
	return spoken > 0 ? SPEECH_SPOKEN : SPEECH_NOISE;
}

/* Where a run that is too long is best cut: the quietest moment of its later half. */
static size_t
quietest(const struct speech *s, size_t from, size_t to)
{
	enum { MOMENT = 5 };
	size_t best = to;
	int least = MOMENT * LEVEL_MAX + 1;

	for (size_t i = from + (to - from) / 2; i + MOMENT <= to; i++) {
		int sum = 0;

		for (size_t k = i; k < i + MOMENT; k++)
			sum += s->frames[k].level;
		if (sum < least) {
			least = sum;
			best = i + MOMENT / 2;
		}
	}
	return best;
}

/*
 * From a first word to the pause where the piece ends: the first that is long
 * enough, else, when the piece would get too long, the longest of its later
 * half, else where it is quietest there. The piece's words end at *to, the next
 * begin at the frame returned.
 */
static size_t
end_of_piece(const struct speech *s, size_t from, size_t pause, size_t most, size_t *to)
{
	size_t longest = 0, resume = s->n;

	for (size_t at = from;;) {
		size_t end = next(s, at, false), begin = next(s, end, true);

		if (end - from > most)
			break;
		if (begin == s->n || begin - end >= pause) {
			*to = end;
			return begin;
		}
		if (end - from >= most / 2 && begin - end >= longest) {
			longest = begin - end;
			*to = end;
			resume = begin;
		}
		at = begin;
	}
	return longest > 0 ? resume : (*to = quietest(s, from, from + most));
}

size_t
speech_cut(const struct speech *s, int pause_ms, int max_ms, struct speech_piece **pieces)
{
	const size_t margin = (size_t)(margin_ms / FRAME_MS);
	const size_t pause = (size_t)(pause_ms / FRAME_MS), most = (size_t)(max_ms / FRAME_MS);
	size_t n = 0, before = 0, at, to;

	*pieces = NULL;
	for (size_t from = next(s, 0, true); from < s->n; from = at) {
		at = end_of_piece(s, from, pause, most, &to);
		/* The margins of two neighbours don't overlap. */
		from = from - before > margin ? from - margin : before;
		before = to + margin < at ? to + margin : at;
		*pieces = mem_grow(*pieces, n + 1, sizeof **pieces);
		(*pieces)[n++] = (struct speech_piece){ from * FRAME, before * FRAME };
	}
	return n;
}
