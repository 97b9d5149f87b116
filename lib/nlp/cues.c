#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/share.h"
#include "ext/text.h"
#include "nlp/cues.h"

#define LISTS		"cues.txt"
#define WORDS_MAX	400	/* words of a text that are looked at */
#define WORDS_OF_CUE	6

static const struct {
	const char	*name;
	uint64_t	 bit;
} names[] = {
	{ "name", CUE_NAME }, { "am", CUE_AM }, { "title", CUE_TITLE }, { "is", CUE_IS }, { "opening", CUE_OPENING },
	{ "off", CUE_OFF }, { "cancel", CUE_CANCEL }, { "past", CUE_PAST }, { "opener", CUE_OPENER },
	{ "closer", CUE_CLOSER }, { "wait", CUE_WAIT }, { "ask", CUE_ASK }, { "and", CUE_AND },
	{ "plain", CUE_PLAIN }, { "area", CUE_AREA }, { "none", CUE_NONE }, { "wish", CUE_WISH },
	{ "matter", CUE_MATTER }, { "address", CUE_ADDRESS }, { "street", CUE_STREET }, { "here", CUE_HERE },
	{ "in", CUE_IN }, { "noplace", CUE_NOPLACE }, { "rooms", CUE_ROOMS }, { "people", CUE_PEOPLE },
	{ "age", CUE_AGE }, { "children", CUE_CHILDREN }, { "party", CUE_PARTY }, { "aged", CUE_AGED },
	{ "who", CUE_WHO }, { "for", CUE_FOR }, { "origin", CUE_ORIGIN }, { "target", CUE_TARGET },
	{ "from", CUE_FROM }, { "to", CUE_TO }, { "way", CUE_WAY }, { "tag", CUE_TAG }, { "start", CUE_START },
	{ "day", CUE_DAY }, { "hour", CUE_HOUR }, { "phone", CUE_PHONE }, { "email", CUE_EMAIL }, { "cost", CUE_COST },
};
#define NAMES (sizeof names / sizeof *names)

/* A cue, or the start of one, by its words with a space behind each. */
struct entry {
	uint64_t	bits;		/* 0: only a start */
	bool		longer;
};

struct cues {
	struct map	*entries;
};

/* A word of a text as it is looked up, and where it stands. */
struct word {
	char	*key;
	size_t	 at, end;
};

/* Folded, without accents. */
static char *
key_of(const char *s, size_t len)
{
	struct buf folded = {0}, key = {0};

	text_fold(s, len, &folded);
	for (size_t at = 0; at < folded.len;) {
		int32_t ch = text_plain(text_next(folded.data, folded.len, &at));

		/* One apostrophe for all that keyboards make of it. */
		if (ch == 0x2019 || ch == 0x2bc || ch == '`' || ch == 0xb4)
			ch = '\'';
		if (ch != 0)
			text_put(&key, ch);
	}
	buf_free(&folded);
	buf_char(&key, ' ');
	return buf_take(&key);
}

static size_t
split(const char *text, size_t len, struct word *words)
{
	enum text_class class;
	const char *w;
	size_t n = 0, at = 0, wlen;

	while (n < WORDS_MAX && (w = text_word(text, len, &at, &wlen, &class)) != NULL)
		words[n++] = (struct word){ key_of(w, wlen), (size_t)(w - text), (size_t)(w - text) + wlen };
	return n;
}

static void
release(struct word *words, size_t n)
{
	while (n > 0)
		free(words[--n].key);
}

static struct entry *
entry_at(struct cues *c, const char *key)
{
	struct entry *e = map_get(c->entries, key);

	if (e == NULL) {
		e = mem_alloc(sizeof *e);
		map_set(c->entries, key, e);
	}
	return e;
}

static void
add_cue(struct cues *c, const char *text, uint64_t bit)
{
	struct word words[WORDS_MAX];
	size_t n = split(text, strlen(text), words);
	struct buf key = {0};

	for (size_t i = 0; i < n; i++) {
		struct entry *e;

		buf_str(&key, words[i].key);
		e = entry_at(c, key.data);
		e->longer = e->longer || i + 1 < n;
		e->bits |= i + 1 < n ? 0 : bit;
	}
	buf_free(&key);
	release(words, n);
}

static uint64_t
bit_named(const char *name, size_t len)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return names[i].bit;
	return 0;
}

/* "en name: my name is, call me"; -1 when it is no such line. */
static int
add_line(void *arg, char *line)
{
	struct cues *c = arg;
	char *colon = strchr(line, ':'), *space = strchr(line, ' '), *next, *cue;
	uint64_t bit;

	if (colon == NULL || space == NULL || space > colon ||
	    (bit = bit_named(space + 1, (size_t)(colon - space - 1))) == 0)
		return -1;
	for (cue = colon + 1; cue != NULL; cue = next) {
		if ((next = strchr(cue, ',')) != NULL)
			*next++ = '\0';
		add_cue(c, cue, bit);
	}
	return 0;
}

struct cues *
cues_load(void)
{
	struct cues *c = mem_alloc(sizeof *c);
	char *text;

	c->entries = map_new();
	if ((text = share_lines(LISTS, "LANGUAGE KIND: CUE, ...", add_line, c)) == NULL) {
		cues_free(c);
		return NULL;
	}
	free(text);
	return c;
}

void
cues_free(struct cues *c)
{
	if (c == NULL)
		return;
	map_free(c->entries, free);
	free(c);
}

/* Words of the longest cue of the kinds that begins at words[0], 0 for
 * none; its kinds in *bits. */
static size_t
longest(const struct cues *c, uint64_t kinds, const struct word *words, size_t n, uint64_t *bits)
{
	struct buf key = {0};
	const struct entry *e;
	size_t found = 0;

	for (size_t i = 0; i < n && i < WORDS_OF_CUE; i++) {
		buf_str(&key, words[i].key);
		if ((e = map_get(c->entries, key.data)) == NULL)
			break;
		if ((e->bits & kinds) != 0) {
			found = i + 1;
			*bits = e->bits & kinds;
		}
		if (!e->longer)
			break;
	}
	buf_free(&key);
	return found;
}

size_t
cues_find(const struct cues *c, uint64_t kinds, const char *text, size_t len, struct cue *out, size_t max)
{
	struct word words[WORDS_MAX];
	size_t n = split(text, len, words), found = 0, step;
	uint64_t bits = 0;

	for (size_t i = 0; i < n && found < max; i += step > 0 ? step : 1) {
		step = longest(c, kinds, words + i, n - i, &bits);
		for (uint64_t bit = 1; step > 0 && bit != 0 && bit <= bits && found < max; bit <<= 1)
			if ((bits & bit) != 0)
				out[found++] = (struct cue){ bit, words[i].at, words[i + step - 1].end - words[i].at };
	}
	release(words, n);
	return found;
}
