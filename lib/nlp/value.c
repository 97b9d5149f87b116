#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "nlp/calendar.h"
#include "nlp/email.h"
#include "nlp/money.h"
#include "nlp/phone.h"
#include "nlp/quantity.h"
#include "nlp/value.h"
#include "nlp/when.h"

#define NEAR		4	/* pieces between a day and its hour over the end of a sentence */
#define TOGETHER	14	/* and within one */
#define REFUSAL		3	/* words of an answer that is nothing but "no, thanks" */

struct value_words {
	struct lexicon	*lexicon;
};

struct value_text {
	char		*text;
	struct reading	*reading;
	bool		*taken;		/* of each piece */
	struct findings	 emails, phones, days, hours, sums, numbers;
};

static const char *const type_names[] = { "text", "choice", "phone", "email", "date", "time", "datetime", "number", "money",
	"place" };

struct value_words *
value_load(void)
{
	struct lexicon *x = lexicon_load();
	struct value_words *w;

	if (x == NULL)
		return NULL;
	w = mem_alloc(sizeof *w);
	w->lexicon = x;
	return w;
}

void
value_free(struct value_words *w)
{
	if (w == NULL)
		return;
	lexicon_free(w->lexicon);
	free(w);
}

int
value_type_named(const char *name)
{
	for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
		if (strcmp(type_names[i], name) == 0)
			return (int)i;
	return -1;
}

/* ----------------------------------------------------------------- reading */

static void
claim(const struct findings *f, bool *claimed)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = f->v[i].from; f->v[i].clear && k < f->v[i].to; k++)
			claimed[k] = true;
}

/* Sums of money, but "two thousand" without a currency is a number as well. */
static void
claim_sums(const struct findings *f, bool *claimed)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t k = f->v[i].from; f->v[i].n[0] != 0 && k < f->v[i].to; k++)
			claimed[k] = true;
}

/*
 * What can be nothing else goes first and claims its words: addresses, sums
 * with a currency, days and hours, telephone numbers, measures. Bare numbers
 * are left for whoever asked.
 */
struct value_text *
value_read(const struct value_words *words, const char *text, const char *language, const struct value_context *context)
{
	struct value_text *t = mem_alloc(sizeof *t);
	struct day_context when = { .now_ms = context->now_ms, .country = context->country };
	const struct reading *r;
	bool *claimed;

	t->text = mem_str(text);
	r = t->reading = reading_of(words->lexicon, text, language);
	t->taken = mem_array(r->pieces->n + 1, sizeof *t->taken);
	claimed = mem_array(r->pieces->n + 1, sizeof *claimed);
	when.today = calendar_at(when.now_ms, &when.minute);
	email_find(r, text, &t->emails);
	email_claim(r, &t->emails, claimed);
	money_find(r, true, context->country, claimed, &t->sums);
	claim_sums(&t->sums, claimed);
	phone_find(r, true, context->country, claimed, &t->phones);
	claim(&t->phones, claimed);
	when_find(r, &when, claimed, &t->days, &t->hours);
	claim(&t->days, claimed);
	claim(&t->hours, claimed);
	phone_find(r, false, context->country, claimed, &t->phones);
	claim(&t->phones, claimed);
	quantity_find(r, text, true, claimed, &t->numbers);
	claim(&t->numbers, claimed);
	money_find(r, false, context->country, claimed, &t->sums);
	claim_sums(&t->sums, claimed);
	quantity_find(r, text, false, claimed, &t->numbers);
	finding_sort(&t->phones);
	finding_sort(&t->sums);
	finding_sort(&t->numbers);
	free(claimed);
	return t;
}

void
value_text_free(struct value_text *t)
{
	if (t == NULL)
		return;
	finding_free(&t->emails);
	finding_free(&t->phones);
	finding_free(&t->days);
	finding_free(&t->hours);
	finding_free(&t->sums);
	finding_free(&t->numbers);
	reading_free(t->reading);
	free(t->taken);
	free(t->text);
	free(t);
}

void
value_take(struct value_text *t, const struct value_match *m)
{
	for (size_t i = 0; i < t->reading->pieces->n; i++)
		if (t->reading->pieces->v[i].at < m->at + m->len && t->reading->pieces->v[i].end > m->at)
			t->taken[i] = true;
}

