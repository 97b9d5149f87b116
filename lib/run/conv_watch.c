#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/out.h"
#include "base/stop.h"
#include "run/board.h"
#include "run/conv_watch.h"
#include "run/desk.h"
#include "run/fullscreen.h"

enum { LOOK_MS = 1000, PLAIN_WIDTH = 80, PLAIN_HEIGHT = 60 };

/* Leases and the time are in no database: looked at this often. */
static const int64_t stale_ms = 5 * CLOCK_SECOND;

static int
print_once(const struct desk *d)
{
	struct buf out = { 0 };
	int rc = board_add(d, PLAIN_WIDTH, PLAIN_HEIGHT, &out);

	if (rc == 0)
		fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
	return rc == 0 ? out_end() : EX_TEMPFAIL;
}

/* When something was committed, when time has passed, and when the window changed. */
static int
draw(struct desk *d, struct fullscreen *f)
{
	struct buf out = { 0 };
	size_t columns, lines;
	int rc;

	d->now = clock_now();
	fullscreen_size(&columns, &lines);
	if ((rc = board_add(d, columns, lines, &out)) == 0)
		rc = fullscreen_draw(f, out.data);
	buf_free(&out);
	return rc;
}

static int
watch(struct desk *d, struct fullscreen *f)
{
	size_t columns = 0, lines = 0, width, height;
	int64_t version = -1, drawn = 0, found;
	int key = 0;

	while (!stop_asked() && key != 'q' && key != 'Q' && key != -1) {
		fullscreen_size(&width, &height);
		found = db_data_version(d->db);
		if (found != version || width != columns || height != lines || clock_mono() - drawn >= stale_ms) {
			if (draw(d, f) == -1)
				return EX_TEMPFAIL;
			version = found;
			columns = width;
			lines = height;
			drawn = clock_mono();
		}
		key = fullscreen_wait(f, LOOK_MS);
	}
	return EX_OK;
}

int
conv_watch(const char *workspace)
{
	struct desk d;
	struct fullscreen *f = NULL;
	int status = desk_open(&d, workspace, DESK_LOOK);

	if (status == EX_OK && (f = fullscreen_open()) != NULL)
		status = watch(&d, f);
	else if (status == EX_OK)
		status = print_once(&d);
	fullscreen_close(f);
	desk_close(&d);
	return status;
}
