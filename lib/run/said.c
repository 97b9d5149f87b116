#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "nlp/kin.h"
#include "run/said.h"

enum {
	SAYS_WORD	= 3,	/* letters of a word that says something */
	SAYS_MIN	= 4,	/* letters of what does */
};

const char *
said_word(const char *s, size_t len, size_t *at, size_t *wlen)
{
	enum text_class class;

	return text_word(s, len, at, wlen, &class);
}

int
said_clause(const struct said *s, size_t at)
{
	for (size_t i = 0; i < s->n_clauses; i++) {
		size_t start = (size_t)(s->clause[i].text - s->text);

		if (at >= start && at <= start + s->clause[i].len)
			return (int)i;
	}
	return -1;
}

void
said_count(struct said *s, size_t at)
{
	int i = said_clause(s, at);

	if (i >= 0)
		s->clauses |= 1u << i;
}

/* Nothing but "and", "actually", "sorry" ahead of what begins the question? */
static bool
only_opens(const struct said *s, size_t from, size_t to)
{
	size_t at = from, wlen;
	const char *w;

	while (at < to && (w = said_word(s->text, to, &at, &wlen)) != NULL)
		if (!said_in_cue(s, CUE_OPENER | CUE_AND, (size_t)(w - s->text), at))
			return false;
	return true;
}

bool
said_is_question(const struct said *s, int clause)
{
	size_t from, to;

	if (clause < 0 || s->clause[clause].question)
		return clause >= 0;
	from = (size_t)(s->clause[clause].text - s->text);
	to = from + s->clause[clause].len;
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_ASK && s->cues[i].at >= from && s->cues[i].at < to)
			return only_opens(s, from, s->cues[i].at);
	return false;
}

bool
said_has_cue(const struct said *s, uint64_t kinds, size_t from, size_t to)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if ((s->cues[i].kind & kinds) != 0 && s->cues[i].at >= from && s->cues[i].at + s->cues[i].len <= to)
			return true;
	return false;
}

bool
said_in_cue(const struct said *s, uint64_t kinds, size_t from, size_t to)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if ((s->cues[i].kind & kinds) != 0 && s->cues[i].at <= from && s->cues[i].at + s->cues[i].len >= to)
			return true;
	return false;
}

const struct cue *
said_cue_ahead(const struct said *s, uint64_t kinds, size_t at)
{
	for (size_t i = 0; i < s->n_cues; i++) {
		size_t end = s->cues[i].at + s->cues[i].len;

		if ((s->cues[i].kind & kinds) != 0 && end < at && strspn(s->text + end, " ") == at - end)
			return &s->cues[i];
	}
	return NULL;
}

struct heard *
said_heard(const struct said *s, const struct ear *e)
{
	return &s->out[e - s->ears->v];
}

bool
said_is_known(const struct said *s, const struct ear *e)
{
	return json_object_get(s->known->fields, e->field->key) != NULL;
}

bool
said_others(const struct said *s, const struct ear *e)
{
	for (size_t i = 0; i < s->ears->n; i++)
		if (&s->ears->v[i] != e && s->out[i].as == HEARD_VALUE)
			return true;
	return false;
}

void
said_hear(struct said *s, const struct ear *e, enum heard_as as, json_t *value, size_t at, size_t len)
{
	struct heard *h = said_heard(s, e);

	json_decref(h->value);
	free(h->words);
	*h = (struct heard){ as, value, mem_strn(s->text + at, len) };
	said_count(s, at);
}

void
said_hear_text(struct said *s, const struct ear *e, size_t from, size_t to)
{
	value_take(s->read, &(struct value_match){ .at = from, .len = to - from });
	said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
}

bool
said_is_labelled(const struct said *s, const struct ear *e, size_t from, size_t to)
{
	size_t at = 0, wlen;
	const char *w, *word;
	json_t *v;
	bool found = said_has_cue(s, e->counts, from, to);

	while (!found && (w = said_word(s->text + from, to - from, &at, &wlen)) != NULL) {
		char *said = kin_plain(w, wlen);

		json_object_foreach(e->labels, word, v)
			found = found || (json_is_true(v) && kin_is(word, said));
		free(said);
	}
	return found;
}

