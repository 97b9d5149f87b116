#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/child.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "nlp/sentence.h"
#include "run/best_answer.h"
#include "run/classifier.h"
#include "run/faq_draft.h"
#include "run/faq_propose.h"
#include "run/misses.h"
#include "wa/config.h"
#include "wa/coverage.h"
#include "wa/faq.h"
#include "wa/phrasing.h"
#include "wa/rules_edit.h"
#include "wa/store.h"

#define OFTEN		3	/* from so many on, what nobody answered alike is worth a line */
#define NAMED		8	/* inquiries that a comment names */
#define ID_BYTES	40
#define DIFF_MS		20000
#define DIFF_MAX	((size_t)32 << 20)

struct proposing {
	const struct faq_usage	*u;
	struct db		*db;
	const char		*own;		/* the desk's language */
	struct classifier	*classifier;
	struct faq		*faq;		/* as it is */
	struct faq_draft	 draft;
	char			*settings;	/* workspace.yaml's path, its text and what becomes of it */
	struct buf		 before, after;
	json_t			*taken;		/* ids that are proposed */
};

/* ------------------------------------------------------------------- evidence */

/* What people did about one cluster of questions. */
struct evidence {
	const json_t		*cluster;
	size_t			 n;		/* questions */
	json_t			*cases;		/* numbers of inquiries, in order */
	struct best_answer	 answers;	/* that resolved them */
	struct best_answer	 asked;		/* what a person asked back first */
	char			*category;	/* of the first inquiry */
};

static void
add_case(struct proposing *p, struct evidence *e, int64_t id)
{
	json_t *v;
	size_t i;

	json_array_foreach(e->cases, i, v)
		if (json_integer_value(v) == id)
			return;
	json_array_append_new(e->cases, json_integer((json_int_t)id));
	best_answer_add(&e->answers, coverage_answer(p->db, id, p->u->until));
	if (e->category == NULL)
		e->category = coverage_category(p->db, id);
}

static void
add_reaction(struct proposing *p, struct evidence *e, const char *event)
{
	char *text = coverage_reaction(p->db, event, p->u->until);
	size_t from = text != NULL ? sentence_asks(text) : SIZE_MAX;

	if (from != SIZE_MAX)
		best_answer_add(&e->asked, mem_str(text + from));
	free(text);
}

static void
gather(struct proposing *p, const json_t *cluster, struct evidence *e)
{
	json_t *event;
	size_t i;

	*e = (struct evidence){ .cluster = cluster, .cases = json_array() };
	json_array_foreach(json_object_get(cluster, "events"), i, event) {
		int64_t id = coverage_case(p->db, json_string_value(event));

		e->n++;
		if (id != 0)
			add_case(p, e, id);
		add_reaction(p, e, json_string_value(event));
	}
}

static void
evidence_free(struct evidence *e)
{
	json_decref(e->cases);
	best_answer_free(&e->answers);
	best_answer_free(&e->asked);
	free(e->category);
}

/* "5 questions, inquiries 3, 9 and 14: WHY". The caller frees. */
static char *
comment_on(const struct evidence *e, const char *why)
{
	size_t cases = json_array_size(e->cases), named = cases < NAMED ? cases : NAMED;
	struct buf b = {0};

	buf_printf(&b, "%zu question%s", e->n, e->n == 1 ? "" : "s");
	for (size_t i = 0; i < named; i++)
		buf_printf(&b, "%s%lld", i > 0 ? ", " : cases == 1 ? ", inquiry " : ", inquiries ",
		    (long long)json_integer_value(json_array_get(e->cases, i)));
	if (cases > named)
		buf_printf(&b, " and %zu more", cases - named);
	buf_printf(&b, ": %s", why);
	return buf_take(&b);
}

/* ------------------------------------------------------------------ proposals */

/* An id that no entry has, of the question's words. */
static char *
free_id(struct proposing *p, const char *question)
{
	char *words = phrasing_id(question), *id;

	if (strlen(words) > ID_BYTES)
		words[ID_BYTES] = '\0';
	id = mem_str(*words != '\0' ? words : "question");
	for (int n = 2; faq_find(p->faq, id) != NULL || json_object_get(p->taken, id) != NULL; n++) {
		free(id);
		id = mem_printf("%s_%d", *words != '\0' ? words : "question", n);
	}
	json_object_set_new(p->taken, id, json_true());
	free(words);
	return id;
}

static const char *
language_of(const struct proposing *p, const struct evidence *e)
{
	const char *language = json_text(e->cluster, "language");

	return language != NULL ? language : p->own;
}

