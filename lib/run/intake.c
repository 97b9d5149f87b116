#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "run/hear_name.h"
#include "run/hear_number.h"
#include "run/hear_place.h"
#include "run/hear_way.h"
#include "run/hear_when.h"
#include "run/hear_words.h"
#include "run/intake.h"
#include "run/said.h"

enum {
	LARGE	= 100,	/* more than is counted, of most things */
};

struct intake {
	const struct leads	*leads;
	struct ears		*ears;
	struct choices		*start;
};

static struct choices *
start_words(const struct leads *leads)
{
	json_t *start = json_object();
	struct choices *c;

	json_object_set(start, "start", (json_t *)leads_words(leads));
	c = choices_new(start);
	json_decref(start);
	return c;
}

struct intake *
intake_load(const struct workspace *ws, const struct leads *leads)
{
	struct intake *h = mem_alloc(sizeof *h);

	/* A process serves one workspace. */
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	h->leads = leads;
	h->start = start_words(leads);
	if ((h->ears = ears_load(ws, leads)) == NULL) {
		intake_free(h);
		return NULL;
	}
	return h;
}

void
intake_free(struct intake *h)
{
	if (h == NULL)
		return;
	choices_free(h->start);
	ears_free(h->ears);
	free(h);
}

bool
intake_is_name(const struct intake *h, const struct leads_field *f)
{
	const struct ear *e = ears_for(h->ears, f);

	return e != NULL && e->name;
}

void
intake_release(struct heard *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_decref(out[i].value);
		free(out[i].words);
		out[i] = (struct heard){0};
	}
}

/* "No", "yes", "none" and "other" are choices only where they were asked for. */
static bool
is_social(const struct said *s, const struct value_match *v)
{
	char *words = mem_strn(s->text + v->at, v->len);
	bool social = said_has_cue(s, CUE_NONE, v->at, v->at + v->len) ||
	    (signals_find(s->ears->signals, words, s->known->language) & (SIGNAL_YES | SIGNAL_NO | SIGNAL_SOCIAL)) != 0;

	free(words);
	return social;
}

/* "Up to 1100", where an amount of money is the only large number that the
 * fields are about. */
static bool
is_bounded_sum(const struct said *s, const struct ear *e, const struct value_match *v)
{
	double min = json_number_value(json_object_get(v->value, "min")), max = json_number_value(json_object_get(v->value, "max"));

	if (e->type != VALUE_MONEY || !json_is_object(v->value) || (min < LARGE && max < LARGE) ||
	    (s->asked != NULL && s->asked->type == VALUE_NUMBER))
		return false;
	for (size_t i = 0; i < s->ears->n; i++)
		if ((&s->ears->v[i] != e && s->ears->v[i].type == VALUE_MONEY) || s->ears->v[i].area)
			return false;
	return true;
}

