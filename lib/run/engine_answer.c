#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "ext/json.h"
#include "ext/text.h"
#include "run/engine_answer.h"
#include "wa/config.h"

/* A model that heard nothing makes something up; it also says so. */
static const double no_speech = 0.6, no_speech_probability = -1;
/* Text that repeats itself like this was made up too. */
static const double looping = 2.4;
/* When an answer says nothing of how sure it is. */
static const double trusted = 0.9;

/* Whisper calls languages by their English names. */
static const struct { const char *name, *code; } languages[] = {
	{ "afrikaans", "af" }, { "arabic", "ar" }, { "armenian", "hy" }, { "azerbaijani", "az" }, { "belarusian", "be" },
	{ "bengali", "bn" }, { "bosnian", "bs" }, { "bulgarian", "bg" }, { "catalan", "ca" }, { "chinese", "zh" },
	{ "croatian", "hr" }, { "czech", "cs" }, { "danish", "da" }, { "dutch", "nl" }, { "english", "en" },
	{ "estonian", "et" }, { "finnish", "fi" }, { "french", "fr" }, { "galician", "gl" }, { "german", "de" },
	{ "greek", "el" }, { "hebrew", "he" }, { "hindi", "hi" }, { "hungarian", "hu" }, { "icelandic", "is" },
	{ "indonesian", "id" }, { "italian", "it" }, { "japanese", "ja" }, { "kannada", "kn" }, { "kazakh", "kk" },
	{ "korean", "ko" }, { "latvian", "lv" }, { "lithuanian", "lt" }, { "macedonian", "mk" }, { "malay", "ms" },
	{ "marathi", "mr" }, { "maori", "mi" }, { "nepali", "ne" }, { "norwegian", "no" }, { "persian", "fa" },
	{ "polish", "pl" }, { "portuguese", "pt" }, { "romanian", "ro" }, { "russian", "ru" }, { "serbian", "sr" },
	{ "slovak", "sk" }, { "slovenian", "sl" }, { "spanish", "es" }, { "swahili", "sw" }, { "swedish", "sv" },
	{ "tagalog", "tl" }, { "tamil", "ta" }, { "telugu", "te" }, { "thai", "th" }, { "turkish", "tr" },
	{ "ukrainian", "uk" }, { "urdu", "ur" }, { "vietnamese", "vi" }, { "welsh", "cy" },
};

static char *
language_code(const char *said)
{
	if (said == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
		if (strcasecmp(said, languages[i].name) == 0)
			return mem_str(languages[i].code);
	return config_is_language(said) ? mem_str(said) : NULL;
}

/* The words of a text, without what only describes sounds: "[BLANK_AUDIO]",
 * "(music)", notes; in one line. */
static char *
words_of(const char *text, size_t len)
{
	struct buf b = {0};
	const char *end = text + len;

	while (text < end) {
		char open = *text, close = open == '[' ? ']' : open == '(' ? ')' : open == '*' ? '*' : '\0';
		const char *over = close != '\0' ? memchr(text + 1, close, (size_t)(end - text - 1)) : NULL;

		if (over != NULL) {
			text = over + 1;
			continue;
		}
		if (!isspace((unsigned char)*text) && !iscntrl((unsigned char)*text))
			buf_char(&b, *text);
		else if (b.len > 0 && b.data[b.len - 1] != ' ')
			buf_char(&b, ' ');
		text++;
	}
	while (b.len > 0 && b.data[b.len - 1] == ' ')
		b.data[--b.len] = '\0';
	buf_str(&b, "");
	return buf_take(&b);
}

static bool
has_letters(const char *text)
{
	size_t at = 0, len = strlen(text);

	while (at < len)
		if (text_class(text_next(text, len, &at)) != TEXT_OTHER)
			return true;
	return false;
}

static double
real_at(const json_t *v, const char *key, double def)
{
	const json_t *n = json_object_get(v, key);

	return json_is_number(n) ? json_number_value(n) : def;
}

/* Segments that nobody said are left out; the rest's mean probability a token,
 * by length. `def` when there are none. */
static double
read_segments(const json_t *segments, struct buf *text, double def)
{
	double sum = 0, weight = 0;
	json_t *s;
	size_t i;

	json_array_foreach((json_t *)segments, i, s) {
		double p = real_at(s, "avg_logprob", NAN), seconds = real_at(s, "end", 1) - real_at(s, "start", 0);

		if (real_at(s, "no_speech_prob", 0) > no_speech && p < no_speech_probability)
			continue;
		if (real_at(s, "compression_ratio", 0) > looping)
			p = isnan(p) ? log(0.5) : p + log(0.5);
		buf_str(text, json_text(s, "text") ? json_text(s, "text") : "");
		if (!isnan(p)) {
			seconds = seconds > 0.1 ? seconds : 0.1;
			sum += seconds * p;
			weight += seconds;
		}
	}
	return weight > 0 ? fmin(1, exp(sum / weight)) : def;
}

/* OpenAI's newer models: [{"token":..,"logprob":..}]. */
static double
read_tokens(const json_t *tokens, double def)
{
	double sum = 0;
	json_t *t;
	size_t i;

	json_array_foreach((json_t *)tokens, i, t)
		sum += real_at(t, "logprob", 0);
	return json_array_size(tokens) > 0 ? fmin(1, exp(sum / (double)json_array_size(tokens))) : def;
}

static const char *
read_object(const json_t *v, struct engine_heard *h)
{
	const json_t *segments = json_object_get(v, "segments");
	const char *text = json_text(v, "text");
	struct buf joined = {0};

	if (text == NULL && !json_is_array(segments))
		return "an answer without a text";
	h->confidence = read_segments(segments, &joined, trusted);
	h->confidence = read_tokens(json_object_get(v, "logprobs"), h->confidence);
	h->confidence = fmax(0, fmin(1, real_at(v, "confidence", h->confidence)));
	/* Of segments what is left of them; an answer may also have text alone. */
	if (!json_is_array(segments) || (joined.len == 0 && json_array_size(segments) == 0))
		buf_str(&joined, text != NULL ? text : "");
	buf_str(&joined, "");
	h->text = words_of(joined.data, joined.len);
	h->language = language_code(json_text(v, "language"));
	buf_free(&joined);
	return NULL;
}

static const char *
read_text(const char *data, size_t len, struct engine_heard *h)
{
	json_t *s = json_stringn(data, len);

	/* jansson takes UTF-8 alone. */
	if (s == NULL || memchr(data, '\0', len) != NULL) {
		json_decref(s);
		return "an answer that is no text";
	}
	json_decref(s);
	h->text = words_of(data, len);
	h->confidence = trusted;
	return NULL;
}

const char *
engine_answer_read(const char *data, size_t len, bool json, struct engine_heard *h)
{
	const char *wrong;
	json_t *v;

	while (len > 0 && isspace((unsigned char)*data)) {
		data++;
		len--;
	}
	if (json && (len == 0 || *data != '{'))
		return "an answer that is no JSON object";
	if (len == 0 || *data != '{') {
		wrong = read_text(data, len, h);
	} else if ((v = json_parse(data, len, &wrong)) != NULL) {
		wrong = read_object(v, h);
		json_decref(v);
	}
	if (wrong == NULL && !has_letters(h->text))
		*h->text = '\0';
	return wrong;
}
