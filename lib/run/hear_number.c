#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/hear_number.h"

/* The only number that is asked for, of which nothing else is told. */
static bool
is_only(const struct ears *ears, const struct ear *e)
{
	for (size_t i = 0; i < ears->n; i++)
		if (&ears->v[i] != e && ears->v[i].type == e->type)
			return false;
	return true;
}

/* Is nothing counted right behind a number? "We are five", not "five stops away". */
static bool
counts_nothing(const struct said *s, const struct value_match *v)
{
	size_t end = v->at + v->len, at = 0, wlen;
	const char *w = said_word(s->text + end, s->len - end, &at, &wlen);

	return !v->clear && json_is_number(v->value) && (w == NULL || strspn(s->text + end, " ") != (size_t)(w - s->text) - end ||
	    value_left(s->read, (size_t)(w - s->text), wlen) == 0 || said_has_cue(s, CUE_AND | CUE_WISH, (size_t)(w - s->text), end + at));
}

/* "We are five", "we are four, no, five": no word that means anything else between. */
static bool
is_announced(const struct said *s, uint64_t kinds, const struct value_match *v)
{
	for (size_t i = 0; i < s->n_cues; i++) {
		size_t end = s->cues[i].at + s->cues[i].len;

		if ((s->cues[i].kind & kinds) != 0 && end < v->at && (strspn(s->text + end, " ") == v->at - end ||
		    (memchr(s->text + end, ',', v->at - end) != NULL && value_left(s->read, end, v->at - end) == 0)))
			return counts_nothing(s, v);
	}
	return false;
}

/* "For my two kids"; with "and" beside them there may be more. */
static bool
counts_children(const struct said *s, const struct value_match *v)
{
	size_t end = v->at + v->len, behind = said_words_after(s, end);

	return said_has_cue(s, CUE_CHILDREN, v->at, behind) && !said_has_cue(s, CUE_AND, said_words_before(s, v->at, 3), behind);
}

/* What a number counts, by what stands beside it: of CUE_ROOMS, CUE_PEOPLE, CUE_AGE. */
static uint64_t
counted(const struct said *s, const struct value_match *v)
{
	static const uint64_t kinds[] = { CUE_ROOMS, CUE_PEOPLE, CUE_AGE };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (said_has_cue(s, kinds[i], v->at, said_words_after(s, v->at + v->len)))
			return kinds[i];
	if (counts_children(s, v) || is_announced(s, CUE_PARTY, v))
		return CUE_PEOPLE;
	return is_announced(s, CUE_AGED, v) ? CUE_AGE : 0;
}

/* "Two rugs": is what stands behind a number one of the choices, and the field
 * the only number, of nothing else? */
static bool
counts_choice(const struct said *s, const struct ear *e, const struct value_match *v)
{
	const struct value_context context = { .now_ms = s->known->now, .country = s->ears->country };
	size_t end = v->at + v->len, at = 0, wlen;
	struct value_match choice;
	struct value_text *read;
	bool counts = false;
	char *word;

	if (e->area || e->counts != 0 || !is_only(s->ears, e) || said_word(s->text + end, s->len - end, &at, &wlen) == NULL ||
	    strspn(s->text + end, " ") != at - wlen)
		return false;
	word = mem_strn(s->text + end, at);
	read = value_read(s->ears->words, word, s->known->language, &context);
	for (size_t i = 0; i < s->ears->n && !counts; i++)
		if (s->ears->v[i].choices != NULL && s->ears->v[i].type == VALUE_CHOICE) {
			counts = value_find(read, VALUE_CHOICE, s->ears->v[i].choices, &choice) == VALUE_FOUND;
			json_decref(choice.value);
		}
	value_text_free(read);
	free(word);
	return counts;
}

/* The field of a number: by the words beside it, by its unit, the only one or
 * the one that is asked for; NULL: it counts something else. */
static const struct ear *
number_for(const struct said *s, const struct value_match *v)
{
	char *words = mem_strn(s->text + v->at, v->len);
	bool area = ears_cue(s->ears, CUE_AREA, words);
	uint64_t counts = counted(s, v);
	const struct ear *found = NULL;

	free(words);
	for (size_t i = 0; i < s->ears->n && found == NULL; i++) {
		const struct ear *e = &s->ears->v[i];

		if (e->type == VALUE_NUMBER && said_heard(s, e)->as != HEARD_VALUE &&
		    (said_is_called(s, e, v) || (area && e->area) || (counts & e->counts) != 0 || (v->clear && is_only(s->ears, e)) ||
		    (json_is_number(v->value) && counts_choice(s, e, v))))
			found = e;
	}
	if (found == NULL && s->asked != NULL && s->asked->type == VALUE_NUMBER && said_heard(s, s->asked)->as != HEARD_VALUE &&
	    (counts == 0 || s->asked->counts == 0))
		found = s->asked;
	return found;
}

