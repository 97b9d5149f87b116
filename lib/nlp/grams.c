#include <stdbool.h>

#include "ext/text.h"
#include "nlp/grams.h"

#define BORDER		1
#define LATIN_END	0x250
#define WORD_MAX	40	/* characters of a word that count */

static uint64_t
stir(uint64_t h)
{
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

static size_t
grams_of_word(const uint32_t *c, size_t n, struct gram *out, size_t max)
{
	uint8_t latin = n > 1 && c[1] < LATIN_END;
	size_t got = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t h = 1469598103934665603u;

		for (size_t k = 0; k < GRAMS_MAX && i + k < n; k++) {
			h = (h ^ c[i + k]) * 1099511628211u;
			if (k == 0 && c[i] == BORDER)
				continue;
			if (got == max)
				return got;
			out[got++] = (struct gram){ stir(h), (uint8_t)(k + 1), latin };
		}
	}
	return got;
}

/* A word's characters between borders; 0 when it has digits. */
static size_t
bordered(const char *w, size_t len, uint32_t c[WORD_MAX + 2])
{
	size_t n = 1;

	c[0] = BORDER;
	for (size_t at = 0; at < len && n <= WORD_MAX;) {
		c[n] = (uint32_t)text_next(w, len, &at);
		if (text_class((int32_t)c[n++]) == TEXT_DIGIT)
			return 0;
	}
	c[n++] = BORDER;
	return n;
}

size_t
grams_of(const char *folded, size_t len, struct gram *out, size_t max)
{
	uint32_t c[WORD_MAX + 2];
	enum text_class class;
	const char *w;
	size_t at = 0, wlen, got = 0;

	while (got < max && (w = text_word(folded, len, &at, &wlen, &class)) != NULL)
		got += grams_of_word(c, bordered(w, wlen, c), out + got, max - got);
	return got;
}
