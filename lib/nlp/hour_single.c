#include <string.h>

#include "nlp/hour_single.h"
#include "nlp/number.h"
#include "nlp/phone.h"

#define ALONE		2	/* pieces of an answer that is an hour and its article */
#define NOON		(12 * 60)
#define DAY		(24 * 60)

/* Exactly so many digits. */
static bool
has_digits(const struct reading *r, size_t i, size_t len)
{
	return reading_digits(r, i, len) && strlen(r->pieces->v[i].word) == len;
}

/* What shows that a number is no hour: a unit, a currency, a month, "th". */
static bool
counts_something(const struct reading *r, size_t i)
{
	static const enum sense_kind kinds[] = { SENSE_MEASURE, SENSE_CURRENCY, SENSE_MONTH, SENSE_TIMES, SENSE_UNIT,
	    SENSE_WEEKDAY };

	if (reading_attached(r, i) && (reading_is(r, i, SENSE_SUFFIX, NULL) != 0 || pieces_mark(r->pieces, i, "/")))
		return true;
	/* "1.5k" */
	if ((reading_goes_on(r, i, ".") || reading_goes_on(r, i, ",")) && reading_is(r, i + 2, SENSE_TIMES, NULL) != 0)
		return true;
	/* "5 de mayo", "5. Mai" */
	if (reading_is(r, reading_skip(r, i, SENSE_OF), SENSE_MONTH, NULL) != 0 ||
	    (pieces_mark(r->pieces, i, ".") && reading_is(r, i + 1, SENSE_MONTH, NULL) != 0))
		return true;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (reading_is(r, i, kinds[k], NULL) != 0 && reading_is(r, i, SENSE_OCLOCK, NULL) == 0)
			return kinds[k] != SENSE_WEEKDAY;
	return false;
}

/* Minutes after the hour: ":30", "h30", "Uhr 30", "y media", "menos cuarto",
 * "thirty". Moves *to; false when what follows makes it no time. */
static bool
add_minutes(const struct reading *r, struct hour_single *s, bool words, bool narrow)
{
	const struct sense *v;
	struct number n;
	size_t i = s->to, to;

	if (reading_attached(r, i) && has_digits(r, i + 1, 2) && reading_attached(r, i + 1) && r->pieces->v[i + 1].number < 60 &&
	    (pieces_mark(r->pieces, i, ":") || pieces_mark(r->pieces, i, "."))) {
		bool colon = pieces_mark(r->pieces, i, ":");

		/* 28.03.2026 */
		if (!colon && pieces_mark(r->pieces, i + 2, ".") && reading_attached(r, i + 2) &&
		    i + 3 < r->pieces->n && r->pieces->v[i + 3].kind == PIECE_DIGITS)
			return false;
		s->minute += (int)r->pieces->v[i + 1].number;
		s->marked |= colon;
		s->to = i + 2;
		/* Seconds say nothing. */
		if (colon && pieces_mark(r->pieces, i + 2, ":") && has_digits(r, i + 3, 2))
			s->to = i + 4;
		return true;
	}
	if ((to = reading_is(r, i, SENSE_OCLOCK, &v)) != 0) {
		/* "15 heures" is a time; "2 hours" is a stretch, unless it is at them. */
		s->marked |= reading_is(r, i, SENSE_UNIT, NULL) == 0 || s->minute >= 8 * 60;
		s->to = i = to;
		if (number_plain(r, i, &n) && n.value < 60 && (n.words ? n.value >= 5 : n.digits == 2) &&
		    (reading_attached(r, i) || n.words || !counts_something(r, n.to)) &&
		    !(narrow && reading_is(r, n.to, SENSE_OCLOCK, NULL) != 0)) {
			s->minute += (int)n.value;
			s->marked = true;
			s->to = n.to;
			return true;
		}
	}
	if ((to = reading_is(r, i, SENSE_THEN, &v)) != 0) {
		s->minute += (int)v->n;
		s->to = to;
		s->marked = true;
	} else if ((to = reading_is(r, i, SENSE_MINUS, NULL)) != 0 && number_plain(r, to, &n) && n.value < 30) {
		s->minute -= (int)n.value;
		s->to = n.to;
		s->marked = true;
	} else if (!narrow && (to = reading_is(r, i, SENSE_PLUS, NULL)) != 0 && number_plain(r, to, &n) &&
	    n.value >= 5 && n.value < 60 && (n.value >= 10 || s->marked) && !counts_something(r, n.to)) {
		s->minute += (int)n.value;
		s->to = n.to;
	} else if (words && number_plain(r, pieces_next(r->pieces, i - 1), &n) && n.words && n.value >= 10 && n.value < 60) {
		s->minute += (int)n.value;
		s->to = n.to;
	}
	return true;
}

