#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "ext/text.h"
#include "nlp/email.h"
#include "nlp/number.h"

#define EMAIL_MAX	254
#define DOT_WORDS	3	/* of "tiret du bas" */
#define NUMBER_WORDS	3	/* of "noventa y uno" */
#define NAME_WORDS	3	/* of "ana maria lopez at" */

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

/* An address whose sign stands at `at`, with its name up to `name` and its
 * domain from `domain` on: apart from the sign where spaces were typed. */
static void
typed_at(const struct reading *r, const char *text, const char *name, const char *at, const char *domain, struct findings *found)
{
	const char *start = name, *end = domain;
	struct buf address = {0};

	while (start > text && is_local(start[-1]) && at - start < EMAIL_MAX)
		start--;
	while (start < name && strchr(".'/", *start) != NULL)
		start++;
	while (is_domain(*end) && end - at < EMAIL_MAX)
		end++;
	while (end > domain && (end[-1] == '.' || end[-1] == '-'))
		end--;
	if (start == name || name[-1] == '.' || !good_domain(domain, (size_t)(end - domain)) || end - start > EMAIL_MAX)
		return;
	/* "We are @ shop.com" */
	if (name < at && strcspn(start, ".0123456789_-") >= (size_t)(name - start) && reading_knows(r, piece_from(r, (size_t)(start - text))))
		return;
	buf_add(&address, start, (size_t)(name - start));
	buf_char(&address, '@');
	buf_add(&address, domain, (size_t)(end - domain));
	add(r, (size_t)(start - text), (size_t)(end - text), address.data, address.len, found);
	buf_free(&address);
}

static void
typed(const struct reading *r, const char *text, struct findings *found)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *name = at;

		while (name > text && name[-1] == ' ')
			name--;
		typed_at(r, text, name, at, at + 1 + strspn(at + 1, " "), found);
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

static bool
is_letter(const struct reading *r, size_t i)
{
	return r->pieces->v[i].kind == PIECE_WORD && text_length(r->pieces->v[i].word, strlen(r->pieces->v[i].word)) == 1;
}

/* Is i where a sentence begins, or behind "it is"? */
static bool
is_introduced(const struct reading *r, size_t i)
{
	size_t k = i > NAME_WORDS ? i - NAME_WORDS : 0;

	for (; k < i; k++)
		if (reading_is(r, k, SENSE_LEADIN, NULL) == i)
			return true;
	return i == 0 || reading_stops(r, i - 1);
}

/* "Smith 84", "ruiz noventa y uno": the piece the number that ends at `at` begins with. */
static size_t
number_before(const struct reading *r, size_t at)
{
	struct number n;

	for (size_t k = NUMBER_WORDS; k > 0; k--)
		if (k < at && number_plain(r, at - k, &n) && n.to == at)
			return at - k;
	return at;
}

/* Names that are told without a dot between: "b o b", "smith 84", "ana lopez",
 * "o reilly" behind a dot; the word the first begins with. */
static size_t
names_before(const struct reading *r, size_t from)
{
	size_t i = from, names;

	while (i > 0 && is_letter(r, i - 1) && (is_letter(r, i) || (reading_strange(r, i) && dot_before(r, i - 1) != 0)))
		i--;
	for (names = i; names > 0 && i - names < NAME_WORDS && reading_strange(r, names) && reading_strange(r, names - 1); names--)
		;
	return names < i && is_introduced(r, names) ? names : i;
}

/* The word that an address whose sign is at `at` begins with. */
static size_t
first_of(const struct reading *r, size_t at)
{
	size_t i = number_before(r, at), from;

	if (i > 0 && (i == at || (reading_strange(r, i - 1) && dot_before(r, i) == 0)))
		i--;
	do {
		from = i;
		i = names_before(r, start_of(r, from));
	} while (i < from);
	return i;
}

/* What stands before the sign, as it is typed; false where it can't be. */
static bool
name_of(const struct reading *r, size_t i, size_t at, struct buf *out)
{
	const struct sense *dot;
	struct number n;
	size_t to, from = i;

	for (; i < at; i = to) {
		if (i > from && (to = reading_is(r, i, SENSE_DOT, &dot)) != 0 && to < at) {
			buf_char(out, *dot->name != '\0' ? *dot->name : '.');
		} else if (number_plain(r, i, &n) && n.words && n.to <= at && (i > from || n.to < at)) {
			buf_printf(out, "%.0f", n.value);
			to = n.to;
		} else if (r->pieces->v[i].kind != PIECE_MARK || joins_words(r, i) || pieces_mark(r->pieces, i, ".")) {
			buf_str(out, r->pieces->v[i].word);
			to = i + 1;
		} else {
			return false;
		}
	}
	/* "The number two at": of what name? */
	return !(number_plain(r, from, &n) && n.words && n.to == at);
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
		size_t to, at, dots, from, end;
		struct buf address = {0};
		const char *domain;
		bool named;

		if (!at_sign(r, i, &at, &to))
			continue;
		from = first_of(r, at);
		named = name_of(r, from, at, &address);
		buf_char(&address, '@');
		end = dotted(r, to, &address, &dots);
		domain = strchr(address.data, '@') + 1;
		if (named && end > to && dots > 0 && good_domain(domain, strlen(domain)))
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
