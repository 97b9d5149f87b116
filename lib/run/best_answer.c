#include <stdlib.h>

#include "base/mem.h"
#include "nlp/cluster.h"
#include "run/best_answer.h"

enum { TEXTS_MAX = 200 };	/* more say nothing more */

void
best_answer_add(struct best_answer *b, char *text)
{
	if (text == NULL || *text == '\0' || b->n == TEXTS_MAX) {
		free(text);
		return;
	}
	b->text = mem_grow(b->text, b->n + 1, sizeof *b->text);
	b->text[b->n++] = text;
}

const char *
best_answer_of(const struct best_answer *b, const char *language, size_t *alike)
{
	size_t of[TEXTS_MAX], head[TEXTS_MAX];

	*alike = 0;
	if (b->n == 0)
		return NULL;
	cluster_texts(language, (const char *const *)b->text, b->n, of, head);
	for (size_t i = 0; i < b->n; i++)
		*alike += of[i] == 0;
	return *alike * 2 > b->n ? b->text[head[0]] : NULL;
}

void
best_answer_free(struct best_answer *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->text[i]);
	free(b->text);
	*b = (struct best_answer){0};
}
