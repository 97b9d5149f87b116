/* wa-doctor: is the desk well, and what to do when it isn't */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/out.h"
#include "run/doctor.h"
#include "run/paint.h"
#include "run/table.h"
#include "run/wrap.h"

static const char *workspace;
static bool json, quiet, offline, deep, ready, probe;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 'q', "quiet", OPT_FLAG, &quiet, NULL, "only what is wrong" },
	{ 0, "offline", OPT_FLAG, &offline, NULL, "talk to nobody" },
	{ 0, "deep", OPT_FLAG, &deep, NULL, "read whole databases" },
	{ 0, "ready", OPT_FLAG, &ready, NULL, "the launch list too" },
	{ 0, "probe", OPT_FLAG, &probe, NULL, "send a signed message of our own through the webhook, and see it come out" },
	OPT_JSON(&json),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "is the desk well, and what to do when it isn't",
	.args = "[NAME]",
	.opts = opts,
};

static void
print_json(const char *check, enum finding f, const char *what, const char *cure)
{
	json_t *o = json_object();
	struct buf line = {0};

	json_put(o, "check", check);
	json_put(o, "finding", doctor_finding_name(f));
	json_put(o, "what", what);
	json_put(o, "do", cure);
	json_print(o, &line);
	puts(line.data);
	buf_free(&line);
	json_decref(o);
}

static void
print(void *arg, const char *check, enum finding f, const char *what, const char *cure)
{
	static const enum paint colours[] = { PAINT_GOOD, PAINT_DIM, PAINT_NOTE, PAINT_ALARM };
	enum { WHAT = 22, ARROW = 3 };		/* columns before it */
	size_t width = table_width();
	size_t room = width > WHAT + ARROW + 8 ? width - WHAT : 0;
	char *clean;

	(void)arg;
	if (quiet && f < FINDING_WARNING)
		return;
	if (json) {
		print_json(check, f, what, cure);
		return;
	}
	clean = table_clean(what);
	printf("%s%-8s%s %-12s ", paint(colours[f]), doctor_finding_name(f), paint(PAINT_PLAIN), check);
	wrap_print(clean, room, WHAT);
	if (cure != NULL) {
		printf("%*s-> ", WHAT, "");
		wrap_print(cure, room > ARROW ? room - ARROW : 0, WHAT + ARROW);
	}
	free(clean);
}

int
main(int argc, char *argv[])
{
	static const int status[] = { EX_OK, EX_OK, 1, 2 };
	struct doctor d = { .each = print };
	struct workspace *ws;

	opt_parse(&spec, &argc, &argv);
	if (workspace == NULL && argc > 0) {
		workspace = *argv++;
		argc--;
	}
	if (argc > 0)
		log_die(EX_USAGE, "%s: one workspace at a time", argv[0]);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	setenv("TZ", json_text(ws->config, "timezone"), 1);
	tzset();
	d.ws = ws;
	d.now = clock_now();
	d.offline = offline;
	d.deep = deep;
	doctor_read(&d);
	doctor_state_check(&d);
	doctor_graph_check(&d);
	doctor_desk_check(&d);
	if (ready)
		doctor_ready_check(&d);
	if (probe)
		doctor_probe(&d);
	doctor_end(&d);
	workspace_free(ws);
	return out_end() == EX_OK ? status[d.worst] : EX_IOERR;
}
