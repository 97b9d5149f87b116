#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stop.h"
#include "ext/text.h"
#include "run/fact.h"
#include "run/inquiry_watch.h"
#include "run/print.h"
#include "run/table.h"
#include "wa/inquiry_list.h"

enum {
	LOOK_MS = 500,
	NAME = 16,		/* columns of the customer's name */
};

struct watch {
	const struct workspace	*ws;
	struct db		*db;
	int64_t			 seen;		/* the newest that was printed */
	bool			 json;
};

/* Cut or filled to so many columns. */
static void
add_cell(struct buf *out, const char *text, size_t columns)
{
	char *clean = table_clean(text);
	size_t len = text_fit(clean, strlen(clean), columns);

	buf_add(out, clean, len);
	buf_printf(out, "%*s", (int)(columns - text_width(clean, len)) + 2, "");
	free(clean);
}

static void
add_time(struct buf *out, const char *opened)
{
	char text[32] = "";
	int64_t ms = 0;
	struct tm tm;
	time_t at;

	clock_parse(opened, &ms);
	at = (time_t)(ms / CLOCK_SECOND);
	strftime(text, sizeof text, "%d %b %H:%M  ", localtime_r(&at, &tm));
	buf_str(out, text);
}

/* "21 Nov 10:30  #12  refund        Ana Ruiz          I want my money back",
 * as wide as the terminal. */
static void
add_line(struct buf *out, const json_t *q)
{
	const char *asks = json_text(q, "text");
	size_t terminal = table_width(), fit;
	struct buf line = {0};
	char *clean;

	add_time(&line, json_text(q, "opened"));
	buf_printf(&line, "#%-5lld ", (long long)json_number(q, "id", 0));
	add_cell(&line, json_text(q, "category"), 12);
	add_cell(&line, fact_name(q), NAME);
	clean = asks != NULL ? table_clean(asks) : mem_printf("[%s]", json_text(q, "reason"));
	buf_str(&line, clean);
	fit = terminal > 0 ? text_fit(line.data, line.len, terminal) : line.len;
	buf_add(out, line.data, fit);
	buf_char(out, '\n');
	buf_free(&line);
	free(clean);
}

static void
add_one(struct watch *w, int64_t id, struct buf *out)
{
	struct sla *sla = sla_at(w->ws, clock_now());
	json_t *q = inquiry_list_one(w->db, id, sla);

	if (w->json && q != NULL) {
		json_object_del(q, "log");
		json_object_del(q, "events");
		json_print(q, out);
		buf_char(out, '\n');
	} else if (q != NULL) {
		add_line(out, q);
	}
	json_decref(q);
	sla_free(sla);
}

/* -1 to go on, else the exit status. */
static int
look(struct watch *w)
{
	struct buf out = {0};
	int64_t id;
	int status;

	while ((id = inquiry_list_after(w->db, w->seen)) != 0) {
		add_one(w, id, &out);
		w->seen = id;
	}
	status = out.len > 0 ? print_out(&out) : -1;
	buf_free(&out);
	return status;
}

static bool
reader_has_gone(const struct pollfd *out)
{
	return (out->revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
}

int
inquiry_watch(const struct workspace *ws, struct store *st, int64_t since, bool json)
{
	struct watch w = { .ws = ws, .db = store_db(st), .json = json };
	struct pollfd p[] = { { .fd = STDOUT_FILENO }, { .fd = -1, .events = POLLIN } };
	int64_t version = -1, now;
	int status = -1;

	stop_catch();
	p[1].fd = stop_fd();
	w.seen = inquiry_list_before(w.db, since != 0 ? since : INT64_MAX);
	while (status == -1 && !stop_asked() && !reader_has_gone(&p[0])) {
		now = db_data_version(w.db);
		if (now != version)
			status = look(&w);
		version = now;
		if (status == -1)
			poll(p, 2, LOOK_MS);
	}
	return status == -1 ? EX_OK : status;
}
