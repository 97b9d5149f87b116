#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/clauses.h"
#include "nlp/cues.h"
#include "nlp/signals.h"
#include "nlp/value.h"
#include "run/intake.h"
#include "wa/country.h"

enum {
	CUES_MAX	= 64,	/* of a message that are looked at */
	NAME_WORDS	= 6,	/* of what a person is called */
	BARE_NAME_WORDS	= 3,	/* of an answer that is taken for a name, whatever else it may mean */
	KIN_MIN		= 3,	/* letters two words share at least to be the same in another ending */
	KIN_END		= 3,	/* letters of an ending */
	START_MIN	= 4,	/* of a word that begins a lead, to count in other endings */
};

/* A field as it is listened for. */
struct ear {
	const struct leads_field *field;
	enum value_type		  type;
	struct choices		 *choices;	/* NULL: none */
	json_t			 *labels;	/* words that name it, as keys of an object */
	bool			  name;		/* what a person is called */
	bool			  area;		/* the size of a place */
};

struct intake {
	const struct leads	*leads;
	char			*country;
	struct value_words	*words;
	struct cues		*cues;
	struct signals		*signals;
	struct choices		*start;
	struct ear		*ears;
	size_t			 n;
};

/* A message being listened to. */
struct message {
	const struct intake		*h;
	const struct intake_view	*view;
	const struct ear		*asked;		/* or NULL */
	const char			*text;
	size_t				 len;
	struct value_text		*read;
	struct cue			 cues[CUES_MAX];
	size_t				 n_cues;
	struct clause			 clause[CLAUSES_MAX];
	size_t				 n_clauses;
	struct heard			*out;
	unsigned			 clauses;	/* bits of those that said something */
};

/* Folded, without accents; the caller frees. */
static char *
plain(const char *s, size_t len)
{
	struct buf folded = {0}, out = {0};

	text_fold(s, len, &folded);
	buf_str(&out, "");
	for (size_t at = 0; at < folded.len;) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &at));

		if (c != 0)
			text_put(&out, c);
	}
	buf_free(&folded);
	return buf_take(&out);
}

/* The same word but for its ending: room and rooms, quote and quoting. */
static bool
is_kin(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), common = 0;
	size_t shorter = la < lb ? la : lb, longer = la < lb ? lb : la;

	if (shorter < KIN_MIN)
		return la == lb && strcmp(a, b) == 0;
	while (common < shorter && a[common] == b[common])
		common++;
	return common >= KIN_MIN && common + 1 >= shorter && longer - common <= KIN_END;
}

static size_t
count_words(const char *s, size_t len)
{
	enum text_class class;
	size_t n = 0, at = 0, wlen;

	while (text_word(s, len, &at, &wlen, &class) != NULL)
		n++;
	return n;
}

static const char *
next_word(const char *s, size_t len, size_t *at, size_t *wlen)
{
	enum text_class class;

	return text_word(s, len, at, wlen, &class);
}

/* The words of a text that say what it is about become labels. */
static void
add_labels(const struct intake *h, struct ear *e, const char *text, bool all)
{
	struct cue cue[CUES_MAX];
	size_t len = strlen(text), at = 0, wlen;
	size_t n = cues_find(h->cues, CUE_PLAIN | CUE_ASK | CUE_IS | CUE_AM | CUE_AND | CUE_OPENER, text, len, cue, CUES_MAX);
	const char *w;

	while ((w = next_word(text, len, &at, &wlen)) != NULL) {
		bool says = all || text_length(w, wlen) > KIN_MIN;

		for (size_t i = 0; i < n && !all; i++)
			says = says && ((size_t)(w - text) < cue[i].at || (size_t)(w - text) >= cue[i].at + cue[i].len);
		if (says) {
			char *word = plain(w, wlen);

			json_object_set_new(e->labels, word, json_true());
			free(word);
		}
	}
}

static bool
has_cue(const struct intake *h, unsigned kinds, const char *text)
{
	struct cue one;

	return cues_find(h->cues, kinds, text, strlen(text), &one, 1) > 0;
}

