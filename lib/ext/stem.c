#include <libstemmer.h>
#include <limits.h>

#include "base/mem.h"
#include "ext/stem.h"

#include <stdlib.h>

struct stem {
	struct sb_stemmer *sb;
};

struct stem *
stem_new(const char *language)
{
	struct sb_stemmer *sb = language != NULL ? sb_stemmer_new(language, "UTF_8") : NULL;
	struct stem *s;

	if (sb == NULL)
		return NULL;
	s = mem_alloc(sizeof *s);
	s->sb = sb;
	return s;
}

void
stem_free(struct stem *s)
{
	if (s == NULL)
		return;
	sb_stemmer_delete(s->sb);
	free(s);
}

const char *
stem_word(struct stem *s, const char *word, size_t len, size_t *out)
{
	const sb_symbol *stemmed;

	*out = len;
	if (s == NULL || len > INT_MAX)
		return word;
	if ((stemmed = sb_stemmer_stem(s->sb, (const sb_symbol *)word, (int)len)) == NULL)
		return word;
	*out = (size_t)sb_stemmer_length(s->sb);
	return (const char *)stemmed;
}
