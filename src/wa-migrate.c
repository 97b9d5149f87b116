/* wa-migrate: bring a workspace's state to the schema of these programs */
#include <stdio.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "wa/store.h"
#include "wa/workspace.h"

static const char *workspace;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "bring a workspace's state to the schema of these programs",
	.args = "[NAME]",
	.opts = opts,
};

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	int steps;

	opt_parse(&spec, &argc, &argv);
	if (workspace == NULL)
		workspace = argv[0];
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	steps = store_migrate(ws);
	if (steps > 0)
		log_line("%s: %d step%s", ws->name, steps, steps == 1 ? "" : "s");
	else if (steps == 0)
		log_line("%s: nothing to do", ws->name);
	workspace_free(ws);
	return steps < 0 ? EX_TEMPFAIL : EX_OK;
}
