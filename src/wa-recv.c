/* wa-recv: receive what WhatsApp sends, as events */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/opt.h"
#include "base/stop.h"
#include "run/dead.h"
#include "run/follow.h"
#include "run/lines.h"
#include "run/listen.h"
#include "run/print.h"
#include "wa/contact.h"
#include "wa/webhook.h"
#include "wa/workspace.h"

enum { BATCH = 64, BATCH_BYTES = 1 << 20 };

static struct opt_list names;
static const char *address;
static bool follow, peek, once, dry;

static const struct opt opts[] = {
	{ 'w', "workspace", OPT_LIST, &names, "NAME", "the workspace: a name, or a path with a slash; several with --listen" },
	{ 0, "listen", OPT_STR, &address, "HOST:PORT", "serve the webhook" },
	{ 0, "follow", OPT_FLAG, &follow, NULL, "print what isn't handed over yet, then what comes" },
	{ 0, "peek", OPT_FLAG, &peek, NULL, "the same without counting attempts" },
	{ 0, "once", OPT_FLAG, &once, NULL, "end when there is nothing new" },
	OPT_DRY(&dry),
	OPT_END
};

static const struct opt_spec spec = {
	.about = "receive what WhatsApp sends: bodies on stdin, a webhook, or the journal, as events",
	.args = "",
	.opts = opts,
};

/* Bodies on stdin. */
struct reading {
	const struct workspace	*ws;		/* NULL: events of no workspace */
	struct map		*strangers;	/* numbers said not to be the workspace's */
	struct buf		 out;
	size_t			 line;
	bool			 bad;
};

static bool
is_stranger(struct reading *r, const char *number)
{
	if (r->ws == NULL || number == NULL || workspace_owns(r->ws, number))
		return false;
	if (map_set(r->strangers, number, r) == NULL)
		log_line("number %s: not %s's; its events are left out", number, r->ws->name);
	return true;
}

static void
add_event(struct reading *r, const struct webhook_event *e)
{
	char key[CONTACT_KEY_LEN];

	if (is_stranger(r, e->number))
		return;
	if (e->peer != NULL)
		contact_derive_key(e->peer, key);
	event_line(e->json, r->ws != NULL ? r->ws->name : NULL, e->peer != NULL ? key : NULL, 0, &r->out);
}

/* -1, or the exit status to end with. */
static int
read_body(struct reading *r, const struct line *line)
{
	struct webhook wh;
	int status = -1;

	r->line++;
	if (line->cut) {
		r->bad = true;
		dead_letter(dry ? NULL : r->ws, "too long", r->line, line->data, line->len, NULL);
		return -1;
	}
	webhook_parse(line->data, line->len, clock_now(), &wh);
	if (wh.bad != NULL) {
		r->bad = true;
		dead_letter(dry ? NULL : r->ws, wh.bad, r->line, line->data, line->len, NULL);
	} else {
		for (size_t i = 0; i < wh.n && status == -1; i++) {
			add_event(r, &wh.events[i]);
			/* A body can hold thousands. */
			if (r->out.len > BATCH_BYTES)
				status = print_out(&r->out);
		}
	}
	webhook_release(&wh);
	return status;
}

static int
read_all(struct reading *r)
{
	struct line batch[BATCH];
	struct lines lines;
	enum lines_state state;
	size_t n;
	int status = -1;

	lines_open(&lines, STDIN_FILENO);
	do {
		state = lines_next(&lines, batch, BATCH, BATCH_BYTES, &n, true, -1);
		for (size_t i = 0; i < n && status == -1; i++)
			status = read_body(r, &batch[i]);
		if (status == -1)
			status = print_out(&r->out);
	} while (status == -1 && (state == LINES_READY || state == LINES_IDLE));
	lines_close(&lines);
	if (status != -1)
		return status;
	return state == LINES_ERROR ? EX_IOERR : r->bad ? EX_DATAERR : map_count(r->strangers) > 0 ? 1 : 0;
}

static int
read_stdin(const struct workspace *ws)
{
	struct reading r = { .ws = ws, .strangers = map_new() };
	int status;

	stop_catch();
	status = read_all(&r);
	map_free(r.strangers, NULL);
	buf_free(&r.out);
	return status;
}

static void
check_options(int argc, char **argv)
{
	if (argc > 0)
		log_die(EX_USAGE, "%s: bodies come on stdin; there are no operands", argv[0]);
	if ((address != NULL) + follow + peek > 1)
		log_die(EX_USAGE, "--listen, --follow and --peek are three different things to do");
	if (dry && address != NULL)
		log_die(EX_USAGE, "--dry-run: a webhook that keeps nothing would lose what it acknowledges");
	if (once && !follow && !peek)
		log_die(EX_USAGE, "--once goes with --follow or --peek");
	if (names.n > 1 && address == NULL)
		log_die(EX_USAGE, "several workspaces only go with --listen");
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	int status;

	opt_parse(&spec, &argc, &argv);
	check_options(argc, argv);
	if (address != NULL)
		return listen_run(address, names.v, names.n);
	if ((names.n > 0 || follow || peek || getenv("WA_WORKSPACE") != NULL) &&
	    (ws = workspace_open(names.n > 0 ? names.v[0] : NULL)) == NULL)
		return EX_CONFIG;
	status = follow || peek ? follow_run(ws, peek || dry, once) : read_stdin(ws);
	workspace_free(ws);
	return status;
}