static void
label(const struct intake *h, struct ear *e)
{
	char *key = mem_str(e->field->key);
	const char *language;
	json_t *v;
	size_t i;

	for (char *p = key; *p != '\0'; p++)
		if (*p == '_' || *p == '-' || *p == '.')
			*p = ' ';
	add_labels(h, e, key, true);
	e->name = has_cue(h, CUE_TITLE, key);
	e->area = has_cue(h, CUE_AREA, key);
	free(key);
	json_array_foreach((json_t *)e->field->words, i, v) {
		add_labels(h, e, json_string_value(v), true);
		e->area = e->area || has_cue(h, CUE_AREA, json_string_value(v));
	}
	if (json_is_string(e->field->ask))
		add_labels(h, e, json_string_value(e->field->ask), false);
	json_object_foreach((json_t *)e->field->ask, language, v) {
		add_labels(h, e, json_string_value(v), false);
		e->name = e->name || has_cue(h, CUE_TITLE, json_string_value(v));
		e->area = e->area || has_cue(h, CUE_AREA, json_string_value(v));
	}
	e->name = e->name && e->type == VALUE_TEXT;
}

/* A word that two fields are called by tells neither. */
static void
drop_shared(struct intake *h)
{
	const char *word;
	json_t *v;
	void *tmp;

	for (size_t i = 0; i < h->n; i++)
		json_object_foreach_safe(h->ears[i].labels, tmp, word, v) {
			bool shared = false;

			for (size_t k = 0; k < h->n; k++)
				if (k != i && json_object_get(h->ears[k].labels, word) != NULL) {
					shared = true;
					json_object_set_new(h->ears[k].labels, word, json_false());
				}
			if (shared)
				json_object_set_new(h->ears[i].labels, word, json_false());
		}
}

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

	h->leads = leads;
	h->country = mem_str(country_of(ws));
	/* A process serves one workspace. */
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	h->n = leads_count(leads);
	h->ears = mem_array(h->n + 1, sizeof *h->ears);
	if ((h->words = value_load()) == NULL || (h->cues = cues_load()) == NULL || (h->signals = signals_load()) == NULL) {
		intake_free(h);
		return NULL;
	}
	h->start = start_words(leads);
	for (size_t i = 0; i < h->n; i++) {
		struct ear *e = &h->ears[i];

		e->field = leads_field(leads, i);
		e->type = (enum value_type)value_type_named(e->field->type);
		e->choices = json_object_size(e->field->choices) > 0 ? choices_new(e->field->choices) : NULL;
		e->labels = json_object();
		label(h, e);
	}
	drop_shared(h);
	return h;
}

void
intake_free(struct intake *h)
{
	if (h == NULL)
		return;
	for (size_t i = 0; i < h->n; i++) {
		choices_free(h->ears[i].choices);
		json_decref(h->ears[i].labels);
	}
	free(h->ears);
	choices_free(h->start);
	signals_free(h->signals);
	cues_free(h->cues);
	value_free(h->words);
	free(h->country);
	free(h);
}

bool
intake_is_name(const struct intake *h, const struct leads_field *f)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->ears[i].field == f)
			return h->ears[i].name;
	return false;
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

/* The clause that holds a byte of the text; -1 for none. */
static int
clause_at(const struct message *m, size_t at)
{
	for (size_t i = 0; i < m->n_clauses; i++) {
		size_t start = (size_t)(m->clause[i].text - m->text);

		if (at >= start && at <= start + m->clause[i].len)
			return (int)i;
	}
	return -1;
}

static void
count_clause(struct message *m, size_t at)
{
	int i = clause_at(m, at);

	if (i >= 0)
		m->clauses |= 1u << i;
}

/* A clause ends as a question, or begins as one. */
static bool
is_question(const struct message *m, int clause)
{
	struct cue cue;
	size_t first = 0, wlen;

	if (clause < 0 || m->clause[clause].question)
		return clause >= 0;
	if (next_word(m->clause[clause].text, m->clause[clause].len, &first, &wlen) == NULL ||
	    cues_find(m->h->cues, CUE_ASK, m->clause[clause].text, m->clause[clause].len, &cue, 1) == 0)
		return false;
	return cue.at + wlen <= first;
}

static bool
has_cue_in(const struct message *m, unsigned kinds, size_t from, size_t to)
{
	for (size_t i = 0; i < m->n_cues; i++)
		if ((m->cues[i].kind & kinds) != 0 && m->cues[i].at >= from && m->cues[i].at + m->cues[i].len <= to)
			return true;
	return false;
}

static struct heard *
heard(const struct message *m, const struct ear *e)
{
	return &m->out[e - m->h->ears];
}

static bool
is_known(const struct message *m, const struct ear *e)
{
	return json_object_get(m->view->fields, e->field->key) != NULL;
}

