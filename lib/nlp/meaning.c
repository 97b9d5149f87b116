#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/share.h"
#include "nlp/meaning.h"

struct meaning {
	const struct meaning_header	*header;
	size_t				 len;		/* of the file */
	bool				 chooses;
	const uint64_t			*hashes;
	const float			*weights;
	const int8_t			*vectors;
};

/*
 * The tables that are shipped. All but English were learnt from little text,
 * beside it: choosing by them found no more entries than words alone do, and
 * of German fewer; but likeness in meaning does tell the sure from the unsure.
 */
static const struct shipped {
	const char	*language;
	bool		 chooses;
} shipped[] = { { "de", false }, { "en", true }, { "es", false }, { "fr", false }, { "it", false }, { "nl", false }, { "pt", false } };

static const struct shipped *
table_of(const char *language)
{
	for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++)
		if (strcmp(shipped[i].language, language) == 0)
			return &shipped[i];
	return NULL;
}

struct meaning *
meaning_load(const char *language)
{
	const struct shipped *table = table_of(language);
	const struct meaning_header *h;
	struct meaning *m = NULL;
	char *name;
	size_t len;

	if (table == NULL)
		return NULL;
	name = mem_printf("meaning-%s.bin", language);
	if ((h = share_map(name, &len)) == NULL)
		goto done;
	if (len < sizeof *h || memcmp(h->magic, MEANING_MAGIC, sizeof h->magic) != 0 || h->size != MEANING_SIZE ||
	    len != sizeof *h + h->words * (sizeof(uint64_t) + sizeof(float) + (size_t)MEANING_SIZE)) {
		log_line("%s: no table of meanings", name);
		share_unmap(h, len);
		goto done;
	}
	m = mem_alloc(sizeof *m);
	m->header = h;
	m->chooses = table->chooses;
	m->len = len;
	m->hashes = (const void *)(h + 1);
	m->weights = (const void *)(m->hashes + h->words);
	m->vectors = (const void *)(m->weights + h->words);
done:
	free(name);
	return m;
}

void
meaning_free(struct meaning *m)
{
	if (m == NULL)
		return;
	share_unmap(m->header, m->len);
	free(m);
}

bool
meaning_chooses(const struct meaning *m)
{
	return m->chooses;
}

/* The word's number, or the number of words. */
static uint32_t
find(const struct meaning *m, uint64_t hash)
{
	uint32_t lo = 0, hi = m->header->words;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (m->hashes[mid] < hash)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < m->header->words && m->hashes[lo] == hash ? lo : m->header->words;
}

static void
normalise(float *v)
{
	float square = 0;

	for (size_t k = 0; k < MEANING_SIZE; k++)
		square += v[k] * v[k];
	if (square <= 0)
		return;
	square = sqrtf(square);
	for (size_t k = 0; k < MEANING_SIZE; k++)
		v[k] /= square;
}

void
meaning_of(const struct meaning *m, const struct token *t, size_t n, const float *centre, float out[MEANING_SIZE])
{
	memset(out, 0, MEANING_SIZE * sizeof *out);
	for (size_t i = 0; i < n; i++) {
		uint32_t w;

		if (t[i].kind != TOKEN_WORD || (w = find(m, t[i].hash)) == m->header->words)
			continue;
		for (size_t k = 0; k < MEANING_SIZE; k++)
			out[k] += m->weights[w] * m->vectors[(size_t)w * MEANING_SIZE + k];
	}
	normalise(out);
	if (centre == NULL)
		return;
	for (size_t k = 0; k < MEANING_SIZE; k++)
		out[k] -= centre[k];
	normalise(out);
}
