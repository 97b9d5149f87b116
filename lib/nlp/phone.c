#include <string.h>

#include "base/buf.h"
#include "base/dial.h"
#include "nlp/dictation.h"
#include "nlp/number.h"
#include "nlp/phone.h"

#define DIGITS_MIN	7
#define DIGITS_MAX	15	/* E.164 */
#define GROUPS_MAX	12
#define ANNOUNCED	4	/* pieces between "my number is" and it */
#define DIALLED		9	/* digits that are hardly anything else */

/* The groups of digits that may be one number. */
struct run {
	size_t	ends[GROUPS_MAX];	/* the piece behind each group */
	size_t	lens[GROUPS_MAX];	/* digits up to there */
	size_t	n;
	char	digits[64];
	bool	plus;
};

/* ---------------------------------------------------------------- groups */

static bool
add_group(struct run *g, const char *digits, size_t end)
{
	size_t have = g->n > 0 ? g->lens[g->n - 1] : 0, len = strlen(digits);

	if (g->n == GROUPS_MAX || have + len >= sizeof g->digits || strspn(digits, "0123456789") != len)
		return false;
	memcpy(g->digits + have, digits, len + 1);
	g->lens[g->n] = have + len;
	g->ends[g->n++] = end;
	return true;
}

static bool
parts_groups(const struct reading *r, size_t i)
{
	static const char *const marks[] = { "-", ".", "(", ")", "/" };

	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
		if (pieces_mark(r->pieces, i, marks[k]))
			return true;
	return false;
}

/* The piece behind "(0)", which nobody dials together with a country code. */
static size_t
behind_zero(const struct reading *r, size_t i)
{
	if (pieces_mark(r->pieces, i, "(") && i + 2 < r->pieces->n && strcmp(r->pieces->v[i + 1].word, "0") == 0 &&
	    pieces_mark(r->pieces, i + 2, ")"))
		return i + 3;
	return i;
}

/* Groups of digits from i on, as far as nothing but dots, hyphens, brackets
 * and spaces parts them. */
static void
run_at(const struct reading *r, size_t i, const bool *claimed, struct run *g)
{
	*g = (struct run){0};
	if (pieces_mark(r->pieces, i, "+")) {
		g->plus = true;
		i++;
	} else if (pieces_mark(r->pieces, i, "(")) {
		i++;
		g->plus = pieces_mark(r->pieces, i, "+");
		i += g->plus;
	}
	while (i < r->pieces->n) {
		size_t next;

		if (r->pieces->v[i].kind != PIECE_DIGITS || (claimed != NULL && claimed[i]) ||
		    pieces_mark(r->pieces, i + 1, ":") || !add_group(g, r->pieces->v[i].word, i + 1))
			return;
		next = i + 1;
		if (g->plus)
			next = behind_zero(r, next);
		for (size_t k = 0; k < 2 && parts_groups(r, next); k++)
			next++;
		i = next;
	}
}

bool
phone_looks(const struct reading *r, size_t i)
{
	struct run g;

	run_at(r, i, NULL, &g);
	if (g.n < 2 || g.lens[g.n - 1] < DIGITS_MIN)
		return g.n == 1 && g.lens[0] >= DIGITS_MIN;
	/* "at 5 600123456" */
	return !(g.lens[0] <= 2 && g.lens[1] - g.lens[0] >= DIGITS_MIN);
}

/* ---------------------------------------------------------------- numbers */

/* "(0)15 ...": Argentina's mobiles have a 15 behind the area code inside the
 * country, and a 9 before it outside. */
static bool
argentine_mobile(const char *digits, struct buf *out)
{
	size_t len = strlen(digits);

	for (size_t area = 2; len == 12 && area <= 4; area++)
		if (strncmp(digits + area, "15", 2) == 0) {
			buf_str(out, "+549");
			buf_add(out, digits, area);
			buf_str(out, digits + area + 2);
			return true;
		}
	return false;
}

/* Digits inside a country; false when they don't have its numbers' length. */
static bool
national(const struct dial_plan *p, const char *digits, struct buf *out)
{
	size_t trunk = strlen(p->trunk), len;

	if (trunk > 0 && strncmp(digits, p->trunk, trunk) == 0)
		digits += trunk;
	if (strcmp(p->country, "AR") == 0 && argentine_mobile(digits, out))
		return true;
	len = strlen(digits);
	/* Brazil: a carrier may stand between the trunk and the area code. */
	if (strcmp(p->country, "BR") == 0 && len > 11)
		digits += 2, len -= 2;
	if (len < (size_t)p->min || len > (size_t)p->max || (strcmp(p->code, "1") == 0 && *digits < '2'))
		return false;
	buf_char(out, '+');
	buf_str(out, p->code);
	buf_str(out, digits);
	return true;
}

/* With a country code, as far as its plan is known. Mexico's 1 for mobiles is
 * no longer dialled. */
static bool
international(const char *digits, struct buf *out)
{
	const struct dial_plan *p = dial_code(digits);
	size_t len = strlen(digits);

	if (strncmp(digits, "521", 3) == 0 && len == 13) {
		buf_str(out, "+52");
		buf_str(out, digits + 3);
		return true;
	}
	if (p != NULL) {
		const char *rest = digits + strlen(p->code);
		size_t trunk = strlen(p->trunk), n = strlen(rest);

		/* +44 020: the trunk's zero too many. */
		if (*p->trunk == '0' && trunk == 1 && *rest == '0' && n > (size_t)p->min)
			rest++, n--;
		if (n < (size_t)p->min || n > (size_t)p->max)
			return false;
		buf_char(out, '+');
		buf_str(out, p->code);
		buf_str(out, rest);
		return true;
	}
	if (len < 8 || len > DIGITS_MAX)
		return false;
	buf_char(out, '+');
	buf_str(out, digits);
	return true;
}

