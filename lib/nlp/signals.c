#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"
#include "ext/text.h"
#include "nlp/signals.h"

#define LISTS		"signals.txt"
#define WORDS_MAX	256	/* words of a text that are looked at */
#define SHORT		3	/* words of a message in which every language counts */
#define PREFIX_MIN	3	/* bytes before a * */
#define LANGUAGES_MAX	64

/* "there", "team": what may stand beside a greeting without making it more. */
#define FILLER		(1u << SIGNAL_COUNT)
#define SOCIAL		(SIGNAL_GREETING | SIGNAL_THANKS | SIGNAL_GOODBYE | SIGNAL_YES | SIGNAL_NO)
/* What everybody says in English, whatever they say next. */
#define EVERYWHERE	(SIGNAL_GREETING | SIGNAL_THANKS | SIGNAL_GOODBYE)

static const struct {
	const char	*name;
	unsigned	 bit;
} names[] = {
	{ "greeting", SIGNAL_GREETING }, { "thanks", SIGNAL_THANKS }, { "goodbye", SIGNAL_GOODBYE },
	{ "yes", SIGNAL_YES }, { "no", SIGNAL_NO }, { "complaint", SIGNAL_COMPLAINT },
	{ "opt-out", SIGNAL_OPT_OUT }, { "human-wanted", SIGNAL_HUMAN }, { "price", SIGNAL_PRICE },
	{ "availability", SIGNAL_AVAILABILITY }, { "urgent", SIGNAL_URGENT },
	{ "social", SIGNAL_SOCIAL }, { "vague", SIGNAL_VAGUE }, { "filler", FILLER },
};

/* What a phrase means in one language; chained where several know it. */
struct meaning {
	struct meaning	*next;
	unsigned	 bits;
	int		 language;
};

/* A phrase, or the start of one, by its words with a space behind each. */
struct phrase {
	struct meaning	*meanings;
	bool		 longer;	/* phrases go on from here */
};

struct signals {
	struct map	*phrases;
	char		 languages[LANGUAGES_MAX][4];
	int		 n_languages;
};

struct word {
	const char	*s;
	size_t		 len;
};

struct message {
	struct buf	 folded;
	struct word	 words[WORDS_MAX];
	size_t		 n;
	unsigned	 covered[WORDS_MAX];
};

/* Without accents, which people leave out, and with one letter for three or
 * more ("hellooo"). */
static void
simplify(const char *s, size_t len, struct buf *out)
{
	int32_t last = 0;
	size_t repeats = 0, last_len = 0;

	for (size_t at = 0; at < len;) {
		int32_t c = text_plain(text_next(s, len, &at));

		if (c == 0)
			continue;
		repeats = c == last && text_class(c) == TEXT_LETTER ? repeats + 1 : 0;
		if (repeats == 2)
			out->len -= last_len;
		if (repeats < 2) {
			last_len = out->len;
			text_put(out, c);
			last_len = out->len - last_len;
		}
		last = c;
	}
}

/* A character of a dense script is a word here, so that phrases of these
 * scripts are found inside runs. */
static void
split(struct message *m, const char *text)
{
	struct buf folded = {0};
	enum text_class class;
	const char *w;
	size_t at = 0, len;

	text_fold(text, strlen(text), &folded);
	buf_room(&m->folded, folded.len);
	simplify(folded.data, folded.len, &m->folded);
	buf_free(&folded);
	while (m->n < WORDS_MAX &&
	    (w = text_word(m->folded.data, m->folded.len, &at, &len, &class)) != NULL) {
		for (size_t i = 0, start = 0; class == TEXT_DENSE && i < len && m->n < WORDS_MAX; start = i) {
			text_next(w, len, &i);
			m->words[m->n++] = (struct word){ w + start, i - start };
		}
		if (class != TEXT_DENSE)
			m->words[m->n++] = (struct word){ w, len };
	}
}

static int
language_number(struct signals *s, const char *code, size_t len)
{
	for (int i = 0; i < s->n_languages; i++)
		if (strlen(s->languages[i]) == len && memcmp(s->languages[i], code, len) == 0)
			return i;
	if (len >= sizeof *s->languages || s->n_languages == LANGUAGES_MAX)
		return -1;
	memcpy(s->languages[s->n_languages], code, len);
	return s->n_languages++;
}

static struct phrase *
phrase_at(struct signals *s, const char *key)
{
	struct phrase *p = map_get(s->phrases, key);

	if (p == NULL) {
		p = mem_alloc(sizeof *p);
		map_set(s->phrases, key, p);
	}
	return p;
}

static void
add_meaning(struct phrase *p, unsigned bits, int language)
{
	struct meaning *m;

	for (m = p->meanings; m != NULL; m = m->next)
		if (m->language == language) {
			m->bits |= bits;
			return;
		}
	m = mem_alloc(sizeof *m);
	*m = (struct meaning){ .next = p->meanings, .bits = bits, .language = language };
	p->meanings = m;
}

