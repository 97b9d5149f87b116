#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nlp/dictation.h"
#include "nlp/number.h"

#define GROUP_MAX	999	/* that is read out as one number */

static bool
add(struct dictation *d, const char *digits, size_t times)
{
	size_t len = strlen(digits);

	if (d->len + len * times > DICTATION_MAX || strspn(digits, "0123456789") != len)
		return false;
	while (times-- > 0) {
		memcpy(d->digits + d->len, digits, len + 1);
		d->len += len;
	}
	return true;
}

/* "nine hundred", without what follows; the piece behind it, or 0. */
static size_t
hundreds_at(const struct reading *r, size_t i, double *value)
{
	const struct sense *unit, *times;
	size_t to = reading_is(r, i, SENSE_NUMBER, &unit), behind;

	if (to == 0)
		return 0;
	*value = unit->n;
	if ((behind = reading_is(r, to, SENSE_TIMES, &times)) != 0 && times->n == 100) {
		*value *= 100;
		to = behind;
	}
	return *value >= 100 && *value <= GROUP_MAX ? to : 0;
}

/* A number in words: its digits; the piece behind it, or 0. */
static size_t
group_at(const struct reading *r, size_t i, bool apart, char digits[8])
{
	const struct sense *digit;
	struct number n;
	double hundreds;
	size_t to;

	if ((to = reading_is(r, i, SENSE_DIGIT, &digit)) != 0) {
		snprintf(digits, 8, "%.0f", digit->n);
		return to;
	}
	if (!number_plain(r, i, &n) || !n.words || n.value < 0 || n.value > GROUP_MAX)
		return 0;
	if (apart && fmod(n.value, 100) != 0 && (to = hundreds_at(r, i, &hundreds)) != 0) {
		n.value = hundreds;
		n.to = to;
	}
	snprintf(digits, 8, "%.0f", n.value);
	return n.to;
}

/* One more group at i; the piece behind it, or 0. */
static size_t
step(const struct reading *r, size_t i, bool apart, struct dictation *d)
{
	const struct sense *repeat = NULL;
	size_t at = reading_is(r, i, SENSE_REPEAT, &repeat), to;
	char digits[8];

	if (at == 0 && reading_digits(r, i, DICTATION_MAX))
		return add(d, r->pieces->v[i].word, 1) ? i + 1 : 0;
	if ((to = group_at(r, at != 0 ? at : i, apart, digits)) == 0 || (at != 0 && digits[1] != '\0'))
		return 0;
	d->alone = d->alone && digits[1] == '\0';
	return add(d, digits, at != 0 ? (size_t)repeat->n : 1) ? to : 0;
}

static bool
parts(const struct reading *r, size_t i)
{
	return pieces_mark(r->pieces, i, ",") || pieces_mark(r->pieces, i, "-") || pieces_mark(r->pieces, i, ".");
}

static bool
is_claimed(const bool *claimed, size_t from, size_t to)
{
	for (; claimed != NULL && from < to; from++)
		if (claimed[from])
			return true;
	return false;
}

bool
dictation_at(const struct reading *r, size_t i, bool apart, const bool *claimed, struct dictation *d)
{
	size_t at = reading_is(r, i, SENSE_DIALPLUS, NULL), next;
	bool words = false;

	*d = (struct dictation){ .plus = at != 0, .alone = true };
	at = at != 0 ? at : i;
	while ((next = step(r, at, apart, d)) != 0 && !is_claimed(claimed, at, next)) {
		words |= !reading_digits(r, at, DICTATION_MAX);
		d->to = at = next;
		for (size_t k = 0; k < 3 && parts(r, at); k++)
			at++;
	}
	if (!words)
		d->to = 0;
	return d->to != 0;
}
