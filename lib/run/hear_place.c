#include <stdlib.h>
#include <string.h>

#include "ext/text.h"
#include "run/hear_place.h"

enum {
	PLACE_WORDS	= 4,	/* of a town */
};

struct stretch {
	size_t	from, to;
};

/* A word that may be part of a town's name: none that means something else. */
static bool
names_place(const struct said *s, const char *w, size_t len)
{
	size_t at = (size_t)(w - s->text);

	return !said_has_digit(s, at, at + len) && !said_has_cue(s, CUE_NOPLACE | CUE_AND | CUE_WISH | CUE_CLOSER | CUE_IS, at, at + len) &&
	    !value_taken(s->read, at, len);
}

static struct stretch
town_at(const struct said *s, size_t from, size_t stop, bool capital)
{
	struct stretch x = { from, from };
	size_t at = from, wlen;
	const char *w;

	for (int n = 0; n < PLACE_WORDS && (w = said_word(s->text, stop, &at, &wlen)) != NULL; n++) {
		size_t start = (size_t)(w - s->text);
		bool upper = text_upper(w, wlen), strange = value_left(s->read, start, wlen) > 0;

		if (said_breaks(s, n == 0 ? from : x.to, start) || !names_place(s, w, wlen) || (n == 0 && capital && !upper))
			break;
		if (n == 0)
			x.from = start;
		if (!upper && !strange && !(n == 0 && !capital))
			continue;
		if (n > 0 && !upper && (capital || said_upper(s, x.from)))
			break;
		x.to = start + wlen;
	}
	return x;
}

bool
hear_place_town(const struct said *s, size_t from, size_t stop, bool capital, size_t *at, size_t *end)
{
	struct stretch x = town_at(s, from, stop, capital);

	*at = x.from;
	*end = x.to;
	return x.to > x.from && value_left(s->read, x.from, x.to - x.from) > 0;
}

/* "I live in toledo", "in Toledo" */
bool
hear_place_told(struct said *s, const struct ear *e)
{
	static const uint64_t kinds[] = { CUE_HERE, CUE_IN };

	/* Of the two ends of a way one is at the first, unless that is known. */
	for (size_t k = e->way == CUE_TARGET ? 2 : 0; k < (e->way != 0 && said_is_known(s, e) ? 1 : sizeof kinds / sizeof *kinds); k++)
		for (size_t i = 0; i < s->n_cues; i++) {
			size_t from, to;

			if (s->cues[i].kind == kinds[k] &&
			    hear_place_town(s, s->cues[i].at + s->cues[i].len, s->len, kinds[k] == CUE_IN, &from, &to) &&
			    said_hear_part(s, e, from, to))
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

		for (end = from; end < to && !said_breaks(s, end, end + 1); end++)
			;
		x = (struct stretch){ from, end };
		said_trim(s, &x.from, &x.to);
		for (at = x.from; said_word(s->text, x.to, &at, &wlen) != NULL; n++)
			;
		if (n > 0 && n <= PLACE_WORDS - 1 && !value_taken(s->read, x.from, x.to - x.from) &&
		    value_left(s->read, x.from, x.to - x.from) > 0)
			return said_hear_part(s, e, x.from, x.to);
	}
	return false;
}

/* "Also in Leeds", "it's in Leeds": behind such words, where more than them is said. */
static size_t
behind_lead(const struct said *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->n_cues; i++) {
		size_t end = s->cues[i].at + s->cues[i].len;

		if ((s->cues[i].kind & (CUE_AND | CUE_IN | CUE_HERE)) != 0 && s->cues[i].at == from && end < to)
			from = end + strspn(s->text + end, " ");
	}
	return from;
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
		from = behind_lead(s, v.at, v.at + v.len);
		said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, v.at + v.len - from), from, v.at + v.len - from);
		json_decref(v.value);
	}
}
