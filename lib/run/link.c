#include <sys/wait.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "ext/qr.h"
#include "run/link.h"

#define NOT_FOUND 127

int
link_draw(const char *link)
{
	bool colours = isatty(STDOUT_FILENO);
	struct buf code = {0};

	if (qr_draw(link, &code) == -1) {
		log_line("the link is too long for a QR code");
		buf_free(&code);
		return -1;
	}
	for (const char *line = code.data; *line != '\0'; line += strcspn(line, "\n") + 1)
		printf("%s%.*s%s\n", colours ? "\033[30;107m" : "", (int)strcspn(line, "\n"), line, colours ? "\033[0m" : "");
	buf_free(&code);
	return 0;
}

int
link_browse(const char *link)
{
	int status;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		execlp("xdg-open", "xdg-open", link, (char *)NULL);
		log_line("xdg-open: %s", strerror(errno));
		_exit(NOT_FOUND);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1) {
		log_line("xdg-open: %s", strerror(errno));
		return EX_OSERR;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EX_OK : EX_UNAVAILABLE;
}
