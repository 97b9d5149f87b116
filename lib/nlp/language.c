#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/share.h"
#include "ext/text.h"
#include "nlp/grams.h"
#include "nlp/language.h"
#include "nlp/language_table.h"

#define TABLE		"language.bin"
#define TEXT_MAX	400	/* bytes of a text that are looked at */
#define TEXT_GRAMS	1500
#define AHEAD		8	/* grams */
#define MARGIN_MAX	10.0
#define SCRIPT_VOTE	200
#define LOUD		4	/* how much more words in other scripts count than those in Latin letters */

struct language {
	const struct language_header	*header;
	const uint32_t			*first;
	const unsigned char		*records;
	size_t				 len;	/* of the file */
};

/* Is this a table, and all of it there? */
static int
check(const struct language_header *h, size_t len)
{
	const uint32_t *first = (const void *)(h + 1);
	size_t fixed = sizeof *h + (LANGUAGE_BUCKETS + 1) * sizeof *first;

	return len >= fixed && memcmp(h->magic, LANGUAGE_MAGIC, sizeof h->magic) == 0 &&
	    h->languages <= LANGUAGE_MAX && first[LANGUAGE_BUCKETS] == len - fixed;
}

struct language *
language_load(void)
{
	struct language *l;
	const struct language_header *h;
	size_t len;

	if ((h = share_map(TABLE, &len)) == NULL)
		return NULL;
	if (!check(h, len)) {
		log_line("%s: no table of languages", TABLE);
		share_unmap(h, len);
		return NULL;
	}
	l = mem_alloc(sizeof *l);
	l->header = h;
	l->len = len;
	l->first = (const void *)(h + 1);
	l->records = (const void *)(l->first + LANGUAGE_BUCKETS + 1);
	return l;
}

void
language_free(struct language *l)
{
	if (l == NULL)
		return;
	share_unmap(l->header, l->len);
	free(l);
}

/* Adds a gram's weights. Words in Latin letters among others are mostly names. */
static void
vote(const struct language *l, const struct gram *g, uint32_t score[LANGUAGE_MAX])
{
	uint32_t bucket = language_bucket(g->hash);
	const unsigned char *p = l->records + l->first[bucket], *end = l->records + l->first[bucket + 1];
	uint16_t print = language_print(g->hash);

	for (; p < end; p += 3 + 2 * p[2]) {
		if ((p[0] | p[1] << 8) != print)
			continue;
		for (const unsigned char *v = p + 3; v < p + 3 + 2 * p[2]; v += 2)
			score[v[0]] += v[1] * (g->latin ? 1 : LOUD);
		return;
	}
}

/* Kana is Japanese, and Han without kana is hardly ever: also for characters
 * that the table has never seen. */
static const char *
by_script(const struct buf *folded)
{
	const char *code = NULL;

	for (size_t at = 0; at < folded->len;) {
		int32_t c = text_next(folded->data, folded->len, &at);

		if (c >= 0x3040 && c <= 0x30ff)
			return "ja";
		if (c >= 0x4e00 && c <= 0x9fff)
			code = "zh";
	}
	return code;
}

static void
vote_by_script(const struct language *l, const struct buf *folded, uint32_t score[LANGUAGE_MAX])
{
	const char *code = by_script(folded);

	for (uint32_t i = 0; code != NULL && i < l->header->languages; i++)
		if (strcmp(l->header->codes[i], code) == 0)
			score[i] += SCRIPT_VOTE;
}

/* Logistic regression on eval/language: how far ahead the best language is of
 * the second, for the number of grams, and how long the text is. */
static double
confidence(double margin, size_t len)
{
	double x = fmin(margin, MARGIN_MAX);

	return 1 / (1 + exp(2.052 - 0.391 * x - 0.672 * sqrt(x) - 0.442 * log((double)len)));
}

struct language_guess
language_guess(const struct language *l, const char *text)
{
	uint32_t score[LANGUAGE_MAX] = {0}, best = 0, second = 0;
	struct gram grams[TEXT_GRAMS];
	struct buf folded = {0};
	size_t n, len = 0;
	double margin;

	while (len < TEXT_MAX && text[len] != '\0')
		len++;
	text_fold(text, len, &folded);
	n = grams_of(folded.data, folded.len, grams, TEXT_GRAMS);
	for (size_t i = 0; i < n; i++) {
		/* The table is larger than the caches; what comes next is asked for ahead. */
		if (i + 2 * AHEAD < n)
			__builtin_prefetch(&l->first[language_bucket(grams[i + 2 * AHEAD].hash)]);
		if (i + AHEAD < n)
			__builtin_prefetch(l->records + l->first[language_bucket(grams[i + AHEAD].hash)]);
		vote(l, &grams[i], score);
	}
	vote_by_script(l, &folded, score);
	len = folded.len;
	buf_free(&folded);
	for (uint32_t i = 1; i < l->header->languages; i++)
		if (score[i] > score[best])
			best = i;
	if (score[best] == 0)
		return (struct language_guess){ LANGUAGE_UNKNOWN, 0 };
	for (uint32_t i = 0; i < l->header->languages; i++)
		if (i != best && score[i] > second)
			second = score[i];
	margin = (score[best] - second) * LANGUAGE_STEP / sqrt((double)(n + 1));
	return (struct language_guess){ l->header->codes[best], confidence(margin, len) };
}
