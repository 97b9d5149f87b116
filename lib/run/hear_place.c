#include <stdlib.h>
#include <string.h>

#include "ext/text.h"
#include "run/hear_place.h"

enum {
	PLACE_WORDS	= 4,	/* of a town */
	STREET_WORDS	= 4,	/* of a street beside what says that it is one */
	REF_MIN		= 3,	/* letters of "ref" */
};

struct stretch {
	size_t	from, to;
};

static bool
is_break(const struct said *s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (strchr(",;:!?\n()", s->text[from]) != NULL || (s->text[from] == '.' && (from + 1 == s->len || s->text[from + 1] == ' ')))
			return true;
	return false;
}

static bool
upper_at(const struct said *s, size_t at)
{
	return at < s->len && text_upper(s->text + at, s->len - at);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
has_digit(const char *w, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_digit(w[i]))
			return true;
	return false;
}

static bool
hear_stretch(struct said *s, const struct ear *e, struct stretch x)
{
	said_trim(s, &x.from, &x.to);
	if (x.to <= x.from)
		return false;
	said_hear_text(s, e, x.from, x.to);
	return true;
}

/* ------------------------------------------------------------------- places */

/* A word that may be part of a town's name: none that means something else. */
static bool
names_place(const struct said *s, const char *w, size_t len)
{
	size_t at = (size_t)(w - s->text);

	return !has_digit(w, len) && !said_has_cue(s, CUE_NOPLACE | CUE_AND | CUE_WISH | CUE_CLOSER | CUE_IS, at, at + len) &&
	    !value_taken(s->read, at, len);
}

/* Words from a place on that name one. capital: they begin so, but for "de"
 * and the like between two that do. */
static struct stretch
town_at(const struct said *s, size_t from, bool capital)
{
	struct stretch x = { from, from };
	size_t at = from, wlen;
	const char *w;

	for (int n = 0; n < PLACE_WORDS && (w = said_word(s->text, s->len, &at, &wlen)) != NULL; n++) {
		size_t start = (size_t)(w - s->text);
		bool upper = text_upper(w, wlen), strange = value_left(s->read, start, wlen) > 0;

		if (is_break(s, n == 0 ? from : x.to, start) || !names_place(s, w, wlen) || (n == 0 && capital && !upper))
			break;
		if (n == 0)
			x.from = start;
		if (!upper && !strange && !(n == 0 && !capital))
			continue;
		if (n > 0 && !upper && (capital || upper_at(s, x.from)))
			break;
		x.to = start + wlen;
	}
	return x;
}

/* "I live in toledo", "in Toledo" */
bool
hear_place_told(struct said *s, const struct ear *e)
{
	static const enum cue_kind kinds[] = { CUE_HERE, CUE_IN };

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t i = 0; i < s->n_cues; i++) {
			struct stretch x;

			if (s->cues[i].kind != kinds[k])
				continue;
			x = town_at(s, s->cues[i].at + s->cues[i].len, kinds[k] == CUE_IN);
			if (x.to > x.from && value_left(s->read, x.from, x.to - x.from) > 0 && hear_stretch(s, e, x))
				return true;
		}
	return false;
}

/* Of an answer that tells other things besides, the part between commas that
 * is nothing but a name. */
static bool
town_among(struct said *s, const struct ear *e, size_t from, size_t to)
{
	for (size_t end; from < to; from = end + 1) {
		struct stretch x;
		size_t wlen, at, n = 0;

		for (end = from; end < to && !is_break(s, end, end + 1); end++)
			;
		x = (struct stretch){ from, end };
		said_trim(s, &x.from, &x.to);
		for (at = x.from; said_word(s->text, x.to, &at, &wlen) != NULL; n++)
			;
		if (n > 0 && n <= PLACE_WORDS - 1 && !value_taken(s->read, x.from, x.to - x.from) &&
		    value_left(s->read, x.from, x.to - x.from) > 0)
			return hear_stretch(s, e, x);
	}
	return false;
}

void
hear_place_answer(struct said *s, const struct ear *e)
{
	struct value_match v;
	size_t from, to;

	if (e != s->asked || s->known->elsewhere || said_has_cue(s, CUE_OFF | CUE_WAIT, 0, s->len) || !said_rest(s) || !said_told(s, &from, &to))
		return;
	if (said_others(s, e))
		town_among(s, e, from, to);
	else if (value_find(s->read, VALUE_PLACE, NULL, &v) == VALUE_FOUND) {
		said_hear(s, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
		json_decref(v.value);
	}
}

/* ---------------------------------------------------------------- addresses */

/* Up to so many words before a place, back to a break or a word in small
 * letters; a number ahead of them belongs to it: "12 Old Maple". */
static size_t
back_over_name(const struct said *s, size_t at)
{
	size_t start[STREET_WORDS + 1], n = 0, from = at, next = 0, wlen;
	const char *w;

	while (from > 0 && !is_break(s, from - 1, from))
		from--;
	next = from;
	while ((w = said_word(s->text, at, &next, &wlen)) != NULL) {
		if (n > STREET_WORDS)
			memmove(start, start + 1, (n = STREET_WORDS) * sizeof *start);
		start[n++] = (size_t)(w - s->text);
	}
	while (n > 0 && (upper_at(s, start[n - 1]) || is_digit(s->text[start[n - 1]])))
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

		if (is_break(s, end, start) && !(n > 0 && is_digit(*w) && s->text[end] == ','))
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
		if ((from < at && upper_at(s, from)) || has_digit(s->text + from, to - from) ||
		    (to > end && upper_at(s, end + 1)))
			return hear_stretch(s, e, (struct stretch){ from, to });
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
				return hear_stretch(s, e, (struct stretch){ (size_t)(w - s->text), number + strspn(s->text + number, "0123456789abcdefgh-/") });
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
		if (wlen >= REF_MIN && to > from && has_digit(s->text + from, to - from) && !value_taken(s->read, from, to - from) &&
		    (said_is_labelled(s, e, (size_t)(w - s->text), at) || said_in_cue(s, CUE_ADDRESS, (size_t)(w - s->text), at)))
			return hear_stretch(s, e, (struct stretch){ from, to });
	}
	return false;
}

bool
hear_place_address(struct said *s, const struct ear *e)
{
	return told_reference(s, e) || told_street(s, e) || told_compound(s, e);
}