static json_t *
new_entry(struct proposing *p, const struct evidence *e)
{
	char *id = free_id(p, json_text(e->cluster, "text"));
	json_t *entry = json_pack("{s:s,s:O}", "id", id, "ask", json_object_get(e->cluster, "ask"));

	free(id);
	return entry;
}

/* Takes entry and why. How many proposals it is. */
static size_t
propose_entry(struct proposing *p, const struct evidence *e, json_t *entry, char *why)
{
	char *comment = comment_on(e, why);
	size_t n = faq_draft_add(&p->draft, entry, comment) == 0;

	json_decref(entry);
	free(comment);
	free(why);
	return n;
}

static size_t
propose_rule(struct proposing *p, const struct evidence *e, const char *rule, const char *text, char *why)
{
	char *comment = comment_on(e, why);
	struct buf changed = {0};
	size_t n = rules_edit_add(&p->after, rule, text, comment, &changed) == 0;

	if (n > 0) {
		buf_free(&p->after);
		p->after = changed;
	}
	free(comment);
	free(why);
	return n;
}

/* The text, with a question at its end, when something stands before that, as what is asked next. */
static void
put_answer(json_t *entry, const char *text, const char *language)
{
	size_t from = sentence_asks(text), len;
	char *before;

	if (from == 0 || from == SIZE_MAX) {
		json_object_set_new(entry, "answer", json_pack("{s:s}", language, text));
		return;
	}
	for (len = from; len > 0 && strchr(" \n\t", text[len - 1]) != NULL; len--)
		;
	before = mem_strn(text, len);
	json_object_set_new(entry, "answer", json_pack("{s:s}", language, before));
	json_object_set_new(entry, "ask_next", json_pack("{s:s}", language, text + from));
	free(before);
}

/* The entry is there, and lacks this language. */
static size_t
propose_translation(struct proposing *p, const struct evidence *e, const char *answer)
{
	const char *id = json_text(e->cluster, "closest");
	const struct faq_entry *entry = id != NULL ? faq_find(p->faq, id) : NULL;
	const json_t *now = entry != NULL && entry->line > 0 ? json_object_get(entry->data, "answer") : NULL;
	json_t *all, *entries;
	size_t n;

	if (now == NULL || json_object_get(p->taken, id) != NULL)
		return 0;
	json_object_set_new(p->taken, id, json_true());
	all = json_is_object(now) ? json_copy((json_t *)now) : json_pack("{s:O}", p->own, now);
	json_put(all, language_of(p, e), answer);
	entries = json_pack("[{s:s,s:o}]", "id", id, "answer", all);
	n = faq_draft_set(&p->draft, entries) == 0;
	json_decref(entries);
	return n;
}

static bool
is_about_price(struct proposing *p, const struct evidence *e)
{
	json_t *label = classifier_label(p->classifier, json_text(e->cluster, "text"), json_text(e->cluster, "language")), *signal;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(label, "signals"), i, signal)
		found = found || strcmp(json_string_value(signal), "price") == 0;
	json_decref(label);
	return found;
}

/* What nobody answered alike. */
static size_t
propose_person(struct proposing *p, const struct evidence *e)
{
	size_t alike, n = 0;
	const char *asked = best_answer_of(&e->asked, p->own, &alike);
	json_t *entry;

	if (asked != NULL && e->asked.n >= OFTEN && is_about_price(p, e))
		n += propose_rule(p, e, "ask_before_quote", asked, mem_printf("people asked this first, %zu of %zu times that they asked", alike, e->asked.n));
	if (e->answers.n >= OFTEN)
		return n + propose_rule(p, e, "never_guess", json_text(e->cluster, "text"),
		    mem_printf("people answered %zu times, not alike", e->answers.n));
	entry = new_entry(p, e);
	json_put(entry, "escalate", e->category != NULL ? e->category : "support");
	return n + propose_entry(p, e, entry, e->answers.n == 0 ? mem_str("nobody answered them in words") :
	    mem_printf("people answered %zu, which is too few to tell", e->answers.n));
}

static size_t
propose_for_miss(struct proposing *p, const json_t *cluster)
{
	const char *reason = json_text(cluster, "reason"), *answer;
	struct evidence e;
	size_t alike, n = 0;
	json_t *entry;

	gather(p, cluster, &e);
	answer = best_answer_of(&e.answers, p->own, &alike);
	if (reason != NULL && strcmp(reason, "language") == 0) {
		n = answer != NULL ? propose_translation(p, &e, answer) : 0;
	} else if (answer != NULL) {
		entry = new_entry(p, &e);
		put_answer(entry, answer, language_of(p, &e));
		n = propose_entry(p, &e, entry, mem_printf("%zu of %zu answers of people come to this", alike, e.answers.n));
	} else if (e.n >= OFTEN) {
		n = propose_person(p, &e);
	}
	evidence_free(&e);
	return n;
}

