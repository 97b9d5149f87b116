#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "run/hear_name.h"

enum {
	NAME_WORDS	= 6,	/* of what a person is called */
	HERE_WORDS	= 2,	/* of one ahead of "here" */
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
		if (capital && !text_upper(w, wlen))
			break;
		end = from + at;
	}
	return end;
}

/* "Ben Fox", "Mira Sol": a word that opens answers may begin a name; not one
 * that greets, says yes or introduces. */
static bool
opens_name(const struct said *s, size_t from)
{
	static const unsigned social = SIGNAL_GREETING | SIGNAL_THANKS | SIGNAL_YES | SIGNAL_NO | SIGNAL_SOCIAL;
	size_t at = from, first, wlen, next;
	const char *w = said_word(s->text, s->len, &at, &first);
	char *word;
	bool names;

	if (w == NULL || (size_t)(w - s->text) != from || !text_upper(w, first) ||
	    said_in_cue(s, CUE_AM | CUE_NAME | CUE_IS, from, at))
		return false;
	next = at;
	if ((w = said_word(s->text, s->len, &next, &wlen)) == NULL || !text_upper(w, wlen) || (size_t)(w - s->text) != at + 1)
		return false;
	word = mem_strn(s->text + from, first);
	names = (signals_find(s->ears->signals, word, NULL) & social) == 0;
	free(word);
	return names;
}

/* Behind "I'm", "my name is" at the beginning of an answer. */
static size_t
behind_introduction(const struct said *s, size_t from)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if ((s->cues[i].kind & (CUE_AM | CUE_NAME)) != 0 && s->cues[i].at == from && from + s->cues[i].len < s->len)
			return from + s->cues[i].len;
	return from;
}

/* Behind "my daughter", and a mark. */
static size_t
behind_who(const struct said *s, size_t from)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_WHO && s->cues[i].at == from) {
			from += s->cues[i].len;
			return from + strspn(s->text + from, " ,:");
		}
	return from;
}

/* Words that all mean something else are a name only where they are written as one. */
static bool
may_be_name(const struct said *s, size_t from, size_t to)
{
	size_t at = from, wlen;
	const char *w = said_word(s->text, to, &at, &wlen);

	return w != NULL && (text_upper(w, wlen) ||
	    (value_left(s->read, from, to - from) > 0 && !value_taken(s->read, from, to - from)));
}

static bool
hear_name_at(struct said *s, const struct ear *e, size_t from, bool capital)
{
	size_t to = s->len;

	from += strspn(s->text + from, " \t\n,;:.!-");
	if (!opens_name(s, from)) {
		said_trim(s, &from, &to);
		from = behind_introduction(s, from);
	}
	to = s->len;
	from += strspn(s->text + from, " ");
	from = behind_who(s, from);
	to = name_end(s, from, capital);
	if (to <= from)
		return false;
	if (!opens_name(s, from))
		said_trim(s, &from, &to);
	if (to <= from || !may_be_name(s, from, to))
		return false;
	said_hear_text(s, e, from, to);
	return true;
}

/* "It's Ana" introduces, "the insurer is Acme" doesn't. */
static bool
introduces(const struct said *s, const struct cue *c)
{
	size_t end = c->at + c->len, from = said_words_before(s, c->at, 1);

	if (value_taken(s->read, end, said_words_after(s, end) - end))
		return false;
	return !said_in_cue(s, CUE_IS, c->at, end) || from == c->at || said_in_cue(s, CUE_OPENER | CUE_AND, from, c->at - 1);
}

/* "For my daughter, Ana": not "with my daughter" or "my daughter says". */
static bool
is_for(const struct said *s, const struct cue *who)
{
	size_t from = said_words_before(s, who->at, 1), at = from, wlen;
	const char *w = said_word(s->text, who->at, &at, &wlen);

	return w != NULL && (said_cue_ahead(s, CUE_FOR | CUE_WISH, who->at) != NULL || ears_starts(s->ears, w, wlen));
}

/* "An appointment for Ana Bell": the wish, and at least two words that are
 * written as names are and mean nothing else. */
static bool
hear_wished_for(struct said *s, const struct ear *e, const struct cue *c)
{
	size_t ahead = said_words_before(s, c->at, 1), from = c->at + c->len, at = ahead, wlen;
	const char *w = said_word(s->text, c->at, &at, &wlen);

	if (w == NULL || !ears_starts(s->ears, w, wlen) || text_upper(w, wlen))
		return false;
	from += strspn(s->text + from, " ");
	at = from;
	for (int i = 0; i < 2; i++) {
		size_t start = at + strspn(s->text + at, " ");

		w = said_word(s->text, s->len, &at, &wlen);
		if (w == NULL || (size_t)(w - s->text) != start || !text_upper(w, wlen) || value_taken(s->read, start, wlen) ||
		    ears_starts(s->ears, w, wlen) || ears_labels(s->ears, w, wlen))
			return false;
	}
	return value_left(s->read, from, at - from) > 0 && hear_name_at(s, e, from, true);
}