static void
fix(struct hour_single *s, int minute)
{
	s->minute = minute;
	s->fixed = s->marked = true;
}

/* "pm", "de la tarde" behind the hour. */
static void
add_half(const struct reading *r, struct hour_single *s)
{
	enum hour_part part;
	size_t to, of;

	/* "6-ish" */
	if (pieces_mark(r->pieces, s->to, "-") && reading_attached(r, s->to) && reading_attached(r, s->to + 1) &&
	    r->pieces->v[s->to + 1].kind == PIECE_WORD && reading_is(r, s->to + 1, SENSE_OCLOCK, NULL) != 0)
		s->to++;
	if ((to = reading_is(r, s->to, SENSE_OCLOCK, NULL)) != 0 && !s->fixed) {
		s->marked |= reading_is(r, s->to, SENSE_UNIT, NULL) == 0 || s->minute >= 8 * 60;
		s->to = to;
	}
	if ((to = reading_is(r, s->to, SENSE_AM, NULL)) != 0) {
		fix(s, s->minute < 13 * 60 ? s->minute % NOON : s->minute);
		s->half = true;
	} else if ((to = reading_is(r, s->to, SENSE_PM, NULL)) != 0) {
		fix(s, s->minute < 13 * 60 ? s->minute % NOON + NOON : s->minute);
		s->half = true;
	} else if ((to = hour_part_at(r, s->to, &part)) != 0 || (((of = reading_is(r, s->to, SENSE_GLUE, NULL)) != 0 ||
	    (of = reading_is(r, s->to, SENSE_OF, NULL)) != 0) && (to = hour_part_at(r, of, &part)) != 0)) {
		s->part = part;
		s->marked = true;
	} else if (s->minute >= 5 * 60 && s->minute < NOON) {
		return;
	} else if ((to = reading_is(r, s->to, SENSE_CLOCK, NULL)) != 0 ||
	    ((of = reading_is(r, s->to, SENSE_GLUE, NULL)) != 0 && (to = reading_is(r, of, SENSE_CLOCK, NULL)) != 0)) {
		/* "12 del mediodía", "12 noon", "2 del mediodía" */
		fix(s, s->minute < 5 * 60 ? s->minute + NOON : s->minute);
	}
	if (to != 0)
		s->to = to;
}

/* "1,200": the first digits of an amount. */
static bool
is_amount(const struct reading *r, size_t i)
{
	return (pieces_mark(r->pieces, i, ",") || pieces_mark(r->pieces, i, ".")) && reading_attached(r, i) &&
	    has_digits(r, i + 1, 3) && reading_attached(r, i + 1);
}

/* The hour itself, behind "at" and before any minutes. */
static bool
hour_number(const struct reading *r, size_t i, struct hour_single *s, bool *words)
{
	struct number n;

	if (!number_plain(r, i, &n) || n.value > 23 || n.digits > 2 || is_amount(r, n.to) || phone_looks(r, i))
		return false;
	s->minute = (int)n.value * 60;
	s->fixed = n.value > 12 || n.value == 0 || n.zero;
	s->to = n.to;
	*words = n.words;
	return true;
}

