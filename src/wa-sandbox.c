/* wa-sandbox: a local stand-in for the WhatsApp Cloud API */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/stop.h"
#include "ext/http.h"
#include "run/sandbox.h"
#include "run/sandbox_control.h"
#include "run/sandbox_graph.h"
#include "wa/workspace.h"

static const char *workspace, *state, *address, *webhook, *log_file;
static struct opt_list numbers;
static bool no_limits;
static int64_t rate = 80, seed = 1;

static const struct opt_spec spec = {
	.about = "a local stand-in for the WhatsApp Cloud API",
	.args = "",
	.opts = (const struct opt[]){
		OPT_WORKSPACE(&workspace),
		{ 0, "state", OPT_STR, &state, "DIR", "without a workspace: where sandbox.json goes" },
		{ 0, "listen", OPT_STR, &address, "HOST:PORT", "an address of this machine's own; default 127.0.0.1:0" },
		{ 0, "webhook", OPT_STR, &webhook, "URL", "where webhooks are posted" },
		{ 0, "log", OPT_STR, &log_file, "FILE", "append every accepted send; default sends.ndjson" },
		{ 0, "number", OPT_LIST, &numbers, "ID", "serve this phone_number_id; several times" },
		{ 0, "no-limits", OPT_FLAG, &no_limits, NULL, "no window, no pair rate, no throughput limit" },
		{ 0, "rate", OPT_INT, &rate, "N", "messages a second and number; default 80, 0: no limit" },
		{ 0, "seed", OPT_INT, &seed, "N", "start of the random numbers; default 1" },
		OPT_END
	},
};

/* What the options and the workspace say together. */
struct plan {
	char	*dir;
	char	*webhook;
	json_t	*numbers;
};

static void
plan_free(struct plan *p)
{
	free(p->dir);
	free(p->webhook);
	json_decref(p->numbers);
}

static int
plan_workspace(struct plan *p)
{
	struct workspace *ws;
	const char *listen;

	/* Also when nobody said so: what we stand in for is this mode's. */
	setenv("WA_SANDBOX", "1", 1);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	p->dir = mem_str(ws->var);
	if ((listen = json_text(ws->config, "listen")) != NULL)
		p->webhook = mem_printf("http://%s/", listen);
	p->numbers = json_incref(json_object_get(ws->config, "numbers"));
	workspace_free(ws);
	return EX_OK;
}

static int
plan_make(struct plan *p)
{
	int status = EX_OK;

	if (state != NULL)
		p->dir = mem_str(state);
	else
		status = plan_workspace(p);
	if (numbers.n > 0) {
		json_decref(p->numbers);
		p->numbers = json_array();
		for (size_t i = 0; i < numbers.n; i++)
			json_array_append_new(p->numbers, json_pack("{s:s}", "phone_number_id", numbers.v[i]));
	}
	if (webhook != NULL) {
		if (!http_url_is_fine(webhook))
			log_die(EX_USAGE, "--webhook: %s: https, or http to an address of this machine", webhook);
		free(p->webhook);
		p->webhook = mem_str(webhook);
	}
	return status;
}

static void
handle(void *arg, struct httpd_request *rq)
{
	if (sandbox_control_owns(httpd_path(rq)))
		sandbox_control_handle(arg, rq);
	else
		sandbox_graph_handle(arg, rq);
}

/* Where the run before listened, if that is free, so that a restart goes unnoticed. */
static struct httpd *
listen_somewhere(struct sandbox *sb)
{
	struct httpd_config c = {
		.address = address, .loopback_only = true, .threads = 1, .connections = 512, .idle_s = 300, .request_s = 300,
		.body_max = ATTACHMENT_MAX + (1 << 20), .bodies_max = 3 * ATTACHMENT_MAX, .handle = handle, .arg = sb,
	};
	struct httpd *h = NULL;

	if (address == NULL && sb->last_address != NULL) {
		c.address = sb->last_address;
		h = httpd_start(&c);
	}
	if (h == NULL) {
		c.address = address != NULL ? address : "127.0.0.1:0";
		h = httpd_start(&c);
	}
	return h;
}

static int
serve(struct sandbox *sb)
{
	struct httpd *h = listen_somewhere(sb);
	struct pollfd stop = { .fd = stop_fd(), .events = POLLIN };
	int status = EX_OK;

	if (h == NULL)
		return EX_UNAVAILABLE;
	if (sandbox_publish(sb, httpd_address(h)) == -1)
		status = EX_CANTCREAT;
	while (status == EX_OK && !stop_asked())
		poster_turn(sb->poster, &stop, 1, schedule_run(sb->schedule));
	sandbox_stop(sb);
	httpd_stop(h);
	return status;
}

int
main(int argc, char *argv[])
{
	struct plan plan = { NULL, NULL, NULL };
	struct sandbox *sb = NULL;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: nothing but options is wanted", argv[0]);
	stop_catch();
	if ((status = plan_make(&plan)) == EX_OK) {
		const struct sandbox_config c = {
			.dir = plan.dir, .log = log_file, .webhook = plan.webhook, .numbers = plan.numbers,
			.limits = !no_limits, .rate = rate, .seed = seed,
		};

		if ((sb = sandbox_open(&c, &status)) != NULL)
			status = serve(sb);
	}
	sandbox_close(sb);
	plan_free(&plan);
	return status;
}