static void
add_phrase(struct signals *s, const char *text, bool prefix, unsigned bits, int language)
{
	struct message *m = mem_alloc(sizeof *m);
	struct buf key = {0};

	split(m, text);
	for (size_t i = 0; i < m->n; i++) {
		buf_add(&key, m->words[i].s, m->words[i].len);
		buf_char(&key, prefix && i + 1 == m->n ? '*' : ' ');
		if (i + 1 < m->n)
			phrase_at(s, key.data)->longer = true;
		else
			add_meaning(phrase_at(s, key.data), bits, language);
	}
	buf_free(&key);
	buf_free(&m->folded);
	free(m);
}

static unsigned
bit_named(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return names[i].bit;
	return 0;
}

/* "en greeting: hi, good morning, helo*"; -1 when it is no such line. */
static int
add_line(void *arg, char *line)
{
	struct signals *s = arg;
	char *colon = strchr(line, ':'), *space = strchr(line, ' '), *next, *p;
	unsigned bits;
	int language;

	if (colon == NULL || space == NULL || space > colon)
		return -1;
	if ((bits = bit_named(space + 1, (size_t)(colon - space - 1))) == 0 ||
	    (language = language_number(s, line, (size_t)(space - line))) == -1)
		return -1;
	for (p = colon + 1; p != NULL; p = next) {
		size_t len;

		if ((next = strchr(p, ',')) != NULL)
			*next++ = '\0';
		len = strlen(p);
		if (len > 0 && p[len - 1] == '*')
			add_phrase(s, p, true, bits, language);
		else
			add_phrase(s, p, false, bits, language);
	}
	return 0;
}

struct signals *
signals_load(void)
{
	struct signals *s = mem_alloc(sizeof *s);
	char *text;

	s->phrases = map_new();
	if ((text = share_lines(LISTS, "LANGUAGE SIGNAL: PHRASE, ...", add_line, s)) == NULL) {
		signals_free(s);
		return NULL;
	}
	free(text);
	return s;
}

static void
phrase_free(void *arg)
{
	struct phrase *p = arg;
	struct meaning *m, *next;

	for (m = p->meanings; m != NULL; m = next) {
		next = m->next;
		free(m);
	}
	free(p);
}

void
signals_free(struct signals *s)
{
	if (s == NULL)
		return;
	map_free(s->phrases, phrase_free);
	free(s);
}

/* What a phrase means in a text of this language. */
static unsigned
meaning(const struct signals *s, const struct phrase *p, const char *language, bool any)
{
	unsigned bits = 0;

	for (const struct meaning *m = p->meanings; m != NULL; m = m->next) {
		const char *code = s->languages[m->language];

		if (any || strcmp(code, language) == 0)
			bits |= m->bits;
		else if (strcmp(code, "en") == 0)
			bits |= m->bits & EVERYWHERE;
	}
	return bits;
}

/* The phrase that is key followed by a start of the word: the longest. */
static const struct phrase *
by_prefix(const struct signals *s, struct buf *key, const struct word *w)
{
	const struct phrase *p = NULL;
	size_t before = key->len;

	for (size_t len = w->len; p == NULL && len >= PREFIX_MIN; len--) {
		key->len = before;
		buf_add(key, w->s, len);
		buf_char(key, '*');
		p = map_get(s->phrases, key->data);
	}
	key->len = before;
	return p;
}

/* The longest phrase that starts at word i: its meaning, its words in *n. */
static unsigned
longest(const struct signals *s, const struct message *m, size_t i, const char *language, bool any,
    struct buf *key, size_t *n)
{
	unsigned found = 0;

	buf_clear(key);
	for (size_t k = i; k < m->n; k++) {
		const struct phrase *p = by_prefix(s, key, &m->words[k]);
		unsigned bits = p != NULL ? meaning(s, p, language, any) : 0;

		buf_add(key, m->words[k].s, m->words[k].len);
		buf_char(key, ' ');
		if ((p = map_get(s->phrases, key->data)) != NULL)
			bits |= meaning(s, p, language, any);
		if (bits != 0) {
			found = bits;
			*n = k - i + 1;
		}
		if (p == NULL || !p->longer)
			break;
	}
	return found;
}

