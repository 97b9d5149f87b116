#include <math.h>
#include <string.h>

#include "nlp/money.h"
#include "nlp/number.h"

#define ANNOUNCED	5	/* pieces between "budget" and its amount */
#define RENT_MIN	50	/* what is paid by the month, and counts nothing else */
#define DENIED		6	/* pieces between "can't" and "more than" */
#define OPEN		NAN	/* the end of a range that has none */

/* Whose dollars and pesos: a country's own currency where it is called so. */
static const struct {
	const char	country[3];
	const char	dollar[4];
	const char	peso[4];
} currencies[] = {
	{ "AR", "ARS", "ARS" }, { "AU", "AUD", "" }, { "BB", "BBD", "" }, { "BS", "BSD", "" }, { "CA", "CAD", "" },
	{ "CL", "CLP", "CLP" }, { "CO", "COP", "COP" }, { "CU", "CUP", "CUP" }, { "DO", "DOP", "DOP" }, { "HK", "HKD", "" },
	{ "JM", "JMD", "" }, { "MX", "MXN", "MXN" }, { "NZ", "NZD", "" }, { "PH", "USD", "PHP" }, { "SG", "SGD", "" },
	{ "TT", "TTD", "" }, { "TW", "TWD", "" }, { "UY", "UYU", "UYU" },
};

/* One amount, its currency on either side. */
struct amount {
	struct number	 n;
	const char	*currency;	/* code, "$" or "peso"; NULL when not said */
	size_t		 from, to;
};

/* What an amount says in the end. */
struct sum {
	double		 min, max;	/* the same but for a range; OPEN */
	bool		 range;
	bool		 marked;	/* says itself that it is money */
	bool		 counts;	/* something else follows that it may be a count of */
	const char	*currency;
	size_t		 from, to;
};

/* The code of a currency, NULL when it can't be told. A country's own pesos
 * are "dollars" only as a sign. */
static const char *
code_of(const char *name, const char *country, bool sign)
{
	bool dollar = name != NULL && strcmp(name, "$") == 0, peso = name != NULL && strcmp(name, "peso") == 0;

	if (!dollar && !peso)
		return name;
	for (size_t i = 0; country != NULL && i < sizeof currencies / sizeof *currencies; i++) {
		if (strcmp(currencies[i].country, country) != 0)
			continue;
		if (peso)
			return *currencies[i].peso != '\0' ? currencies[i].peso : NULL;
		if (sign || *currencies[i].peso == '\0')
			return currencies[i].dollar;
	}
	return dollar ? "USD" : NULL;
}

/* A currency at i; the code or NULL in *code. */
static size_t
currency_at(const struct reading *r, size_t i, const char *country, const char **code)
{
	const struct sense *v;
	size_t to = reading_is(r, i, SENSE_CURRENCY, &v);

	if (to != 0)
		*code = code_of(v->name, country, r->pieces->v[i].kind == PIECE_MARK);
	return to;
}

/* "1.2m": millions, where it is money. */
static void
millions(const struct reading *r, struct amount *a)
{
	if (a->n.words || a->n.scale != 1 || a->n.to >= r->pieces->n || r->pieces->v[a->n.to].spaced ||
	    strcmp(r->pieces->v[a->n.to].word, "m") != 0)
		return;
	a->n.scale = 1e6;
	a->n.value *= 1e6;
	a->n.to++;
}

static bool
amount_at(const struct reading *r, size_t i, bool narrow, const char *country, struct amount *a)
{
	const char *code = NULL;
	size_t at = i, to;

	*a = (struct amount){ .from = i };
	if ((to = currency_at(r, i, country, &code)) != 0 && (r->pieces->v[i].kind == PIECE_MARK || !r->pieces->v[i].spaced ||
	    strlen(r->pieces->v[i].word) <= 3)) {
		at = to;
		a->currency = code != NULL ? code : "";
	}
	if (!number_at(r, at, narrow, &a->n))
		return false;
	/* "1.2m" without a currency is hardly metres of anything in English. */
	if (a->currency != NULL || (reading_in(r, "en") && a->n.value != floor(a->n.value)))
		millions(r, a);
	a->to = a->n.to;
	to = reading_skip(r, a->to, SENSE_OF);
	if (currency_at(r, to, country, &code) == 0 && a->n.scale == 1) {
		struct amount big = *a;

		millions(r, &big);
		if (currency_at(r, big.n.to, country, &code) != 0) {
			*a = big;
			a->to = to = big.n.to;
		}
	}
	if ((to = currency_at(r, to, country, &code)) != 0) {
		/* A number ahead owns the sign only if none follows: "$500 USD". */
		a->currency = code != NULL ? code : "";
		a->to = to;
		/* "20€50" */
		if (to < r->pieces->n && r->pieces->v[to].kind == PIECE_DIGITS && !r->pieces->v[to].spaced &&
		    r->pieces->v[to - 1].kind == PIECE_MARK && strlen(r->pieces->v[to].word) == 2 && a->n.value == floor(a->n.value)) {
			a->n.value += (double)r->pieces->v[to].number / 100;
			a->to = to + 1;
		}
	}
	return a->n.value >= 0;
}

