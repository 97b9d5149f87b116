#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "nlp/spoken.h"

static void
say(struct buf *b, const char *word)
{
	if (b->len > 0 && b->data[b->len - 1] != ' ')
		buf_char(b, ' ');
	buf_str(b, word);
}

static void
say_below_hundred(struct buf *b, unsigned n)
{
	static const char *const small[] = { "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
	    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" };
	static const char *const tens[] = { "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety" };

	if (n < 20) {
		say(b, small[n]);
		return;
	}
	say(b, tens[n / 10]);
	if (n % 10 != 0)
		say(b, small[n % 10]);
}

static void
say_below_thousand(struct buf *b, unsigned n)
{
	if (n >= 100) {
		say_below_hundred(b, n / 100);
		say(b, "hundred");
	}
	if (n < 100 || n % 100 != 0)
		say_below_hundred(b, n % 100);
}

/* Up to a million as a number, longer ones and those with a leading zero digit by digit. */
static void
say_number(struct buf *b, const char *digits, size_t len)
{
	unsigned n = 0;

	if (len > 6 || (len > 1 && *digits == '0')) {
		for (size_t i = 0; i < len; i++)
			say_below_hundred(b, (unsigned)(digits[i] - '0'));
		return;
	}
	for (size_t i = 0; i < len; i++)
		n = n * 10 + (unsigned)(digits[i] - '0');
	if (n >= 1000) {
		say_below_thousand(b, n / 1000);
		say(b, "thousand");
	}
	if (n < 1000 || n % 1000 != 0)
		say_below_thousand(b, n % 1000);
}

/* A run of letters and digits, in ASCII by now; an apostrophe stays between letters. */
static void
say_run(struct buf *b, const char *s)
{
	while (*s != '\0') {
		size_t digits = strspn(s, "0123456789"), letters;

		if (digits > 0) {
			say_number(b, s, digits);
			s += digits;
			continue;
		}
		letters = strspn(s, "abcdefghijklmnopqrstuvwxyz'");
		if (letters > 0 && strspn(s, "'") < letters) {
			char *word = mem_strn(s, letters);

			say(b, word);
			free(word);
		}
		s += letters > 0 ? letters : 1;
	}
}

void
spoken_words(const char *text, struct buf *b)
{
	struct buf folded = {0}, run = {0};
	enum text_class class;
	size_t at = 0, len;
	const char *word;

	text_fold(text, strlen(text), &folded);
	while ((word = text_word(folded.data, folded.len, &at, &len, &class)) != NULL) {
		bool latin = class != TEXT_DENSE;

		buf_clear(&run);
		for (size_t i = 0; i < len;) {
			int32_t c = text_next(word, len, &i);

			c = c == 0x2019 ? '\'' : text_plain(c);
			latin = latin && c < 0x80;
			if (c > 0 && c < 0x80)
				buf_char(&run, (char)c);
		}
		if (latin && run.len > 0)
			say_run(b, run.data);
	}
	buf_free(&folded);
	buf_free(&run);
}

/*
 * Letters to phones, the longest that fits first. '^' and '$' are a word's
 * start and end. Far from what a dictionary knows, but enough for names.
 */
static const struct { const char *letters, *phones; } rules[] = {
	{ "tion", "SH AH N" }, { "sion", "ZH AH N" }, { "cial", "SH AH L" }, { "tial", "SH AH L" }, { "ight", "AY T" },
	{ "ough", "AO" }, { "augh", "AO" }, { "ture$", "CH ER" }, { "eigh", "EY" }, { "sch", "S K" }, { "tch", "CH" },
	{ "dge", "JH" }, { "igh", "AY" }, { "ous$", "AH S" }, { "ies$", "IY Z" }, { "ied$", "IY D" }, { "ing$", "IH NG" },
	{ "ist", "IH S T" }, { "ism", "IH Z AH M" }, { "ice$", "AH S" }, { "age$", "IH JH" }, { "ful$", "F AH L" },
	{ "air", "EH R" }, { "ear", "IH R" }, { "eer", "IH R" }, { "our", "AO R" }, { "oor", "AO R" }, { "qu", "K W" },
	{ "^kn", "N" }, { "^wr", "R" }, { "^ps", "S" }, { "^x", "Z" }, { "ch", "CH" }, { "sh", "SH" }, { "th", "TH" },
	{ "ph", "F" }, { "gh", "G" }, { "ck", "K" }, { "ng", "NG" }, { "wh", "W" }, { "rh", "R" }, { "ce", "S EH" },
	{ "ci", "S IH" }, { "cy", "S IY" }, { "ge$", "JH" }, { "ce$", "S" }, { "gy", "JH IY" }, { "ai", "EY" }, { "ay", "EY" },
	{ "au", "AO" }, { "aw", "AO" }, { "ae", "IY" }, { "ea", "IY" }, { "ee", "IY" }, { "ei", "EY" }, { "ew", "UW" },
	{ "ey$", "IY" }, { "eu", "Y UW" }, { "ie$", "IY" }, { "ie", "IY" }, { "oa", "OW" }, { "oe", "OW" }, { "oi", "OY" },
	{ "oy", "OY" }, { "oo", "UW" }, { "ou", "AW" }, { "ow", "OW" }, { "ui", "UW" }, { "ar", "AA R" }, { "er", "ER" },
	{ "ir", "ER" }, { "or", "AO R" }, { "ur", "ER" }, { "es$", "IH Z" }, { "ed$", "D" }, { "le$", "AH L" },
	{ "bb", "B" }, { "cc", "K" }, { "dd", "D" }, { "ff", "F" }, { "gg", "G" }, { "kk", "K" }, { "ll", "L" }, { "mm", "M" },
	{ "nn", "N" }, { "pp", "P" }, { "rr", "R" }, { "ss", "S" }, { "tt", "T" }, { "zz", "Z" }, { "a$", "AH" },
	{ "e$", "" }, { "i$", "IY" }, { "o$", "OW" }, { "u$", "UW" }, { "^y", "Y" }, { "y$", "IY" }, { "'s$", "Z" },
	{ "a", "AE" }, { "b", "B" }, { "c", "K" }, { "d", "D" }, { "e", "EH" }, { "f", "F" }, { "g", "G" }, { "h", "HH" },
	{ "i", "IH" }, { "j", "JH" }, { "k", "K" }, { "l", "L" }, { "m", "M" }, { "n", "N" }, { "o", "AA" }, { "p", "P" },
	{ "r", "R" }, { "s", "S" }, { "t", "T" }, { "u", "AH" }, { "v", "V" }, { "w", "W" }, { "x", "K S" }, { "y", "IH" },
	{ "z", "Z" },
};

/* How many letters of the word at `at` a rule takes; 0 when it doesn't fit. */
static size_t
fits(const char *letters, const char *word, size_t at)
{
	size_t n;

	if (*letters == '^') {
		if (at != 0)
			return 0;
		letters++;
	}
	n = strcspn(letters, "$");
	if (strncmp(word + at, letters, n) != 0 || (letters[n] == '$' && word[at + n] != '\0'))
		return 0;
	return n;
}

void
spoken_phones(const char *word, struct buf *b)
{
	size_t at = 0;

	while (word[at] != '\0') {
		size_t best = 0, taken = 0;

		for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
			size_t n = fits(rules[i].letters, word, at);

			/* Of two as long the first: ends before middles. */
			if (n > taken) {
				taken = n;
				best = i;
			}
		}
		/* One that says nothing at the end says something when it is all there is. */
		if (taken > 0 && (*rules[best].phones != '\0' || b->len == 0))
			say(b, *rules[best].phones != '\0' ? rules[best].phones : "IY");
		at += taken > 0 ? taken : 1;
	}
}
