#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "ext/text.h"
#include "run/prompt.h"
#include "run/table.h"

#define LINE_MAX_BYTES	16384

struct prompt {
	struct termios	 before;
	char		*label;
	struct buf	 line;
	struct buf	 input;		/* read, not yet looked at */
	bool		 escape;	/* inside an escape sequence of a key */
};

struct prompt *
prompt_open(void)
{
	struct termios raw;
	struct prompt *p;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &raw) == -1)
		return NULL;
	p = mem_alloc(sizeof *p);
	p->before = raw;
	p->label = mem_str("");
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	return p;
}

void
prompt_close(struct prompt *p)
{
	if (p == NULL)
		return;
	prompt_hide(p);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &p->before);
	free(p->label);
	buf_free(&p->line);
	buf_free(&p->input);
	free(p);
}

void
prompt_set(struct prompt *p, const char *label)
{
	free(p->label);
	p->label = mem_str(label);
}

void
prompt_hide(struct prompt *p)
{
	(void)p;
	fputs("\r\033[K", stdout);
	fflush(stdout);
}

/* Of a line longer than the terminal its end is shown. */
void
prompt_show(struct prompt *p)
{
	const char *s = p->line.len > 0 ? p->line.data : "";
	size_t width = table_width(), used = text_width(p->label, strlen(p->label)) + 1, len = p->line.len;
	char *clean;

	while (len > 0 && width > used && text_width(s, len) > width - used) {
		size_t n = text_grapheme(s, len);

		s += n;
		len -= n;
	}
	clean = table_clean(len > 0 ? s : "");
	printf("\r\033[K%s%s", p->label, clean);
	fflush(stdout);
	free(clean);
}

static void
cut(struct prompt *p, size_t len)
{
	if (len < p->line.len)
		p->line.data[len] = '\0';
	p->line.len = len;
}

static void
rub_out(struct prompt *p)
{
	size_t at = 0, last = 0;

	while (at < p->line.len) {
		last = at;
		at += text_grapheme(p->line.data + at, p->line.len - at);
	}
	cut(p, last);
}

static void
rub_out_word(struct prompt *p)
{
	size_t len = p->line.len;

	while (len > 0 && p->line.data[len - 1] == ' ')
		len--;
	while (len > 0 && p->line.data[len - 1] != ' ')
		len--;
	cut(p, len);
}

/* Arrows and other keys send ESC [ ... letter; none of them does anything here. */
static bool
in_escape(struct prompt *p, char c)
{
	if (c == '\033')
		return p->escape = true;
	if (!p->escape)
		return false;
	if (c != '[' && c != 'O' && (c < '0' || c > '9') && c != ';')
		p->escape = false;
	return true;
}

/* One byte typed; true when it ends the line. */
static bool
typed(struct prompt *p, char c)
{
	if (in_escape(p, c))
		return false;
	if (c == '\n' || c == '\r')
		return true;
	if (c == '\177' || c == '\b')
		rub_out(p);
	else if (c == 'U' - '@')
		cut(p, 0);
	else if (c == 'W' - '@')
		rub_out_word(p);
	else if (c == 'L' - '@')
		fputs("\033[H\033[2J", stdout);
	else if (((unsigned char)c >= ' ' || c == '\t') && p->line.len < LINE_MAX_BYTES)
		buf_char(&p->line, c == '\t' ? ' ' : c);
	return false;
}

static bool
more_input(struct prompt *p)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t n;

	if (p->input.len > 0 || poll(&fd, 1, 0) < 1)
		return true;
	n = read(STDIN_FILENO, buf_room(&p->input, 4096), 4096);
	if (n <= 0)
		return n == -1 && (errno == EINTR || errno == EAGAIN);
	p->input.len += (size_t)n;
	return true;
}

bool
prompt_read(struct prompt *p, char **line)
{
	size_t used = 0;
	bool whole = false, ended = false;

	*line = NULL;
	if (!more_input(p))
		return false;
	while (used < p->input.len && !whole && !ended) {
		char c = p->input.data[used++];

		if (c == 'D' - '@' && p->line.len == 0)
			ended = true;
		else
			whole = typed(p, c);
	}
	buf_drop(&p->input, used);
	if (whole)
		*line = p->line.len > 0 ? mem_strn(p->line.data, p->line.len) : mem_str("");
	if (whole)
		buf_clear(&p->line);
	return !ended;
}