/* Is the amount's number something else in truth: a measure, an hour, a date? */
static bool
is_something_else(const struct reading *r, const struct amount *a)
{
	static const enum sense_kind kinds[] = { SENSE_MEASURE, SENSE_UNIT, SENSE_OCLOCK, SENSE_AM, SENSE_PM, SENSE_MONTH };

	if (a->currency != NULL)
		return false;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (reading_is(r, a->to, kinds[k], NULL) != 0)
			return true;
	if (a->to < r->pieces->n && !r->pieces->v[a->to].spaced && (reading_is(r, a->to, SENSE_SUFFIX, NULL) != 0 ||
	    pieces_mark(r->pieces, a->to, "/") || pieces_mark(r->pieces, a->to, ":")))
		return true;
	/* "un", "one": an article as a rule. */
	return a->n.zero || (a->n.words && a->n.value == 1);
}

/* "500 or so", "500 max", "500+": what follows an amount. */
static size_t
bound_behind(const struct reading *r, size_t i, int *side)
{
	size_t least, most, to, next;
	struct number n;

	/* "800 a month at most" */
	while ((next = reading_is(r, i, SENSE_FILLER, NULL)) != 0 || (next = reading_is(r, i, SENSE_RATE, NULL)) != 0)
		i = next;
	least = reading_is(r, i, SENSE_ATLEAST, NULL);
	most = reading_is(r, i, SENSE_ATMOST, NULL);
	to = least > most ? least : most;
	/* "at least 500 at most 800": it is the next one's. */
	if (to == 0 || number_at(r, reading_skip(r, to, SENSE_GLUE), false, &n) || reading_is(r, to, SENSE_CURRENCY, NULL) != 0)
		return 0;
	*side = least > most ? 1 : -1;
	return to;
}

static void
set_range(struct sum *s, const struct amount *a, const struct amount *b)
{
	double low = a->n.value;

	/* "300-400k", "one or two thousand" */
	if (a->n.scale == 1 && b->n.scale > 1 && a->n.value < b->n.base)
		low *= b->n.scale;
	/* "fünf- oder sechshundert" */
	else if (a->n.words && b->n.words && a->n.value < 10 && b->n.value < 1000 && a->n.value * 100 < b->n.value &&
	    fmod(b->n.value, 100) == 0)
		low *= 100;
	/* "between 250 and 300.000" */
	else if (a->currency == NULL && a->n.scale == 1 && b->n.scale == 1 && fmod(b->n.value, 1000) == 0 &&
	    a->n.value * 1000 < b->n.value)
		low *= 1000;
	s->range = true;
	s->min = fmin(low, b->n.value);
	s->max = fmax(low, b->n.value);
	s->currency = b->currency != NULL ? b->currency : a->currency;
	s->to = b->to;
}

/* What parts the two ends of a range, by what stands ahead of them. */
static size_t
parts_range(const struct reading *r, size_t i, bool between, bool from)
{
	size_t to;

	if (pieces_mark(r->pieces, i, "-") && ((to = reading_is(r, i + 1, SENSE_OR, NULL)) != 0 ||
	    (to = reading_is(r, i + 1, SENSE_TO, NULL)) != 0))
		return to;
	if (pieces_mark(r->pieces, i, "-") || (pieces_mark(r->pieces, i, "/") && !from && !between))
		return i + 1;
	if ((to = reading_is(r, i, SENSE_TO, NULL)) != 0)
		return to;
	if (!from && (to = reading_is(r, i, SENSE_OR, NULL)) != 0)
		return to;
	return between ? reading_is(r, i, SENSE_AND, NULL) : 0;
}

/* "1200 a month" */
static bool
is_rent(const struct reading *r, const struct amount *a)
{
	return a->n.value >= RENT_MIN && reading_is(r, a->to, SENSE_RATE, NULL) != 0;
}

static bool
range_at(const struct reading *r, size_t i, const char *country, struct sum *s)
{
	size_t between = reading_is(r, i, SENSE_BETWEEN, NULL), from = reading_is(r, i, SENSE_FROM, NULL), to;
	size_t start = reading_skip(r, between != 0 ? between : from != 0 ? from : i, SENSE_ABOUT);
	struct amount a, b;

	for (int narrow = 0; narrow <= (between != 0); narrow++) {
		if (!amount_at(r, start, narrow, country, &a) ||
		    (to = parts_range(r, a.to, between != 0, from != 0)) == 0 ||
		    !amount_at(r, reading_skip(r, to, SENSE_ABOUT), false, country, &b) || is_something_else(r, &b) || b.n.value == 0)
			continue;
		set_range(s, &a, &b);
		s->marked = s->currency != NULL || (b.n.scale >= 1000 && !reading_strange(r, b.to)) || is_rent(r, &b);
		return true;
	}
	return false;
}

static size_t
bound_ahead(const struct reading *r, size_t i, int *side)
{
	size_t least = reading_is(r, i, SENSE_ATLEAST, NULL), most = reading_is(r, i, SENSE_ATMOST, NULL);

	*side = least > most ? 1 : most != 0 ? -1 : 0;
	return least > most ? least : most;
}