/* Takes the value. */
static void
hear(struct message *m, const struct ear *e, enum heard_as as, json_t *value, size_t at, size_t len)
{
	struct heard *h = heard(m, e);

	json_decref(h->value);
	free(h->words);
	*h = (struct heard){ as, value, mem_strn(m->text + at, len) };
	count_clause(m, at);
}

/* Does one of the field's words stand in this stretch of the text? */
static bool
is_labelled(const struct message *m, const struct ear *e, size_t from, size_t to)
{
	size_t at = 0, wlen;
	const char *w, *word;
	json_t *v;
	bool found = false;

	while (!found && (w = next_word(m->text + from, to - from, &at, &wlen)) != NULL) {
		char *said = plain(w, wlen);

		json_object_foreach(e->labels, word, v)
			found = found || (json_is_true(v) && is_kin(word, said));
		free(said);
	}
	return found;
}

static bool
is_break(char c)
{
	return strchr(",;.!?\n", c) != NULL;
}

/* Where the last three words before `at` begin, without a break between. */
static size_t
words_before(const struct message *m, size_t at)
{
	size_t from = at, next, wlen, start[3] = { at, at, at };

	while (from > 0 && !is_break(m->text[from - 1]))
		from--;
	for (const char *w; from < at && (w = next_word(m->text + from, at - from, (next = 0, &next), &wlen)) != NULL; from += next) {
		memmove(start, start + 1, 2 * sizeof *start);
		start[2] = (size_t)(w - m->text);
	}
	return start[0] < at ? start[0] : start[1] < at ? start[1] : start[2];
}

/* Where the next two words behind `at` end. */
static size_t
words_after(const struct message *m, size_t at)
{
	size_t end = at, next = 0, wlen;

	while (end < m->len && !is_break(m->text[end]))
		end++;
	for (int i = 0; i < 2 && next_word(m->text + at, end - at, &next, &wlen) != NULL; i++)
		;
	return at + next;
}

/* Do the words beside a value name the field? */
static bool
is_called(const struct message *m, const struct ear *e, const struct value_match *v)
{
	return is_labelled(m, e, v->at, words_after(m, v->at + v->len)) || is_labelled(m, e, words_before(m, v->at), v->at);
}

/* The desk's own time that is asked for, or when the matter began. */
static bool
is_foreign(const struct message *m, const struct value_match *v)
{
	int clause = clause_at(m, v->at);
	size_t start = clause >= 0 ? (size_t)(m->clause[clause].text - m->text) : 0;

	if (is_question(m, clause) && has_cue_in(m, CUE_OPENING, start, start + m->clause[clause].len))
		return true;
	for (size_t i = 0; i < m->n_cues; i++) {
		size_t end = m->cues[i].at + m->cues[i].len;

		if (m->cues[i].kind == CUE_PAST && end <= v->at && v->at - end <= 4 && memchr(m->text + end, ',', v->at - end) == NULL)
			return true;
	}
	return false;
}

/* The field of a type that a value is for: the one asked for, one that is
 * called so, the first that isn't known, any. */
static const struct ear *
pick(const struct message *m, enum value_type type, const struct value_match *v)
{
	const struct ear *first = NULL, *unknown = NULL;

	if (m->asked != NULL && m->asked->type == type && heard(m, m->asked)->as == HEARD_NOT)
		return m->asked;
	for (size_t i = 0; i < m->h->n; i++) {
		const struct ear *e = &m->h->ears[i];

		if (e->type != type || heard(m, e)->as == HEARD_VALUE)
			continue;
		if (is_called(m, e, v))
			return e;
		if (unknown == NULL && !is_known(m, e))
			unknown = e;
		if (first == NULL)
			first = e;
	}
	return unknown != NULL ? unknown : first;
}

static const struct ear *
ear_of(const struct intake *h, enum value_type type)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->ears[i].type == type)
			return &h->ears[i];
	return NULL;
}

static bool
is_given(const json_t *v)
{
	return v != NULL && !json_is_null(v);
}

/* A day and a time of it in one field; what is missing comes from before. */
static json_t *
joined(const json_t *date, const json_t *time, const json_t *before)
{
	const json_t *day = is_given(date) ? date : json_is_string(before) ? before : json_object_get(before, "date");
	const json_t *hour = is_given(time) ? time : json_object_get(before, "time");

	if (!is_given(hour))
		return json_incref((json_t *)day);
	return json_pack("{s:O?,s:O}", "date", day, "time", hour);
}

