#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wa/config.h"
#include "wa/event.h"
#include "wa/search.h"
#include "wa/tag.h"
#include "wa/tagging.h"

/* All that it names must hold; NULL and empty: no matter. */
struct rule {
	const char	*tag;
	bool		 stays;
	bool		 wordy;		/* names words; they may be none that can be looked for */
	struct search	*words;
	const json_t	*signals, *entries, *languages;
};

struct tagging {
	struct rule	*rules;
	size_t		 n;
};

/* The words in all languages: whoever writes in one may use another's. */
static struct search *
words_of(const json_t *list)
{
	const char **strings = NULL, *key;
	struct search *words;
	json_t *local, *text;
	size_t i, n = 0;

	json_array_foreach((json_t *)list, i, local) {
		strings = mem_grow(strings, n + 1 + json_object_size(local), sizeof *strings);
		if (json_is_string(local))
			strings[n++] = json_string_value(local);
		json_object_foreach(local, key, text)
			strings[n++] = json_string_value(text);
	}
	words = search_new(strings, n);
	free(strings);
	return words;
}

struct tagging *
tagging_new(const struct workspace *ws)
{
	const json_t *list = json_object_get(ws->config, "tags");
	struct tagging *t = mem_alloc(sizeof *t);
	json_t *r;
	size_t i;

	t->rules = mem_array(json_array_size(list) + 1, sizeof *t->rules);
	json_array_foreach((json_t *)list, i, r)
		t->rules[t->n++] = (struct rule){ .tag = json_text(r, "tag"), .stays = json_yes(r, "stays"),
		    .wordy = json_array_size(json_object_get(r, "words")) > 0, .words = words_of(json_object_get(r, "words")),
		    .signals = json_object_get(r, "signal"), .entries = json_object_get(r, "entry"), .languages = json_object_get(r, "language") };
	return t;
}

void
tagging_free(struct tagging *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		search_free(t->rules[i].words);
	free(t->rules);
	free(t);
}

static bool
has_any(const json_t *list, const json_t *of)
{
	json_t *v;
	size_t i;

	json_array_foreach((json_t *)of, i, v)
		if (json_has(list, json_string_value(v)))
			return true;
	return false;
}

static bool
says(const struct rule *r, const json_t *ev)
{
	const char *text = event_text(ev);

	return text != NULL && r->words != NULL && search_finds(r->words, text);
}

static bool
holds(const struct rule *r, const json_t *ev)
{
	return (!r->wordy || says(r, ev)) &&
	    (json_array_size(r->signals) == 0 || has_any(json_at(ev, "class.signals"), r->signals)) &&
	    (json_array_size(r->entries) == 0 || json_has(r->entries, json_text(ev, "class.intent"))) &&
	    (json_array_size(r->languages) == 0 || config_has_language(r->languages, json_text(ev, "class.language")));
}

int
tagging_apply(const struct tagging *t, struct db *db, const json_t *ev, int64_t contact, int64_t now)
{
	json_t *tag;
	size_t i;

	json_array_foreach(json_at(ev, "class.tags"), i, tag)
		if (json_is_string(tag) && tag_valid(json_string_value(tag)) &&
		    tag_add(db, contact, json_string_value(tag), false, "agent", now) == -1)
			return -1;
	for (i = 0; i < t->n; i++)
		if (holds(&t->rules[i], ev) && tag_add(db, contact, t->rules[i].tag, t->rules[i].stays, "rule", now) == -1)
			return -1;
	return 0;
}