static void
bind(struct sum *s, int side)
{
	s->range = true;
	if (side > 0)
		s->max = OPEN;
	else
		s->min = OPEN;
}

/* "I can't pay more than 500": where the denial of a bound at i stands, i when
 * there is none. */
static size_t
denied_at(const struct reading *r, size_t i)
{
	for (size_t k = 1; k <= DENIED && k <= i && !reading_stops(r, i - k); k++)
		if (reading_role(r, i - k, SENSE_NOT) || reading_role(r, i - k, SENSE_REFUSE))
			return i - k;
	return i;
}

static bool
single_at(const struct reading *r, size_t i, const char *country, struct sum *s)
{
	int ahead, behind = 0;
	size_t bound = bound_ahead(r, i, &ahead), start, to, denial;
	struct amount a;

	start = reading_skip(r, bound != 0 ? bound : i, SENSE_ABOUT);
	/* "budget max: 500" */
	if (bound != 0)
		start = reading_skip(r, pieces_mark(r->pieces, start, ":") ? start + 1 : start, SENSE_GLUE);
	if (!amount_at(r, start, false, country, &a) || is_something_else(r, &a))
		return false;
	s->min = s->max = a.n.value;
	s->currency = a.currency;
	s->marked = a.currency != NULL || (a.n.scale >= 1000 && !reading_strange(r, a.to)) || is_rent(r, &a);
	s->to = a.to;
	if (ahead != 0 && (denial = denied_at(r, i)) < i) {
		bind(s, -ahead);
		s->from = denial;
	} else if (ahead != 0)
		bind(s, ahead);
	else if ((to = bound_behind(r, a.to, &behind)) != 0) {
		bind(s, behind);
		s->to = to;
	}
	return true;
}

static json_t *
end_json(double v)
{
	return isnan(v) ? json_null() : number_json(v);
}

static json_t *
sum_json(const struct sum *s)
{
	if (!s->range)
		return number_json(s->min);
	return json_pack("{s:o, s:o, s:s?}", "min", end_json(s->min), "max", end_json(s->max), "currency",
	    s->currency != NULL && *s->currency != '\0' ? s->currency : NULL);
}

static bool
is_announced(const struct reading *r, size_t i)
{
	for (size_t k = 1; k <= ANNOUNCED && k <= i; k++) {
		if (reading_is(r, i - k, SENSE_BUDGET, NULL) != 0)
			return true;
		if (pieces_mark(r->pieces, i - k, ".") || pieces_mark(r->pieces, i - k, "\n"))
			return false;
	}
	return false;
}

static bool
is_claimed(const bool *claimed, size_t from, size_t to)
{
	for (; from < to; from++)
		if (claimed[from])
			return true;
	return false;
}

static bool
sum_at(const struct reading *r, size_t i, const char *country, struct sum *s)
{
	*s = (struct sum){ .from = i };
	if (!range_at(r, i, country, s)) {
		*s = (struct sum){ .from = i };
		if (!single_at(r, i, country, s))
			return false;
	}
	s->counts = s->currency == NULL && reading_strange(r, s->to);
	return true;
}

/* "at least 500 and at most 800": two open ends make one range. */
static bool
meets(struct sum *a, const struct sum *b, const struct reading *r)
{
	if (!a->range || !b->range || (isnan(a->min) == isnan(b->min)) || isnan(a->min) == isnan(a->max) ||
	    isnan(b->min) == isnan(b->max) || b->from > a->to + 3)
		return false;
	for (size_t i = a->to; i < b->from; i++)
		if (pieces_mark(r->pieces, i, "."))
			return false;
	if (isnan(a->min))
		a->min = b->min;
	else
		a->max = b->max;
	a->currency = b->currency != NULL ? b->currency : a->currency;
	a->marked |= b->marked;
	a->counts = b->counts;
	a->to = b->to;
	return a->min <= a->max;
}

void
money_find(const struct reading *r, bool clear, const char *country, const bool *claimed, struct findings *found)
{
	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		struct finding f;
		struct sum s, next;
		bool announced;

		to = reading_role(r, i, SENSE_FILLER) ? reading_is(r, i, SENSE_FILLER, NULL) : i + 1;
		if (claimed[i] || to > i + 1 || !sum_at(r, i, country, &s) || is_claimed(claimed, i, s.to))
			continue;
		for (size_t k = s.to; k < r->pieces->n && k <= s.to + 3; k++)
			if (!claimed[k] && sum_at(r, k, country, &next) && !is_claimed(claimed, k, next.to)) {
				meets(&s, &next, r);
				break;
			}
		to = s.to;
		announced = is_announced(r, i) && !s.counts;
		if (!clear)
			s.marked = announced;
		else if (!s.marked)
			continue;
		/* What counts something may be no money at all. */
		f = (struct finding){ .from = s.from, .to = s.to, .value = s.counts ? NULL : sum_json(&s), .clear = s.marked,
		    .vague = s.counts, .n = { s.currency != NULL || (!clear && announced) } };
		finding_add(found, &f);
	}
}
