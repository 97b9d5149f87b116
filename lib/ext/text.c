#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "ext/text.h"

#define REPLACEMENT 0xfffd
#define JOINER 0x200d

int32_t
text_next(const char *s, size_t len, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s + *at;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;
	size_t left = len - *at;

	if (*p < 0x80) {
		++*at;
		return *p;
	}
	n = utf8proc_iterate(p, left < 4 ? (utf8proc_ssize_t)left : 4, &c);
	if (n <= 0) {
		++*at;
		return REPLACEMENT;
	}
	*at += (size_t)n;
	return c;
}

void
text_put(struct buf *b, int32_t c)
{
	buf_room(b, 4);
	b->len += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)b->data + b->len);
	b->data[b->len] = '\0';
}

static bool
fold_ascii(const char *s, size_t len, struct buf *out)
{
	char *to = buf_room(out, len);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80)
			return false;
		to[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out->len += len;
	out->data[out->len] = '\0';
	return true;
}

void
text_fold(const char *s, size_t len, struct buf *out)
{
	const int options = UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	/* One code point becomes at most 18 by NFKC, so room is asked for as needed. */
	utf8proc_int32_t small[512], *wide = small;
	utf8proc_ssize_t n = 0, room = sizeof small / sizeof *small;
	int boundary = 0;

	if (fold_ascii(s, len, out))
		return;
	for (size_t at = 0; at < len;) {
		int32_t c = text_next(s, len, &at);
		utf8proc_ssize_t got = utf8proc_decompose_char(c, wide + n, room - n, options, &boundary);

		if (got > room - n) {
			utf8proc_int32_t *more = NULL;
			size_t want = (size_t)(room + got) * 2;

			more = realloc(wide == small ? NULL : wide, want * sizeof *more);
			if (more == NULL)
				abort();
			if (wide == small)
				for (utf8proc_ssize_t i = 0; i < n; i++)
					more[i] = small[i];
			wide = more;
			room = (utf8proc_ssize_t)want;
			got = utf8proc_decompose_char(c, wide + n, room - n, options, &boundary);
		}
		if (got > 0)
			n += got;
	}
	n = utf8proc_normalize_utf32(wide, n, options);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		text_put(out, wide[i]);
	if (wide != small)
		free(wide);
}

/* The letters that Arabic and Persian keyboards and habits write in several ways. */
static int32_t
plain_arabic(int32_t c)
{
	switch (c) {
	case 0x622: case 0x623: case 0x625: case 0x671:
		return 0x627;
	case 0x649: case 0x6cc:
		return 0x64a;
	case 0x629:
		return 0x647;
	case 0x6a9:
		return 0x643;
	case 0x640:
		return 0;
	default:
		return c >= 0x64b && c <= 0x652 ? 0 : c;
	}
}

int32_t
text_plain(int32_t c)
{
	utf8proc_int32_t parts[8];
	int boundary = 0;

	if (c < 0xc0)
		return c;
	if (c >= 0x300 && c <= 0x36f)
		return 0;
	if (c >= 0x600 && c <= 0x6ff)
		return plain_arabic(c);
	if (c == 0x131)
		return 'i';
	if (c >= 0x400 && (c < 0x1e00 || c > 0x1fff))
		return c;
	if (utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE, &boundary) < 1)
		return c;
	return parts[0];
}

bool
text_upper(const char *s, size_t len)
{
	size_t at = 0;

	return len > 0 && utf8proc_category(text_next(s, len, &at)) == UTF8PROC_CATEGORY_LU;
}

/* Thai, Lao, Tibetan, Myanmar, Khmer; kana, bopomofo, Han with its
 * extensions. Hangul and the Indic scripts do put spaces. */
static bool
is_dense(int32_t c)
{
	return (c >= 0x0e00 && c <= 0x0fff) || (c >= 0x1000 && c <= 0x109f) ||
	    (c >= 0x1780 && c <= 0x17ff) || (c >= 0x3040 && c <= 0x312f) ||
	    (c >= 0x31a0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x4dbf) ||
	    (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0x20000 && c <= 0x323af) || c == 0x3005 || c == 0x3007;
}

static enum text_class
class_of_category(int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return is_dense(c) ? TEXT_DENSE : TEXT_LETTER;
	case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
		return TEXT_DIGIT;
	default:
		return TEXT_OTHER;
	}
}

