/* wa-replay: what the agent would have decided with other knowledge */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/out.h"
#include "base/progress.h"
#include "base/stop.h"
#include "ext/text.h"
#include "run/replay.h"
#include "run/scratch.h"
#include "run/table.h"
#include "run/trial.h"
#include "wa/event.h"
#include "wa/store.h"

#define COLUMNS	70	/* of what people wrote and were told */

static const char *workspace, *faq, *services, *settings, *leads;
static int64_t since = -1;
static bool json, keep;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "since", OPT_TIME, &since, "TIME", "the messages from then on; a day ago when not given" },
	{ 0, "faq", OPT_STR, &faq, "FILE", "in the place of faq.yaml" },
	{ 0, "services", OPT_STR, &services, "FILE", "in the place of services.yaml" },
	{ 0, "leads", OPT_STR, &leads, "FILE", "in the place of leads.yaml" },
	{ 0, "settings", OPT_STR, &settings, "FILE", "in the place of workspace.yaml" },
	{ 0, "keep", OPT_FLAG, &keep, NULL, "leave the scratch copy, and say where it is" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "what the agent would have decided with other knowledge",
	.args = "",
	.opts = opts,
};

/* Of these the first that holds. */
enum change { UNDECIDED, HUMAN, NOW_HUMAN, WAS_HUMAN, OTHER_ANSWER, NOW_ANSWERS, NOW_ESCALATES, OTHERWISE, SAME, CHANGES };
static const char *const change_names[] = { "not decided then", "a person had it, then as now", "now a person has it",
    "no person has it now", "answer changed", "now answers", "now escalates", "otherwise", "same" };

struct report {
	int64_t			count[CHANGES];
	struct replay_counts	all;
};

/* What is told of a decision: "answer parking", "escalate no-entry". */
static char *
in_words(const json_t *d)
{
	const char *action = json_text(d, "action"), *reason = json_text(d, "reason"), *rest = json_text(d, "rest.reason");
	struct buf b = {0};
	json_t *source;
	size_t i;

	buf_str(&b, action);
	if (reason != NULL && strcmp(reason, action) != 0)
		buf_printf(&b, " %s", reason);
	json_array_foreach(json_object_get(d, "sources"), i, source)
		if (strcmp(action, "answer") == 0)
			buf_printf(&b, " %s", json_string_value(source));
	if (rest != NULL)
		buf_printf(&b, ", and a person: %s", rest);
	return buf_take(&b);
}

static bool
is_action(const json_t *decision, const char *action)
{
	return strcmp(json_text(decision, "action"), action) == 0;
}

static bool
same_at(const json_t *a, const json_t *b, const char *key)
{
	const json_t *x = json_object_get(a, key), *y = json_object_get(b, key);

	return x == NULL || y == NULL ? x == y : json_equal(x, y) != 0;
}

/* Were the same words said? Of what is long ago only the decision may be known. */
static bool
same_words(const json_t *before, const json_t *after)
{
	char *was, *is;
	bool same;

	if (json_object_get(before, "messages") == NULL)
		return true;
	was = trial_words(before);
	is = trial_words(after);
	same = strcmp(was, is) == 0;
	free(was);
	free(is);
	return same;
}

static enum change
compare(const json_t *before, const json_t *after)
{
	const json_t *was = json_object_get(before, "decision"), *is = json_object_get(after, "decision");

	if (was == NULL)
		return UNDECIDED;
	if (is_action(was, "silent") || is_action(is, "silent"))
		return !is_action(is, "silent") ? WAS_HUMAN : !is_action(was, "silent") ? NOW_HUMAN : HUMAN;
	if (is_action(is, "answer") && !is_action(was, "answer"))
		return NOW_ANSWERS;
	if (is_action(is, "escalate") && !is_action(was, "escalate"))
		return NOW_ESCALATES;
	if (same_at(was, is, "action") && same_at(was, is, "sources") && same_at(was, is, "category") &&
	    same_at(was, is, "rest") && same_words(before, after))
		return SAME;
	return is_action(is, "answer") ? OTHER_ANSWER : OTHERWISE;
}

