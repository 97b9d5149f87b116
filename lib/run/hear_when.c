#include <string.h>

#include "run/hear_when.h"

bool
hear_when_foreign(const struct said *s, const struct value_match *v)
{
	int clause = said_clause(s, v->at);
	size_t start = clause >= 0 ? (size_t)(s->clause[clause].text - s->text) : 0;

	if (said_is_question(s, clause) && said_has_cue(s, CUE_OPENING, start, start + s->clause[clause].len))
		return true;
	for (size_t i = 0; i < s->n_cues; i++) {
		size_t end = s->cues[i].at + s->cues[i].len;

		if (s->cues[i].kind == CUE_PAST && end <= v->at && v->at - end <= 4 && memchr(s->text + end, ',', v->at - end) == NULL)
			return true;
	}
	return false;
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
hear_date(struct said *s, const json_t *date, const json_t *time, const struct value_match *v)
{
	const struct ear *e = said_pick(s, VALUE_DATE, v);
	const json_t *before;
	json_t *value;

	/* A time alone belongs to the day that this message, or an earlier one, named. */
	for (size_t i = 0; !is_given(date) && i < s->ears->n; i++)
		if (s->ears->v[i].type == VALUE_DATE && said_heard(s, &s->ears->v[i])->as == HEARD_VALUE)
			e = &s->ears->v[i];
	if (e == NULL)
		return;
	before = said_heard(s, e)->as == HEARD_VALUE ? said_heard(s, e)->value : json_object_get(s->known->fields, e->field->key);
	/* What the message took back comes last. */
	if (before == said_heard(s, e)->value && (is_given(date) || is_given(json_object_get(before, "time"))) && before != NULL)
		return;
	value = joined(date, time, before);
	said_hear(s, e, HEARD_VALUE, value, v->at, v->len);
}

void
hear_when_take(struct said *s, const json_t *date, const json_t *time, const struct value_match *v)
{
	const struct ear *e = ears_of(s->ears, VALUE_TIME);

	if (is_given(date) && ears_of(s->ears, VALUE_DATE) != NULL)
		hear_date(s, date, e == NULL ? time : NULL, v);
	else if (is_given(time) && e == NULL)
		hear_date(s, NULL, time, v);
	if (!is_given(time) || e == NULL || (e = said_pick(s, VALUE_TIME, v)) == NULL)
		return;
	if (is_given(date) && ears_of(s->ears, VALUE_DATE) == NULL)
		said_hear(s, e, HEARD_VALUE, json_pack("{s:O,s:O}", "date", date, "time", time), v->at, v->len);
	else
		said_hear(s, e, HEARD_VALUE, json_incref((json_t *)time), v->at, v->len);
}

bool
hear_when_first(struct said *s, const struct value_match *v)
{
	json_t *day = value_first_day(s->read, v);
	const struct ear *e = day != NULL ? said_pick(s, VALUE_DATE, v) : NULL;
	bool first = e != NULL && e->first && !hear_when_foreign(s, v);

	if (first)
		hear_when_take(s, day, NULL, v);
	json_decref(day);
	return first;
}

void
hear_when_all(struct said *s)
{
	struct value_match v;
	enum value_verdict verdict;

	if (ears_of(s->ears, VALUE_DATE) == NULL && ears_of(s->ears, VALUE_TIME) == NULL)
		return;
	while ((verdict = value_find(s->read, VALUE_DATETIME, NULL, &v)) == VALUE_FOUND || verdict == VALUE_UNCLEAR) {
		const struct ear *e = ears_of(s->ears, VALUE_DATE);

		value_take(s->read, &v);
		if (verdict == VALUE_FOUND && v.clear && !hear_when_foreign(s, &v))
			hear_when_take(s, json_object_get(v.value, "date"), json_object_get(v.value, "time"), &v);
		else if (verdict == VALUE_UNCLEAR && hear_when_first(s, &v))
			continue;
		else if (verdict == VALUE_UNCLEAR && e != NULL && v.clear && !said_is_known(s, e) &&
		    said_heard(s, e)->as == HEARD_NOT && !hear_when_foreign(s, &v) && !said_has_cue(s, CUE_PAST, v.at, v.at + v.len))
			said_hear(s, e, HEARD_UNCLEAR, NULL, v.at, v.len);
		json_decref(v.value);
	}
}

/* Is an hour known already; is something else than words or an hour asked for,
 * or a number known, that a bare number may be as well? */
static bool
is_hour_known(const struct said *s)
{
	bool known = false;

	if (s->asked != NULL && (s->asked->type == VALUE_NUMBER || s->asked->type == VALUE_MONEY || s->asked->type == VALUE_PHONE))
		return false;
	for (size_t i = 0; i < s->ears->n; i++) {
		const struct ear *e = &s->ears->v[i];
		const json_t *v = json_object_get(s->known->fields, e->field->key);

		if ((e->type == VALUE_NUMBER && v != NULL) || ((e->type == VALUE_DATE || e->type == VALUE_TIME) && said_heard(s, e)->as != HEARD_NOT))
			return false;
		known = known || (e->type == VALUE_TIME && v != NULL) || (e->type == VALUE_DATE && is_given(json_object_get(v, "time")));
	}
	return known;
}

void
hear_when_changed(struct said *s)
{
	struct value_match v;

	if (!is_hour_known(s) || !value_corrects(s->read))
		return;
	if (value_find(s->read, VALUE_TIME, NULL, &v) == VALUE_FOUND && !v.clear) {
		value_take(s->read, &v);
		hear_when_take(s, NULL, v.value, &v);
	}
	json_decref(v.value);
}