bool
said_names(const struct said *s, const struct ear *e, size_t from, size_t to)
{
	static const uint64_t kinds[] = { [VALUE_DATE] = CUE_DAY, [VALUE_TIME] = CUE_HOUR, [VALUE_PHONE] = CUE_PHONE,
	    [VALUE_EMAIL] = CUE_EMAIL, [VALUE_MONEY] = CUE_COST, [VALUE_PLACE] = 0 };

	return (e->name && said_has_cue(s, CUE_TITLE, from, to)) || said_has_cue(s, kinds[e->type], from, to) ||
	    said_is_labelled(s, e, from, to);
}

static bool
is_break(char c)
{
	return strchr(",;.!?\n", c) != NULL;
}

size_t
said_words_before(const struct said *s, size_t at, size_t n)
{
	size_t from = at, next, wlen, start[3] = { at, at, at };

	while (from > 0 && !is_break(s->text[from - 1]))
		from--;
	for (const char *w; from < at && (w = said_word(s->text + from, at - from, (next = 0, &next), &wlen)) != NULL; from += next) {
		memmove(start, start + 1, 2 * sizeof *start);
		start[2] = (size_t)(w - s->text);
	}
	for (size_t i = 3 - n; i < 3; i++)
		if (start[i] < at)
			return start[i];
	return at;
}

size_t
said_words_after(const struct said *s, size_t at)
{
	size_t end = at, next = 0, wlen;

	while (end < s->len && !is_break(s->text[end]))
		end++;
	for (int i = 0; i < 2 && said_word(s->text + at, end - at, &next, &wlen) != NULL; i++)
		;
	return at + next;
}

bool
said_is_called(const struct said *s, const struct ear *e, const struct value_match *v)
{
	return said_is_labelled(s, e, v->at, said_words_after(s, v->at + v->len)) ||
	    said_is_labelled(s, e, said_words_before(s, v->at, 3), v->at);
}

const struct ear *
said_pick(const struct said *s, enum value_type type, const struct value_match *v)
{
	const struct ear *first = NULL, *unknown = NULL;

	if (s->asked != NULL && s->asked->type == type && said_heard(s, s->asked)->as == HEARD_NOT)
		return s->asked;
	for (size_t i = 0; i < s->ears->n; i++) {
		const struct ear *e = &s->ears->v[i];

		if (e->type != type || said_heard(s, e)->as == HEARD_VALUE)
			continue;
		if (said_is_called(s, e, v))
			return e;
		if (unknown == NULL && !said_is_known(s, e))
			unknown = e;
		if (first == NULL)
			first = e;
	}
	return unknown != NULL ? unknown : first;
}