/* What only the whole message tells. */
static unsigned
judge(const struct message *m, unsigned found)
{
	unsigned all = ~0u, social = SOCIAL | FILLER;
	bool is_social = true, is_vague = true, is_opt_out = true;

	if (m->n == 0)
		return 0;
	for (size_t i = 0; i < m->n; i++) {
		is_social = is_social && (m->covered[i] & social) != 0;
		is_vague = is_vague && (m->covered[i] & (social | SIGNAL_VAGUE)) != 0;
		is_opt_out = is_opt_out && (m->covered[i] & (SIGNAL_OPT_OUT | FILLER)) != 0;
	}
	if (!is_opt_out)
		all &= ~(unsigned)SIGNAL_OPT_OUT;
	if (!is_vague)
		all &= ~(unsigned)SIGNAL_VAGUE;
	/* "No" and "yes" are answers only alone or ahead of a word or two. */
	if (!is_social && (m->n > SHORT || (m->covered[0] & (SIGNAL_YES | SIGNAL_NO)) == 0))
		all &= ~(unsigned)(SIGNAL_YES | SIGNAL_NO);
	found &= all;
	if (is_social && (found & SOCIAL) != 0)
		found |= SIGNAL_SOCIAL;
	return found & ~FILLER;
}

/* Nothing but faces and hands that approve or thank: a nod. */
static bool
is_nod(const char *text)
{
	static const int32_t nods[] = {
		0x1f44d, 0x1f44c, 0x1f64f, 0x1f64c, 0x1f44f, 0x1f4aa, 0x1f91d, 0x1f919, 0x1f600, 0x1f601, 0x1f602, 0x1f603,
		0x1f604, 0x1f605, 0x1f606, 0x1f609, 0x1f60a, 0x1f60b, 0x1f60d, 0x1f60e, 0x1f617, 0x1f618, 0x1f619, 0x1f61a,
		0x1f642, 0x1f643, 0x1f917, 0x1f923, 0x1f929, 0x1f970, 0x1f973, 0x263a, 0x2764, 0x2763, 0x1f49a, 0x1f499,
		0x1f49b, 0x1f49c, 0x1f9e1, 0x1f90d, 0x1f90e, 0x1f495, 0x1f496, 0x1f497, 0x1f389, 0x1f38a, 0x1f4af, 0x2705,
		0x2714, 0x2728, 0x1f339, 0x1f338, 0x1f490,
	};
	size_t len = strlen(text), n = 0;

	for (size_t at = 0; at < len;) {
		int32_t c = text_next(text, len, &at);
		bool nods_here = false;

		/* Spaces, joiners, and what only colours the one before. */
		if (c == ' ' || c == '\n' || c == 0x200d || c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff))
			continue;
		for (size_t i = 0; i < sizeof nods / sizeof *nods; i++)
			nods_here = nods_here || nods[i] == c;
		if (!nods_here)
			return false;
		n++;
	}
	return n > 0;
}

unsigned
signals_find(const struct signals *s, const char *text, const char *language)
{
	struct message m;
	struct buf key = {0};
	unsigned found = 0;
	bool any;

	m.folded = (struct buf){0};
	m.n = 0;
	split(&m, text);
	memset(m.covered, 0, m.n * sizeof *m.covered);
	any = language == NULL || m.n <= SHORT;
	for (size_t i = 0, n = 1; i < m.n; i += n) {
		unsigned bits = longest(s, &m, i, language, any, &key, (n = 1, &n));

		for (size_t k = i; k < i + n; k++)
			m.covered[k] = bits;
		found |= bits;
	}
	found = m.n == 0 && is_nod(text) ? SIGNAL_SOCIAL : judge(&m, found);
	buf_free(&key);
	buf_free(&m.folded);
	return found;
}

/* Is the message nothing but social phrases of this one language? */
static bool
is_social_in(const struct signals *s, const struct message *m, const char *language, struct buf *key)
{
	size_t n;

	for (size_t i = 0; i < m->n; i += n) {
		n = 0;
		buf_clear(key);
		for (size_t k = i; k < m->n && k < i + SHORT; k++) {
			const struct phrase *p;

			buf_add(key, m->words[k].s, m->words[k].len);
			buf_char(key, ' ');
			p = map_get(s->phrases, key->data);
			for (const struct meaning *w = p != NULL ? p->meanings : NULL; w != NULL; w = w->next)
				if ((w->bits & SOCIAL) != 0 && strcmp(s->languages[w->language], language) == 0)
					n = k - i + 1;
		}
		if (n == 0)
			return false;
	}
	return m->n > 0;
}

static const char *
only_language(const struct signals *s, const struct message *m, struct buf *key)
{
	const char *only = NULL;

	for (int i = 0; i < s->n_languages; i++)
		if (is_social_in(s, m, s->languages[i], key)) {
			if (only != NULL)
				return NULL;
			only = s->languages[i];
		}
	return only;
}

const char *
signals_language(const struct signals *s, const char *text, const char *guess)
{
	struct message m = { .n = 0 };
	struct buf key = {0};
	const char *found;

	split(&m, text);
	if (is_social_in(s, &m, "en", &key))
		found = "en";
	else if (is_social_in(s, &m, guess, &key))
		found = guess;
	else
		found = only_language(s, &m, &key);
	buf_free(&key);
	buf_free(&m.folded);
	return found;
}

const char *
signals_name(enum signal bit)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].bit == (unsigned)bit)
			return names[i].name;
	return "";
}
