#include <fcntl.h>
#include <stdarg.h>
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
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	line[len++] = '\n';
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
