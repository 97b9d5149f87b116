#include <string.h>

#include "ext/text.h"
#include "run/hear_address.h"

enum {
	STREET_WORDS	= 4,	/* of a street beside what says that it is one */
	REF_MIN		= 3,	/* letters of "ref" */
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to so many words before a place, back to a break or a word in small
 * letters; a number ahead of them belongs to it: "12 Old Maple". */
static size_t
back_over_name(const struct said *s, size_t at)
{
	size_t start[STREET_WORDS + 1], n = 0, from = at, next = 0, wlen;
	const char *w;

	while (from > 0 && !said_breaks(s, from - 1, from))
		from--;
	next = from;
	while ((w = said_word(s->text, at, &next, &wlen)) != NULL) {
		if (n > STREET_WORDS)
			memmove(start, start + 1, (n = STREET_WORDS) * sizeof *start);
		start[n++] = (size_t)(w - s->text);
	}
	while (n > 0 && (said_upper(s, start[n - 1]) || is_digit(s->text[start[n - 1]])))
		at = start[--n];
	return at;
}

/* Where a street's name that begins behind a place ends: its number included. */
static size_t
on_over_name(const struct said *s, size_t at)
{
	size_t end = at, next = at, wlen;
	const char *w;

	for (int n = 0; n < STREET_WORDS && (w = said_word(s->text, s->len, &next, &wlen)) != NULL; n++) {
		size_t start = (size_t)(w - s->text);

		if (said_breaks(s, end, start) && !(n > 0 && is_digit(*w) && s->text[end] == ','))
			break;
		if (is_digit(*w))
			return next;
		if (!text_upper(w, wlen) && value_left(s->read, start, wlen) == 0 && wlen > 3)
			break;
		end = next;
	}
	return end;
}

/* "12 Maple Street", "Calle Mayor 5", "Lindenstr. 12": where a word for a
 * street stands with a name or a number. */
static bool
told_street(struct said *s, const struct ear *e)
{
	for (size_t i = 0; i < s->n_cues; i++) {
		size_t at = s->cues[i].at, end = at + s->cues[i].len, from, to;

		if (s->cues[i].kind != CUE_STREET)
			continue;
		from = back_over_name(s, at);
		to = on_over_name(s, end);
		/* A name ahead is enough where its words are written large: "Oak Ave". */
		if ((from < at && said_upper(s, from)) || said_has_digit(s, from, to) ||
		    (to > end && said_upper(s, end + 1)))
			return said_hear_part(s, e, from, to);
	}
	return false;
}

/* "Lindenstr. 12", "Hauptstraße 5": written together. */
static bool
told_compound(struct said *s, const struct ear *e)
{
	static const char *const ends[] = { "straße", "strasse", "str", "weg", "platz", "allee", "gasse", "straat", "laan" };
	size_t at = 0, wlen;
	const char *w;

	while ((w = said_word(s->text, s->len, &at, &wlen)) != NULL)
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
			size_t len = strlen(ends[k]), number = at + strspn(s->text + at, ". ");

			if (wlen > len + 2 && memcmp(w + wlen - len, ends[k], len) == 0 && is_digit(s->text[number]))
				return said_hear_part(s, e, (size_t)(w - s->text), number + strspn(s->text + number, "0123456789abcdefgh-/"));
		}
	return false;
}

/* "ref 4410", "Referenz: A-2231": a word of the field, or its beginning, and
 * what has a digit. */
static bool
told_reference(struct said *s, const struct ear *e)
{
	size_t at = 0, wlen;
	const char *w;

	while ((w = said_word(s->text, s->len, &at, &wlen)) != NULL) {
		size_t from = at + strspn(s->text + at, " .:#"), to = from;

		while (to < s->len && strchr(" ,;!?\n", s->text[to]) == NULL)
			to++;
		if (wlen >= REF_MIN && to > from && said_has_digit(s, from, to) && !value_taken(s->read, from, to - from) &&
		    (said_is_labelled(s, e, (size_t)(w - s->text), at) || said_in_cue(s, CUE_ADDRESS, (size_t)(w - s->text), at)))
			return said_hear_part(s, e, from, to);
	}
	return false;
}

bool
hear_address_told(struct said *s, const struct ear *e)
{
	return told_reference(s, e) || told_street(s, e) || told_compound(s, e);
}