/* An opener without a matter is asked what a person asks. */
static size_t
propose_for_opener(struct proposing *p, const json_t *cluster)
{
	struct evidence e;
	const char *asked;
	size_t alike, n = 0;
	json_t *entry;

	gather(p, cluster, &e);
	asked = best_answer_of(&e.asked, p->own, &alike);
	if (asked != NULL && e.asked.n >= OFTEN) {
		entry = new_entry(p, &e);
		json_object_set_new(entry, "answer", json_pack("{s:s}", language_of(p, &e), asked));
		n = propose_entry(p, &e, entry, mem_printf("what people asked next, %zu of %zu times that they asked", alike, e.asked.n));
	}
	evidence_free(&e);
	return n;
}

static size_t
propose_all(struct proposing *p)
{
	json_t *r = misses_report(p->db, p->own, p->u->since, p->u->until), *cluster;
	size_t i, n = 0;

	json_array_foreach(json_object_get(r, "misses"), i, cluster)
		n += propose_for_miss(p, cluster);
	json_array_foreach(json_object_get(r, "vague"), i, cluster)
		n += propose_for_opener(p, cluster);
	json_decref(r);
	return n;
}

/* ----------------------------------------------------------------------- diffs */

/* Paths from the workspace on, as git wants them. 0 or -1. */
static int
print_diff(const char *path, const char *name, const struct buf *after, struct buf *out)
{
	char *a = mem_printf("a/%s", name), *b = mem_printf("b/%s", name);
	const char *argv[] = { "diff", "-u", "--label", a, "--label", b, path, "-", NULL };
	static const struct child_limits limits = { .timeout_ms = DIFF_MS };
	int in = child_input(after->data, after->len), status = in != -1 ? child_run(argv, in, &limits, DIFF_MAX, out) : -1;

	if (in != -1)
		close(in);
	free(a);
	free(b);
	if (status == 0 || status == 1)
		return 0;
	log_line("diff: %s", status == -1 ? strerror(errno) : "failed");
	return -1;
}

static bool
is_changed(const struct buf *before, const struct buf *after)
{
	return before->len != after->len || (after->len > 0 && memcmp(before->data, after->data, after->len) != 0);
}

static int
print_diffs(const struct proposing *p, struct buf *out)
{
	/* The file may not be there yet. */
	const char *faq = file_exists(p->draft.path) ? p->draft.path : "/dev/null";

	if (is_changed(&p->draft.before, &p->draft.after) && print_diff(faq, "faq.yaml", &p->draft.after, out) == -1)
		return EX_OSERR;
	if (is_changed(&p->before, &p->after) && print_diff(p->settings, "workspace.yaml", &p->after, out) == -1)
		return EX_OSERR;
	return EX_OK;
}

static int
open_files(struct proposing *p)
{
	const char *own = json_text(p->u->ws->config, "language");

	p->own = own != NULL ? own : "en";
	p->taken = json_object();
	p->settings = workspace_file(p->u->ws, "workspace.yaml");
	if (faq_draft_open(&p->draft, p->u->ws) == -1)
		return -1;
	if (file_read(p->settings, YAML_MAX, &p->before) == -1) {
		log_line("%s: %s", p->settings, strerror(errno));
		return -1;
	}
	buf_add(&p->after, p->before.data, p->before.len);
	return 0;
}

int
faq_propose(const struct faq_usage *u, struct buf *out)
{
	struct store *st = store_open(u->ws, STORE_READ);
	struct proposing p = { .u = u };
	int status = EX_CONFIG;

	if (st == NULL)
		status = store_status();
	if (st == NULL || (p.faq = faq_load(u->ws)) == NULL || (p.classifier = classifier_load(u->ws, false)) == NULL || open_files(&p) == -1)
		goto done;
	p.db = store_db(st);
	if (propose_all(&p) > 0) {
		status = print_diffs(&p, out);
	} else {
		log_line("nothing to propose: no question came %d times, and no answer of a person is new", OFTEN);
		status = 1;
	}
done:
	faq_draft_close(&p.draft);
	buf_free(&p.before);
	buf_free(&p.after);
	free(p.settings);
	json_decref(p.taken);
	classifier_free(p.classifier);
	faq_free(p.faq);
	store_close(st);
	return status;
}
