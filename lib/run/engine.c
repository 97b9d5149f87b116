#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/engine.h"
#include "run/engine_command.h"
#include "run/engine_http.h"
#include "run/engine_sphinx.h"
#include "wa/config.h"

struct engine {
	const struct engine_kind	*kind;
	void				*own;
};

static const struct engine_kind *const kinds[] = { &engine_sphinx, &engine_http, &engine_command };

struct engine *
engine_open(const struct workspace *ws, const char *name, bool *none)
{
	const struct engine_kind *kind = NULL;
	struct engine *e;
	void *own;

	if (name == NULL)
		name = json_text(ws->config, "transcribe.engine");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			kind = kinds[i];
	*none = kind == NULL;
	if (kind == NULL || (own = kind->open(ws)) == NULL)
		return NULL;
	e = mem_alloc(sizeof *e);
	e->kind = kind;
	e->own = own;
	return e;
}

void
engine_close(struct engine *e)
{
	if (e == NULL)
		return;
	e->kind->close(e->own);
	free(e);
}

const char *
engine_name(const struct engine *e)
{
	return e->kind->name;
}

bool
engine_speaks(const struct engine *e, const char *language)
{
	return e->kind->language == NULL || language == NULL || config_same_language(e->kind->language, language);
}

const char *
engine_language(const struct engine *e)
{
	return e->kind->language;
}

int
engine_pause_ms(const struct engine *e)
{
	return e->kind->pause_ms;
}

const char *
engine_between(const struct engine *e)
{
	return e->kind->between;
}

double
engine_sure(const struct engine *e)
{
	return e->kind->sure;
}

double
engine_doubtful(const struct engine *e)
{
	return e->kind->doubtful;
}

int
engine_hear(struct engine *e, const char *id, const struct engine_piece *piece, struct engine_heard *heard)
{
	*heard = (struct engine_heard){ .text = NULL };
	return e->kind->hear(e->own, id, piece, heard);
}

void
engine_clear(struct engine_heard *h)
{
	free(h->text);
	free(h->language);
	for (size_t i = 0; i < h->n; i++)
		free(h->readings[i]);
	*h = (struct engine_heard){ .text = NULL };
}
