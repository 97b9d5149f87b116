#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "nlp/kin.h"
#include "run/ears.h"
#include "wa/country.h"

enum {
	CUES_MAX	= 64,	/* of a question that are looked at */
	START_MIN	= 4,	/* letters of a word that begins a lead, to count in other endings */
};

/* The words of a text that say what it is about become labels. */
static void
add_labels(const struct ears *ears, struct ear *e, const char *text, bool all)
{
	struct cue cue[CUES_MAX];
	size_t len = strlen(text), at = 0, wlen;
	size_t n = cues_find(ears->cues, CUE_PLAIN | CUE_ASK | CUE_IS | CUE_AM | CUE_AND | CUE_OPENER, text, len, cue, CUES_MAX);
	enum text_class class;
	const char *w;

	while ((w = text_word(text, len, &at, &wlen, &class)) != NULL) {
		bool says = all || text_length(w, wlen) > KIN_MIN;

		for (size_t i = 0; i < n && !all; i++)
			says = says && ((size_t)(w - text) < cue[i].at || (size_t)(w - text) >= cue[i].at + cue[i].len);
		if (says) {
			char *word = kin_plain(w, wlen);

			json_object_set_new(e->labels, word, json_true());
			free(word);
		}
	}
}

/* What a text says that its number counts. */
static uint64_t
counted(const struct ears *ears, const char *text)
{
	struct cue cue[CUES_MAX];
	size_t n = cues_find(ears->cues, CUE_ROOMS | CUE_PEOPLE | CUE_AGE, text, strlen(text), cue, CUES_MAX);
	uint64_t kinds = 0;

	for (size_t i = 0; i < n; i++)
		kinds |= cue[i].kind;
	return kinds;
}

bool
ears_cue(const struct ears *ears, uint64_t kinds, const char *text)
{
	struct cue one;

	return cues_find(ears->cues, kinds, text, strlen(text), &one, 1) > 0;
}

/* "Where are we to collect it" asks from where. */
static uint64_t
way_of(const struct ears *ears, const char *text)
{
	return ears_cue(ears, CUE_ORIGIN, text) ? CUE_ORIGIN : ears_cue(ears, CUE_TARGET, text) ? CUE_TARGET : 0;
}

/* What a text that says what the field is about makes of it. */
static void
learn(const struct ears *ears, struct ear *e, const char *text, bool name)
{
	bool words = e->type == VALUE_TEXT;

	e->area |= ears_cue(ears, CUE_AREA, text);
	e->counts |= e->type == VALUE_NUMBER ? counted(ears, text) : 0;
	e->name |= name && words && ears_cue(ears, CUE_TITLE, text);
	e->matter |= words && ears_cue(ears, CUE_MATTER, text);
	e->way |= e->type == VALUE_PLACE ? way_of(ears, text) : 0;
	e->first |= e->type == VALUE_DATE && ears_cue(ears, CUE_START, text);
	e->address |= words && ears_cue(ears, CUE_ADDRESS, text);
}

/* A question says what is counted where the field's own names don't. */
static void
label_by_question(const struct ears *ears, struct ear *e)
{
	uint64_t named = e->counts, way = e->way;
	const char *language;
	json_t *v;

	if (json_is_string(e->field->ask)) {
		add_labels(ears, e, json_string_value(e->field->ask), false);
		learn(ears, e, json_string_value(e->field->ask), true);
	}
	json_object_foreach((json_t *)e->field->ask, language, v) {
		add_labels(ears, e, json_string_value(v), false);
		learn(ears, e, json_string_value(v), true);
	}
	if (named != 0)
		e->counts = named;
	if (way != 0)
		e->way = way;
}

static void
label(const struct ears *ears, struct ear *e)
{
	char *key = mem_str(e->field->key);
	json_t *v;
	size_t i;

	for (char *p = key; *p != '\0'; p++)
		if (*p == '_' || *p == '-' || *p == '.')
			*p = ' ';
	add_labels(ears, e, key, true);
	learn(ears, e, key, true);
	free(key);
	json_array_foreach((json_t *)e->field->words, i, v) {
		add_labels(ears, e, json_string_value(v), true);
		learn(ears, e, json_string_value(v), false);
	}
	label_by_question(ears, e);
	e->matter = e->matter && !e->name && !e->address;
}

/* What two numbers count tells neither. */
static void
drop_shared_counts(struct ears *ears)
{
	uint64_t once = 0, twice = 0;

	for (size_t i = 0; i < ears->n; i++) {
		twice |= once & ears->v[i].counts;
		once |= ears->v[i].counts;
	}
	for (size_t i = 0; i < ears->n; i++)
		ears->v[i].counts &= ~twice;
}