/* Choices, places, phones, addresses, money, that nobody asked for. */
static void
hear_plain(struct said *s, const struct ear *e)
{
	struct value_match v;
	enum value_verdict verdict = value_find(s->read, e->type, e->choices, &v);
	bool wanted = verdict == VALUE_FOUND && (v.clear || is_bounded_sum(s, e, &v));

	if (verdict == VALUE_REFUSED && said_is_labelled(s, e, (size_t)(s->clause[0].text - s->text), s->len) && !said_is_known(s, e))
		said_hear(s, e, HEARD_REFUSED, NULL, v.at, v.len);
	if (e->choices != NULL)
		wanted = verdict == VALUE_FOUND && !is_social(s, &v) && !(said_is_known(s, e) && said_is_question(s, said_clause(s, v.at)));
	if (wanted) {
		value_take(s->read, &v);
		said_hear(s, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}

/* The customer's own words: heard when all else is. */
static bool
has_words_kept(const struct ear *e)
{
	return e->type == VALUE_TEXT || ears_is_free_place(e);
}

static bool
is_when(const struct ear *e)
{
	return e->type == VALUE_DATE || e->type == VALUE_TIME;
}

/* Whose refusal it is: of the field that the message names, or of the one that is asked for. */
static const struct ear *
refused(const struct said *s, const struct ear *asked)
{
	const struct ear *named = NULL;

	if (said_names(s, asked, 0, s->len))
		return asked;
	for (size_t i = 0; i < s->ears->n; i++)
		if (said_names(s, &s->ears->v[i], 0, s->len)) {
			if (named != NULL)
				return asked;
			named = &s->ears->v[i];
		}
	return named != NULL ? named : asked;
}

static void
hear_refused(struct said *s, const struct ear *asked, const struct value_match *v)
{
	const struct ear *e = refused(s, asked);

	if (said_heard(s, e)->as == HEARD_NOT)
		said_hear(s, e, HEARD_REFUSED, NULL, v->at, v->len);
}

/* The answer to the question that is open. */
static void
hear_asked(struct said *s)
{
	const struct ear *e = s->asked;
	struct value_match v;
	enum value_verdict verdict = value_find(s->read, e->type, e->choices, &v);

	if (verdict == VALUE_NONE || (verdict == VALUE_FOUND && is_when(e) && hear_when_foreign(s, &v)))
		goto done;
	if (verdict == VALUE_REFUSED) {
		hear_refused(s, e, &v);
	} else if (e->type == VALUE_NUMBER) {
		/* Among others, maybe: hear_numbers tells them apart. */
	} else if (verdict == VALUE_UNCLEAR) {
		value_take(s->read, &v);
		if (!(is_when(e) && hear_when_first(s, &v)))
			said_hear(s, e, HEARD_UNCLEAR, NULL, v.at, v.len);
	} else {
		const json_t *date = e->type == VALUE_DATE && json_is_string(v.value) ? v.value : json_object_get(v.value, "date");
		const json_t *time = e->type == VALUE_TIME && date == NULL ? v.value : json_object_get(v.value, "time");

		value_take(s->read, &v);
		if (is_when(e))
			hear_when_take(s, date, time, &v);
		else
			said_hear(s, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
done:
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}

/* What nobody asked for, for all fields of a type. */
static void
hear_of(struct said *s, enum value_type type)
{
	for (size_t i = 0; i < s->ears->n; i++) {
		const struct ear *e = &s->ears->v[i];

		if (e->type == type && said_heard(s, e)->as == HEARD_NOT && !has_words_kept(e))
			hear_plain(s, e);
	}
}

/* "I'd rather not tell you my name": what is refused is called by its name,
 * and nothing else is said. */
static bool
refuses_named(const struct said *s, const struct ear *asked)
{
	const struct ear *e = refused(s, asked);

	return value_refuses(s->read) && said_names(s, e, 0, s->len) && !said_says(s, 0, s->len);
}

/* Is it the answer that they won't say? */
static bool
hear_refusal(struct said *s, const struct ear *e)
{
	struct value_match v;
	enum value_verdict verdict = value_find(s->read, e->type, NULL, &v);

	json_decref(v.value);
	if (verdict != VALUE_REFUSED && !(verdict == VALUE_FOUND && refuses_named(s, e)))
		return false;
	hear_refused(s, e, &v);
	return true;
}

/* What says itself which field it is for goes first; answers, and what it is
 * all about, are what is left. */
static void
hear_kept(struct said *s)
{
	for (size_t i = 0; i < s->ears->n; i++) {
		const struct ear *e = &s->ears->v[i];

		if (said_heard(s, e)->as == HEARD_NOT && has_words_kept(e) && !(e == s->asked && hear_refusal(s, e)))
			(void)(e->type == VALUE_PLACE ? hear_place_told(s, e) : hear_words_told(s, e));
	}
	for (size_t i = 0; i < s->ears->n; i++) {
		const struct ear *e = &s->ears->v[i];

		if (said_heard(s, e)->as == HEARD_NOT && has_words_kept(e))
			(e->type == VALUE_PLACE ? hear_place_answer : hear_words_answer)(s, e);
	}
}

static void
hear_all(struct said *s)
{
	if (hear_name_bare(s))
		return;
	hear_way_all(s);
	if (s->asked != NULL && !has_words_kept(s->asked) && said_heard(s, s->asked)->as == HEARD_NOT)
		hear_asked(s);
	hear_of(s, VALUE_EMAIL);
	hear_of(s, VALUE_PHONE);
	hear_of(s, VALUE_MONEY);
	/* Before days and hours, which take bare numbers away. */
	hear_number_all(s);
	hear_when_changed(s);
	hear_when_all(s);
	/* After them: "lunes" is no misspelt "luces". */
	hear_of(s, VALUE_PLACE);
	hear_of(s, VALUE_CHOICE);
	hear_kept(s);
}

unsigned
intake_listen(const struct intake *h, const char *text, const struct known *known,
    struct heard *out, unsigned *clauses)
{
	struct said s;
	unsigned does = 0;

	said_open(&s, h->ears, text, known, out);
	hear_all(&s);
	for (size_t i = 0; i < s.n_clauses; i++)
		if (said_is_question(&s, (int)i))
			does |= INTAKE_QUESTION;
	if (said_has_cue(&s, CUE_OFF, 0, s.len))
		does |= INTAKE_OFF;
	if (said_has_cue(&s, CUE_WAIT, 0, s.len))
		does |= INTAKE_WAIT;
	if (!said_rest(&s))
		does |= INTAKE_EMPTY;
	*clauses = s.clauses;
	said_close(&s);
	return does;
}

json_t *
intake_value(const struct intake *h, const struct leads_field *f, const char *text, const char *language, int64_t now)
{
	const struct known known = { .asking = f, .language = language, .now = now };
	struct heard *out = mem_array(h->ears->n + 1, sizeof *out), *mine = &out[ears_for(h->ears, f) - h->ears->v];
	unsigned clauses;
	json_t *value = NULL;

	if (ears_for(h->ears, f)->type == VALUE_TEXT)
		value = json_string(text);
	else
		intake_listen(h, text, &known, out, &clauses);
	if (value == NULL && mine->as == HEARD_VALUE)
		value = json_incref(mine->value);
	intake_release(out, h->ears->n);
	free(out);
	return value;
}

/* Where a word that begins leads stands, in whatever ending; NULL: nowhere. */
static const char *
begins_kin(const struct intake *h, const char *text)
{
	size_t at = 0, wlen, len = strlen(text);
	const char *w;

	while ((w = said_word(text, len, &at, &wlen)) != NULL)
		if (ears_starts(h->ears, w, wlen))
			break;
	return w;
}

bool
intake_begins(const struct intake *h, const char *text, const char *language, unsigned *clauses)
{
	const struct known known = { .language = language };
	const char *kin = begins_kin(h, text);
	struct said s;
	struct value_match v = {0};
	bool begins;

	said_open(&s, h->ears, text, &known, NULL);
	begins = value_find(s.read, VALUE_CHOICE, h->start, &v) == VALUE_FOUND;
	if (begins)
		said_count(&s, v.at);
	else if (kin != NULL)
		said_count(&s, (size_t)(kin - text));
	begins = (begins || kin != NULL) && !said_has_cue(&s, CUE_OFF | CUE_CANCEL, 0, s.len);
	*clauses = begins ? s.clauses : 0;
	json_decref(v.value);
	said_close(&s);
	return begins;
}
