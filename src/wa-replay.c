/* wa-replay: what the agent would have decided with other knowledge */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "ext/text.h"
#include "run/table.h"
#include "wa/event.h"
#include "wa/past.h"
#include "wa/store.h"

#define LINE_MS		(6 * 3600 * 1000)
#define FILE_MAX	((size_t)64 << 20)
#define DEPTH		16

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

/* The line without those who fetch, wait and send; nothing leaves the scratch. */
static const char line[] =
    "set -o pipefail; wa-recv --follow --once -w \"$1\" | WA_CLOCK=received wa-classify -w \"$1\" |"
    " WA_CLOCK=received wa-reply -w \"$1\"";

enum change { SAME, OTHER_ANSWER, NOW_ANSWERS, NOW_ESCALATES, OTHERWISE, CHANGES };
static const char *const change_names[] = { "same", "answer changed", "now answers", "now escalates", "otherwise" };

static int
take_away_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static int
copy_file(const char *from, const char *to)
{
	struct buf b = {0};
	int rc = 0;

	if (file_read(from, FILE_MAX, &b) == -1)
		rc = errno == ENOENT ? 1 : -1;
	else
		rc = file_replace(to, 0600, b.data ? b.data : "", b.len);
	if (rc == -1)
		log_line("%s: %s", from, strerror(errno));
	buf_free(&b);
	return rc;
}

/* The workspace's files, some of them replaced. */
static int
copy_files(const struct workspace *live, const char *dir)
{
	const struct { const char *name, *instead; } files[] = { { "workspace.yaml", settings }, { "faq.yaml", faq },
	    { "services.yaml", services }, { "leads.yaml", leads }, { "templates.yaml", NULL } };
	int rc = 0;

	for (size_t i = 0; rc != -1 && i < sizeof files / sizeof *files; i++) {
		char *from = files[i].instead ? mem_str(files[i].instead) : workspace_file(live, files[i].name);
		char *to = file_path(dir, files[i].name);

		rc = copy_file(from, to);
		if (rc == 1 && files[i].instead != NULL) {
			log_line("%s: %s", from, strerror(ENOENT));
			rc = -1;
		}
		free(from);
		free(to);
	}
	return rc == -1 ? -1 : 0;
}

static char *
make_scratch(const struct workspace *live)
{
	const char *tmp = getenv("TMPDIR");
	char *root = mem_printf("%s/wa-replay.XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp"), *dir;

	if (mkdtemp(root) == NULL) {
		log_line("%s: %s", root, strerror(errno));
		free(root);
		return NULL;
	}
	dir = mem_printf("%s/%s", root, live->name);
	if (mkdir(dir, 0700) == -1 || copy_files(live, dir) == -1) {
		nftw(root, take_away_one, DEPTH, FTW_DEPTH | FTW_PHYS);
		free(dir);
		dir = NULL;
	}
	free(root);
	return dir;
}

static void
remove_scratch(char *dir)
{
	if (dir == NULL)
		return;
	*strrchr(dir, '/') = '\0';
	nftw(dir, take_away_one, DEPTH, FTW_DEPTH | FTW_PHYS);
}

/* What is told of a decision: "answer parking", "escalate no-entry". */
static char *
in_words(const json_t *d)
{
	const char *action = json_text(d, "action"), *reason = json_text(d, "reason");
	struct buf b = {0};
	json_t *source;
	size_t i;

	buf_str(&b, action);
	if (reason != NULL && strcmp(reason, action) != 0)
		buf_printf(&b, " %s", reason);
	json_array_foreach(json_object_get(d, "sources"), i, source)
		if (strcmp(action, "answer") == 0)
			buf_printf(&b, " %s", json_string_value(source));
	return buf_take(&b);
}

static enum change
compare(const json_t *before, const json_t *after)
{
	bool answered = strcmp(json_text(before, "action"), "answer") == 0, answers = strcmp(json_text(after, "action"), "answer") == 0;
	bool escalated = strcmp(json_text(before, "action"), "escalate") == 0, escalates = strcmp(json_text(after, "action"), "escalate") == 0;

	if (answered && answers)
		return json_equal(json_object_get(before, "sources"), json_object_get(after, "sources")) ? SAME : OTHER_ANSWER;
	if (answers && !answered)
		return NOW_ANSWERS;
	if (escalates && !escalated)
		return NOW_ESCALATES;
	return strcmp(json_text(before, "action"), json_text(after, "action")) == 0 ? SAME : OTHERWISE;
}

