#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"
#include "run/doctor.h"
#include "run/engine.h"
#include "run/faq_test.h"
#include "wa/coverage.h"
#include "wa/faq.h"
#include "wa/faq_answer.h"
#include "wa/leads.h"
#include "wa/texts.h"

static const size_t answers_few = 5, phrasings_few = 3, questions_few = 20;
static const int coverage_days = 30;

/* Topics that a desk must have thought about before it opens. */
static void
check_no_guess(struct doctor *d, const struct faq *f)
{
	size_t escalates = 0, answers = 0;

	for (size_t i = 0; i < faq_count(f); i++) {
		escalates += faq_entry(f, i)->escalate != NULL;
		answers += faq_entry(f, i)->escalate == NULL && strcmp(faq_entry(f, i)->file, "faq.yaml") == 0;
	}
	if (escalates == 0)
		doctor_find(d, "no-guess", FINDING_FAILURE, "write it first: wa init ships one, wa-faq import takes it over", "the no-guess list is empty");
	else
		doctor_find(d, "no-guess", FINDING_OK, NULL, "%zu entries go to a person", escalates);
	if (answers < answers_few)
		doctor_find(d, "faq", FINDING_WARNING, "add what customers ask most", "%zu answers", answers);
	else
		doctor_find(d, "faq", FINDING_OK, NULL, "%zu answers", answers);
}

static void
check_phrasings(struct doctor *d, const struct faq *f)
{
	size_t n, few = 0, *count = mem_array(faq_count(f) + 1, sizeof *count);
	const struct faq_phrasing *p = faq_phrasings(f, &n);
	const char *example = NULL;

	for (size_t i = 0; i < n; i++)
		count[p[i].entry]++;
	for (size_t i = 0; i < faq_count(f); i++)
		if (count[i] < phrasings_few && strcmp(faq_entry(f, i)->file, "faq.yaml") == 0) {
			few++;
			example = faq_entry(f, i)->id;
		}
	if (few > 0)
		doctor_find(d, "phrasings", FINDING_WARNING, "five ways of asking or more make the agent surer",
		    "%zu entries have fewer than %zu, as %s", few, phrasings_few, example);
	else
		doctor_find(d, "phrasings", FINDING_OK, NULL, "%zu", n);
	free(count);
}

static void
check_tests(struct doctor *d, const struct faq *f)
{
	struct trial *t = trial_open(d->ws);
	struct buf tap = {0};
	size_t with = 0, failed;

	if (t == NULL)
		return;
	for (size_t i = 0; i < faq_count(f); i++)
		with += json_object_get(faq_entry(f, i)->data, "tests") != NULL;
	failed = faq_test_run(t, f, NULL, 0, &tap);
	if (failed > 0)
		doctor_find(d, "faq-tests", FINDING_FAILURE, "wa-faq test shows them", "%zu fail", failed);
	else if (with == 0)
		doctor_find(d, "faq-tests", FINDING_WARNING, "give the entries that matter a few: wa-faq(5)", "there are none");
	else
		doctor_find(d, "faq-tests", FINDING_OK, NULL, "of %zu entries, all pass", with);
	buf_free(&tap);
	trial_close(t);
}

static void
check_languages(struct doctor *d, const struct faq *f)
{
	struct texts *texts = texts_open(d->ws);
	json_t *language;
	size_t i;

	if (texts == NULL)
		return;
	json_array_foreach(json_at(d->ws->config, "languages"), i, language) {
		const char *code = json_string_value(language), *example = NULL;
		size_t missing = 0;

		for (size_t k = 0; k < faq_count(f); k++) {
			const struct faq_entry *e = faq_entry(f, k);
			const json_t *answer = json_object_get(e->data, "answer");

			if (e->escalate == NULL && answer != NULL && faq_answer_text(f, answer, code) == NULL) {
				missing++;
				example = e->id;
			}
		}
		if (!texts_speaks(texts, code))
			doctor_find(d, "language", FINDING_FAILURE, "write the texts in templates.yaml: wa-templates(5)", "%s: the desk's own texts are not in it", code);
		else if (missing > 0)
			doctor_find(d, "language", FINDING_WARNING, "wa-faq lint names them; until then they go to a person", "%s: %zu answers are not in it, as %s", code, missing, example);
		else
			doctor_find(d, "language", FINDING_OK, NULL, "%s: texts and answers", code);
	}
	texts_close(texts);
}

