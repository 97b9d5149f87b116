#include <stdlib.h>
#include <string.h>

#include "ext/text.h"
#include "nlp/kin.h"
#include "run/hear_words.h"

enum {
	NAME_WORDS	= 6,	/* of what a person is called */
	BARE_NAME_WORDS	= 3,	/* of an answer that is taken for a name, whatever else it may mean */
};

static size_t
count_words(const char *s, size_t len)
{
	enum text_class class;
	size_t n = 0, at = 0, wlen;

	while (text_word(s, len, &at, &wlen, &class) != NULL)
		n++;
	return n;
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
	folded = kin_plain(s, at);
	upper = c < 0x80 ? c >= 'A' && c <= 'Z' : strncmp(folded, s, strlen(folded)) != 0;
	free(folded);
	return upper;
}

/* Where a name that begins at `from` ends: at a break, a digit, an "and", or
 * when it gets long. capital: only words that begin so. */
static size_t
name_end(const struct said *s, size_t from, bool capital)
{
	size_t stop = from, at, wlen, end = from;
	const char *w;

	while (stop < s->len && strchr(",;:!?\n()0123456789@+", s->text[stop]) == NULL &&
	    !(s->text[stop] == '.' && (stop + 1 == s->len || (s->text[stop + 1] == ' ' && stop - from > 3))))
		stop++;
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_AND && s->cues[i].at > from && s->cues[i].at < stop)
			stop = s->cues[i].at;
	at = 0;
	for (int i = 0; i < NAME_WORDS && (w = said_word(s->text + from, stop - from, &at, &wlen)) != NULL; i++) {
		if (capital && !is_upper(w, wlen))
			break;
		end = from + at;
	}
	return end;
}

static bool
hear_name_at(struct said *s, const struct ear *e, size_t from, bool capital)
{
	size_t to = s->len;

	said_trim(s, &from, &to);
	to = name_end(s, from, capital);
	if (to <= from)
		return false;
	said_trim(s, &from, &to);
	if (to <= from)
		return false;
	said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
	return true;
}

/* "My name is Ana", "I'm Ana": nobody need have asked. */
static bool
hear_introduction(struct said *s, const struct ear *e)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_NAME && hear_name_at(s, e, s->cues[i].at + s->cues[i].len, false))
			return true;
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_AM && hear_name_at(s, e, s->cues[i].at + s->cues[i].len, true))
			return true;
	return false;
}

/* "Address: Calle Mayor 5", "my address is ...": a word of the field, and what
 * follows to the end of the sentence. */
static bool
hear_labelled(struct said *s, const struct ear *e)
{
	size_t at = 0, wlen;
	const char *w;

	while ((w = said_word(s->text, s->len, &at, &wlen)) != NULL) {
		size_t from = at + strspn(s->text + at, " "), to, gap = 0;

		if (!said_is_labelled(s, e, (size_t)(w - s->text), at))
			continue;
		for (size_t i = 0; i < s->n_cues; i++)
			if (s->cues[i].kind == CUE_IS && s->cues[i].at == from)
				gap = s->cues[i].len;
		if (s->text[from] == ':' || s->text[from] == '=')
			gap = 1;
		if (gap == 0 || said_is_question(s, said_clause(s, from)))
			continue;
		from += gap;
		to = from + strcspn(s->text + from, e->name ? ",;.!?\n" : ";!?\n");
		said_trim(s, &from, &to);
		if (to <= from)
			continue;
		said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
		return true;
	}
	return false;
}

/* What is no question of the message: all of it as it is said, or the first
 * stretch of sentences that tell. */
static bool
told(const struct said *s, size_t *from, size_t *to)
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

/* The answer to an open question for words. */
static void
hear_answer(struct said *s, const struct ear *e)
{
	size_t from, to;

	if (s->known->elsewhere || said_has_cue(s, CUE_OFF | CUE_WAIT, 0, s->len) || !said_rest(s) || !told(s, &from, &to))
		return;
	if (e->name && count_words(s->text + from, to - from) > NAME_WORDS && name_end(s, from, false) == to)
		said_hear(s, e, HEARD_UNCLEAR, NULL, from, to - from);
	else if (e->name && hear_name_at(s, e, from, false))
		return;
	else
		said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
}

void
hear_words_field(struct said *s, const struct ear *e)
{
	struct value_match v;
	enum value_verdict verdict = VALUE_NONE;

	if (e == s->asked) {
		verdict = value_find(s->read, e->type, e->choices, &v);
		if (verdict == VALUE_REFUSED)
			said_hear(s, e, HEARD_REFUSED, NULL, v.at, v.len);
		if (verdict != VALUE_NONE)
			json_decref(v.value);
		if (verdict == VALUE_REFUSED)
			return;
	}
	if ((e->name && hear_introduction(s, e)) || hear_labelled(s, e))
		return;
	if (e == s->asked)
		hear_answer(s, e);
}

static bool
is_bare_name(const struct said *s)
{
	size_t at = 0, wlen, n = 0;
	const char *w;

	if (s->asked == NULL || !s->asked->name || strpbrk(s->text, "0123456789@,;:?") != NULL)
		return false;
	for (; (w = said_word(s->text, s->len, &at, &wlen)) != NULL; n++)
		if (!is_upper(w, wlen))
			return false;
	return n > 0 && n <= BARE_NAME_WORDS;
}

bool
hear_words_bare_name(struct said *s)
{
	return is_bare_name(s) && hear_name_at(s, s->asked, 0, false);
}
