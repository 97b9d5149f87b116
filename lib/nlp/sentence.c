#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "ext/text.h"
#include "nlp/sentence.h"

static bool
is_question(int32_t c)
{
	return c == '?' || c == 0xff1f || c == 0x61f || c == 0x37e;
}

/* A point inside of 10.30 or an address ends nothing. */
static bool
is_end(int32_t c, char next)
{
	if (c == '.')
		return next == ' ' || next == '\n' || next == '\0';
	return c == '!' || c == '\n' || c == 0x3002 || c == 0xff01 || c == 0x964 || c == 0x6d4 || is_question(c);
}

size_t
sentence_asks(const char *text)
{
	size_t len = strlen(text), at = 0, last = 0;
	bool asks = false, ended = true;

	while (at < len) {
		size_t here = at;
		int32_t c = text_next(text, len, &at);

		/* Space, emoji and quotes behind an end belong to what ended. */
		if (ended && (text_class(c) != TEXT_OTHER || c == 0xbf)) {
			last = here;
			ended = asks = false;
		}
		if (!ended && is_end(c, at < len ? text[at] : '\0')) {
			ended = true;
			asks = is_question(c);
		}
	}
	return asks ? last : SIZE_MAX;
}
