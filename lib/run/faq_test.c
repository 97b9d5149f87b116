#include <stdlib.h>
#include <string.h>

#include "run/faq_test.h"
#include "wa/faq_answer.h"

/* A run: what it is of, what it says, and its counts. */
struct testing {
	struct trial	*trial;
	const struct faq *faq;
	struct buf	*out;
	size_t		 number, failed;
};

/* The first of the texts an answer must hold and doesn't, in the language of
 * the reply; NULL when it has all. */
static const char *
missing(const struct testing *t, const struct faq_entry *e, const json_t *reply)
{
	const char *want = NULL;
	char *words = trial_words(reply);
	json_t *v;
	size_t i;

	json_array_foreach(json_at(e->data, "tests.says"), i, v) {
		want = faq_answer_text(t->faq, v, json_text(reply, "decision.language"));
		if (want != NULL && strstr(words, want) == NULL)
			break;
		want = NULL;
	}
	free(words);
	return want;
}

/* A message as TAP may show it: one line, no directive in it. */
static void
put_quoted(struct buf *out, const char *s)
{
	buf_char(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '#' || *s == '\\')
			buf_char(out, '\\');
		buf_char(out, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
	}
	buf_char(out, '"');
}

static void
explain(struct testing *t, const json_t *reply, const char *without)
{
	const json_t *best = json_array_get(json_at(reply, "decision.candidates"), 0);
	const char *reason = json_text(reply, "decision.reason");

	buf_printf(t->out, "#   got: %s%s%s; closest %s, confidence %.3f of %.3f\n", json_text(reply, "decision.action"),
	    reason ? " " : "", reason ? reason : "", json_text(best, "id") ? json_text(best, "id") : "(nothing)",
	    json_number_value(json_at(reply, "decision.confidence")), json_number_value(json_at(reply, "decision.threshold")));
	if (without != NULL) {
		buf_str(t->out, "#   the answer is without ");
		put_quoted(t->out, without);
		buf_char(t->out, '\n');
	}
}

/* A kind of test: its key, and what it wants of a reply. */
struct kind {
	const char	*key;
	bool		(*holds)(const struct faq_entry *, const json_t *reply);
	bool		 words;		/* the answer is read too */
};

static bool
ends_here(const struct faq_entry *e, const json_t *reply)
{
	return json_has(json_at(reply, "decision.sources"), e->id) && json_says(reply, "decision.action", e->escalate ? "escalate" : "answer");
}

static bool
escalates(const struct faq_entry *e, const json_t *reply)
{
	(void)e;
	return json_says(reply, "decision.action", "escalate");
}

static bool
ends_elsewhere(const struct faq_entry *e, const json_t *reply)
{
	return !json_has(json_at(reply, "decision.sources"), e->id);
}

static void
test_message(struct testing *t, const struct faq_entry *e, const struct kind *kind, const char *text)
{
	json_t *reply = trial_reply(t->trial, text);
	const char *without = kind->words && e->escalate == NULL ? missing(t, e, reply) : NULL;
	bool good = kind->holds(e, reply) && without == NULL;

	buf_printf(t->out, "%sok %zu - %s: %s ", good ? "" : "not ", ++t->number, e->id, kind->key);
	put_quoted(t->out, text);
	buf_char(t->out, '\n');
	if (!good) {
		explain(t, reply, without);
		t->failed++;
	}
	json_decref(reply);
}

static void
test_entry(struct testing *t, const struct faq_entry *e)
{
	static const struct kind kinds[] = {
		{ .key = "match", .holds = ends_here, .words = true },
		{ .key = "escalate", .holds = escalates },
		{ .key = "never", .holds = ends_elsewhere },
	};
	const json_t *tests = json_object_get(e->data, "tests");
	json_t *v;
	size_t i;

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		json_array_foreach(json_object_get(tests, kinds[k].key), i, v)
			test_message(t, e, &kinds[k], json_string_value(v));
}

static bool
is_named(const char *id, char *const *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(id, ids[i]) == 0)
			return true;
	return n == 0;
}

size_t
faq_test_run(struct trial *trial, const struct faq *f, char *const *ids, size_t n, struct buf *out)
{
	struct testing t = { .trial = trial, .faq = f, .out = out };

	for (size_t i = 0; i < faq_count(f); i++)
		if (is_named(faq_entry(f, i)->id, ids, n))
			test_entry(&t, faq_entry(f, i));
	buf_printf(out, "1..%zu%s\n", t.number, t.number ? "" : " # SKIP no entry has tests");
	return t.failed;
}