/* Letters and signs that are drawn as nothing, which people take for a name. */
static bool
is_filler(int32_t c)
{
	return c == 0x115f || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xffa0;
}

bool
text_blank(const char *s, size_t len)
{
	for (size_t at = 0; at < len; ) {
		int32_t c = text_next(s, len, &at);

		switch (utf8proc_category(c)) {
		case UTF8PROC_CATEGORY_ZS: case UTF8PROC_CATEGORY_ZL: case UTF8PROC_CATEGORY_ZP:
		case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CF: case UTF8PROC_CATEGORY_MN:
			break;
		default:
			if (!is_filler(c))
				return false;
		}
	}
	return true;
}

enum text_class
text_class(int32_t c)
{
	if (c < 0x80) {
		if ((c | 32) >= 'a' && (c | 32) <= 'z')
			return TEXT_LETTER;
		return c >= '0' && c <= '9' ? TEXT_DIGIT : TEXT_OTHER;
	}
	/* Joiners shape letters of Persian, Urdu and the Indic scripts. */
	if (c == 0x200c || c == JOINER)
		return TEXT_LETTER;
	return class_of_category(c);
}

static bool
is_apostrophe(int32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2bc;
}

/* Does a word go on over this character? An apostrophe counts between letters. */
static bool
goes_on(const char *s, size_t len, size_t at, int32_t c, enum text_class first)
{
	enum text_class class = text_class(c);

	if (first == TEXT_DENSE)
		return class == TEXT_DENSE;
	if (class == TEXT_LETTER || class == TEXT_DIGIT)
		return true;
	return is_apostrophe(c) && at < len && text_class(text_next(s, len, &at)) == TEXT_LETTER;
}

const char *
text_word(const char *s, size_t len, size_t *at, size_t *wlen, enum text_class *class)
{
	size_t start = *at, end;

	*class = TEXT_OTHER;
	while (*at < len && *class == TEXT_OTHER) {
		start = *at;
		*class = text_class(text_next(s, len, at));
	}
	if (*class == TEXT_OTHER)
		return NULL;
	for (end = *at; end < len; *at = end) {
		int32_t c = text_next(s, len, &end);

		if (!goes_on(s, len, end, c, *class))
			break;
		if (*class == TEXT_DIGIT && text_class(c) == TEXT_LETTER)
			*class = TEXT_LETTER;
	}
	*wlen = *at - start;
	return s + start;
}

size_t
text_length(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t at = 0; at < len; n++)
		text_next(s, len, &at);
	return n;
}

size_t
text_grapheme(const char *s, size_t len)
{
	utf8proc_int32_t state = 0;
	size_t at = 0, end;
	int32_t c, d;

	if (len == 0)
		return 0;
	c = text_next(s, len, &at);
	for (end = at; end < len; at = end, c = d) {
		d = text_next(s, len, &end);
		if (utf8proc_grapheme_break_stateful(c, d, &state))
			break;
	}
	return at;
}

/* As wcwidth(3) of most terminals has it: vowel signs that stand beside their
 * letter take a column, vowels that close a Korean syllable block none. */
static size_t
char_width(int32_t c)
{
	if (c >= 0x1160 && c <= 0x11ff)
		return 0;
	if (utf8proc_category(c) == UTF8PROC_CATEGORY_MC)
		return 1;
	return (size_t)utf8proc_charwidth(c);
}

/* Columns of one grapheme: its characters', but of joined pictures and of
 * shades of skin only the first one's. */
static size_t
grapheme_width(const char *s, size_t len)
{
	size_t width = 0;
	int32_t c, before = 0;

	for (size_t at = 0; at < len; before = c) {
		c = text_next(s, len, &at);
		if (width == 0 || (before != JOINER && char_width(c) < 2))
			width += char_width(c);
	}
	return width;
}

size_t
text_fit(const char *s, size_t len, size_t columns)
{
	size_t at = 0, n;

	while ((n = text_grapheme(s + at, len - at)) > 0) {
		size_t width = grapheme_width(s + at, n);

		if (width > columns)
			break;
		columns -= width;
		at += n;
	}
	return at;
}

size_t
text_width(const char *s, size_t len)
{
	size_t width = 0, n;

	for (size_t at = 0; (n = text_grapheme(s + at, len - at)) > 0; at += n)
		width += grapheme_width(s + at, n);
	return width;
}
