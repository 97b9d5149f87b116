#include "base/mem.h"
#include "nlp/mood.h"

#include <stdlib.h>

struct mood_model { int unused; };

struct mood_model *
mood_load(void)
{
	return mem_alloc(sizeof(struct mood_model));
}

void
mood_free(struct mood_model *m)
{
	free(m);
}

enum mood
mood_of(const struct mood_model *m, const char *text)
{
	(void)m;
	(void)text;
	return MOOD_NEUTRAL;
}

const char *
mood_name(enum mood m)
{
	static const char *const names[] = { "negative", "neutral", "positive" };

	return names[m];
}