static void
hear_date(struct message *m, const json_t *date, const json_t *time, const struct value_match *v)
{
	const struct ear *e = pick(m, VALUE_DATE, v);
	const json_t *before;
	json_t *value;

	/* A time alone belongs to the day that this message, or an earlier one, named. */
	for (size_t i = 0; !is_given(date) && i < m->h->n; i++)
		if (m->h->ears[i].type == VALUE_DATE && heard(m, &m->h->ears[i])->as == HEARD_VALUE)
			e = &m->h->ears[i];
	if (e == NULL)
		return;
	before = heard(m, e)->as == HEARD_VALUE ? heard(m, e)->value : json_object_get(m->view->fields, e->field->key);
	/* What the message took back comes last. */
	if (before == heard(m, e)->value && (is_given(date) || is_given(json_object_get(before, "time"))) && before != NULL)
		return;
	value = joined(date, time, before);
	hear(m, e, HEARD_VALUE, value, v->at, v->len);
}

/* A day, a time or both, each to its field; without a field for times, to the day's. */
static void
hear_when(struct message *m, const json_t *date, const json_t *time, const struct value_match *v)
{
	const struct ear *e = ear_of(m->h, VALUE_TIME);

	if (is_given(date) && ear_of(m->h, VALUE_DATE) != NULL)
		hear_date(m, date, e == NULL ? time : NULL, v);
	else if (is_given(time) && e == NULL)
		hear_date(m, NULL, time, v);
	if (!is_given(time) || e == NULL || (e = pick(m, VALUE_TIME, v)) == NULL)
		return;
	if (is_given(date) && ear_of(m->h, VALUE_DATE) == NULL)
		hear(m, e, HEARD_VALUE, json_pack("{s:O,s:O}", "date", date, "time", time), v->at, v->len);
	else
		hear(m, e, HEARD_VALUE, json_incref((json_t *)time), v->at, v->len);
}

static bool
is_when(const struct ear *e)
{
	return e->type == VALUE_DATE || e->type == VALUE_TIME;
}

static void
hear_any_when(struct message *m)
{
	struct value_match v;
	enum value_verdict verdict;

	if (ear_of(m->h, VALUE_DATE) == NULL && ear_of(m->h, VALUE_TIME) == NULL)
		return;
	while ((verdict = value_find(m->read, VALUE_DATETIME, NULL, &v)) == VALUE_FOUND || verdict == VALUE_UNCLEAR) {
		const struct ear *e = ear_of(m->h, VALUE_DATE);

		value_take(m->read, &v);
		if (verdict == VALUE_FOUND && v.clear && !is_foreign(m, &v))
			hear_when(m, json_object_get(v.value, "date"), json_object_get(v.value, "time"), &v);
		else if (verdict == VALUE_UNCLEAR && e != NULL && v.clear && !is_known(m, e) &&
		    heard(m, e)->as == HEARD_NOT && !is_foreign(m, &v))
			hear(m, e, HEARD_UNCLEAR, NULL, v.at, v.len);
		json_decref(v.value);
	}
}

/* The only number that is asked for, of which nothing else is told. */
static bool
is_only(const struct intake *h, const struct ear *e)
{
	for (size_t i = 0; i < h->n; i++)
		if (&h->ears[i] != e && h->ears[i].type == e->type)
			return false;
	return true;
}

/* The field of a number: by the words beside it, by its unit, the only one or
 * the one that is asked for; NULL: it counts something else. */
static const struct ear *
number_for(const struct message *m, const struct value_match *v)
{
	char *words = mem_strn(m->text + v->at, v->len);
	bool area = has_cue(m->h, CUE_AREA, words);
	const struct ear *found = NULL;

	free(words);
	for (size_t i = 0; i < m->h->n && found == NULL; i++) {
		const struct ear *e = &m->h->ears[i];

		if (e->type == VALUE_NUMBER && heard(m, e)->as != HEARD_VALUE &&
		    (is_called(m, e, v) || (area && e->area) || (v->clear && is_only(m->h, e))))
			found = e;
	}
	if (found == NULL && m->asked != NULL && m->asked->type == VALUE_NUMBER && heard(m, m->asked)->as != HEARD_VALUE)
		found = m->asked;
	return found;
}

/* A number in this stretch of the text, by itself, for a field that the words
 * beside it name. */
