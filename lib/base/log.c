#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

static const char *name = "wapipe";

/* A standard descriptor that came closed would be the next file of ours that
 * is opened. One that can only fail takes its place. */
static void
guard_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

void
log_program(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');

	name = slash ? slash + 1 : argv0;
	guard_standard();
}

const char *
log_name(void)
{
	return name;
}

/* What drives a terminal becomes spaces: C0, DEL and, in UTF-8, C1, U+200E and
 * U+200F, U+2028 to U+202E, U+2066 to U+2069. */
static void
clean(char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char *c = (unsigned char *)line + i;

		if (*c < ' ' || *c == 0x7f)
			*c = ' ';
		else if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)
			memset(c, ' ', 2);
		else if (c[0] == 0xe2 && ((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xa8 && c[2] <= 0xae))) ||
		    (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9)))
			memset(c, ' ', 3);
	}
}

void
log_passing(const char *what)
{
	static bool shown;
	char line[160] = "\r\033[K";

	if (what == NULL && !shown)
		return;
	shown = what != NULL;
	if (shown)
		snprintf(line, sizeof line, "\r\033[K%s: %s", name, what);
	if (write(STDERR_FILENO, line, strlen(line)) == -1)
		return;
}

static void
vlog(const char *fmt, va_list ap)
{
	char line[LOG_MAX];
	int head, n;
	size_t len;

	head = snprintf(line, sizeof line - 1, "%s: ", name);
	n = vsnprintf(line + head, sizeof line - 1 - (size_t)head, fmt, ap);
	if (n < 0)
		return;
	len = strlen(line);
	clean(line, len);
	line[len++] = '\n';
	log_passing(NULL);
	/* Nobody is left to tell when stderr itself fails. */
	if (write(STDERR_FILENO, line, len) == -1)
		return;
}

void
log_line(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vlog(fmt, ap);
	va_end(ap);
}

void
log_die(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vlog(fmt, ap);
	va_end(ap);
	exit(status);
}