static json_t *
described(const json_t *reply)
{
	json_t *d = json_copy(json_object_get(reply, "decision"));

	json_object_set(d, "messages", json_object_get(reply, "messages"));
	return d;
}

static void
print_json(const json_t *ev, enum change c, const json_t *before, const json_t *after)
{
	json_t *o = json_pack("{s:s,s:s*,s:s*,s:s,s:s,s:o,s:o}", "id", event_id(ev), "conversation", json_text(ev, "conversation"),
	    "time", json_text(ev, "time"), "change", change_names[c], "text", event_text(ev) ? event_text(ev) : "",
	    "before", described(before), "after", described(after));
	struct buf b = {0};

	json_print(o, &b);
	puts(b.data);
	buf_free(&b);
	json_decref(o);
}

static void
print_line(size_t columns, const char *before, const char *text)
{
	size_t len = strlen(text), fit = text_fit(text, len, COLUMNS);
	char *start = mem_printf("%.*s%s", (int)fit, text, fit < len ? "\u2026" : ""), *line = table_rest(start, columns);

	printf("%s%s\n", before, line);
	free(start);
	free(line);
}

/* Decisions that read the same differ in what was said. */
static void
print_sides(const json_t *before, const json_t *after)
{
	char *was = in_words(json_object_get(before, "decision")), *is = in_words(json_object_get(after, "decision"));

	if (strcmp(was, is) == 0) {
		free(was);
		free(is);
		was = trial_words(before);
		is = trial_words(after);
	}
	print_line(4, "  - ", was);
	print_line(4, "  + ", is);
	free(was);
	free(is);
}

static void
look_at(void *arg, const json_t *ev, const json_t *before)
{
	const json_t *after = json_object_get(ev, "reply");
	struct report *r = arg;
	enum change c;

	if (after == NULL)
		return;
	c = compare(before, after);
	r->count[c]++;
	if (c == SAME || c == HUMAN || c == UNDECIDED)
		return;
	progress_clear();
	if (json) {
		print_json(ev, c, before, after);
	} else {
		printf("%s", change_names[c]);
		print_line(strlen(change_names[c]) + 2, ": ", event_text(ev) ? event_text(ev) : event_kind(ev));
		print_sides(before, after);
	}
	/* Who reads no more has seen enough, and the scratch copy must go. */
	if (ferror(stdout))
		stop_ask();
}

static void
print_counts(const struct report *r)
{
	for (int c = CHANGES - 1; !json && c >= 0; c--)
		if (r->count[c] > 0 || c == SAME)
			printf("%6lld  %s\n", (long long)r->count[c], change_names[c]);
	if (!json && r->all.acts > 0)
		printf("%6lld  acts of members, done again\n", (long long)r->all.acts);
}

static int
run(const struct workspace *live, const char *dir)
{
	struct workspace *copy = workspace_open(dir);
	struct report r = {0};
	int rc;

	if (copy == NULL)
		return EX_CONFIG;
	rc = replay_run(live, copy, since, look_at, &r, &r.all);
	workspace_free(copy);
	progress_clear();
	if (rc == 0)
		print_counts(&r);
	if (rc == -1 && stop_asked())
		return ferror(stdout) ? out_end() : EX_TEMPFAIL;
	return rc == 1 ? EX_CONFIG : rc == -1 ? EX_TEMPFAIL : out_end() != EX_OK ? EX_IOERR : EX_OK;
}

int
main(int argc, char *argv[])
{
	struct workspace *live = NULL;
	int status = EX_CONFIG;
	char *dir = NULL;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: takes no operand", argv[0]);
	if (since == -1)
		since = clock_now() - CLOCK_DAY;
	stop_catch();
	progress_start();
	if ((live = workspace_open(workspace)) != NULL && store_look(live) == 0 &&
	    (dir = scratch_make(live, (const struct scratch_file[]){ { "workspace.yaml", settings }, { "faq.yaml", faq },
	    { "services.yaml", services }, { "leads.yaml", leads }, { "templates.yaml", NULL }, { NULL, NULL } })) != NULL)
		status = run(live, dir);
	if (keep && dir != NULL)
		log_line("the scratch copy is %s", dir);
	else
		scratch_remove(dir);
	free(dir);
	workspace_free(live);
	return status;
}