struct replay {
	struct store	*live;
	size_t		 count[CHANGES];
	size_t		 apart;		/* that a person had, then or now */
};

static void
print_change(const json_t *ev, enum change c, const json_t *before, const json_t *after)
{
	char *was = in_words(before), *is = in_words(after), *text = table_clean(event_text(ev) ? event_text(ev) : "");
	struct buf b = {0};
	json_t *o;

	if (json) {
		o = json_pack("{s:s,s:s*,s:s*,s:s,s:s,s:O,s:O}", "id", event_id(ev), "conversation", json_text(ev, "conversation"),
		    "time", json_text(ev, "time"), "change", change_names[c], "text", event_text(ev) ? event_text(ev) : "",
		    "before", before, "after", after);
		json_print(o, &b);
		puts(b.data);
		json_decref(o);
	} else {
		size_t fit = text_fit(text, strlen(text), 70);

		printf("%s: %.*s\n  - %s\n  + %s\n", change_names[c], (int)fit, text, was, is);
	}
	buf_free(&b);
	free(was);
	free(is);
	free(text);
}

static void
look_at(struct replay *r, const char *text, size_t len)
{
	json_t *ev = json_parse(text, len, NULL), *before = NULL;
	const json_t *after = json_at(ev, "reply.decision");
	enum change c;

	if (after == NULL || event_id(ev) == NULL)
		goto done;
	before = past_decision(store_db(r->live), event_id(ev));
	if (before == NULL || strcmp(json_text(after, "action"), "silent") == 0) {
		r->apart++;
		goto done;
	}
	c = compare(before, after);
	r->count[c]++;
	if (c != SAME)
		print_change(ev, c, before, after);
done:
	json_decref(before);
	json_decref(ev);
}

/* Lines of the line's last filter, as they come. */
static int
run_line(struct replay *r, const char *dir)
{
	const char *argv[] = { "bash", "-c", line, "wa-replay", dir, NULL };
	static const struct child_limits limits = { .timeout_ms = LINE_MS };
	struct buf b = {0};
	struct child child;
	ssize_t n;
	char *end;

	if (child_start(&child, argv, -1, &limits) == -1) {
		log_line("bash: %s", strerror(errno));
		return -1;
	}
	while ((n = child_read(&child, buf_room(&b, 65536), 65536)) > 0) {
		b.len += (size_t)n;
		while ((end = memchr(b.data, '\n', b.len)) != NULL) {
			look_at(r, b.data, (size_t)(end - b.data));
			buf_drop(&b, (size_t)(end - b.data) + 1);
		}
	}
	buf_free(&b);
	return child_end(&child);
}

static void
print_counts(const struct replay *r)
{
	if (json)
		return;
	for (int c = 0; c < CHANGES; c++)
		printf("%6zu  %s\n", r->count[c], change_names[c]);
	if (r->apart > 0)
		printf("%6zu  not compared: a person had the conversation\n", r->apart);
}

int
main(int argc, char *argv[])
{
	struct workspace *live = NULL, *scratch = NULL;
	struct replay r = {0};
	int status = EX_CONFIG;
	char *dir = NULL;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: takes no operand", argv[0]);
	if (since == -1)
		since = clock_now() - CLOCK_DAY;
	if ((live = workspace_open(workspace)) == NULL || (r.live = store_open(live, STORE_READ)) == NULL ||
	    (dir = make_scratch(live)) == NULL)
		goto done;
	if ((scratch = workspace_open(dir)) == NULL)
		goto done;
	status = EX_TEMPFAIL;
	if (past_copy(live, scratch, since) == -1)
		goto done;
	status = run_line(&r, dir) == 0 ? EX_OK : EX_UNAVAILABLE;
	print_counts(&r);
	if (fflush(stdout) != 0)
		status = EX_IOERR;
done:
	if (keep && dir != NULL)
		log_line("the scratch copy is %s", dir);
	else
		remove_scratch(dir);
	free(dir);
	store_close(r.live);
	workspace_free(scratch);
	workspace_free(live);
	return status;
}
