/* wa-classify: label each message with its language, intent and mood */
#include <sysexits.h>

#include "base/log.h"
#include "base/opt.h"
#include "run/classifier.h"
#include "run/filter.h"

static const char *workspace;
static bool dry;

static const struct opt opts[] = { OPT_WORKSPACE(&workspace), OPT_DRY(&dry), OPT_END };

static const struct opt_spec spec = {
	.about = "label each message with its language, intent and mood",
	.args = "< events",
	.opts = opts,
};

static enum filter_verdict
classify(void *arg, const json_t *ev, json_t **value)
{
	classifier_refresh(arg);
	return (*value = classifier_event(arg, ev)) != NULL ? FILTER_SET : FILTER_PASS;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	struct classifier *c = NULL;
	int status = EX_CONFIG;

	log_program(argv[0]);
	opt_parse(&spec, &argc, &argv);
	if ((ws = workspace_open(workspace)) != NULL && (c = classifier_load(ws, dry)) != NULL) {
		const struct filter f = { .key = "class", .serve = classify, .arg = c, .workspace = ws, .dry = dry };

		status = filter_run(&f);
	}
	classifier_free(c);
	workspace_free(ws);
	return status;
}