bool
value_is_range(const struct value_text *t, size_t at)
{
	const struct piece *v = t->reading->pieces->v;

	for (size_t i = 0; i < t->numbers.n; i++) {
		const struct finding *f = &t->numbers.v[i];

		if (f->value == NULL && at >= v[f->from].at && at < v[f->to - 1].end)
			return true;
	}
	return false;
}

/* The index behind the longest phrase at i. */
static size_t
behind_phrase(const struct reading *r, size_t i)
{
	return reading_knows(r, i) ? r->matches[r->first[i]].to : i + 1;
}

size_t
value_left(const struct value_text *t, size_t at, size_t len)
{
	const struct reading *r = t->reading;
	size_t letters = 0;

	for (size_t i = 0; i < r->pieces->n; i = behind_phrase(r, i)) {
		const struct piece *v = &r->pieces->v[i];

		if (v->at >= at && v->end <= at + len && v->kind == PIECE_WORD && !t->taken[i] && !reading_knows(r, i))
			letters += text_length(v->word, strlen(v->word));
	}
	return letters;
}

bool
value_taken(const struct value_text *t, size_t at, size_t len)
{
	for (size_t i = 0; i < t->reading->pieces->n; i++)
		if (t->taken[i] && t->reading->pieces->v[i].at < at + len && t->reading->pieces->v[i].end > at)
			return true;
	return false;
}

/* ----------------------------------------------------------------- answers */

static void
set_span(const struct value_text *t, size_t from, size_t to, struct value_match *m)
{
	const struct piece *v = t->reading->pieces->v;
	size_t end = v[to - 1].end;

	if (m->len > 0) {
		size_t at = v[from].at < m->at ? v[from].at : m->at;

		end = end > m->at + m->len ? end : m->at + m->len;
		m->at = at;
	} else {
		m->at = v[from].at;
	}
	m->len = end - m->at;
}

/* Won't the customer say, or not mind, or is "no" all there is? */
static bool
is_refused(const struct reading *r)
{
	for (size_t i = 0; i < r->pieces->n; i++)
		if (reading_role(r, i, SENSE_REFUSE) || reading_is(r, i, SENSE_WHATEVER, NULL) != 0 || (r->pieces->n <= REFUSAL && reading_role(r, i, SENSE_NOT)))
			return true;
	return false;
}

bool
value_refuses(const struct value_text *t)
{
	return is_refused(t->reading);
}

bool
value_corrects(const struct value_text *t)
{
	for (size_t i = 0; i < t->reading->pieces->n; i++)
		if (reading_role(t->reading, i, SENSE_CORRECT) || reading_role(t->reading, i, SENSE_NOT))
			return true;
	return false;
}

/* "Whatever", and nothing else. */
static bool
says_whatever(const struct reading *r)
{
	size_t to = reading_is(r, 0, SENSE_WHATEVER, NULL);

	return to != 0 && reading_stops(r, to);
}

static enum value_verdict
nothing(const struct value_text *t, struct value_match *m)
{
	if (!is_refused(t->reading))
		return VALUE_NONE;
	m->at = 0;
	m->len = strlen(t->text);
	m->clear = true;
	return VALUE_REFUSED;
}

static enum value_verdict
one_of(const struct value_text *t, const struct findings *found, struct value_match *m)
{
	bool unclear;
	const struct finding *f = finding_pick(t->reading, found, t->taken, &unclear);

	if (f == NULL)
		return nothing(t, m);
	set_span(t, f->from, f->to, m);
	m->clear = f->clear;
	if (unclear)
		return VALUE_UNCLEAR;
	m->value = json_incref(f->value);
	return VALUE_FOUND;
}

/* Is the hour the day's: in one sentence, or close by? */
static bool
are_together(const struct reading *r, const struct finding *day, const struct finding *hour)
{
	size_t from = day->to < hour->to ? day->to : hour->to, to = day->from > hour->from ? day->from : hour->from;

	for (size_t i = from; i < to; i++)
		if (to - from > NEAR && (pieces_mark(r->pieces, i, ".") || pieces_mark(r->pieces, i, "!") ||
		    pieces_mark(r->pieces, i, "?") || pieces_mark(r->pieces, i, "\n")))
			return false;
	return to <= from + TOGETHER;
}

static json_t *
day_and_hour(const struct finding *day, const struct finding *hour)
{
	return json_pack("{s:O?, s:O?}", "date", day != NULL ? day->value : NULL, "time", hour != NULL ? hour->value : NULL);
}

