#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/faq_draft.h"
#include "wa/faq.h"
#include "wa/faq_edit.h"
#include "wa/phrasing.h"

enum { ID_MAX = 48 };	/* of an id made of a question */

int
faq_draft_open(struct faq_draft *d, const struct workspace *ws)
{
	*d = (struct faq_draft){ .ws = ws, .path = workspace_file(ws, "faq.yaml") };
	if (file_read(d->path, YAML_MAX, &d->before) == -1 && errno != ENOENT) {
		log_line("%s: %s", d->path, strerror(errno));
		return -1;
	}
	buf_add(&d->after, d->before.data, d->before.len);
	return 0;
}

void
faq_draft_close(struct faq_draft *d)
{
	buf_free(&d->before);
	buf_free(&d->after);
	free(d->path);
	*d = (struct faq_draft){0};
}

/* What an edit made of the text takes its place. */
static void
take(struct faq_draft *d, struct buf *text)
{
	buf_free(&d->after);
	d->after = *text;
}

int
faq_draft_set(struct faq_draft *d, const json_t *entries)
{
	struct buf changed = {0};
	int rc = faq_edit_set(&d->after, entries, &changed);

	if (rc == 0)
		take(d, &changed);
	return rc;
}

/* The entries of the text in hand; NULL after saying its mistakes. */
static struct faq *
entries_of(const struct faq_draft *d)
{
	struct faq *f;
	struct yaml *y = faq_check(d->ws, d->path, &d->after, &f);

	if (f == NULL)
		yaml_log(y);
	yaml_close(y);
	return f;
}

int
faq_draft_add(struct faq_draft *d, const json_t *entry, const char *comment)
{
	struct faq_draft trial = { .ws = d->ws, .path = d->path };
	struct faq *f = NULL;

	if (faq_edit_add(&d->after, entry, comment, &trial.after) == 0)
		f = entries_of(&trial);
	if (f != NULL)
		take(d, &trial.after);
	else
		buf_free(&trial.after);
	faq_free(f);
	return f != NULL ? 0 : -1;
}

/* The entry that a phrasing is learned for: the one named, or the first that
 * escalates to the category; NULL for none. */
static const struct faq_entry *
learner(const struct faq *f, const char *id, const char *category)
{
	for (size_t i = 0; i < faq_count(f); i++) {
		const struct faq_entry *e = faq_entry(f, i);

		if (e->line > 0 && (category ? e->escalate != NULL && strcmp(e->escalate, category) == 0 : strcmp(e->id, id) == 0))
			return e;
	}
	return NULL;
}

/* Who asks the same already, or NULL. */
static const struct faq_entry *
who_asks(const struct faq *f, const char *phrasing)
{
	const struct faq_entry *found = NULL;
	char *key = phrasing_key(phrasing);
	const struct faq_phrasing *p;
	size_t n;

	for (p = faq_phrasings(f, &n); n > 0 && found == NULL; n--, p++) {
		char *theirs = phrasing_key(p->text);

		if (faq_entry(f, p->entry)->line > 0 && strcmp(theirs, key) == 0)
			found = faq_entry(f, p->entry);
		free(theirs);
	}
	free(key);
	return found;
}

static int
set_one(struct faq_draft *d, json_t *entry)
{
	json_t *entries = json_pack("[o]", entry);
	int rc = faq_draft_set(d, entries);

	json_decref(entries);
	return rc;
}

static int
ask_too(struct faq_draft *d, const struct faq_entry *e, const char *language, const char *phrasing)
{
	const char *own = json_text(d->ws->config, "language");
	struct buf changed = {0};
	int rc;

	/* Phrasings that have a language each are told apart by it. */
	if (language == NULL && json_is_object(json_object_get(e->data, "ask")))
		language = own;
	rc = faq_edit_ask(&d->after, e->id, language, own, phrasing, &changed);
	if (rc == 0)
		take(d, &changed);
	return rc;
}

int
faq_draft_learn(struct faq_draft *d, const char *id, const char *category, const char *language, const char *phrasing)
{
	struct faq *f = entries_of(d);
	const struct faq_entry *e, *other;
	int rc = -1;

	if (f == NULL)
		return -1;
	e = learner(f, id, category);
	other = e != NULL ? who_asks(f, phrasing) : NULL;
	if (e == NULL && category != NULL)
		rc = set_one(d, json_pack("{s:o, s:s, s:{s:[s]}}", "id", json_sprintf("known_%s", category), "escalate", category,
		    "ask", language ? language : json_text(d->ws->config, "language"), phrasing));
	else if (e == NULL)
		log_line("%s: no such entry in faq.yaml; wa-faq list names them", id);
	else if (other == NULL)
		rc = ask_too(d, e, language, phrasing);
	else if (other == e)
		rc = 0;
	else
		log_line("%s: asked by %s in line %d; take it out there first", phrasing, other->id, other->line);
	faq_free(f);
	return rc;
}

/* One that no entry has. The caller frees. */
static char *
new_id(const struct faq *f, const char *question)
{
	char *words = phrasing_id(question), *id;

	if (strlen(words) > ID_MAX)
		words[ID_MAX] = '\0';
	id = mem_str(*words != '\0' ? words : "question");
	for (int n = 2; faq_find(f, id) != NULL; n++) {
		free(id);
		id = mem_printf("%s_%d", *words != '\0' ? words : "question", n);
	}
	free(words);
	return id;
}

int
faq_draft_answer(struct faq_draft *d, const char *question, const char *answer, const char *language)
{
	const char *lang = language ? language : json_text(d->ws->config, "language");
	struct faq *f = entries_of(d);
	const struct faq_entry *other;
	int rc = -1;

	if (f == NULL)
		return -1;
	if ((other = who_asks(f, question)) != NULL)
		log_line("%s in line %d asks this already; its answer is yours to change", other->id, other->line);
	else {
		char *id = new_id(f, question);

		rc = set_one(d, json_pack("{s:s, s:{s:[s]}, s:{s:s}}", "id", id, "ask", lang, question, "answer", lang, answer));
		free(id);
	}
	faq_free(f);
	return rc;
}

int
faq_draft_write(struct faq_draft *d, enum review how)
{
	struct faq *f = entries_of(d);

	if (f == NULL) {
		log_line("%s: left as it is; these lines are counted as it would have been", d->path);
		return 1;
	}
	faq_free(f);
	return review_write(d->path, &d->before, &d->after, how);
}