/* A number in this stretch of the text, by itself, for a field that the words
 * beside it name. `alone`: only one that counts nothing. */
static bool
hear_in(struct said *s, const struct ear *e, size_t from, size_t to, bool alone)
{
	const struct value_context context = { .now_ms = s->known->now, .country = s->ears->country };
	char *stretch = mem_strn(s->text + from, to - from);
	struct value_text *read = value_read(s->ears->words, stretch, s->known->language, &context);
	struct value_match v;
	bool found = value_find(read, VALUE_NUMBER, NULL, &v) == VALUE_FOUND;

	v.at += from;
	found = found && !value_is_range(s->read, v.at) && !value_taken(s->read, v.at, v.len) && !(alone && !counts_nothing(s, &v));
	if (found) {
		value_take(s->read, &v);
		said_hear(s, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
	}
	json_decref(v.value);
	value_text_free(read);
	free(stretch);
	return found;
}

/* "3 bedrooms", "bedrooms: 3", whatever else is counted in the message. */
static void
hear_named_numbers(struct said *s, const struct ear *e)
{
	size_t at = 0, wlen;
	const char *w;

	while (said_heard(s, e)->as == HEARD_NOT && (w = said_word(s->text, s->len, &at, &wlen)) != NULL) {
		size_t start = (size_t)(w - s->text);

		if (!said_is_labelled(s, e, start, start + wlen))
			continue;
		/* "one" is a number right beside what it counts. */
		if (!hear_in(s, e, said_words_before(s, start, 1), start + wlen, false) &&
		    !hear_in(s, e, said_words_before(s, start, 3), start + wlen, false))
			hear_in(s, e, start + wlen, said_words_after(s, start + wlen), false);
	}
}

/* "We are four", "the four of us", "she is nine", beside other numbers. */
static void
hear_announced_numbers(struct said *s, const struct ear *e)
{
	uint64_t ahead = ((e->counts & CUE_PEOPLE) != 0 ? CUE_PARTY : 0) | ((e->counts & CUE_AGE) != 0 ? CUE_AGED : 0);

	for (size_t i = 0; i < s->n_cues && said_heard(s, e)->as == HEARD_NOT; i++) {
		size_t at = s->cues[i].at, end = at + s->cues[i].len;

		if ((s->cues[i].kind & e->counts) != 0)
			hear_in(s, e, said_words_before(s, at, 1), end, false);
		else if ((s->cues[i].kind & ahead) != 0)
			hear_in(s, e, end, said_words_after(s, end), true);
	}
}

/* The numbers that are plain, one after the other; then those that a word
 * tells apart; what is left may still answer a question, unclear as it is. */
void
hear_number_all(struct said *s)
{
	enum value_verdict verdict;
	struct value_match v;
	const struct ear *e;

	if (ears_of(s->ears, VALUE_NUMBER) == NULL)
		return;
	while ((verdict = value_find(s->read, VALUE_NUMBER, NULL, &v)) == VALUE_FOUND) {
		value_take(s->read, &v);
		if ((e = number_for(s, &v)) != NULL)
			said_hear(s, e, HEARD_VALUE, json_incref(v.value), v.at, v.len);
		json_decref(v.value);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
	for (size_t i = 0; i < s->ears->n; i++)
		if (s->ears->v[i].type == VALUE_NUMBER) {
			hear_named_numbers(s, &s->ears->v[i]);
			hear_announced_numbers(s, &s->ears->v[i]);
		}
	while ((verdict = value_find(s->read, VALUE_NUMBER, NULL, &v)) == VALUE_UNCLEAR) {
		value_take(s->read, &v);
		if (s->asked != NULL && s->asked->type == VALUE_NUMBER && said_heard(s, s->asked)->as == HEARD_NOT)
			said_hear(s, s->asked, HEARD_UNCLEAR, NULL, v.at, v.len);
		json_decref(v.value);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}
