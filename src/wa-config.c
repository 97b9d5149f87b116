/* wa-config: print a workspace's settings as they count, defaults filled in */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "base/out.h"
#include "wa/workspace.h"

static const char *workspace;
static bool dir;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "dir", OPT_FLAG, &dir, NULL, "the workspace's directory instead" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "print a workspace's settings as they count, defaults filled in",
	.args = "[NAME] [KEY]",
	.opts = opts,
};

static int
print_value(const json_t *v)
{
	const char *s = json_string_value(v);

	if (s != NULL)
		return printf("%s\n", s) < 0 ? -1 : 0;
	if (json_dumpf(v, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY) == -1)
		return -1;
	return putchar('\n') == EOF ? -1 : 0;
}

static int
print_settings(const struct workspace *ws, const char *key)
{
	const json_t *v = key ? json_at(ws->config, key) : ws->config;

	if (dir)
		return printf("%s\n", ws->dir) < 0 ? EX_IOERR : EX_OK;
	if (v == NULL) {
		log_line("%s: not set", key);
		return 1;
	}
	return print_value(v) == -1 ? EX_IOERR : EX_OK;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (workspace == NULL && argc > 0) {
		workspace = *argv++;
		argc--;
	}
	if (argc > 1)
		log_die(EX_USAGE, "%s: one key at a time", argv[1]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	status = print_settings(ws, argv[0]);
	workspace_free(ws);
	return out_end() == EX_OK ? status : EX_IOERR;
}
