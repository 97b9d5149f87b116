#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/share.h"
#include "nlp/mood.h"
#include "nlp/mood_features.h"

#define WEIGHTS		"mood.bin"

struct mood_model {
	const struct mood_header	*header;
	const int8_t			*weights;	/* [feature * MOOD_COUNT + mood] */
	size_t				 len;		/* of the file */
};

struct mood_model *
mood_load(void)
{
	const struct mood_header *h;
	struct mood_model *m;
	size_t len;

	if ((h = share_map(WEIGHTS, &len)) == NULL)
		return NULL;
	if (len != sizeof *h + MOOD_FEATURES * MOOD_COUNT || memcmp(h->magic, MOOD_MAGIC, sizeof h->magic) != 0) {
		log_line("%s: no weights of moods", WEIGHTS);
		share_unmap(h, len);
		return NULL;
	}
	m = mem_alloc(sizeof *m);
	*m = (struct mood_model){ h, (const int8_t *)(h + 1), len };
	return m;
}

void
mood_free(struct mood_model *m)
{
	if (m == NULL)
		return;
	share_unmap(m->header, m->len);
	free(m);
}

enum mood
mood_of(const struct mood_model *m, const char *text)
{
	struct mood_feature v[MOOD_TEXT_FEATURES];
	size_t n = mood_features(text, v);
	float score[MOOD_COUNT] = {0};
	enum mood best = MOOD_NEUTRAL;

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < MOOD_COUNT; c++)
			score[c] += v[i].value * m->weights[v[i].index * MOOD_COUNT + (size_t)c];
	for (int c = 0; c < MOOD_COUNT; c++)
		if (score[c] > score[best])
			best = (enum mood)c;
	return best;
}

const char *
mood_name(enum mood m)
{
	static const char *const names[] = { "negative", "neutral", "positive" };

	return names[m];
}