/* Days and hours: the one that is asked for, with the other where both are said. */
static enum value_verdict
day_or_hour(const struct value_text *t, enum value_type type, struct value_match *m)
{
	bool no_day, no_hour, together, both;
	const struct finding *day = finding_pick(t->reading, &t->days, t->taken, &no_day);
	const struct finding *hour = finding_pick(t->reading, &t->hours, t->taken, &no_hour);
	const struct finding *asked = type == VALUE_DATE ? day : type == VALUE_TIME ? hour : day != NULL ? day : hour;

	if (asked == NULL)
		return nothing(t, m);
	together = day != NULL && hour != NULL && are_together(t->reading, day, hour);
	both = together && !no_day && !no_hour && day->clear && (hour->clear || type != VALUE_DATE);
	set_span(t, asked->from, asked->to, m);
	/* The hour of a day that is over is not asked for either. */
	m->clear = asked->clear && (!together || day->clear);
	if ((asked == day && no_day) || (asked == hour && no_hour))
		return VALUE_UNCLEAR;
	if (both) {
		set_span(t, asked == day ? hour->from : day->from, asked == day ? hour->to : day->to, m);
		if (!when_exists(day, hour))
			return VALUE_UNCLEAR;
		m->value = day_and_hour(day, hour);
	} else if (type == VALUE_DATETIME) {
		m->value = day_and_hour(asked == day ? day : NULL, asked == hour ? hour : NULL);
	} else {
		m->value = json_incref(asked->value);
	}
	return VALUE_FOUND;
}

json_t *
value_first_day(const struct value_text *t, const struct value_match *m)
{
	const struct piece *v = t->reading->pieces->v;
	char text[CALENDAR_TEXT];

	for (size_t i = 0; i < t->days.n; i++) {
		const struct finding *f = &t->days.v[i];

		if (f->value == NULL && f->n[1] == 1 && v[f->from].at >= m->at && v[f->to - 1].end <= m->at + m->len)
			return json_string(calendar_text(f->n[0], text));
	}
	return NULL;
}

static enum value_verdict
chosen(const struct value_text *t, const struct choices *choices, struct value_match *m)
{
	struct findings found = {0};
	enum value_verdict v;

	choices_find(choices, t->reading, &found);
	v = one_of(t, &found, m);
	finding_free(&found);
	return v;
}

/* The words themselves, without greetings, "my name is" and what is taken. */
static enum value_verdict
plain_text(const struct value_text *t, bool place, struct value_match *m)
{
	const struct reading *r = t->reading;
	size_t from = 0, to, next;

	if (r->pieces->n > 0 && (reading_role(r, 0, SENSE_REFUSE) || says_whatever(r)))
		return nothing(t, m);
	while (from < r->pieces->n) {
		if (t->taken[from] || r->pieces->v[from].kind == PIECE_MARK)
			from++;
		else if ((next = reading_is(r, from, SENSE_FILLER, NULL)) != 0 ||
		    (next = reading_is(r, from, SENSE_LEADIN, NULL)) != 0 ||
		    (place && ((next = reading_is(r, from, SENSE_GLUE, NULL)) != 0 || (next = reading_is(r, from, SENSE_IN, NULL)) != 0)))
			from = next;
		else
			break;
	}
	for (to = from; to < r->pieces->n && !t->taken[to]; to++)
		;
	while (to > from && reading_stops(r, to - 1))
		to--;
	if (from == to)
		return nothing(t, m);
	set_span(t, from, to, m);
	m->value = json_stringn(t->text + m->at, m->len);
	return m->value != NULL ? VALUE_FOUND : VALUE_NONE;
}

enum value_verdict
value_find(const struct value_text *t, enum value_type type, const struct choices *choices, struct value_match *m)
{
	*m = (struct value_match){0};
	switch (type) {
	case VALUE_TEXT:
		return plain_text(t, false, m);
	case VALUE_CHOICE:
	case VALUE_PLACE:
		return choices != NULL ? chosen(t, choices, m) : plain_text(t, true, m);
	case VALUE_PHONE:
		return one_of(t, &t->phones, m);
	case VALUE_EMAIL:
		return one_of(t, &t->emails, m);
	case VALUE_NUMBER:
		return one_of(t, &t->numbers, m);
	case VALUE_MONEY:
		return one_of(t, &t->sums, m);
	case VALUE_DATE:
	case VALUE_TIME:
	case VALUE_DATETIME:
		return day_or_hour(t, type, m);
	}
	return VALUE_NONE;
}
