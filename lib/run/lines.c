#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/stop.h"
#include "run/lines.h"

enum { CHUNK = 65536 };

void
lines_open(struct lines *l, int fd)
{
	*l = (struct lines){ .fd = fd };
}

void
lines_close(struct lines *l)
{
	buf_free(&l->in);
}

/* What was handed out is the caller's until the next call: forget it now. */
static void
forget_taken(struct lines *l)
{
	buf_drop(&l->in, l->taken);
	l->scanned -= l->taken < l->scanned ? l->taken : l->scanned;
	l->taken = 0;
}

/* The next whole line; the last one may lack its newline. */
static bool
cut_line(struct lines *l, struct line *out)
{
	char *start = l->in.data + l->taken, *end;

	if (l->in.len == l->taken)
		return false;
	if (l->scanned < l->taken)
		l->scanned = l->taken;
	end = memchr(l->in.data + l->scanned, '\n', l->in.len - l->scanned);
	if (end == NULL && !l->eof) {
		l->scanned = l->in.len;
		return false;
	}
	if (end == NULL)
		end = l->in.data + l->in.len;
	*end = '\0';
	*out = (struct line){ .data = start, .len = (size_t)(end - start) };
	l->taken = (size_t)(end - l->in.data) + (l->taken + out->len < l->in.len);
	return true;
}

static size_t
cut_lines(struct lines *l, struct line *out, size_t max, size_t bytes)
{
	size_t n = 0, total = 0;

	while (n < max && total < bytes && cut_line(l, &out[n])) {
		total += out[n].len;
		/* Blank lines say nothing, as a rule. */
		if (out[n].len > 0 || l->blank)
			n++;
	}
	return n;
}

/* An overlong line: hand out what was kept of it, pass over the rest. */
static bool
cut_overlong(struct lines *l, struct line *out)
{
	if (l->in.len <= LINE_KEEP)
		return false;
	*out = (struct line){ .data = l->in.data, .len = LINE_KEEP, .cut = true };
	l->in.data[LINE_KEEP] = '\0';
	l->taken = l->in.len;
	l->skipping = true;
	return true;
}

static void
skip_rest(struct lines *l)
{
	char *end;

	if (!l->skipping || l->in.len == 0)
		return;
	end = memchr(l->in.data, '\n', l->in.len);
	l->skipping = end == NULL;
	buf_drop(&l->in, end == NULL ? l->in.len : (size_t)(end - l->in.data) + 1);
}

static int
fill(struct lines *l)
{
	ssize_t n = read(l->fd, buf_room(&l->in, CHUNK), CHUNK);

	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (n == -1) {
		log_line("stdin: %s", strerror(errno));
		return -1;
	}
	l->in.len += (size_t)n;
	l->eof = n == 0;
	skip_rest(l);
	return 0;
}

/* IDLE means readable, or extra_fd is. */
static enum lines_state
wait_readable(const struct lines *l, bool wait, int extra_fd, bool *readable)
{
	struct pollfd p[] = {
		{ .fd = l->fd, .events = POLLIN },
		{ .fd = stop_fd(), .events = POLLIN },
		{ .fd = STDOUT_FILENO, .events = 0 },
		{ .fd = extra_fd, .events = POLLIN },
	};
	int n;

	do {
		n = poll(p, 4, wait ? -1 : 0);
	} while (n == -1 && errno == EINTR && !stop_asked());
	*readable = false;
	if (stop_asked())
		return LINES_STOP;
	if (n > 0 && (p[2].revents & POLLERR))
		return LINES_GONE;
	/* A closed stdin is POLLNVAL: reading it says so. */
	*readable = n > 0 && p[0].revents != 0;
	return LINES_IDLE;
}

enum lines_state
lines_next(struct lines *l, struct line *out, size_t max, size_t bytes, size_t *n, bool wait, int extra_fd)
{
	enum lines_state state = LINES_IDLE;
	bool readable = true;

	*n = 0;
	forget_taken(l);
	while (readable && !l->eof && l->in.len < bytes) {
		state = wait_readable(l, false, -1, &readable);
		if (state != LINES_IDLE)
			return state;
		if (readable && fill(l) == -1)
			return LINES_ERROR;
	}
	for (;;) {
		if ((*n = cut_lines(l, out, max, bytes)) > 0)
			return LINES_READY;
		if (cut_overlong(l, out)) {
			*n = 1;
			return LINES_READY;
		}
		forget_taken(l);
		if (l->eof && l->in.len == 0)
			return LINES_END;
		if (l->eof)
			continue;
		state = wait_readable(l, wait, extra_fd, &readable);
		if (state != LINES_IDLE || !readable)
			return state;
		if (fill(l) == -1)
			return LINES_ERROR;
	}
}