/* "1730h", "1730 Uhr"; "1730" and nothing else may be a number of anything. */
static bool
four_digits(const struct reading *r, size_t i, struct hour_single *s)
{
	int64_t n;

	size_t to = reading_is(r, i + 1, SENSE_OCLOCK, NULL);

	if (!has_digits(r, i, 4) || (to == 0 && (i > 0 || i + 1 < r->pieces->n)))
		return false;
	n = r->pieces->v[i].number;
	if (n / 100 > 24 || n % 100 > 59 || (to == 0 && n % 5 != 0))
		return false;
	fix(s, (int)(n / 100 * 60 + n % 100));
	s->marked = to != 0;
	s->to = to != 0 ? to : i + 1;
	return true;
}

/* "half past five", "halb sechs", "cuarto para las cinco". */
static bool
past_hour(const struct reading *r, size_t i, struct hour_single *s)
{
	const struct sense *v;
	size_t to = reading_is(r, i, SENSE_PAST, &v);
	bool words;

	if (to == 0 || !hour_number(r, reading_skip(r, to, SENSE_AT), s, &words) || counts_something(r, s->to))
		return false;
	s->minute += (int)v->n;
	s->marked = true;
	return true;
}

/* "ten past five", "fünf vor halb sechs", "diez para las tres". "10 to 12" is
 * more likely a range. */
static bool
minutes_and_hour(const struct reading *r, size_t i, struct hour_single *s)
{
	struct number n;
	size_t after, before, to;
	bool words;

	if (!number_plain(r, i, &n) || n.value < 1 || n.value > 29)
		return false;
	after = reading_is(r, n.to, SENSE_AFTERHOUR, NULL);
	before = reading_is(r, n.to, SENSE_TOHOUR, NULL);
	if ((to = after != 0 ? after : before) == 0 || ((int)n.value % 5 != 0 && !n.words) ||
	    (reading_is(r, n.to, SENSE_TO, NULL) != 0 && (!n.words || (int)n.value % 5 != 0)))
		return false;
	if (!past_hour(r, to, s) && !(hour_number(r, reading_skip(r, to, SENSE_AT), s, &words) &&
	    !counts_something(r, s->to)))
		return false;
	s->minute += after != 0 ? (int)n.value : -(int)n.value;
	s->marked = true;
	return true;
}

/* "at" is strong where it is nothing else: not Spanish "las", French "à". */
static size_t
skip_at(const struct reading *r, size_t i, bool *strong)
{
	size_t to;

	*strong = false;
	while ((to = reading_is(r, i, SENSE_AT, NULL)) != 0) {
		if (reading_is(r, i, SENSE_GLUE, NULL) != to)
			*strong = true;
		i = to;
	}
	return i;
}

bool
hour_single(const struct reading *r, size_t i, bool narrow, struct hour_single *s)
{
	const struct sense *v;
	bool strong, words = false;
	size_t at = skip_at(r, i, &strong), clock;

	*s = (struct hour_single){0};
	if ((clock = reading_is(r, at, SENSE_CLOCK, &v)) != 0 || (clock = reading_is(r, i, SENSE_CLOCK, &v)) != 0) {
		fix(s, (int)v->n);
		s->to = clock;
		if ((clock = reading_is(r, s->to, SENSE_THEN, &v)) != 0) {
			s->minute += (int)v->n;
			s->to = clock;
		}
		return s->minute >= 0;
	}
	if (four_digits(r, at, s))
		return true;
	if (!minutes_and_hour(r, at, s) && !past_hour(r, at, s)) {
		if (!hour_number(r, at, s, &words))
			return false;
		/* "About 3" and nothing else may be a number of anything. */
		s->marked = at > i && !(i == 0 && s->to == r->pieces->n && reading_is(r, i, SENSE_ABOUT, NULL) == at);
		if (!add_minutes(r, s, words, narrow))
			return false;
	}
	if (counts_something(r, s->to))
		return false;
	add_half(r, s);
	/* "las 5 personas", "à 5 minutes d'ici": a noun follows. */
	if (reading_strange(r, s->to) && s->to == at + 1 && !strong)
		return false;
	if (at == i && !s->marked && reading_strange(r, s->to))
		return false;
	/* "la una y la otra", "quiero un presupuesto" */
	if (words && s->minute == 60 && s->to == at + 1 && !strong && r->pieces->n > ALONE)
		return false;
	if (s->minute < 0)
		s->minute += DAY;
	return s->minute <= DAY;
}
