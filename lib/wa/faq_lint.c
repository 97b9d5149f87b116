#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "wa/faq_answer.h"
#include "wa/faq_lint.h"
#include "wa/phrasing.h"

/* Of so many words, two phrasings that differ in one are about the same. */
#define CLOSE_WORDS 5

static const json_t *
entry_node(const struct yaml *y, const struct faq *f, const struct faq_entry *e, const char *key)
{
	const json_t *entry = json_array_get(yaml_root(y), (size_t)(e - faq_entry(f, 0))), *v = json_object_get(entry, key);

	return v ? v : entry;
}

static void
remark_pair(struct yaml *y, const struct faq *f, const struct faq_phrasing *p, const struct faq_phrasing *was, const char *how)
{
	const struct faq_entry *e = faq_entry(f, p->entry), *other = faq_entry(f, was->entry);

	if (e == other)
		yaml_remark(y, entry_node(y, f, e, "ask"), "%s: \"%.60s\" says the same as \"%.60s\"; keep one", e->id, p->text, was->text);
	else
		yaml_remark(y, entry_node(y, f, e, "ask"), "%s: \"%.60s\" says %s as \"%.60s\" of %s in line %d; keep it in one",
		    e->id, p->text, how, was->text, other->id, other->line);
}

/* The key without its number-th word; NULL when it has no such. The caller frees. */
static char *
without_word(const char *key, size_t number)
{
	const char *end;

	for (const char *w = key; *w != '\0'; w = end + 1, number--) {
		end = strchr(w, ' ');
		if (number == 0)
			return mem_printf("%.*s%s", (int)(w - key), key, end + 1);
	}
	return NULL;
}

static size_t
words_in(const char *key)
{
	size_t n = 0;

	for (; *key != '\0'; key++)
		n += *key == ' ';
	return n;
}

/* A phrasing of another entry that is one word longer or shorter, or NULL;
 * notes in `shorter` what becomes of this one without each of its words. */
static const struct faq_phrasing *
close_one(struct map *seen, struct map *shorter, const struct faq_phrasing *p, const char *key)
{
	const struct faq_phrasing *found = words_in(key) + 1 >= CLOSE_WORDS ? map_get(shorter, key) : NULL;
	char *less;

	for (size_t i = 0; words_in(key) >= CLOSE_WORDS && (less = without_word(key, i)) != NULL; i++) {
		if (found == NULL)
			found = map_get(seen, less);
		if (map_get(shorter, less) == NULL)
			map_set(shorter, less, (void *)p);
		free(less);
	}
	return found != NULL && found->entry != p->entry && strcmp(found->language, p->language) == 0 ? found : NULL;
}

static void
remark_similar(struct yaml *y, const struct faq *f)
{
	struct map *seen = map_new(), *shorter = map_new();
	const struct faq_phrasing *all, *was;
	size_t n;

	all = faq_phrasings(f, &n);
	for (size_t i = 0; i < n; i++) {
		char *key = phrasing_key(all[i].text);

		if ((was = map_get(seen, key)) != NULL) {
			remark_pair(y, f, &all[i], was, "the same");
		} else {
			if ((was = close_one(seen, shorter, &all[i], key)) != NULL)
				remark_pair(y, f, &all[i], was, "nearly the same");
			map_set(seen, key, (void *)&all[i]);
		}
		free(key);
	}
	map_free(shorter, NULL);
	map_free(seen, NULL);
}

static void
remark_languages(struct yaml *y, const struct faq *f, const struct faq_entry *e)
{
	const json_t *answer = json_object_get(e->data, "answer");
	json_t *v;
	size_t i;

	if (answer == NULL)
		return;
	json_array_foreach(json_object_get(faq_settings(f), "languages"), i, v)
		if (faq_answer_text(f, answer, json_string_value(v)) == NULL)
			yaml_remark(y, entry_node(y, f, e, "answer"), "%s: no answer in %s; who asks in it gets a person",
			    e->id, json_string_value(v));
}

static void
remark_category(struct yaml *y, const struct faq *f, const struct faq_entry *e)
{
	const json_t *categories = json_object_get(faq_settings(f), "categories");
	const char *name = e->escalate ? e->escalate : e->category;

	if (name != NULL && json_object_size(categories) > 0 && json_object_get(categories, name) == NULL)
		yaml_remark(y, entry_node(y, f, e, e->escalate ? "escalate" : "category"),
		    "%s: %s: no such category in workspace.yaml, so nobody owns it", e->id, name);
}

struct yaml *
faq_lint(const struct workspace *ws, struct faq **out)
{
	struct yaml *y = faq_read(ws, out);
	const struct faq *f = *out;

	for (size_t i = 0; f != NULL && i < faq_count(f); i++) {
		const struct faq_entry *e = faq_entry(f, i);

		remark_languages(y, f, e);
		remark_category(y, f, e);
		if (clock_now() >= e->until)
			yaml_remark(y, entry_node(y, f, e, "valid_until"), "%s: past its date, so who asks gets a person", e->id);
	}
	if (f != NULL)
		remark_similar(y, f);
	return y;
}
