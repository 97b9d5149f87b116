#include <stdlib.h>

#include "base/mem.h"
#include "ext/text.h"
#include "run/hear_place.h"
#include "run/hear_way.h"

enum {
	END_WORDS	= 3,	/* of what one end is called */
};

/* One end of the way, as it is told. */
struct end {
	const struct ear	*ear;
	size_t			 from, to;
	json_t			*value;
};

static const struct ear *
ear_of(const struct said *s, uint64_t way)
{
	for (size_t i = 0; i < s->ears->n; i++)
		if (s->ears->v[i].way == way)
			return &s->ears->v[i];
	return NULL;
}

static const struct ear *
ear_for(const struct said *s, const struct cue *c)
{
	return ear_of(s, c->kind == CUE_FROM ? CUE_ORIGIN : CUE_TARGET);
}

/* Where a stretch of END_WORDS words from a place on ends, within `stop`. */
static size_t
stretch_end(const struct said *s, size_t from, size_t stop)
{
	size_t at = from, wlen, end = from;
	const char *w;

	for (int n = 0; n < END_WORDS && (w = said_word(s->text, stop, &at, &wlen)) != NULL && !said_breaks(s, end, (size_t)(w - s->text)); n++)
		end = at;
	return end;
}

/* The choice that is named in the stretch, which becomes its words. */
static json_t *
choice_in(const struct said *s, struct end *x)
{
	const struct value_context context = { .now_ms = s->known->now, .country = s->ears->country };
	char *stretch = mem_strn(s->text + x->from, x->to - x->from);
	struct value_text *read = value_read(s->ears->words, stretch, s->known->language, &context);
	struct value_match v;

	if (value_find(read, VALUE_PLACE, x->ear->choices, &v) == VALUE_FOUND) {
		x->from += v.at;
		x->to = x->from + v.len;
	}
	value_text_free(read);
	free(stretch);
	return v.value;
}

/* The end that is named from a place on, before `stop`. capital: by a name
 * that is written as one. */
static bool
end_at(const struct said *s, const struct ear *e, size_t from, size_t stop, bool capital, struct end *x)
{
	size_t first, wlen;

	*x = (struct end){ .ear = e };
	if (e->choices != NULL) {
		x->from = from;
		x->to = stretch_end(s, from, stop);
		return (x->value = choice_in(s, x)) != NULL;
	}
	if (!hear_place_town(s, from, stop, capital, &x->from, &x->to))
		return false;
	first = x->from;
	(void)said_word(s->text, x->to, &first, &wlen);
	if (value_left(s->read, x->from, wlen) == 0 && !said_upper(s, x->from))
		return false;
	x->value = json_stringn(s->text + x->from, x->to - x->from);
	return x->value != NULL;
}

static void
hear_end(struct said *s, struct end *x)
{
	value_take(s->read, &(struct value_match){ .at = x->from, .len = x->to - x->from });
	said_hear(s, x->ear, HEARD_VALUE, x->value, x->from, x->to - x->from);
}

/* "From a flat in Leeds to": behind what says in which town. */
static size_t
behind_in(const struct said *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if ((s->cues[i].kind & (CUE_IN | CUE_HERE)) != 0 && s->cues[i].at > from && s->cues[i].at + s->cues[i].len < to)
			from = s->cues[i].at + s->cues[i].len;
	return from;
}

/* Both ends: where from, whose value is taken over, and where to, behind its cue. */
static bool
hear_ends(struct said *s, struct end *a, const struct cue *to, bool capital)
{
	struct end b;

	if (!end_at(s, ear_for(s, to), to->at + to->len, s->len, capital, &b)) {
		json_decref(a->value);
		return false;
	}
	hear_end(s, a);
	hear_end(s, &b);
	return true;
}

/* "From York to Hull" */
static bool
hear_both(struct said *s, const struct cue *from, const struct cue *to)
{
	size_t start = from->at + from->len;
	struct end a;

	if (from->kind != CUE_FROM || to->kind != CUE_TO || to->at <= start || said_breaks(s, start, to->at) ||
	    !end_at(s, ear_for(s, from), behind_in(s, start, to->at), to->at, false, &a))
		return false;
	/* Nothing else between them. */
	if (value_left(s->read, a.to, to->at - a.to) > 0) {
		json_decref(a.value);
		return false;
	}
	return hear_ends(s, &a, to, false);
}

/* "York to Hull": names on both sides. */
static bool
hear_names(struct said *s, const struct cue *to)
{
	size_t from = said_words_before(s, to->at, 1);
	struct end a;

	if (to->kind != CUE_TO || from == to->at || !said_upper(s, from) || said_in_cue(s, UINT64_MAX, from, to->at - 1) ||
	    !end_at(s, ear_of(s, CUE_ORIGIN), from, to->at, true, &a))
		return false;
	return hear_ends(s, &a, to, true);
}

/* Does nothing but "we are going" stand before a place in the text? */
static bool
is_first(const struct said *s, size_t at)
{
	return value_left(s->read, 0, at) == 0;
}

/* Is the cue one of this kind as well? "À" is both where and where to. */
static bool
is_at(const struct said *s, const struct cue *c, uint64_t kind)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == kind && s->cues[i].at == c->at)
			return true;
	return false;
}

/* "To Hull", where one end is asked for; "from Leeds" by itself. */
static void
hear_one(struct said *s, const struct cue *c)
{
	bool way = (c->kind & (CUE_FROM | CUE_TO)) != 0, either = way && is_at(s, c, CUE_IN);
	const struct ear *e = either && s->asked != NULL && s->asked->way != 0 ? s->asked : way ? ear_for(s, c) : NULL;
	bool asked = s->asked != NULL && s->asked->way != 0 && is_first(s, c->at) && !said_is_question(s, said_clause(s, c->at));
	struct end x;

	if (e != NULL && said_heard(s, e)->as == HEARD_NOT && (asked || is_at(s, c, CUE_WAY)) &&
	    end_at(s, e, c->at + c->len, s->len, !asked, &x))
		hear_end(s, &x);
}

void
hear_way_all(struct said *s)
{
	if (ear_of(s, CUE_ORIGIN) == NULL)
		return;
	for (size_t i = 0; i < s->n_cues; i++)
		for (size_t k = i + 1; k < s->n_cues; k++)
			if (hear_both(s, &s->cues[i], &s->cues[k]))
				return;
	for (size_t i = 0; i < s->n_cues; i++)
		if (hear_names(s, &s->cues[i]))
			return;
	for (size_t i = 0; i < s->n_cues; i++)
		hear_one(s, &s->cues[i]);
}
