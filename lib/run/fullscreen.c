#include <sys/ioctl.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/stop.h"
#include "run/fullscreen.h"

struct fullscreen {
	struct termios	 before;
	bool		 keys;		/* stdin is the terminal, too */
	char		*drawn;
};

static volatile sig_atomic_t resized;

static void
on_resize(int sig)
{
	(void)sig;
	resized = 1;
}

static void
take_keys(struct fullscreen *f)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &f->before) == -1)
		return;
	f->keys = true;
	raw = f->before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	/* Stopped, it would leave the other screen standing. */
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

struct fullscreen *
fullscreen_open(void)
{
	static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";
	struct sigaction sa = { .sa_handler = on_resize };
	const char *term = getenv("TERM");
	struct fullscreen *f;

	if (!isatty(STDOUT_FILENO) || term == NULL || strcmp(term, "dumb") == 0)
		return NULL;
	f = mem_alloc(sizeof *f);
	stop_catch();
	sigemptyset(&sa.sa_mask);
	sigaction(SIGWINCH, &sa, NULL);
	take_keys(f);
	file_write(STDOUT_FILENO, enter, sizeof enter - 1);
	return f;
}

void
fullscreen_close(struct fullscreen *f)
{
	static const char leave[] = "\033[0m\033[?7h\033[?25h\033[?1049l";

	if (f == NULL)
		return;
	file_write(STDOUT_FILENO, leave, sizeof leave - 1);
	if (f->keys)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &f->before);
	free(f->drawn);
	free(f);
}

void
fullscreen_size(size_t *columns, size_t *lines)
{
	struct winsize w;
	bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 && w.ws_row > 0;

	*columns = known ? w.ws_col : 80;
	*lines = known ? w.ws_row : 24;
}

int
fullscreen_draw(struct fullscreen *f, const char *text)
{
	struct buf out = { 0 };
	int rc;

	if (f->drawn != NULL && strcmp(f->drawn, text) == 0)
		return 0;
	free(f->drawn);
	f->drawn = mem_str(text);
	buf_str(&out, "\033[H");
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		buf_add(&out, text, n);
		buf_str(&out, "\033[K");
		text += n;
		/* No newline behind the last line: it would scroll. */
		if (*text == '\n' && *++text != '\0')
			buf_str(&out, "\r\n");
	}
	buf_str(&out, "\033[J");
	rc = file_write(STDOUT_FILENO, out.data, out.len);
	buf_free(&out);
	return rc;
}

int
fullscreen_wait(struct fullscreen *f, int ms)
{
	struct pollfd p[] = { { .fd = stop_fd(), .events = POLLIN }, { .fd = f->keys ? STDIN_FILENO : -1, .events = POLLIN } };
	char key;

	if (poll(p, 2, ms) == -1 && errno != EINTR)
		return -1;
	if (resized) {
		/* What stands there is anybody's guess. */
		resized = 0;
		free(f->drawn);
		f->drawn = NULL;
	}
	if ((p[1].revents & (POLLIN | POLLHUP | POLLERR)) == 0)
		return 0;
	return read(STDIN_FILENO, &key, 1) == 1 ? (unsigned char)key : -1;
}
