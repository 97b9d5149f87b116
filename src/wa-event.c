/* wa-event: lines of text as messages of customers */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/stop.h"
#include "ext/hash.h"
#include "run/lines.h"
#include "run/print.h"
#include "wa/event.h"
#include "wa/workspace.h"

static const char *workspace, *contact, *language, *name;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "contact", OPT_STR, &contact, "KEY", "all lines come from this contact" },
	{ 0, "language", OPT_STR, &language, "LANG", "the contact's language as known before" },
	{ 0, "name", OPT_STR, &name, "NAME", "the contact's name" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "lines of text as messages of customers",
	.args = "< lines",
	.opts = opts,
};

static const char *
fresh_key(char out[sizeof "c_0123456789abcdef"])
{
	memcpy(out, "c_", 2);
	hash_random(out + 2, 16);
	return out;
}

/* NULL when the text is no UTF-8. */
static json_t *
make_event(const struct line *line)
{
	char id[sizeof "text.0123456789abcdef"] = "text.", key[sizeof "c_0123456789abcdef"], now[CLOCK_LEN];
	const char *who = contact != NULL ? contact : fresh_key(key);
	json_t *text = json_stringn(line->data, line->len), *ev, *message, *person;

	if (text == NULL)
		return NULL;
	hash_random(id + strlen(id), 16);
	clock_format(clock_now(), now);
	ev = json_object();
	json_object_set_new(ev, "v", json_integer(EVENT_VERSION));
	json_put(ev, "id", id);
	json_put(ev, "type", "message");
	json_put(ev, "workspace", workspace);
	json_put(ev, "conversation", who);
	json_put(ev, "time", now);
	json_put(ev, "received", now);
	json_object_set_new(ev, "contact", person = json_object());
	json_put(person, "key", who);
	json_put(person, "name", name);
	json_put(person, "language", language);
	json_object_set_new(ev, "message", message = json_object());
	json_put(message, "kind", "text");
	json_object_set_new(message, "text", text);
	return ev;
}

/* -1 to go on, else the exit status. */
static int
print_events(const struct line *lines, size_t n, size_t *number, bool *bad)
{
	struct buf out = {0};
	int status;

	for (size_t i = 0; i < n; i++) {
		json_t *ev = lines[i].cut || lines[i].len > EVENT_MAX / 2 ? NULL : make_event(&lines[i]);

		++*number;
		if (ev == NULL) {
			log_line("line %zu: no UTF-8 text, or too long", *number);
			*bad = true;
			continue;
		}
		json_print(ev, &out);
		buf_char(&out, '\n');
		json_decref(ev);
	}
	status = print_out(&out);
	buf_free(&out);
	return status;
}

static int
convert(void)
{
	enum { BATCH = 64 };
	struct line batch[BATCH];
	struct lines in;
	enum lines_state state;
	size_t n, number = 0;
	bool bad = false;
	int status = -1;

	lines_open(&in, STDIN_FILENO);
	while (status == -1) {
		state = lines_next(&in, batch, BATCH, EVENT_MAX, &n, true, -1);
		if (state == LINES_READY)
			status = print_events(batch, n, &number, &bad);
		else if (state == LINES_ERROR)
			status = EX_IOERR;
		else if (state != LINES_IDLE)
			status = bad ? EX_DATAERR : EX_OK;
	}
	lines_close(&in);
	return status;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws = NULL;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (argc > 0)
		log_die(EX_USAGE, "%s: lines are read from stdin; no operand is wanted", argv[0]);
	if (workspace != NULL || getenv("WA_WORKSPACE") != NULL) {
		if ((ws = workspace_open(workspace)) == NULL)
			return EX_CONFIG;
		workspace = ws->name;
	}
	stop_catch();
	status = convert();
	workspace_free(ws);
	return status;
}
