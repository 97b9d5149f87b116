#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/text.h"
#include "run/hear_address.h"
#include "run/hear_name.h"
#include "run/hear_words.h"

enum {
	SAYS_MIN	= 4,	/* letters of what says something */
};

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
		said_hear_text(s, e, from, to);
		return true;
	}
	return false;
}

/* The ends of a stretch that only tell something else go: "12b, tomorrow". */
static void
drop_others(const struct said *s, size_t *from, size_t *to)
{
	for (size_t at = *to; at > *from; at--)
		if (strchr(",;\n", s->text[at - 1]) != NULL) {
			if (!value_taken(s->read, at, *to - at) || value_left(s->read, at, *to - at) > 0)
				break;
			*to = at - 1;
		}
	for (size_t at = *from; at < *to; at++)
		if (strchr(",;\n", s->text[at]) != NULL) {
			if (!value_taken(s->read, *from, at - *from) || value_left(s->read, *from, at - *from) > 0)
				break;
			*from = at + 1;
		}
	said_trim(s, from, to);
}

/* What it is about, told with the wish itself: "my back hurts, can I come?" */
static bool
told_matter(struct said *s, const struct ear *e)
{
	size_t from, to;

	if (!s->known->begins || !said_told(s, &from, &to))
		return false;
	drop_others(s, &from, &to);
	if (to <= from || !said_says(s, from, to))
		return false;
	said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
	return true;
}

/* The answer to an open question for words. */
static void
hear_answer(struct said *s, const struct ear *e)
{
	size_t from, to;

	if (s->known->elsewhere || said_has_cue(s, CUE_OFF | CUE_WAIT, 0, s->len) || !said_rest(s) || !said_told(s, &from, &to))
		return;
	if (said_others(s, e))
		drop_others(s, &from, &to);
	/* Tuesday at 4 is no problem's description. */
	if (to <= from || (said_others(s, e) && value_left(s->read, from, to - from) < SAYS_MIN))
		return;
	if (e->name)
		hear_name_answer(s, e, from, to);
	else
		said_hear(s, e, HEARD_VALUE, json_stringn(s->text + from, to - from), from, to - from);
}

bool
hear_words_told(struct said *s, const struct ear *e)
{
	return (e->name && hear_name_told(s, e)) || hear_labelled(s, e) || (e->address && hear_address_told(s, e));
}

void
hear_words_answer(struct said *s, const struct ear *e)
{
	if (!(e->matter && told_matter(s, e)) && e == s->asked)
		hear_answer(s, e);
}
