/*
 * mutate: a few random changes to a text, of the kind that hands and editors
 * make in YAML, and some that only malice makes.
 */
#ifndef TESTS_UNIT_MUTATE_H
#define TESTS_UNIT_MUTATE_H

#include <stdint.h>

#include "base/buf.h"

/* A generator of its own, so that a failure can be repeated anywhere. */
static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void
mutate(struct buf *b, uint32_t *seed)
{
	static const char *const bits[] = { ":", ": ", "- ", "\n", "\n  ", "\"", "'", "[", "]", "{", "}", "*a", "&a", "!x", "#", "|\n", ">", "%", "@", "\t",
	    "---\n", "...\n", "\xff", "\xc3", "\xef\xbb\xbf", "~", "<<: ", "? ", "\\u0000", "\"\\x00\"", "999999999999999999999", "\r", ",", "\x01" };
	int n = 1 + (int)(next_random(seed) % 4);

	while (n-- > 0 && b->len > 0) {
		size_t at = next_random(seed) % b->len, len = next_random(seed) % 12;
		const char *bit = bits[next_random(seed) % (sizeof bits / sizeof *bits)];
		struct buf out = {0};

		if (len > b->len - at)
			len = b->len - at;
		buf_add(&out, b->data, at);
		switch (next_random(seed) % 3) {
		case 0:
			buf_str(&out, bit);
			len = 0;
			break;
		case 1:
			buf_str(&out, bit);
			break;
		default:
			buf_add(&out, b->data + at, len);
			len = 0;
		}
		buf_add(&out, b->data + at + len, b->len - at - len);
		buf_free(b);
		*b = out;
	}
}

#endif
