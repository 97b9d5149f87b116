/* wa-faq: look at, check and change the questions and answers of a workspace */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/progress.h"
#include "run/faq_draft.h"
#include "run/faq_propose.h"
#include "run/faq_test.h"
#include "run/faq_tune.h"
#include "run/faq_usage.h"
#include "run/lint.h"
#include "run/print.h"
#include "run/table.h"
#include "run/themes.h"
#include "run/wrap.h"
#include "wa/config.h"
#include "wa/faq_answer.h"
#include "wa/faq_export.h"
#include "wa/faq_import.h"
#include "wa/faq_lint.h"
#include "wa/services.h"

enum { ID = 28 };	/* columns of an entry's id in a list */

static const char *workspace, *language;
static const char *format, *category, *labelled;
static int64_t cost = 10;
static int64_t since = -1, until = -1;
static bool json, quiet, strict, yes, dry, csv, markdown;

static struct buf out;

static struct faq *
load(struct workspace **ws)
{
	struct faq *f;

	if ((*ws = workspace_open(workspace)) == NULL)
		return NULL;
	if ((f = faq_load(*ws)) == NULL)
		workspace_free(*ws);
	return f;
}

static const char *
own_language(const struct workspace *ws)
{
	return language ? language : json_text(ws->config, "language");
}

static void
print_json(const struct faq_entry *e)
{
	json_t *v = json_copy((json_t *)e->data);

	json_put(v, "file", e->file);
	if (e->line > 0)
		json_object_set_new(v, "line", json_integer(e->line));
	json_print(v, &out);
	buf_char(&out, '\n');
	json_decref(v);
}

/* One line of an entry: its id and the beginning of what it says. */
static void
print_line(const struct faq_entry *e, const char *lang)
{
	const char *text = config_local(json_object_get(e->data, "answer"), lang);
	char *start, *said;

	text = text ? text : "(no answer in this language)";
	start = e->escalate ? mem_printf("-> %s", e->escalate) :
	    mem_printf("%.*s%s", (int)strcspn(text, "\n"), text, strchr(text, '\n') ? "\u2026" : "");
	said = table_rest(start, ID + 1);
	buf_printf(&out, "%-*s %s\n", ID, e->id, said);
	free(start);
	free(said);
}

static void
print_entry(const struct faq_entry *e, const char *lang)
{
	if (quiet)
		buf_printf(&out, "%s\n", e->id);
	else if (json)
		print_json(e);
	else
		print_line(e, lang);
}

/* What is in `out`, written; the exit status. */
static int
finish(struct workspace *ws, struct faq *f, int status)
{
	int failed = print_out(&out);

	faq_free(f);
	workspace_free(ws);
	buf_free(&out);
	return failed == -1 ? status : failed;
}

static int
list(int argc, char **argv)
{
	struct workspace *ws;
	struct faq *f = load(&ws);

	if (argc > 0)
		log_die(EX_USAGE, "list: %s: takes no operand; search finds entries by their words", argv[0]);
	if (f == NULL)
		return EX_CONFIG;
	for (size_t i = 0; i < faq_count(f); i++)
		print_entry(faq_entry(f, i), own_language(ws));
	return finish(ws, f, EX_OK);
}

/* "  [en] Where can I park?", in lines of the terminal. */
static void
put_text(const char *mark, const char *lang, const char *text)
{
	size_t columns = strlen(mark) + strlen(lang) + sizeof " [] " - 1, width = table_width();

	buf_printf(&out, "%s [%s] ", mark, lang);
	wrap_add(&out, text, width > 2 * columns ? width - columns : 0, columns);
}

static void
show_entry(const struct workspace *ws, const struct faq *f, const struct faq_entry *e)
{
	const char *lang = own_language(ws);
	char *answer = faq_answer(f, e, lang, NULL);
	const struct faq_phrasing *p;
	size_t n;

	if (e->line > 0)
		buf_printf(&out, "%s (%s:%d)\n", e->id, e->file, e->line);
	else
		buf_printf(&out, "%s (%s)\n", e->id, e->file);
	for (p = faq_phrasings(f, &n); n > 0; n--, p++)
		if (faq_entry(f, p->entry) == e)
			put_text(" ", p->language, p->text);
	if (e->escalate != NULL)
		buf_printf(&out, "-> a person: %s\n", e->escalate);
	else
		put_text("->", lang, answer ? answer : "(no answer; a person)");
	free(answer);
}

static int
show(int argc, char **argv)
{
	struct workspace *ws;
	struct faq *f;
	int status = EX_OK;

	if (argc == 0)
		log_die(EX_USAGE, "show: which entry? wa-faq list names them");
	if ((f = load(&ws)) == NULL)
		return EX_CONFIG;
	for (; argc > 0; argc--, argv++) {
		const struct faq_entry *e = faq_find(f, *argv);

		if (e == NULL) {
			log_line("%s: no such entry", *argv);
			status = 1;
		} else if (json) {
			print_json(e);
		} else {
			show_entry(ws, f, e);
		}
	}
	return finish(ws, f, status);
}