static bool
hear_number_in(struct message *m, const struct ear *e, size_t from, size_t to)
{
	const struct value_context context = { .now_ms = m->view->now, .country = m->h->country };
	char *stretch = mem_strn(m->text + from, to - from);
	struct value_text *read = value_read(m->h->words, stretch, m->view->language, &context);
	struct value_match v;
	bool found = value_find(read, VALUE_NUMBER, NULL, &v) == VALUE_FOUND;

	if (found) {
		v.at += from;
		value_take(m->read, &v);
		hear(m, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
	json_decref(v.value);
	value_text_free(read);
	free(stretch);
	return found;
}

/* "3 bedrooms", "bedrooms: 3", whatever else is counted in the message. */
static void
hear_named_numbers(struct message *m, const struct ear *e)
{
	size_t at = 0, wlen;
	const char *w;

	while (heard(m, e)->as == HEARD_NOT && (w = next_word(m->text, m->len, &at, &wlen)) != NULL) {
		size_t start = (size_t)(w - m->text);

		if (!is_labelled(m, e, start, start + wlen))
			continue;
		if (!hear_number_in(m, e, words_before(m, start), start + wlen))
			hear_number_in(m, e, start + wlen, words_after(m, start + wlen));
	}
}

/* The numbers that are plain, one after the other; then those that a word
 * tells apart; what is left may still answer a question, unclear as it is. */
static void
hear_numbers(struct message *m)
{
	enum value_verdict verdict;
	struct value_match v;
	const struct ear *e;

	if (ear_of(m->h, VALUE_NUMBER) == NULL)
		return;
	while ((verdict = value_find(m->read, VALUE_NUMBER, NULL, &v)) == VALUE_FOUND) {
		value_take(m->read, &v);
		if ((e = number_for(m, &v)) != NULL)
			hear(m, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
		json_decref(v.value);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
	for (size_t i = 0; i < m->h->n; i++)
		if (m->h->ears[i].type == VALUE_NUMBER)
			hear_named_numbers(m, &m->h->ears[i]);
	while ((verdict = value_find(m->read, VALUE_NUMBER, NULL, &v)) == VALUE_UNCLEAR) {
		value_take(m->read, &v);
		if (m->asked != NULL && m->asked->type == VALUE_NUMBER && heard(m, m->asked)->as == HEARD_NOT)
			hear(m, m->asked, HEARD_UNCLEAR, NULL, v.at, v.len);
		json_decref(v.value);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}

/* "No", "yes", "none" and "other" are choices only where they were asked for. */
static bool
is_social(const struct message *m, const struct value_match *v)
{
	char *words = mem_strn(m->text + v->at, v->len);
	bool social = has_cue_in(m, CUE_NONE, v->at, v->at + v->len) || (signals_find(m->h->signals, words, m->view->language) & (SIGNAL_YES | SIGNAL_NO | SIGNAL_SOCIAL)) != 0;

	free(words);
	return social;
}

/* Choices, places, phones, addresses, money, that nobody asked for. */
static void
hear_plain(struct message *m, const struct ear *e)
{
	struct value_match v;
	enum value_verdict verdict = value_find(m->read, e->type, e->choices, &v);
	bool wanted = verdict == VALUE_FOUND && v.clear;

	if (verdict == VALUE_REFUSED && is_labelled(m, e, (size_t)(m->clause[0].text - m->text), m->len) && !is_known(m, e))
		hear(m, e, HEARD_REFUSED, NULL, v.at, v.len);
	if (e->choices != NULL)
		wanted = verdict == VALUE_FOUND && !is_social(m, &v) && !(is_known(m, e) && is_question(m, clause_at(m, v.at)));
	if (wanted) {
		value_take(m->read, &v);
		hear(m, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}

/* The answer to the question that is open. */
static void
hear_asked(struct message *m)
{
	const struct ear *e = m->asked;
	struct value_match v;
	enum value_verdict verdict = value_find(m->read, e->type, e->choices, &v);

	if (verdict == VALUE_NONE || (verdict == VALUE_FOUND && is_when(e) && is_foreign(m, &v)))
		goto done;
	if (verdict == VALUE_REFUSED) {
		hear(m, e, HEARD_REFUSED, NULL, v.at, v.len);
	} else if (e->type == VALUE_NUMBER) {
		/* Among others, maybe: hear_numbers tells them apart. */
	} else if (verdict == VALUE_UNCLEAR) {
		value_take(m->read, &v);
		hear(m, e, HEARD_UNCLEAR, NULL, v.at, v.len);
	} else {
		const json_t *date = e->type == VALUE_DATE && json_is_string(v.value) ? v.value : json_object_get(v.value, "date");
		const json_t *time = e->type == VALUE_TIME && date == NULL ? v.value : json_object_get(v.value, "time");

		value_take(m->read, &v);
		if (is_when(e))
			hear_when(m, date, time, &v);
		else
			hear(m, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
done:
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}

/* The stretch of the text between two places without what carries nothing at
 * its ends: *from and *to move. */
static void
trim(const struct message *m, size_t *from, size_t *to)
{
	static const char blank[] = " \t\n,;:.!-";
	bool again = true;

	while (again) {
		again = false;
		while (*from < *to && strchr(blank, m->text[*from]) != NULL)
			++*from;
		while (*to > *from && strchr(blank, m->text[*to - 1]) != NULL)
			--*to;
		for (size_t i = 0; i < m->n_cues && !again; i++) {
			const struct cue *c = &m->cues[i];

			/* Never all of it: "Claro" is a name, too. */
			if (c->kind == CUE_OPENER && c->at == *from && c->at + c->len < *to) {
				*from += c->len;
				again = true;
			} else if (c->kind == CUE_CLOSER && c->at > *from && c->at + c->len == *to) {
				*to -= c->len;
				again = true;
			}
		}
	}
}

static bool
is_upper(const char *s, size_t len)
{
	size_t at = 0;
	int32_t c = text_next(s, len, &at);
	char *folded;
	bool upper;

	if (text_class(c) != TEXT_LETTER)
		return false;
	folded = plain(s, at);
	upper = c < 0x80 ? c >= 'A' && c <= 'Z' : strncmp(folded, s, strlen(folded)) != 0;
	free(folded);
	return upper;
}

/* Where a name that begins at `from` ends: at a break, a digit, an "and", or
 * when it gets long. capital: only words that begin so. */
static size_t
name_end(const struct message *m, size_t from, bool capital)
{
	size_t stop = from, at, wlen, end = from;
	const char *w;

	while (stop < m->len && strchr(",;:!?\n()0123456789@+", m->text[stop]) == NULL &&
	    !(m->text[stop] == '.' && (stop + 1 == m->len || (m->text[stop + 1] == ' ' && stop - from > 3))))
		stop++;
	for (size_t i = 0; i < m->n_cues; i++)
		if (m->cues[i].kind == CUE_AND && m->cues[i].at > from && m->cues[i].at < stop)
			stop = m->cues[i].at;
	at = 0;
	for (int i = 0; i < NAME_WORDS && (w = next_word(m->text + from, stop - from, &at, &wlen)) != NULL; i++) {
		if (capital && !is_upper(w, wlen))
			break;
		end = from + at;
	}
	return end;
}

static bool
hear_name_at(struct message *m, const struct ear *e, size_t from, bool capital)
{
	size_t to = m->len;

	trim(m, &from, &to);
	to = name_end(m, from, capital);
	if (to <= from)
		return false;
	trim(m, &from, &to);
	if (to <= from)
		return false;
	hear(m, e, HEARD_VALUE, json_stringn(m->text + from, to - from), from, to - from);
	return true;
}

/* "My name is Ana", "I'm Ana": nobody need have asked. */
static bool
hear_introduction(struct message *m, const struct ear *e)
{
	for (size_t i = 0; i < m->n_cues; i++)
		if (m->cues[i].kind == CUE_NAME && hear_name_at(m, e, m->cues[i].at + m->cues[i].len, false))
			return true;
	for (size_t i = 0; i < m->n_cues; i++)
		if (m->cues[i].kind == CUE_AM && hear_name_at(m, e, m->cues[i].at + m->cues[i].len, true))
			return true;
	return false;
}

/* "Address: Calle Mayor 5", "my address is ...": a word of the field, and what
 * follows to the end of the sentence. */
static bool
hear_labelled(struct message *m, const struct ear *e)
{
	size_t at = 0, wlen;
	const char *w;

	while ((w = next_word(m->text, m->len, &at, &wlen)) != NULL) {
		size_t from = at + strspn(m->text + at, " "), to, gap = 0;

		if (!is_labelled(m, e, (size_t)(w - m->text), at))
			continue;
		for (size_t i = 0; i < m->n_cues; i++)
			if (m->cues[i].kind == CUE_IS && m->cues[i].at == from)
				gap = m->cues[i].len;
		if (m->text[from] == ':' || m->text[from] == '=')
			gap = 1;
		if (gap == 0 || is_question(m, clause_at(m, from)))
			continue;
		from += gap;
		to = from + strcspn(m->text + from, e->name ? ",;.!?\n" : ";!?\n");
		trim(m, &from, &to);
		if (to <= from)
			continue;
		hear(m, e, HEARD_VALUE, json_stringn(m->text + from, to - from), from, to - from);
		return true;
	}
	return false;
}

/* What is no question of the message: all of it as it is said, or the first
 * stretch of sentences that tell. */
static bool
told(const struct message *m, size_t *from, size_t *to)
{
	*from = *to = 0;
	for (size_t i = 0; i < m->n_clauses; i++) {
		size_t start = (size_t)(m->clause[i].text - m->text);

		if (is_question(m, (int)i)) {
			if (*to > *from)
				break;
			continue;
		}
		if (*to == 0)
			*from = start;
		*to = start + m->clause[i].len;
	}
	trim(m, from, to);
	return *to > *from;
}

/* Is anything left besides what was taken and what carries nothing? */
static bool
has_rest(const struct message *m)
{
	struct value_match v;
	bool rest = value_find(m->read, VALUE_TEXT, NULL, &v) == VALUE_FOUND;

	json_decref(v.value);
	for (size_t i = 0; rest && i < m->n_cues; i++)
		if ((m->cues[i].kind & (CUE_OPENER | CUE_CLOSER | CUE_WAIT)) != 0 && m->cues[i].at <= v.at &&
		    m->cues[i].at + m->cues[i].len >= v.at + v.len)
			rest = false;
	return rest;
}

/* The answer to an open question for words. */
static void
hear_answer(struct message *m, const struct ear *e)
{
	size_t from, to;

	if (m->view->elsewhere || has_cue_in(m, CUE_OFF | CUE_WAIT, 0, m->len) || !has_rest(m) || !told(m, &from, &to))
		return;
	if (e->name && count_words(m->text + from, to - from) > NAME_WORDS && name_end(m, from, false) == to)
		hear(m, e, HEARD_UNCLEAR, NULL, from, to - from);
	else if (e->name && hear_name_at(m, e, from, false))
		return;
	else
		hear(m, e, HEARD_VALUE, json_stringn(m->text + from, to - from), from, to - from);
}

static void
hear_text(struct message *m, const struct ear *e)
{
	struct value_match v;
	enum value_verdict verdict = VALUE_NONE;

	if (e == m->asked) {
		verdict = value_find(m->read, e->type, e->choices, &v);
		if (verdict == VALUE_REFUSED)
			hear(m, e, HEARD_REFUSED, NULL, v.at, v.len);
		if (verdict != VALUE_NONE)
			json_decref(v.value);
		if (verdict == VALUE_REFUSED)
			return;
	}
	if ((e->name && hear_introduction(m, e)) || hear_labelled(m, e))
		return;
	if (e == m->asked)
		hear_answer(m, e);
}

static bool
has_words_kept(const struct ear *e)
{
	return e->type == VALUE_TEXT || (e->type == VALUE_PLACE && e->choices == NULL);
}

/* What nobody asked for, for all fields of a type. */
static void
hear_of(struct message *m, enum value_type type)
{
	for (size_t i = 0; i < m->h->n; i++) {
		const struct ear *e = &m->h->ears[i];

		if (e->type == type && heard(m, e)->as == HEARD_NOT && !has_words_kept(e))
			hear_plain(m, e);
	}
}

/* A name and nothing else: "Sam", "April", "Domingo Díaz" are no days then. */
static bool
is_bare_name(const struct message *m)
{
	size_t at = 0, wlen, n = 0;
	const char *w;

	if (m->asked == NULL || !m->asked->name || strpbrk(m->text, "0123456789@,;:?") != NULL)
		return false;
	for (; (w = next_word(m->text, m->len, &at, &wlen)) != NULL; n++)
		if (!is_upper(w, wlen))
			return false;
	return n > 0 && n <= BARE_NAME_WORDS;
}

static void
hear_all(struct message *m)
{
	if (is_bare_name(m) && hear_name_at(m, m->asked, 0, false))
		return;
	if (m->asked != NULL && m->asked->type != VALUE_TEXT)
		hear_asked(m);
	hear_of(m, VALUE_EMAIL);
	hear_of(m, VALUE_PHONE);
	hear_of(m, VALUE_MONEY);
	/* Before days and hours, which take bare numbers away. */
	hear_numbers(m);
	hear_any_when(m);
	/* After them: "lunes" is no misspelt "luces". */
	hear_of(m, VALUE_PLACE);
	hear_of(m, VALUE_CHOICE);
	for (size_t i = 0; i < m->h->n; i++)
		if (m->h->ears[i].type == VALUE_TEXT && heard(m, &m->h->ears[i])->as == HEARD_NOT)
			hear_text(m, &m->h->ears[i]);
}

static const struct ear *
ear_for(const struct intake *h, const struct leads_field *f)
{
	for (size_t i = 0; i < h->n && f != NULL; i++)
		if (h->ears[i].field == f)
			return &h->ears[i];
	return NULL;
}

/* The text without what only greets: "Good morning!" is no time of day. */
static char *
without_greetings(const struct message *m)
{
	char *text = mem_strn(m->text, m->len);

	for (size_t i = 0; i < m->n_clauses; i++) {
		char *clause = mem_strn(m->clause[i].text, m->clause[i].len);
		unsigned found = signals_find(m->h->signals, clause, NULL);

		if ((found & SIGNAL_GREETING) != 0 && (found & SIGNAL_SOCIAL) != 0)
			memset(text + (m->clause[i].text - m->text), ' ', m->clause[i].len);
		free(clause);
	}
	return text;
}

static void
open_message(struct message *m, const struct intake *h, const char *text, const struct intake_view *view)
{
	const struct value_context context = { .now_ms = view->now, .country = h->country };
	char *said;

	*m = (struct message){ .h = h, .view = view, .asked = ear_for(h, view->asking), .text = text, .len = strlen(text) };
	m->n_clauses = clauses_split(text, m->clause);
	said = without_greetings(m);
	m->read = value_read(h->words, said, view->language, &context);
	free(said);
	m->n_cues = cues_find(h->cues, ~0u, text, m->len, m->cues, CUES_MAX);
}

unsigned
intake_listen(const struct intake *h, const char *text, const struct intake_view *view,
    struct heard *out, unsigned *clauses)
{
	struct message m;
	unsigned does = 0;

	open_message(&m, h, text, view);
	m.out = out;
	hear_all(&m);
	for (size_t i = 0; i < m.n_clauses; i++)
		if (is_question(&m, (int)i))
			does |= INTAKE_QUESTION;
	if (has_cue_in(&m, CUE_OFF, 0, m.len))
		does |= INTAKE_OFF;
	if (has_cue_in(&m, CUE_WAIT, 0, m.len))
		does |= INTAKE_WAIT;
	if (!has_rest(&m))
		does |= INTAKE_EMPTY;
	*clauses = m.clauses;
	value_text_free(m.read);
	return does;
}

json_t *
intake_value(const struct intake *h, const struct leads_field *f, const char *text, const char *language, int64_t now)
{
	const struct intake_view view = { .asking = f, .language = language, .now = now };
	struct heard *out = mem_array(h->n + 1, sizeof *out), *mine = &out[ear_for(h, f) - h->ears];
	unsigned clauses;
	json_t *value = NULL;

	if (ear_for(h, f)->type == VALUE_TEXT)
		value = json_string(text);
	else
		intake_listen(h, text, &view, out, &clauses);
	if (value == NULL && mine->as == HEARD_VALUE)
		value = json_incref(mine->value);
	intake_release(out, h->n);
	free(out);
	return value;
}

/* A word of the text is one that begins leads, in another ending: where it
 * stands, or NULL. */
static const char *
begins_kin(const struct intake *h, const char *text)
{
	size_t at = 0, wlen, len = strlen(text);
	const char *w;
	bool found = false;
	json_t *v;
	size_t i;

	while (!found && (w = next_word(text, len, &at, &wlen)) != NULL) {
		char *said = plain(w, wlen);

		json_array_foreach((json_t *)leads_words(h->leads), i, v) {
			char *word = plain(json_string_value(v), strlen(json_string_value(v)));

			found = found || (text_length(word, strlen(word)) >= START_MIN && is_kin(word, said));
			free(word);
		}
		free(said);
	}
	return found ? w : NULL;
}

bool
intake_begins(const struct intake *h, const char *text, const char *language, unsigned *clauses)
{
	const struct intake_view view = { .language = language };
	const char *kin = begins_kin(h, text);
	struct message m;
	struct value_match v = {0};
	bool begins;

	open_message(&m, h, text, &view);
	begins = value_find(m.read, VALUE_CHOICE, h->start, &v) == VALUE_FOUND;
	if (begins)
		count_clause(&m, v.at);
	else if (kin != NULL)
		count_clause(&m, (size_t)(kin - text));
	begins = (begins || kin != NULL) && !has_cue_in(&m, CUE_OFF | CUE_CANCEL, 0, m.len);
	*clauses = begins ? m.clauses : 0;
	json_decref(v.value);
	value_text_free(m.read);
	return begins;
}
