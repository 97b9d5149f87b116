#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "nlp/gist.h"
#include "nlp/sound.h"
#include "nlp/speech.h"
#include "run/engine.h"
#include "run/hearing.h"
#include "wa/config.h"

enum {
	PIECE_MS = 30000,	/* what models of speech are made for */
	SUMMARY_MS = 30000,	/* notes from here on get a summary */
	PART = 4096,
};
/* Speech that stands so far above the quiet is as good as it gets; what stands
 * no higher counts half. dB. */
static const double clear_snr = 15;
/* A little clipping does no harm. */
static const double clipping = 0.02;

struct hearing {
	const struct workspace	*ws;
	struct engine		*engine;
	double			 sure, doubtful;
	int64_t			 longest_ms;
	int			 timeout_ms;
	bool			 spoken_here;	/* does the engine know one of the desk's languages? */
};

/* A note being heard. */
struct note {
	struct hearing		*h;
	const char		*id, *path;
	char			*language;	/* without its region; NULL: unknown */
	struct speech_quality	 quality;
	struct speech_piece	*pieces;
	size_t			 n;
	struct engine_heard	*heard;		/* of each piece */
	bool			 cut;
};

static double
setting(const struct workspace *ws, const char *path, double def)
{
	const json_t *v = json_at(ws->config, path);

	return json_is_number(v) ? json_number_value(v) : def;
}

struct hearing *
hearing_open(const struct workspace *ws, const char *name, bool *none)
{
	struct engine *engine = engine_open(ws, name, none);
	struct hearing *h;
	json_t *language;
	size_t i;

	if (engine == NULL)
		return NULL;
	h = mem_alloc(sizeof *h);
	h->ws = ws;
	h->engine = engine;
	h->sure = setting(ws, "transcribe.sure", engine_sure(engine));
	h->doubtful = setting(ws, "transcribe.doubtful", fmin(h->sure, engine_doubtful(engine)));
	h->longest_ms = json_number(ws->config, "transcribe.max_length", 0);
	h->timeout_ms = (int)json_number(ws->config, "transcribe.timeout", 0);
	json_array_foreach(json_at(ws->config, "languages"), i, language)
		h->spoken_here = h->spoken_here || engine_speaks(engine, json_string_value(language));
	return h;
}

void
hearing_close(struct hearing *h)
{
	if (h == NULL)
		return;
	engine_close(h->engine);
	free(h);
}

static const char *
trouble_name(const struct note *n, enum sound_trouble why)
{
	switch (why) {
	case SOUND_MISSING:
		return "missing";
	case SOUND_EMPTY:
		return "damaged";
	case SOUND_NO_FFMPEG:
		log_line("%s: %s: for this format ffmpeg is needed, which isn't installed", n->id, n->path);
		return "format";
	default:
		return "format";
	}
}

/* Where somebody speaks, without keeping what is said. NULL, or the problem. */
static const char *
look_over(struct note *n)
{
	enum sound_trouble why;
	struct sound *sound = sound_open(n->path, n->h->longest_ms, &why);
	struct speech *speech;
	enum speech_kind kind;
	int16_t part[PART];
	size_t got, all = 0;
	bool is_long;

	if (sound == NULL)
		return trouble_name(n, why);
	speech = speech_new();
	while ((got = sound_read(sound, part, PART)) > 0) {
		speech_add(speech, part, got);
		all += got;
	}
	kind = speech_judge(speech, &n->quality);
	n->cut = sound_is_cut(sound);
	is_long = sound_is_long(sound);
	if (kind == SPEECH_SPOKEN)
		n->n = speech_cut(speech, engine_pause_ms(n->h->engine), PIECE_MS, &n->pieces);
	speech_free(speech);
	sound_close(sound);
	if (is_long)
		return "long";
	if (all == 0)
		return n->cut ? "damaged" : "silence";
	return n->n > 0 ? NULL : kind == SPEECH_SILENCE ? "silence" : "noise";
}

/* Samples up to `to`, those from `from` on kept. How many were. */
static size_t
read_piece(struct sound *sound, size_t *at, const struct speech_piece *piece, int16_t *keep)
{
	int16_t part[PART];
	size_t got, kept = 0;

	while (*at < piece->to) {
		size_t want = *at < piece->from ? piece->from - *at : piece->to - *at;

		if ((got = sound_read(sound, part, want < PART ? want : PART)) == 0)
			break;
		if (*at >= piece->from) {
			memcpy(keep + kept, part, got * sizeof *part);
			kept += got;
		}
		*at += got;
	}
	return kept;
}

/* Each piece by the engine. NULL, or the problem. */
static const char *
hear_pieces(struct note *n)
{
	enum sound_trouble why;
	struct sound *sound = sound_open(n->path, n->h->longest_ms, &why);
	const char *problem = NULL;
	size_t at = 0, longest = 0;
	int16_t *samples;

	if (sound == NULL)
		return trouble_name(n, why);
	for (size_t i = 0; i < n->n; i++)
		longest = n->pieces[i].to - n->pieces[i].from > longest ? n->pieces[i].to - n->pieces[i].from : longest;
	samples = mem_array(longest, sizeof *samples);
	n->heard = mem_array(n->n, sizeof *n->heard);
	for (size_t i = 0; i < n->n && problem == NULL; i++) {
		struct engine_piece piece = { .samples = samples, .language = n->language, .timeout_ms = n->h->timeout_ms };

		progress_at("hearing", (int64_t)i, (int64_t)n->n);
		piece.n = read_piece(sound, &at, &n->pieces[i], samples);
		if (engine_hear(n->h->engine, n->id, &piece, &n->heard[i]) == -1)
			problem = "engine";
	}
	free(samples);
	sound_close(sound);
	return problem;
}