/* Every text of a value, one after the other. */
static void
gather(const json_t *v, struct buf *b)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_string(v)) {
		buf_str(b, json_string_value(v));
		buf_char(b, '\n');
	}
	json_array_foreach((json_t *)v, i, member)
		gather(member, b);
	json_object_foreach((json_t *)v, key, member)
		gather(member, b);
}

static bool
has_words(const struct faq_entry *e, char **words)
{
	struct buf all = {0};
	bool all_there = true;

	gather(e->data, &all);
	for (; *words != NULL && all_there; words++)
		all_there = all.len > 0 && strcasestr(all.data, *words) != NULL;
	buf_free(&all);
	return all_there;
}

static int
search(int argc, char **argv)
{
	struct workspace *ws;
	struct faq *f;
	size_t found = 0;

	if (argc == 0)
		log_die(EX_USAGE, "search: for which words?");
	if ((f = load(&ws)) == NULL)
		return EX_CONFIG;
	for (size_t i = 0; i < faq_count(f); i++) {
		if (!has_words(faq_entry(f, i), argv))
			continue;
		print_entry(faq_entry(f, i), own_language(ws));
		found++;
	}
	return finish(ws, f, found > 0 ? EX_OK : 1);
}

static int
lint(int argc, char **argv)
{
	struct workspace *ws;
	json_t *services;
	struct faq *f;
	bool good;

	if (argc > 0)
		log_die(EX_USAGE, "lint: %s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	good = lint_document(faq_lint(ws, &f), quiet, strict, &out);
	good = lint_document(services_read(ws, &services), quiet, strict, &out) && good;
	json_decref(services);
	return finish(ws, f, good ? EX_OK : 1);
}

static int
test(int argc, char **argv)
{
	struct workspace *ws;
	struct faq *f = load(&ws);
	struct trial *trial = f ? trial_open(ws) : NULL;
	int status = EX_CONFIG;

	for (int i = 0; f != NULL && i < argc; i++)
		if (faq_find(f, argv[i]) == NULL)
			log_die(1, "%s: no such entry", argv[i]);
	if (trial != NULL)
		status = faq_test_run(trial, f, argv, (size_t)argc, &out) > 0 ? 1 : EX_OK;
	trial_close(trial);
	return f ? finish(ws, f, status) : status;
}

static int
export(int argc, char **argv)
{
	struct workspace *ws;
	struct faq *f;

	if (argc > 0)
		log_die(EX_USAGE, "export: %s: takes no operand", argv[0]);
	if (json + csv + markdown > 1)
		log_die(EX_USAGE, "export: one of --json, --csv and --markdown");
	if ((f = load(&ws)) == NULL)
		return EX_CONFIG;
	if (csv)
		faq_export_csv(f, &out);
	else if (markdown)
		faq_export_markdown(f, own_language(ws), &out);
	else
		faq_export_json(f, &out);
	return finish(ws, f, EX_OK);
}

static enum review
how(void)
{
	return dry ? REVIEW_DRY : yes ? REVIEW_YES : REVIEW_ASK;
}

/* The entries of one file, set in the draft; -1 after saying what is wrong. */
static int
import_file(struct faq_draft *d, const char *name)
{
	const char *form = format ? format : faq_import_format(name);
	struct buf text = {0};
	json_t *entries = NULL;
	int rc = -1;

	if (form == NULL)
		log_die(EX_USAGE, "import: %s: in which format? --format yaml, json, csv or md", name);
	if (file_read(strcmp(name, "-") == 0 ? "/dev/stdin" : name, YAML_MAX, &text) == -1)
		log_line("%s: %s", name, strerror(errno));
	else if ((entries = faq_import_read(name, form, &text)) != NULL)
		rc = faq_draft_set(d, entries);
	json_decref(entries);
	buf_free(&text);
	return rc;
}

static int
import(int argc, char **argv)
{
	static const char *const forms[] = { "yaml", "json", "csv", "md" };
	struct workspace *ws;
	struct faq_draft d;
	int status = EX_CONFIG;
	bool known = format == NULL;

	for (size_t i = 0; i < sizeof forms / sizeof *forms && !known; i++)
		known = strcmp(format, forms[i]) == 0;
	if (!known)
		log_die(EX_USAGE, "--format: %s: no such format; yaml, json, csv or md", format);
	if (argc == 0)
		log_die(EX_USAGE, "import: which file? - is the standard input");
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if (faq_draft_open(&d, ws) == 0) {
		for (status = EX_OK; argc > 0 && status == EX_OK; argc--, argv++)
			if (import_file(&d, *argv) == -1)
				status = EX_DATAERR;
		if (status == EX_OK)
			status = faq_draft_write(&d, how());
	}
	faq_draft_close(&d);
	workspace_free(ws);
	return status;
}

static int
learn(int argc, char **argv)
{
	const char *id = category ? NULL : argv[0];
	struct workspace *ws;
	struct faq_draft d;
	int status = EX_CONFIG;

	if (argc < (category ? 1 : 2))
		log_die(EX_USAGE, "learn: an entry and what customers say, or --escalate CATEGORY and what they say");
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if (faq_draft_open(&d, ws) == 0) {
		status = EX_OK;
		for (int i = category ? 0 : 1; i < argc && status == EX_OK; i++)
			if (faq_draft_learn(&d, id, category, language, argv[i]) == -1)
				status = 1;
		if (status == EX_OK)
			status = faq_draft_write(&d, how());
	}
	faq_draft_close(&d);
	workspace_free(ws);
	return status;
}

static const struct opt write_opts[] = {
	{ 'f', "format", OPT_STR, &format, "FORMAT", "yaml, json, csv or md; else by the file's name" },
	{ 'y', "yes", OPT_FLAG, &yes, NULL, "write without asking" },
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt learn_opts[] = {
	{ 'e', "escalate", OPT_STR, &category, "CATEGORY", "what they say is for a person, with this category" },
	{ 'y', "yes", OPT_FLAG, &yes, NULL, "write without asking" },
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt export_opts[] = {
	{ 0, "csv", OPT_FLAG, &csv, NULL, "a table with a header" },
	{ 0, "markdown", OPT_FLAG, &markdown, NULL, "questions as headings, answers below" },
	OPT_END
};

static const struct opt lint_opts[] = {
	{ 0, "strict", OPT_FLAG, &strict, NULL, "remarks fail too" },
	OPT_END
};

/* What the store tells: of the last 30 days when nothing else is said. */
static int
usage(int argc, char **argv, int (*tell)(const struct faq_usage *, struct buf *))
{
	struct faq_usage u = { .json = json };
	struct workspace *ws;
	int status, failed;

	if (argc > 0)
		log_die(EX_USAGE, "%s: takes no operand", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	u.ws = ws;
	u.until = until != -1 ? until : clock_now();
	u.since = since != -1 ? since : u.until - 30 * CLOCK_DAY;
	status = tell(&u, &out);
	failed = print_out(&out);
	workspace_free(ws);
	buf_free(&out);
	return failed == -1 ? status : failed;
}

static int
coverage(int argc, char **argv)
{
	return usage(argc, argv, faq_usage_coverage);
}

static int
stats(int argc, char **argv)
{
	return usage(argc, argv, faq_usage_entries);
}

static int
propose(int argc, char **argv)
{
	return usage(argc, argv, faq_propose);
}

static int
themes(int argc, char **argv)
{
	return usage(argc, argv, themes_print);
}

static int
tune_usage(const struct faq_usage *u, struct buf *to)
{
	return faq_tune(u, labelled, (double)cost, to);
}

static int
tune(int argc, char **argv)
{
	return usage(argc, argv, tune_usage);
}

static const struct opt tune_opts[] = {
	{ 0, "labelled", OPT_STR, &labelled, "FILE", "lines of {text, intent}; without it the answers of the time" },
	{ 0, "cost", OPT_INT, &cost, "N", "as bad as how many that go to a person is a wrong answer; 10" },
	{ 0, "since", OPT_TIME, &since, "TIME", "from then on; 30 days before the end when not given" },
	{ 0, "until", OPT_TIME, &until, "TIME", "and before then; now when not given" },
	OPT_END
};

static const struct opt time_opts[] = {
	{ 0, "since", OPT_TIME, &since, "TIME", "from then on; 30 days before the end when not given" },
	{ 0, "until", OPT_TIME, &until, "TIME", "and before then; now when not given" },
	OPT_END
};

static const struct opt_command commands[] = {
	{ "list", "", "every entry, a line each", list, NULL },
	{ "show", "ID...", "what an entry asks and answers", show, NULL },
	{ "search", "WORD...", "entries with all these words", search, NULL },
	{ "test", "[ID...]", "run the tests that entries carry, as TAP", test, NULL },
	{ "lint", "", "mistakes and remarks as file:line", lint, lint_opts },
	{ "learn", "ID TEXT...", "customers say it so too", learn, learn_opts },
	{ "import", "FILE...", "take entries from files, shown as a diff first", import, write_opts },
	{ "export", "", "all of faq.yaml, as JSON lines, CSV or Markdown", export, export_opts },
	{ "coverage", "", "what share of real questions it answered, and what it had no answer to", coverage, time_opts },
	{ "stats", "", "how often each entry answered, and a person stepped in after it", stats, time_opts },
	{ "themes", "", "what inquiries were about, beside as long before", themes, time_opts },
	{ "tune", "", "how much would be answered, and how much wrongly, at each confidence", tune, tune_opts },
	{ "propose", "", "entries from what people answered, as a diff for git apply", propose, time_opts },
	{0}
};

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 'l', "language", OPT_STR, &language, "CODE", "show answers in this language" },
	OPT_JSON(&json),
	OPT_QUIET(&quiet),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "look at, check and change the questions and answers of a workspace",
	.args = "COMMAND [ARG...]",
	.opts = opts,
	.commands = commands,
};

int
main(int argc, char *argv[])
{
	const struct opt_command *c = opt_parse(&spec, &argc, &argv);

	if (c == NULL)
		log_die(EX_USAGE, "which command? --help lists them");
	progress_start();
	progress_at("reading what was asked and answered", 0, 0);
	return c->run(argc, argv);
}
