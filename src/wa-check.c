/* wa-check: every mistake in the files of a workspace */
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "run/lint.h"
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

static bool
check(const struct workspace *ws)
{
	json_t *services;
	struct faq *f;
	bool good = lint_document(faq_lint(ws, &f), quiet, strict, &out);

	faq_free(f);
	/* Not &&: all of it is to be said in one go. */
	good &= lint_document(services_read(ws, &services), quiet, strict, &out);
	json_decref(services);
	good &= lint_document(route_lint(ws, clock_now()), quiet, strict, &out);
	good &= lint_document(leads_lint(ws), quiet, strict, &out);
	return lint_document(texts_lint(ws), quiet, strict, &out) & good;
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
