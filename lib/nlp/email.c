#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "nlp/email.h"

#define EMAIL_MAX	254
#define DOT_WORDS	3	/* of "tiret du bas" */

static bool
is_local(char c)
{
	return isalnum((unsigned char)c) || (c & 0x80) != 0 || (c != '\0' && strchr(".!#$%&'*+/=?^_{|}~-", c) != NULL);
}

static bool
is_domain(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '.' || (c & 0x80) != 0;
}

/* A dot inside, letters behind the last, and no empty label. */
static bool
good_domain(const char *s, size_t len)
{
	size_t label = 0, dots = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] != '.') {
			label++;
			continue;
		}
		if (label == 0)
			return false;
		label = 0;
		dots++;
	}
	return dots > 0 && label >= 2 && !isdigit((unsigned char)s[len - 1]);
}

static size_t
piece_from(const struct reading *r, size_t byte)
{
	size_t i = 0;

	while (i < r->pieces->n && r->pieces->v[i].end <= byte)
		i++;
	return i;
}

static void
add(const struct reading *r, size_t at, size_t end, const char *address, size_t len, struct findings *found)
{
	struct finding f = { .from = piece_from(r, at), .to = piece_from(r, end), .clear = true };
	struct buf small = {0};

	for (size_t i = 0; i < len; i++)
		buf_char(&small, address[i] >= 'A' && address[i] <= 'Z' ? (char)(address[i] + 32) : address[i]);
	f.value = json_stringn(small.data, small.len);
	buf_free(&small);
	/* Past the pieces that are looked at, or no UTF-8. */
	if (f.from < f.to && f.value != NULL)
		finding_add(found, &f);
	else
		json_decref(f.value);
}

static void
typed(const struct reading *r, const char *text, struct findings *found)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *start = at, *end = at + 1;

		while (start > text && is_local(start[-1]) && at - start < EMAIL_MAX)
			start--;
		while (start < at && strchr(".'/", *start) != NULL)
			start++;
		while (is_domain(*end) && end - at < EMAIL_MAX)
			end++;
		while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
			end--;
		if (start < at && at[-1] != '.' && good_domain(at + 1, (size_t)(end - at - 1)) && end - start <= EMAIL_MAX)
			add(r, (size_t)(start - text), (size_t)(end - text), start, (size_t)(end - start), found);
	}
}

/* A mark that is typed as it stands also in an address spelled out. */
static bool
joins_words(const struct reading *r, size_t i)
{
	return pieces_mark(r->pieces, i, "-") || pieces_mark(r->pieces, i, "_") || pieces_mark(r->pieces, i, "+");
}

/* Words parted by "dot", "underscore" and the like: to the piece behind them,
 * the dots in *dots. */
static size_t
dotted(const struct reading *r, size_t i, struct buf *out, size_t *dots)
{
	*dots = 0;
	while (i < r->pieces->n && r->pieces->v[i].kind != PIECE_MARK) {
		const struct sense *said = NULL;
		size_t dot, next = i + 1;

		buf_str(out, r->pieces->v[i].word);
		while (next < r->pieces->n && !r->pieces->v[next].spaced && (r->pieces->v[next].kind != PIECE_MARK ||
		    joins_words(r, next)))
			buf_str(out, r->pieces->v[next++].word);
		dot = pieces_mark(r->pieces, next, ".") && next + 1 < r->pieces->n && !r->pieces->v[next + 1].spaced ? next + 1 :
		    reading_is(r, next, SENSE_DOT, &said);
		if (dot == 0 || dot >= r->pieces->n)
			return next;
		buf_char(out, said != NULL && *said->name != '\0' ? *said->name : '.');
		*dots += out->data[out->len - 1] == '.';
		i = dot;
	}
	return i;
}

/* The piece a "dot" or "guion bajo" that ends at i begins with; 0: none. */
static size_t
dot_before(const struct reading *r, size_t i)
{
	for (size_t k = 1; k <= DOT_WORDS && k < i; k++)
		if (reading_is(r, i - k, SENSE_DOT, NULL) == i)
			return i - k;
	return i > 1 && pieces_mark(r->pieces, i - 1, ".") && !r->pieces->v[i].spaced ? i - 1 : 0;
}

/* The word an address spelled out begins with: dots reach to the left, too. */
static size_t
start_of(const struct reading *r, size_t at)
{
	size_t i = at, dot;

	while (i > 0 && !r->pieces->v[i].spaced && (r->pieces->v[i - 1].kind != PIECE_MARK || joins_words(r, i - 1)))
		i--;
	if ((dot = dot_before(r, i)) != 0 && r->pieces->v[dot - 1].kind != PIECE_MARK)
		return start_of(r, dot - 1);
	return i;
}

/* "at", "(at)": the pieces around it in *before and *behind. */
static bool
at_sign(const struct reading *r, size_t i, size_t *before, size_t *behind)
{
	size_t to = reading_is(r, i, SENSE_ATSIGN, NULL);
	bool bracket = pieces_mark(r->pieces, i - 1, "(") || pieces_mark(r->pieces, i - 1, "[");

	if (to == 0 || i < 1U + bracket || r->pieces->v[i - 1 - bracket].kind == PIECE_MARK)
		return false;
	*before = i - bracket;
	*behind = to + bracket;
	return true;
}

static void
spelled(const struct reading *r, struct findings *found)
{
	for (size_t i = 1; i < r->pieces->n; i++) {
		size_t to, at, dots, from, end, local_end;
		struct buf address = {0};
		const char *domain;

		if (!at_sign(r, i, &at, &to))
			continue;
		from = start_of(r, at - 1);
		local_end = dotted(r, from, &address, &dots);
		buf_char(&address, '@');
		end = dotted(r, to, &address, &dots);
		domain = strchr(address.data, '@') + 1;
		if (local_end == at && end > to && dots > 0 && good_domain(domain, strlen(domain)))
			add(r, r->pieces->v[from].at, r->pieces->v[end - 1].end, address.data, address.len, found);
		buf_free(&address);
	}
}

void
email_find(const struct reading *r, const char *text, struct findings *found)
{
	typed(r, text, found);
	if (found->n == 0)
		spelled(r, found);
}

/* Does an address of the web begin here: "https://", "www."? */
static bool
is_web(const struct reading *r, size_t i)
{
	const char *w = r->pieces->v[i].word;

	if (strcmp(w, "http") == 0 || strcmp(w, "https") == 0)
		return pieces_mark(r->pieces, i + 1, ":") && pieces_mark(r->pieces, i + 2, "/");
	return strcmp(w, "www") == 0 && pieces_mark(r->pieces, i + 1, ".");
}

void
email_claim(const struct reading *r, const struct findings *found, bool *claimed)
{
	for (size_t i = 0; i < found->n; i++)
		for (size_t k = found->v[i].from; k < found->v[i].to; k++)
			claimed[k] = true;
	for (size_t i = 0; i < r->pieces->n; i++)
		if (is_web(r, i))
			do
				claimed[i] = true;
			while (++i < r->pieces->n && !r->pieces->v[i].spaced);
}
