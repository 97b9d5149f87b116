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

/* The field of a number: by the words beside it, by its unit, the only one or
 * the one that is asked for; NULL: it counts something else. */
static const struct ear *
number_for(const struct said *s, const struct value_match *v)
{
	char *words = mem_strn(s->text + v->at, v->len);
	bool area = ears_cue(s->ears, CUE_AREA, words);
	const struct ear *found = NULL;

	free(words);
	for (size_t i = 0; i < s->ears->n && found == NULL; i++) {
		const struct ear *e = &s->ears->v[i];

		if (e->type == VALUE_NUMBER && said_heard(s, e)->as != HEARD_VALUE &&
		    (said_is_called(s, e, v) || (area && e->area) || (v->clear && is_only(s->ears, e))))
			found = e;
	}
	if (found == NULL && s->asked != NULL && s->asked->type == VALUE_NUMBER && said_heard(s, s->asked)->as != HEARD_VALUE)
		found = s->asked;
	return found;
}

/* A number in this stretch of the text, by itself, for a field that the words
 * beside it name. */
static bool
hear_in(struct said *s, const struct ear *e, size_t from, size_t to)
{
	const struct value_context context = { .now_ms = s->known->now, .country = s->ears->country };
	char *stretch = mem_strn(s->text + from, to - from);
	struct value_text *read = value_read(s->ears->words, stretch, s->known->language, &context);
	struct value_match v;
	bool found = value_find(read, VALUE_NUMBER, NULL, &v) == VALUE_FOUND;

	if (found) {
		v.at += from;
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
		if (!hear_in(s, e, said_words_before(s, start, 1), start + wlen) &&
		    !hear_in(s, e, said_words_before(s, start, 3), start + wlen))
			hear_in(s, e, start + wlen, said_words_after(s, start + wlen));
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
		if (s->ears->v[i].type == VALUE_NUMBER)
			hear_named_numbers(s, &s->ears->v[i]);
	while ((verdict = value_find(s->read, VALUE_NUMBER, NULL, &v)) == VALUE_UNCLEAR) {
		value_take(s->read, &v);
		if (s->asked != NULL && s->asked->type == VALUE_NUMBER && said_heard(s, s->asked)->as == HEARD_NOT)
			said_hear(s, s->asked, HEARD_UNCLEAR, NULL, v.at, v.len);
		json_decref(v.value);
	}
	if (verdict != VALUE_NONE)
		json_decref(v.value);
}