void
said_trim(const struct said *s, size_t *from, size_t *to)
{
	static const char blank[] = " \t\n,;:.!-";
	bool again = true;

	while (again) {
		again = false;
		while (*from < *to && strchr(blank, s->text[*from]) != NULL)
			++*from;
		while (*to > *from && strchr(blank, s->text[*to - 1]) != NULL)
			--*to;
		for (size_t i = 0; i < s->n_cues && !again; i++) {
			const struct cue *c = &s->cues[i];

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

bool
said_hear_part(struct said *s, const struct ear *e, size_t from, size_t to)
{
	said_trim(s, &from, &to);
	if (to <= from)
		return false;
	said_hear_text(s, e, from, to);
	return true;
}

bool
said_breaks(const struct said *s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (strchr(",;:!?\n()", s->text[from]) != NULL || (s->text[from] == '.' && (from + 1 == s->len || s->text[from + 1] == ' ')))
			return true;
	return false;
}

bool
said_has_digit(const struct said *s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (s->text[from] >= '0' && s->text[from] <= '9')
			return true;
	return false;
}

bool
said_upper(const struct said *s, size_t at)
{
	return at < s->len && text_upper(s->text + at, s->len - at);
}

bool
said_rest(const struct said *s)
{
	struct value_match v;
	bool rest = value_find(s->read, VALUE_TEXT, NULL, &v) == VALUE_FOUND;

	json_decref(v.value);
	for (size_t i = 0; rest && i < s->n_cues; i++)
		if ((s->cues[i].kind & (CUE_OPENER | CUE_CLOSER | CUE_WAIT)) != 0 && s->cues[i].at <= v.at &&
		    s->cues[i].at + s->cues[i].len >= v.at + v.len)
			rest = false;
	return rest;
}

bool
said_told(const struct said *s, size_t *from, size_t *to)
{
	*from = *to = 0;
	for (size_t i = 0; i < s->n_clauses; i++) {
		size_t start = (size_t)(s->clause[i].text - s->text);

		if (said_is_question(s, (int)i)) {
			if (*to > *from)
				break;
			continue;
		}
		if (*to == 0)
			*from = start;
		*to = start + s->clause[i].len;
	}
	said_trim(s, from, to);
	return *to > *from;
}

bool
said_says(const struct said *s, size_t from, size_t to)
{
	size_t at = from, wlen, letters = 0;
	const char *w;

	while (at < to && (w = said_word(s->text, to, &at, &wlen)) != NULL) {
		size_t start = (size_t)(w - s->text);

		if (!said_in_cue(s, CUE_WISH | CUE_OPENER | CUE_CLOSER | CUE_PLAIN | CUE_ASK | CUE_AND | CUE_NAME | CUE_AM | CUE_TITLE |
		    CUE_DAY | CUE_HOUR | CUE_PHONE | CUE_EMAIL | CUE_COST, start, at) &&
		    text_length(w, wlen) >= SAYS_WORD && !ears_starts(s->ears, w, wlen) && !ears_labels(s->ears, w, wlen))
			letters += value_left(s->read, start, wlen);
	}
	return letters >= SAYS_MIN;
}

/* "Morning", where a time was asked for, and nothing else is said. */
static bool
answers_when(const struct said *s, int clause)
{
	size_t at = 0, wlen;

	return s->n_clauses == 1 && s->asked != NULL && (s->asked->type == VALUE_TIME || s->asked->type == VALUE_DATE) &&
	    said_word(s->clause[clause].text, s->clause[clause].len, &at, &wlen) != NULL &&
	    said_word(s->clause[clause].text, s->clause[clause].len, &at, &wlen) == NULL;
}

/* The text without what only greets: "Good morning!" is no time of day. */
static char *
without_greetings(const struct said *s)
{
	char *text = mem_strn(s->text, s->len);

	for (size_t i = 0; i < s->n_clauses; i++) {
		char *clause = mem_strn(s->clause[i].text, s->clause[i].len);
		unsigned found = signals_find(s->ears->signals, clause, NULL);

		if ((found & SIGNAL_GREETING) != 0 && (found & SIGNAL_SOCIAL) != 0 && !answers_when(s, (int)i))
			memset(text + (s->clause[i].text - s->text), ' ', s->clause[i].len);
		free(clause);
	}
	return text;
}

void
said_open(struct said *s, const struct ears *ears, const char *text, const struct known *known, struct heard *out)
{
	const struct value_context context = { .now_ms = known->now, .country = ears->country };
	char *said;

	*s = (struct said){ .ears = ears, .known = known, .asked = ears_for(ears, known->asking), .text = text, .len = strlen(text), .out = out };
	s->n_clauses = clauses_split(ears->cues, text, s->clause);
	said = without_greetings(s);
	s->read = value_read(ears->words, said, known->language, &context);
	free(said);
	s->n_cues = cues_find(ears->cues, UINT64_MAX, text, s->len, s->cues, SAID_CUES);
}

void
said_close(struct said *s)
{
	value_text_free(s->read);
}
