#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "ext/text.h"
#include "nlp/mood_features.h"

#define TEXT_MAX	1000	/* bytes of a text that count */
#define WORD_MAX	24	/* characters of a word that count */
#define CHARS_MIN	3
#define CHARS_MAX	6
#define NEGATION_REACH	3	/* words that a negation turns */

/* Weights of the kinds of features beside each other. */
#define WORD_VALUE	1.0f
#define PAIR_VALUE	0.4f
#define CHARS_VALUE	0.4f
#define SIGN_VALUE	1.5f

enum kind { WORD = 1, TURNED_WORD, PAIR, CHARS, TURNED_CHARS, SIGN };

struct sink {
	struct mood_feature	*v;
	size_t			 n;
	uint32_t		 last;		/* the word before */
	int			 turned;	/* words that a negation still turns */
};

static const char *const negations[] = {
	"not", "no", "never", "dont", "don't", "cant", "can't", "isnt", "isn't", "wont", "won't", "didnt",
	"didn't", "doesn't", "doesnt", "without", "nicht", "kein", "keine", "keinen", "nie", "nunca", "sin", "ni",
	"tampoco", "pas", "jamais", "sans", "non", "mai", "senza", "não", "nao", "sem", "لا", "لم", "لن", "ليس",
	"ما", "مش", "नहीं", "न", "मत", "nahi", "niet", "geen", "не", "нет", "nie", "inte", "ikke", "değil", "tidak",
};

static uint32_t
step(uint32_t h, uint32_t c)
{
	return (h ^ c) * 16777619u;
}

static void
add(struct sink *s, enum kind kind, uint32_t h, float value)
{
	h = step(step(2166136261u, (uint32_t)kind), h);
	h ^= h >> 15;
	h *= 0x85ebca6bu;
	h ^= h >> 13;
	if (s->n < MOOD_TEXT_FEATURES)
		s->v[s->n++] = (struct mood_feature){ h >> (32 - MOOD_BITS), value };
}

static bool
negates(const char *w, size_t len)
{
	for (size_t i = 0; i < sizeof negations / sizeof *negations; i++)
		if (negations[i][0] == w[0] && strlen(negations[i]) == len && memcmp(negations[i], w, len) == 0)
			return true;
	return false;
}

static void
add_chars(struct sink *s, const uint32_t *c, size_t n)
{
	enum kind kind = s->turned > 0 ? TURNED_CHARS : CHARS;

	for (size_t i = 0; i < n; i++) {
		uint32_t h = 2166136261u;

		for (size_t k = 0; k < CHARS_MAX && i + k < n; k++) {
			h = step(h, c[i + k]);
			if (k + 1 >= CHARS_MIN)
				add(s, kind, h, CHARS_VALUE);
		}
	}
}

static void
add_word(struct sink *s, const char *w, size_t len)
{
	uint32_t c[WORD_MAX + 2] = { 1 }, h = 2166136261u;
	size_t n = 1;

	for (size_t at = 0; at < len && n <= WORD_MAX;) {
		c[n] = (uint32_t)text_next(w, len, &at);
		if (text_class((int32_t)c[n]) != TEXT_OTHER)	/* "don't" is often "dont" */
			h = step(h, c[n++]);
	}
	c[n++] = 1;
	add(s, s->turned > 0 ? TURNED_WORD : WORD, h, WORD_VALUE);
	add(s, PAIR, step(h, s->last), PAIR_VALUE);
	add_chars(s, c, n);
	s->last = h;
	s->turned = negates(w, len) ? NEGATION_REACH : s->turned - 1;
}

static void
add_words(struct sink *s, const char *text, size_t len)
{
	struct buf folded = {0};
	enum text_class class;
	const char *w;
	size_t at = 0, wlen;

	text_fold(text, len, &folded);
	while ((w = text_word(folded.data, folded.len, &at, &wlen, &class)) != NULL)
		add_word(s, w, wlen);
	buf_free(&folded);
}

static bool
is_sign(int32_t c)
{
	return c >= 0x2190 && text_class(c) == TEXT_OTHER;
}

/* Emoji, smileys and emphasis, in the text as it was written. */
static void
add_signs(struct sink *s, const char *text, size_t len)
{
	int32_t last = 0, before = 0;
	unsigned capitals = 0, letters = 0;

	for (size_t at = 0; at < len;) {
		int32_t c = text_next(text, len, &at);

		if (is_sign(c))
			add(s, SIGN, (uint32_t)c, SIGN_VALUE);
		if (c == '!' || c == '?' || c == '#' || c == '"' || c == 0x2026)
			add(s, SIGN, step((uint32_t)c, (uint32_t)(last == c)), SIGN_VALUE / 2);
		if ((c == '(' || c == ')' || c == 'D' || c == 'P' || c == '/') &&
		    (last == ':' || last == ';' || (last == '-' && before == ':')))
			add(s, SIGN, step('s', (uint32_t)c), SIGN_VALUE);
		if (c == last && c == before && text_class(c) == TEXT_LETTER)
			add(s, SIGN, 'e', SIGN_VALUE / 2);
		capitals += c >= 'A' && c <= 'Z';
		letters += text_class(c) == TEXT_LETTER;
		before = last;
		last = c;
	}
	if (letters > 8 && capitals * 2 > letters)
		add(s, SIGN, 'C', SIGN_VALUE);
}

/* Text that other programs have mangled holds \\u2019 as such. */
static void
unescape(const char *text, size_t len, struct buf *out)
{
	buf_room(out, len);
	for (size_t at = 0; at < len;) {
		unsigned c;

		if (len - at >= 6 && text[at] == '\\' && text[at + 1] == 'u' &&
		    sscanf(text + at + 2, "%4x", &c) == 1 && c >= ' ') {
			text_put(out, (int32_t)c);
			at += 6;
		} else {
			buf_char(out, text[at++]);
		}
	}
}

/* Of equal ones the first stays; how many stay. */
static size_t
drop_doubles(struct mood_feature *v, size_t n)
{
	uint32_t seen[2 * MOOD_TEXT_FEATURES];	/* index + 1, where it hashes to or behind */
	size_t kept = 0, size = 64;

	while (size < 2 * n)
		size *= 2;
	memset(seen, 0, size * sizeof *seen);
	for (size_t i = 0; i < n; i++) {
		size_t at = v[i].index & (size - 1);

		while (seen[at] != 0 && seen[at] != v[i].index + 1)
			at = (at + 1) & (size - 1);
		if (seen[at] != 0)
			continue;
		seen[at] = v[i].index + 1;
		v[kept++] = v[i];
	}
	return kept;
}

size_t
mood_features(const char *text, struct mood_feature out[MOOD_TEXT_FEATURES])
{
	struct sink s = { .v = out };
	struct buf plain = {0};
	size_t n, len = 0;
	float square = 0;

	while (len < TEXT_MAX && text[len] != '\0')
		len++;
	unescape(text, len, &plain);
	add_words(&s, plain.data, plain.len);
	add_signs(&s, plain.data, plain.len);
	buf_free(&plain);
	n = drop_doubles(out, s.n);
	for (size_t i = 0; i < n; i++)
		square += out[i].value * out[i].value;
	for (size_t i = 0; i < n; i++)
		out[i].value /= sqrtf(square);
	return n;
}