/* E.164 of digits, when they are a number at all that the country tells. */
static bool
e164(const char *digits, bool plus, const char *country, struct buf *out)
{
	const struct dial_plan *p = dial_country(country);

	if (plus)
		return international(digits, out);
	if (strncmp(digits, "00", 2) == 0)
		return international(digits + 2, out);
	if (p == NULL)
		return false;
	if (strcmp(p->code, "1") == 0 && strncmp(digits, "011", 3) == 0)
		return international(digits + 3, out);
	if (national(p, digits, out))
		return true;
	/* The country's code without a plus. */
	return strncmp(digits, p->code, strlen(p->code)) == 0 && international(digits, out) && out->len > 0;
}

/* Does a word just ahead say what comes: "my number is", "budget"? */
static bool
is_announced(const struct reading *r, size_t i, enum sense_kind kind)
{
	for (size_t k = 1; k <= ANNOUNCED + 2 && k <= i; k++) {
		size_t to = reading_is(r, i - k, kind, NULL);

		if (to != 0)
			return to <= i && i - to <= ANNOUNCED;
	}
	return false;
}

/* Few digits without the trunk prefix that the country has are as well a sum:
 * "1500-2000". */
static bool
looks_dialled(const char *digits, bool plus, const char *country)
{
	const struct dial_plan *p = dial_country(country);

	return plus || p == NULL || strlen(digits) >= DIALLED || strncmp(digits, "00", 2) == 0 ||
	    strncmp(digits, p->trunk, strlen(p->trunk)) == 0;
}

/* The longest start of a run that is a number, else all of it as digits. */
static size_t
number_of(const struct reading *r, size_t i, struct run *g, const char *country, struct finding *f)
{
	struct buf out = {0};

	for (size_t n = g->n; n > 0; n--) {
		g->digits[g->lens[n - 1]] = '\0';
		if (g->lens[n - 1] >= DIGITS_MIN - 1 && e164(g->digits, g->plus, country, &out)) {
			*f = (struct finding){ .from = i, .to = g->ends[n - 1], .value = json_string(out.data),
			    .clear = is_announced(r, i, SENSE_PHONE) ||
			    (looks_dialled(g->digits, g->plus, country) && !is_announced(r, i, SENSE_BUDGET)) };
			buf_free(&out);
			return f->to;
		}
		buf_clear(&out);
	}
	buf_free(&out);
	return 0;
}

static size_t
just_digits(const struct reading *r, size_t i, const struct run *whole, struct finding *f)
{
	size_t len = whole->n > 0 ? whole->lens[whole->n - 1] : 0;

	if (len < DIGITS_MIN - 1 || len > DIGITS_MAX)
		return 0;
	*f = (struct finding){ .from = i, .to = whole->ends[whole->n - 1],
	    .value = len >= DIGITS_MIN ? json_string(whole->digits) : NULL, .clear = is_announced(r, i, SENSE_PHONE) };
	return f->to;
}

/* Does a better number begin at a later group: "5 600123456"? */
static bool
begins_later(const struct reading *r, size_t i, const struct run *g, const char *country, const bool *claimed)
{
	for (size_t k = 0; k + 1 < g->n; k++) {
		struct finding f = {0};
		struct run later;
		size_t at = g->ends[k];

		while (at < r->pieces->n && r->pieces->v[at].kind != PIECE_DIGITS)
			at++;
		run_at(r, at, claimed, &later);
		if (later.n > 0 && number_of(r, at, &later, country, &f) != 0) {
			json_decref(f.value);
			return at > i;
		}
	}
	return false;
}

static size_t
typed_at(const struct reading *r, size_t i, const char *country, const bool *claimed, struct finding *f)
{
	struct run g, whole;
	size_t to;

	run_at(r, i, claimed, &g);
	whole = g;
	if (g.n == 0)
		return 0;
	if ((to = number_of(r, i, &g, country, f)) != 0)
		return to;
	if (begins_later(r, i, &whole, country, claimed))
		return 0;
	return just_digits(r, i, &whole, f);
}

/* Read out: all of it is a number, or nothing. Two numbers that it may be are none. */
static size_t
spoken_at(const struct reading *r, size_t i, const char *country, const bool *claimed, struct finding *f)
{
	struct buf out[2] = {0};
	struct dictation d = {0};
	struct run g;
	size_t n = 0;

	for (int apart = 0; apart <= 1 && dictation_at(r, i, apart != 0, claimed, &d); apart++)
		if (d.len >= DIGITS_MIN && e164(d.digits, d.plus, country, &out[n]))
			n += n == 0 || strcmp(out[0].data, out[1].data) != 0;
		else
			buf_clear(&out[n]);
	if (n > 0)
		*f = (struct finding){ .from = i, .to = d.to, .value = n == 1 ? json_string(out[0].data) : NULL, .clear = true };
	buf_free(&out[0]);
	buf_free(&out[1]);
	if (n > 0)
		return d.to;
	/* Pairs and hundreds may be anything. */
	g = (struct run){ .plus = d.plus };
	return d.to != 0 && d.alone && add_group(&g, d.digits, d.to) ? just_digits(r, i, &g, f) : 0;
}

void
phone_find(const struct reading *r, bool spoken, const char *country, const bool *claimed, struct findings *found)
{
	for (size_t i = 0, to; i < r->pieces->n; i = to) {
		struct finding f;

		to = claimed[i] ? 0 : (spoken ? spoken_at : typed_at)(r, i, country, claimed, &f);
		if (to != 0)
			finding_add(found, &f);
		else
			to = i + 1;
	}
}