/* A way has two ends, and two fields for them. */
static void
drop_half_ways(struct ears *ears)
{
	unsigned origins = 0, targets = 0;

	for (size_t i = 0; i < ears->n; i++) {
		if (ears->v[i].way == (CUE_ORIGIN | CUE_TARGET))
			ears->v[i].way = CUE_ORIGIN;
		origins += ears->v[i].way == CUE_ORIGIN;
		targets += ears->v[i].way == CUE_TARGET;
	}
	for (size_t i = 0; i < ears->n && (origins != 1 || targets != 1); i++)
		ears->v[i].way = 0;
}

/* A word that two fields are called by tells neither. */
static void
drop_shared(struct ears *ears)
{
	const char *word;
	json_t *v;
	void *tmp;

	for (size_t i = 0; i < ears->n; i++)
		json_object_foreach_safe(ears->v[i].labels, tmp, word, v) {
			bool shared = false;

			for (size_t k = 0; k < ears->n; k++)
				if (k != i && json_object_get(ears->v[k].labels, word) != NULL) {
					shared = true;
					json_object_set_new(ears->v[k].labels, word, json_false());
				}
			if (shared)
				json_object_set_new(ears->v[i].labels, word, json_false());
		}
}

const struct ear *
ears_of(const struct ears *ears, enum value_type type)
{
	for (size_t i = 0; i < ears->n; i++)
		if (ears->v[i].type == type)
			return &ears->v[i];
	return NULL;
}

const struct ear *
ears_for(const struct ears *ears, const struct leads_field *f)
{
	for (size_t i = 0; i < ears->n && f != NULL; i++)
		if (ears->v[i].field == f)
			return &ears->v[i];
	return NULL;
}

bool
ears_starts(const struct ears *ears, const char *word, size_t len)
{
	char *said = kin_plain(word, len);
	bool found = false;

	for (size_t i = 0; ears->start[i] != NULL && !found; i++)
		found = kin_is(ears->start[i], said);
	free(said);
	return found;
}

bool
ears_labels(const struct ears *ears, const char *word, size_t len)
{
	char *said = kin_plain(word, len);
	const char *label;
	bool found = false;
	json_t *v;

	for (size_t i = 0; i < ears->n; i++)
		json_object_foreach(ears->v[i].labels, label, v)
			found = found || kin_is(label, said);
	free(said);
	return found;
}

bool
ears_is_free_place(const struct ear *e)
{
	return e->type == VALUE_PLACE && e->choices == NULL;
}

/* Those that are long enough to count in other endings. */
static char **
start_words(const struct leads *leads)
{
	const json_t *words = leads_words(leads);
	char **start = mem_array(json_array_size(words) + 1, sizeof *start);
	size_t i, n = 0;
	json_t *v;

	json_array_foreach((json_t *)words, i, v) {
		const char *word = json_string_value(v);

		if (text_length(word, strlen(word)) >= START_MIN)
			start[n++] = kin_plain(word, strlen(word));
	}
	return start;
}

struct ears *
ears_load(const struct workspace *ws, const struct leads *leads)
{
	struct ears *ears = mem_alloc(sizeof *ears);

	ears->country = mem_str(country_of(ws));
	ears->start = start_words(leads);
	ears->n = leads_count(leads);
	ears->v = mem_array(ears->n + 1, sizeof *ears->v);
	if ((ears->words = value_load()) == NULL || (ears->cues = cues_load()) == NULL ||
	    (ears->signals = signals_load()) == NULL) {
		ears_free(ears);
		return NULL;
	}
	for (size_t i = 0; i < ears->n; i++) {
		struct ear *e = &ears->v[i];

		e->field = leads_field(leads, i);
		e->type = (enum value_type)value_type_named(e->field->type);
		e->choices = json_object_size(e->field->choices) > 0 ? choices_new(e->field->choices) : NULL;
		e->labels = json_object();
		label(ears, e);
	}
	drop_shared(ears);
	drop_shared_counts(ears);
	drop_half_ways(ears);
	return ears;
}

void
ears_free(struct ears *ears)
{
	if (ears == NULL)
		return;
	for (size_t i = 0; i < ears->n; i++) {
		choices_free(ears->v[i].choices);
		json_decref(ears->v[i].labels);
	}
	free(ears->v);
	signals_free(ears->signals);
	cues_free(ears->cues);
	value_free(ears->words);
	for (size_t i = 0; ears->start != NULL && ears->start[i] != NULL; i++)
		free(ears->start[i]);
	free(ears->start);
	free(ears->country);
	free(ears);
}
