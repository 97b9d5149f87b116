#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "nlp/pieces.h"

#define SHORT	4	/* letters of a word a dot may end: "p.m.", "sept." */

/* The sort of run a character belongs to. */
static int
run_of(int32_t c)
{
	switch (text_class(c)) {
	case TEXT_LETTER:
	case TEXT_DENSE:
		return PIECE_WORD;
	case TEXT_DIGIT:
		return PIECE_DIGITS;
	default:
		return PIECE_MARK;
	}
}

/* Line ends are marks: a sentence ends there. */
static bool
is_space(int32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x202f || (c >= 0x2000 && c <= 0x200b) ||
	    c == 0x3000 || c == 0xfe0f;
}

/* The one way to write what is typed in many. */
static int32_t
plain_mark(int32_t c)
{
	switch (c) {
	case 0x2018: case 0x2019: case 0x2bc: case 0x60: case 0xb4:
		return '\'';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212:
		return '-';
	case 0xb7: case 0x2027:
		return '.';
	default:
		return c;
	}
}

static char *
plain_word(const char *s, size_t len, enum piece_kind kind)
{
	struct buf folded = {0}, out = {0};
	size_t at = 0;

	if (kind == PIECE_MARK) {
		text_put(&out, plain_mark(text_next(s, len, &at)));
		return buf_take(&out);
	}
	text_fold(s, len, &folded);
	buf_room(&out, folded.len);
	out.data[0] = '\0';
	while (at < folded.len) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &at));

		if (c != 0)
			text_put(&out, c);
	}
	buf_free(&folded);
	return buf_take(&out);
}

static int64_t
number_of(const char *digits)
{
	size_t len = strlen(digits);

	if (len > PIECES_DIGITS || strspn(digits, "0123456789") != len)
		return -1;
	return strtoll(digits, NULL, 10);
}

struct pieces *
pieces_of(const char *text)
{
	struct pieces *p = mem_alloc(sizeof *p);
	size_t len = strlen(text), at = 0, cap = 0;
	bool spaced = true;

	while (at < len && p->n < PIECES_MAX) {
		size_t start = at, end;
		int32_t c = text_next(text, len, &at);
		int kind = run_of(c);
		struct piece *v;

		if (is_space(c)) {
			spaced = true;
			continue;
		}
		for (end = at; kind != PIECE_MARK && text_class(c) != TEXT_DENSE && end < len; at = end)
			if (run_of(text_next(text, len, &end)) != kind)
				break;
		if (p->n == cap) {
			cap = cap != 0 ? cap * 2 : 32;
			p->v = mem_grow(p->v, cap, sizeof *p->v);
		}
		v = &p->v[p->n++];
		*v = (struct piece){ .kind = (enum piece_kind)kind, .at = (uint32_t)start, .end = (uint32_t)at,
		    .word = plain_word(text + start, at - start, (enum piece_kind)kind), .spaced = spaced, .number = -1 };
		if (kind == PIECE_DIGITS)
			v->number = number_of(v->word);
		spaced = false;
	}
	return p;
}

void
pieces_free(struct pieces *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].word);
	free(p->v);
	free(p);
}

/* Folded words and the text differ in length; all parts keep the whole's bytes
 * of the text, as nobody uses one without the others. */
void
pieces_split(struct pieces *p, size_t i, const size_t ends[], size_t n)
{
	struct piece whole = p->v[i];

	p->v = mem_grow(p->v, p->n + n, sizeof *p->v);
	memmove(p->v + i + n, p->v + i + 1, (p->n - i - 1) * sizeof *p->v);
	p->n += n - 1;
	for (size_t k = 0, start = 0; k < n; start = ends[k++]) {
		p->v[i + k] = whole;
		p->v[i + k].word = mem_strn(whole.word + start, ends[k] - start);
		p->v[i + k].spaced = k == 0 && whole.spaced;
	}
	free(whole.word);
}

bool
pieces_mark(const struct pieces *p, size_t i, const char *mark)
{
	return i < p->n && p->v[i].kind == PIECE_MARK && strcmp(p->v[i].word, mark) == 0;
}

size_t
pieces_next(const struct pieces *p, size_t i)
{
	size_t next = i + 1;

	if (p->v[i].kind != PIECE_WORD || next + 1 >= p->n || p->v[next].spaced)
		return next;
	if (p->v[next + 1].kind != PIECE_WORD)
		return next;
	if (pieces_mark(p, next, "-") || pieces_mark(p, next, "'"))
		return next + 1;
	if (pieces_mark(p, next, ".") && strlen(p->v[i].word) <= SHORT)
		return next + 1;
	return next;
}