/* The texts of all pieces, of the one at `other` its reading instead. */
static char *
join(const struct note *n, size_t other, const char *reading)
{
	const char *between = engine_between(n->h->engine);
	struct buf b = {0};

	buf_str(&b, "");
	for (size_t i = 0; i < n->n; i++) {
		const char *text = i == other ? reading : n->heard[i].text;

		if (*text != '\0') {
			buf_str(&b, b.len > 0 ? between : "");
			buf_str(&b, text);
		}
	}
	return buf_take(&b);
}

/* What the recording lets one expect. */
static double
quality(const struct speech_quality *q)
{
	double share = q->snr >= clear_snr ? 1 : 0.5 + 0.5 * fmax(0, q->snr) / clear_snr;

	return q->clipped > clipping ? share * (1 - fmin(0.5, q->clipped)) : share;
}

/* Of all words alike, so that a long piece counts more. */
static double
confidence(const struct note *n)
{
	double sum = 0, weight = 0;

	for (size_t i = 0; i < n->n; i++) {
		double length = (double)strlen(n->heard[i].text);

		sum += n->heard[i].confidence * length;
		weight += length;
	}
	sum = weight > 0 ? sum / weight * quality(&n->quality) : 0;
	/* Half a question may be another question. */
	return n->cut && sum >= n->h->sure ? fmax(0, n->h->sure - 0.01) : sum;
}

/* The note itself and what else its least sure piece may have been. */
static json_t *
readings(const struct note *n, const char *text)
{
	json_t *list = json_array();
	size_t least = 0;

	for (size_t i = 1; i < n->n; i++)
		if (n->heard[i].n > 0 && (n->heard[least].n == 0 || n->heard[i].confidence < n->heard[least].confidence))
			least = i;
	json_array_append_new(list, json_string(text));
	for (size_t i = 0; i < n->heard[least].n; i++) {
		char *other = join(n, least, n->heard[least].readings[i]);

		json_array_append_new(list, json_string(other));
		free(other);
	}
	return list;
}

static json_t *
rounded(double v, double to)
{
	return json_real(round(v * to) / to);
}

/* What the engine heard, into the transcript. NULL, or the problem. */
static const char *
judge(const struct note *n, json_t *t)
{
	double sure = confidence(n);
	const char *language = n->language != NULL ? n->language : engine_language(n->h->engine), *problem = NULL;
	char *text = join(n, SIZE_MAX, "");

	for (size_t i = n->n; i-- > 0;)
		if (n->heard[i].language != NULL)
			language = n->heard[i].language;
	if (*text == '\0')
		problem = "empty";
	else if (sure < n->h->doubtful)
		problem = "unclear";
	else
		json_put(t, "text", text);
	json_put(t, "language", language);
	if (*text != '\0')
		json_object_set_new(t, "confidence", rounded(sure, 1000));
	json_put(t, "engine", engine_name(n->h->engine));
	json_object_set_new(t, "seconds", rounded(n->quality.seconds, 10));
	if (problem == NULL && n->quality.seconds * 1000 > SUMMARY_MS) {
		char *summary = gist(text);

		json_put(t, "summary", summary);
		free(summary);
	}
	if (problem == NULL && sure < n->h->sure)
		json_object_set_new(t, "readings", readings(n, text));
	free(text);
	return problem;
}

static void
add_pieces(const struct note *n, json_t *to)
{
	for (size_t i = 0; i < n->n; i++)
		json_array_append_new(to, json_pack("{s:o,s:o,s:s,s:o}",
		    "start", rounded((double)n->pieces[i].from / SOUND_RATE, 1000),
		    "end", rounded((double)n->pieces[i].to / SOUND_RATE, 1000),
		    "text", n->heard[i].text, "confidence", rounded(n->heard[i].confidence, 1000)));
}

/* Does the engine know what may be spoken? */
static bool
understands(const struct note *n)
{
	return n->language != NULL ? engine_speaks(n->h->engine, n->language) : n->h->spoken_here;
}

json_t *
hearing_note(struct hearing *h, const char *id, const char *path, const char *language, json_t *pieces)
{
	struct note n = { .h = h, .id = id, .path = path };
	json_t *t = json_object();
	const char *problem;

	if (language != NULL)
		n.language = mem_strn(language, strcspn(language, "-"));
	if ((problem = look_over(&n)) == NULL && !understands(&n))
		problem = "language";
	if (problem == NULL)
		problem = hear_pieces(&n);
	if (problem == NULL)
		problem = judge(&n, t);
	if (json_object_size(t) == 0) {
		json_put(t, "language", n.language);
		json_put(t, "engine", engine_name(h->engine));
		json_object_set_new(t, "seconds", rounded(n.quality.seconds, 10));
	} else if (pieces != NULL)
		add_pieces(&n, pieces);
	json_put(t, "problem", problem);
	for (size_t i = 0; n.heard != NULL && i < n.n; i++)
		engine_clear(&n.heard[i]);
	free(n.heard);
	free(n.pieces);
	free(n.language);
	return t;
}
