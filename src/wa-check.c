/* wa-check: every mistake in the files of a workspace */
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "run/print.h"
#include "wa/faq_lint.h"
#include "wa/leads.h"
#include "wa/route_lint.h"
#include "wa/services.h"
#include "wa/texts.h"
#include "wa/workspace.h"

static const char *workspace;
static bool quiet, strict;
static struct buf out;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 'q', "quiet", OPT_FLAG, &quiet, NULL, "mistakes only, no remarks" },
	{ 0, "strict", OPT_FLAG, &strict, NULL, "remarks fail too" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "every mistake in the files of a workspace",
	.args = "[NAME]",
	.opts = opts,
};

static void
say(const char *line)
{
	buf_printf(&out, "%s\n", line);
}

/* True when the document is as it should be; frees it. */
static bool
is_good(struct yaml *y)
{
	bool good = yaml_mistakes(y) == 0 && (!strict || yaml_remarks(y) == 0);

	yaml_report(y, !quiet, say);
	yaml_close(y);
	return good;
}

static bool
check(const struct workspace *ws)
{
	json_t *services;
	struct faq *f;
	bool good = is_good(faq_lint(ws, &f));

	faq_free(f);
	/* Not &&: all of it is to be said in one go. */
	good &= is_good(services_read(ws, &services));
	json_decref(services);
	good &= is_good(route_lint(ws, clock_now()));
	good &= is_good(leads_lint(ws));
	return is_good(texts_lint(ws)) & good;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	int status, failed;

	opt_parse(&spec, &argc, &argv);
	if (workspace == NULL)
		workspace = argv[0];
	/* Says the mistakes of workspace.yaml, without which the rest means little. */
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	status = check(ws) ? EX_OK : 1;
	failed = print_out(&out);
	workspace_free(ws);
	buf_free(&out);
	return failed == -1 ? status : failed;
}
