#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "run/review.h"

/* diff's standard input is the new text. */
static void
become_diff(const char *path, int in)
{
	const char *old = file_exists(path) ? path : "/dev/null";

	signal(SIGPIPE, SIG_DFL);
	if (dup2(in, STDIN_FILENO) != -1)
		execlp("diff", "diff", "-u", "--label", path, "--label", path, old, "-", (char *)NULL);
	log_line("diff: %s", strerror(errno));
	_exit(127);
}

/* -1 after saying why. */
static int
show(const char *path, const struct buf *after)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, was;
	int ends[2], status = 0;
	pid_t pid;

	fflush(stdout);
	if (pipe(ends) == -1) {
		log_line("diff: %s", strerror(errno));
		return -1;
	}
	if ((pid = fork()) == -1) {
		log_line("diff: %s", strerror(errno));
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	if (pid == 0) {
		close(ends[1]);
		become_diff(path, ends[0]);
	}
	close(ends[0]);
	sigaction(SIGPIPE, &ignore, &was);
	/* A diff that died is known by its status. */
	file_write(ends[1], after->data, after->len);
	close(ends[1]);
	sigaction(SIGPIPE, &was, NULL);
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		;
	/* 1: they differ. */
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		log_line("%s: the difference can't be shown, so nothing is written", path);
		return -1;
	}
	return 0;
}

static bool
is_wanted(const char *path)
{
	char line[16];

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		log_line("%s: left as it is; --yes writes it", path);
		return false;
	}
	fprintf(stderr, "Write this to %s? [y/N] ", path);
	return fgets(line, sizeof line, stdin) != NULL && (*line == 'y' || *line == 'Y');
}

int
review_write(const char *path, const struct buf *before, const struct buf *after, enum review how)
{
	struct stat st;

	if (before->len == after->len && (after->len == 0 || memcmp(before->data, after->data, after->len) == 0))
		return EX_OK;
	if (show(path, after) == -1)
		return EX_OSERR;
	if (how == REVIEW_DRY)
		return EX_OK;
	if (how == REVIEW_ASK && !is_wanted(path))
		return 1;
	if (file_replace(path, stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : 0644, after->data, after->len) == -1) {
		log_line("%s: %s", path, strerror(errno));
		return EX_CANTCREAT;
	}
	return EX_OK;
}
