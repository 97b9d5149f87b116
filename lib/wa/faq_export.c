#include <string.h>

#include "wa/config.h"
#include "wa/faq_answer.h"
#include "wa/faq_export.h"

/* Entries that stand in faq.yaml come first; the rest is made of other files. */
static size_t
own_entries(const struct faq *f)
{
	size_t n = 0;

	while (n < faq_count(f) && faq_entry(f, n)->line > 0)
		n++;
	return n;
}

void
faq_export_json(const struct faq *f, struct buf *out)
{
	for (size_t i = 0; i < own_entries(f); i++) {
		json_print(faq_entry(f, i)->data, out);
		buf_char(out, '\n');
	}
}

/* The texts of a value, a line each. */
static void
put_texts(struct buf *cell, const json_t *v)
{
	json_t *member;
	size_t i;

	if (json_is_string(v))
		buf_printf(cell, "%s%s", cell->len ? "\n" : "", json_string_value(v));
	json_array_foreach((json_t *)v, i, member)
		put_texts(cell, member);
}

static void
put_cell(struct buf *out, const json_t *v, bool first)
{
	struct buf cell = {0};

	buf_str(&cell, "");
	put_texts(&cell, v);
	if (!first)
		buf_char(out, ',');
	if (cell.data[strcspn(cell.data, ",;\"\r\n")] == '\0') {
		buf_str(out, cell.data);
	} else {
		buf_char(out, '"');
		for (const char *p = cell.data; *p != '\0'; p++) {
			if (*p == '"')
				buf_char(out, '"');
			buf_char(out, *p);
		}
		buf_char(out, '"');
	}
	buf_free(&cell);
}

/* The languages that any entry has under a key; "" stands for a plain value. */
static json_t *
languages_of(const struct faq *f, const char *key)
{
	json_t *out = json_object(), *member;
	const char *language;

	for (size_t i = 0; i < own_entries(f); i++) {
		const json_t *v = json_object_get(faq_entry(f, i)->data, key);

		if (json_is_string(v) || json_is_array(v))
			json_object_set_new(out, "", json_true());
		json_object_foreach((json_t *)v, language, member)
			json_object_set_new(out, language, json_true());
	}
	return out;
}

static void
put_header(struct buf *out, const char *key, const json_t *languages)
{
	const char *language;
	json_t *yes;

	json_object_foreach((json_t *)languages, language, yes)
		buf_printf(out, ",%s%s%s", key, *language ? "." : "", language);
}

static void
put_columns(struct buf *out, const json_t *v, const json_t *languages)
{
	const char *language;
	json_t *yes;

	json_object_foreach((json_t *)languages, language, yes)
		put_cell(out, json_is_object(v) ? json_object_get(v, language) : *language ? NULL : v, false);
}

void
faq_export_csv(const struct faq *f, struct buf *out)
{
	static const char *const keys[] = { "id", "escalate", "category", "valid_until", "tags" };
	json_t *asks = languages_of(f, "ask"), *answers = languages_of(f, "answer");

	buf_str(out, "id,escalate,category,valid_until,tags");
	put_header(out, "ask", asks);
	put_header(out, "answer", answers);
	buf_char(out, '\n');
	for (size_t i = 0; i < own_entries(f); i++) {
		const json_t *data = faq_entry(f, i)->data;

		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			put_cell(out, json_object_get(data, keys[k]), k == 0);
		put_columns(out, json_object_get(data, "ask"), asks);
		put_columns(out, json_object_get(data, "answer"), answers);
		buf_char(out, '\n');
	}
	json_decref(asks);
	json_decref(answers);
}

void
faq_export_markdown(const struct faq *f, const char *language, struct buf *out)
{
	const struct faq_phrasing *all;
	size_t n;

	all = faq_phrasings(f, &n);
	buf_str(out, "# Questions and answers\n");
	for (size_t i = 0; i < own_entries(f); i++) {
		const struct faq_entry *e = faq_entry(f, i);
		const char *answer = faq_answer_text(f, json_object_get(e->data, "answer"), language);

		if (answer == NULL && e->escalate == NULL)
			continue;
		buf_char(out, '\n');
		for (size_t k = 0; k < n; k++)
			if (all[k].entry == i && config_same_language(all[k].language, language))
				buf_printf(out, "## %s\n", all[k].text);
		buf_printf(out, "<!-- id: %s -->\n%s%s\n", e->id, e->escalate ? "-> " : "", e->escalate ? e->escalate : answer);
	}
}
