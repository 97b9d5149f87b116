/* wa-reply: decide what the agent says to each message */
#include <sysexits.h>

#include "base/opt.h"
#include "run/reply_filter.h"

static const char *workspace;
static bool dry;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "decide what the agent says to each message",
	.args = "< events",
	.opts = opts,
};

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	struct store *st = NULL;
	struct reply_filter *r = NULL;
	int status = EX_CONFIG;

	opt_parse(&spec, &argc, &argv);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	if ((st = store_open(ws, dry ? STORE_DRY : STORE_NORMAL)) == NULL)
		status = store_status();
	else if ((r = reply_filter_open(ws, st)) != NULL)
		status = filter_run(&(struct filter){ .key = "reply", .serve = reply_filter_serve, .arg = r,
		    .store = st, .memo = true, .workspace = ws, .dry = dry });
	reply_filter_close(r);
	store_close(st);
	workspace_free(ws);
	return status;
}
