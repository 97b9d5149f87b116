#include <string.h>

#include "base/buf.h"
#include "nlp/number.h"
#include "nlp/quantity.h"

#define SHORT	3	/* pieces of an answer in which "one" is a number */

/* The number, a space, and its unit as it stands in the text. */
static json_t *
with_unit(const struct reading *r, const char *text, const struct number *n, size_t to)
{
	json_t *number = number_json(n->value), *v;
	struct buf b = {0};
	size_t at = r->pieces->v[n->to].at, end = r->pieces->v[to - 1].end;

	json_print(number, &b);
	json_decref(number);
	buf_char(&b, ' ');
	/* The dot of an abbreviation ends a sentence as often. */
	if (pieces_mark(r->pieces, to - 1, ".") && to - 1 > n->to)
		end = r->pieces->v[to - 2].end;
	buf_add(&b, text + at, end - at);
	v = json_stringn(b.data, b.len);
	buf_free(&b);
	return v;
}

/* Another number of the same range: "2-3", "2 or 3", "between 2 and 3". */
static size_t
range_end(const struct reading *r, size_t from, size_t i)
{
	size_t to = pieces_mark(r->pieces, i, "-") ? i + 1 : 0;
	struct number n;

	if (to == 0 && from > 0 && reading_is(r, from - 1, SENSE_BETWEEN, NULL) == from)
		to = reading_is(r, i, SENSE_AND, NULL);
	if (to == 0 && (to = reading_is(r, i, SENSE_TO, NULL)) == 0 && (to = reading_is(r, i, SENSE_OR, NULL)) == 0)
		return 0;
	return number_at(r, to, false, &n) ? n.to : 0;
}

/* "10x12": is the number one side of what is measured by two? */
static bool
is_side(const struct reading *r, size_t from, size_t to)
{
	static const char *const times[] = { "x", "×" };

	for (size_t k = 0; k < sizeof times / sizeof *times; k++)
		if ((from >= 2 && strcmp(r->pieces->v[from - 1].word, times[k]) == 0 && reading_digits(r, from - 2, SIZE_MAX)) ||
		    (to + 1 < r->pieces->n && strcmp(r->pieces->v[to].word, times[k]) == 0 && reading_digits(r, to + 1, SIZE_MAX)))
			return true;
	return false;
}

/* A number with a date's, an hour's or a sum's mark is none. */
static bool
is_something_else(const struct reading *r, const struct number *n)
{
	if (reading_is(r, n->to, SENSE_CURRENCY, NULL) != 0 || reading_is(r, n->to, SENSE_MONTH, NULL) != 0 ||
	    pieces_mark(r->pieces, n->to, ":"))
		return true;
	if (n->words && n->value == 1)
		return reading_strange(r, n->to) ? r->pieces->n > SHORT - 1 && !reading_in(r, "en") : r->pieces->n > SHORT;
	return n->to < r->pieces->n && !r->pieces->v[n->to].spaced && (reading_is(r, n->to, SENSE_SUFFIX, NULL) != 0 ||
	    pieces_mark(r->pieces, n->to, "/"));
}

void
quantity_find(const struct reading *r, const char *text, bool measures, const bool *claimed, struct findings *found)
{
	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		struct number n;
		size_t end, unit;
		struct finding f = { .from = i };

		to = i + 1;
		if (reading_role(r, i, SENSE_FILLER)) {
			to = reading_is(r, i, SENSE_FILLER, NULL);
			continue;
		}
		if (claimed[i] || !number_at(r, i, false, &n))
			continue;
		to = n.to;
		end = range_end(r, i, n.to);
		unit = reading_is(r, end != 0 ? end : n.to, SENSE_MEASURE, NULL);
		if ((unit != 0) != measures || (unit == 0 && is_something_else(r, &n)))
			continue;
		f.to = to = unit != 0 ? unit : end != 0 ? end : n.to;
		if (end == 0 && !is_side(r, i, n.to))
			f.value = unit != 0 ? with_unit(r, text, &n, unit) : number_json(n.value);
		/* "3 days" may be how long it hurts. */
		f.clear = unit != 0 && reading_is(r, n.to, SENSE_UNIT, NULL) == 0;
		finding_add(found, &f);
	}
}
