#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "ext/text.h"
#include "ext/yaml.h"
#include "wa/keywords.h"

extern const char embedded_keywords[];

/* Longer messages are none. */
enum { LENGTH_MAX = 256 };

struct keywords {
	struct map	*words;		/* spell() -> enum keyword in `values` */
};

static const enum keyword values[] = { KEYWORD_NONE, KEYWORD_STOP, KEYWORD_START, KEYWORD_HUMAN };
static const char *const lists[] = { [KEYWORD_STOP] = "stop", [KEYWORD_START] = "start", [KEYWORD_HUMAN] = "human" };

/* The words alone, folded and without accents, with a space between. */
static void
spell(const char *text, struct buf *out)
{
	struct buf folded = {0}, plain = {0};
	enum text_class class;
	const char *word;
	size_t at = 0, len;

	text_fold(text, strlen(text), &folded);
	for (size_t i = 0; i < folded.len;) {
		int32_t c = text_plain(text_next(folded.data, folded.len, &i));

		if (c != 0)
			text_put(&plain, c);
	}
	while ((word = text_word(plain.data, plain.len, &at, &len, &class)) != NULL) {
		if (out->len > 0)
			buf_char(out, ' ');
		buf_add(out, word, len);
	}
	buf_free(&folded);
	buf_free(&plain);
}

static void
add(struct keywords *k, const json_t *words, enum keyword value)
{
	const json_t *word;
	size_t i;

	json_array_foreach((json_t *)words, i, word) {
		struct buf key = {0};

		spell(json_string_value(word), &key);
		if (key.len > 0)
			map_set(k->words, key.data, (void *)(uintptr_t)&values[value]);
		buf_free(&key);
	}
}

struct keywords *
keywords_load(const struct workspace *ws)
{
	struct yaml *y = yaml_from("keywords.yaml", embedded_keywords, strlen(embedded_keywords));
	struct keywords *k = mem_alloc(sizeof *k);
	const char *language;
	json_t *words;

	k->words = map_new();
	/* Ours, so no file of anybody's can make this fail. */
	assert(yaml_root(y) != NULL && yaml_mistakes(y) == 0);
	/* What stops messages stops them, whatever else a workspace calls it. */
	add(k, json_at(ws->config, "handoff.words"), KEYWORD_HUMAN);
	for (int value = KEYWORD_HUMAN; value > KEYWORD_NONE; value--)
		json_object_foreach(json_object_get(yaml_root(y), lists[value]), language, words)
			add(k, words, value);
	yaml_close(y);
	return k;
}

void
keywords_free(struct keywords *k)
{
	if (k == NULL)
		return;
	map_free(k->words, NULL);
	free(k);
}

enum keyword
keywords_find(const struct keywords *k, const char *text)
{
	const enum keyword *value = NULL;
	struct buf key = {0};

	if (text == NULL || strlen(text) > LENGTH_MAX)
		return KEYWORD_NONE;
	spell(text, &key);
	if (key.len > 0)
		value = map_get(k->words, key.data);
	buf_free(&key);
	return value != NULL ? *value : KEYWORD_NONE;
}