static bool
is_about_matter(const struct said *s)
{
	for (size_t i = 0; i < s->ears->n; i++)
		if (s->ears->v[i].matter)
			return true;
	return false;
}

/* "Schmidt hier, ich hätte gern", "Tom here": what a sentence begins with. */
static bool
hear_name_here(struct said *s, const struct ear *e)
{
	static const char *const here[] = { "here", "hier", "aquí", "aqui" };
	size_t at = 0, wlen, from = s->len, n = 0;
	const char *w;

	for (size_t end = 0; (w = said_word(s->text, s->len, &at, &wlen)) != NULL; end = at) {
		size_t start = (size_t)(w - s->text);

		if (said_breaks(s, end, start))
			n = 0;
		for (size_t k = 0; k < sizeof here / sizeof *here && n > 0 && n <= HERE_WORDS; k++)
			if (strlen(here[k]) == wlen && memcmp(here[k], w, wlen) == 0 && (at == s->len || said_breaks(s, at, at + 1)))
				return hear_name_at(s, e, from, true);
		from = n == 0 ? start : from;
		n = text_upper(w, wlen) && value_left(s->read, start, wlen) > 0 ? n + 1 : HERE_WORDS + 1;
	}
	return false;
}

bool
hear_name_told(struct said *s, const struct ear *e)
{
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_NAME && hear_name_at(s, e, s->cues[i].at + s->cues[i].len, false))
			return true;
	for (size_t i = 0; i < s->n_cues; i++)
		if (s->cues[i].kind == CUE_AM && introduces(s, &s->cues[i]) && hear_name_at(s, e, s->cues[i].at + s->cues[i].len, true))
			return true;
	if (hear_name_here(s, e))
		return true;
	for (size_t i = 0; i < s->n_cues && !said_is_known(s, e); i++)
		if ((s->cues[i].kind == CUE_WHO && is_for(s, &s->cues[i]) && hear_name_at(s, e, s->cues[i].at + s->cues[i].len, true)) ||
		    (s->cues[i].kind == CUE_FOR && !is_about_matter(s) && hear_wished_for(s, e, &s->cues[i])))
			return true;
	return false;
}

/* Where in an answer the name begins: behind the last that says whom it is
 * for. "The appointment is for my wife, Ana." */
static size_t
behind_whom(const struct said *s, size_t begin)
{
	size_t from = begin, end = name_end(s, begin, false);

	for (size_t i = 0; i < s->n_cues; i++) {
		const struct cue *c = &s->cues[i];

		/* "Ana Bell. Call me": the name is told, and what follows is something else. */
		if (end < s->len && s->text[end] == '.' && c->at > end)
			break;
		if (c->at >= from && (c->kind == CUE_WHO || (c->kind == CUE_FOR && !said_says(s, begin, c->at))))
			from = c->at + (c->kind == CUE_FOR ? c->len : 0);
	}
	return from;
}

/* "OK, let's book": a wish in small letters is nobody's name. */
static bool
is_wish(const struct said *s, size_t from, size_t to)
{
	size_t at = from, wlen;
	const char *w;
	bool wish = false;

	while (at < to && (w = said_word(s->text, to, &at, &wlen)) != NULL) {
		if (text_upper(w, wlen))
			return false;
		wish = wish || ears_starts(s->ears, w, wlen) || said_in_cue(s, CUE_WISH, (size_t)(w - s->text), at);
	}
	return wish;
}

void
hear_name_answer(struct said *s, const struct ear *e, size_t from, size_t to)
{
	bool long_one = count_words(s->text + from, to - from) > NAME_WORDS && name_end(s, from, false) == to;

	if (is_wish(s, from, to) || (!long_one && hear_name_at(s, e, behind_whom(s, from), false)))
		return;
	if (long_one || said_has_cue(s, CUE_WHO, from, to))
		said_hear(s, e, HEARD_UNCLEAR, NULL, from, to - from);
	else if (!said_others(s, e))
		said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
}

static bool
is_bare_name(const struct said *s)
{
	size_t at = 0, wlen, n = 0;
	const char *w;

	if (s->asked == NULL || !s->asked->name || strpbrk(s->text, "0123456789@,;:?") != NULL ||
	    said_has_cue(s, CUE_NAME | CUE_AM, 0, s->len))
		return false;
	for (; (w = said_word(s->text, s->len, &at, &wlen)) != NULL; n++)
		if (!text_upper(w, wlen))
			return false;
	return n > 0 && n <= BARE_NAME_WORDS;
}

bool
hear_name_bare(struct said *s)
{
	return is_bare_name(s) && hear_name_at(s, s->asked, 0, false);
}