/* How much of what was asked, in the sandbox too, the knowledge has an answer to. */
static void
count_question(void *arg, const struct coverage_question *q)
{
	size_t *n = arg;

	n[0]++;
	n[1] += q->answered;
}

static void
check_coverage(struct doctor *d)
{
	size_t n[2] = {0};

	if (d->kept && coverage_read(store_db(d->store), d->now - coverage_days * CLOCK_DAY, d->now, count_question, n) == -1)
		return;
	if (n[0] < questions_few)
		doctor_find(d, "coverage", FINDING_SKIPPED, NULL, "%zu questions in %d days are too few to tell", n[0], coverage_days);
	else
		doctor_find(d, "coverage", 2 * n[1] < n[0] ? FINDING_WARNING : FINDING_OK, "wa-faq coverage names what is missing, wa-faq propose writes it",
		    "%zu of %zu questions were answered", n[1], n[0]);
}

static void
check_engine_opens(struct doctor *d)
{
	bool none = false;
	struct engine *e = engine_open(d->ws, NULL, &none);

	if (e != NULL)
		doctor_find(d, "voice-engine", FINDING_OK, NULL, "%s is there", engine_name(e));
	else if (none)
		doctor_find(d, "voice-engine", FINDING_OK, NULL, "none: voice notes go to a person");
	else
		doctor_find(d, "voice-engine", FINDING_FAILURE, "see what is said above; wa-transcribe(1)", "can't be had");
	engine_close(e);
}

static void
check_greeting(struct doctor *d)
{
	if (!json_yes(d->ws->config, "greeting.send"))
		doctor_find(d, "greeting", FINDING_WARNING, "greeting.send: yes", "is off");
	else
		doctor_find(d, "greeting", FINDING_OK, NULL, "%s", json_at(d->ws->config, "greeting.text") != NULL ? "your own" : "the built-in one");
}

static void
check_leads(struct doctor *d)
{
	struct leads *l = leads_load(d->ws);
	size_t required = 0;

	if (l == NULL) {
		doctor_find(d, "leads", FINDING_FAILURE, "wa-lead lint", "leads.yaml has mistakes");
		return;
	}
	for (size_t i = 0; i < leads_count(l); i++)
		required += leads_field(l, i)->required;
	if (leads_count(l) == 0)
		doctor_find(d, "leads", FINDING_WARNING, "if you sell something: wa-leads(5)", "nothing is asked of people who want to buy");
	else
		doctor_find(d, "leads", FINDING_OK, NULL, "%zu fields, %zu of them asked for", leads_count(l), required);
	leads_free(l);
}

static int64_t
changed(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_mtim.tv_sec * 1000 : 0;
}

/* The sandbox keeps its state under var/sandbox: was it used since the YAML changed? */
static void
check_tried(struct doctor *d)
{
	static const char *const files[] = { "workspace.yaml", "faq.yaml", "services.yaml", "leads.yaml", "templates.yaml" };
	char *db = mem_printf("%s/var/sandbox/wa.db-wal", d->ws->dir), *whole = mem_printf("%s/var/sandbox/wa.db", d->ws->dir);
	int64_t tried = changed(db) > changed(whole) ? changed(db) : changed(whole), edited = 0;
	const char *last = "";

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char *path = workspace_file(d->ws, files[i]);

		if (changed(path) > edited) {
			edited = changed(path);
			last = files[i];
		}
		free(path);
	}
	if (tried == 0)
		doctor_find(d, "sandbox", FINDING_WARNING, "wa run NAME --sandbox, and wa-chat", "the desk was never tried in it");
	else if (edited > tried)
		doctor_find(d, "sandbox", FINDING_WARNING, "try it again: wa run NAME --sandbox, and wa-chat", "%s changed since the desk was last tried in it", last);
	else
		doctor_find(d, "sandbox", FINDING_OK, NULL, "was used since the last change of the YAML");
	free(db);
	free(whole);
}

void
doctor_ready_check(struct doctor *d)
{
	struct faq *f = faq_load(d->ws);

	if (f == NULL) {
		doctor_find(d, "faq", FINDING_FAILURE, "wa-check says where", "faq.yaml or services.yaml has mistakes");
	} else {
		check_no_guess(d, f);
		check_phrasings(d, f);
		check_tests(d, f);
		check_languages(d, f);
	}
	check_coverage(d);
	check_greeting(d);
	check_leads(d);
	check_engine_opens(d);
	check_tried(d);
	faq_free(f);
}
