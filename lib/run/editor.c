#include <sys/wait.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "run/editor.h"

static const char *
program(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "vi";
}

/* The variable may hold options, so a shell takes it apart; the path is an
 * argument and never its text. */
static void
become(const char *editor, const char *path)
{
	char *script = mem_printf("%s \"$@\"", editor);

	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	execl("/bin/sh", "sh", "-c", script, "sh", path, (char *)NULL);
	_exit(127);
}

int
editor_run(const char *path)
{
	/* ^C is the editor's. */
	void (*interrupt)(int) = signal(SIGINT, SIG_IGN), (*quit)(int) = signal(SIGQUIT, SIG_IGN);
	const char *editor = program();
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		become(editor, path);
	if (pid == -1)
		log_line("%s: %s", editor, strerror(errno));
	while (pid != -1 && waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	signal(SIGINT, interrupt);
	signal(SIGQUIT, quit);
	if (pid != -1 && status != 0)
		log_line("%s: ended with %d", editor, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return status == 0 ? 0 : -1;
}
