#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/hook.h"

#define NOT_RUN 127	/* the shell's status */

/* ---------------------------------------------------------------- may it? */

static bool
is_anybodys(const char *path, struct stat *st)
{
	return stat(path, st) == 0 && (st->st_mode & S_IWOTH) != 0;
}

/* NULL when the file may be run; the caller frees. */
static char *
objection(const char *dir, const char *path)
{
	struct stat st;

	if (is_anybodys(dir, &st))
		return mem_str("hooks: everybody may write there");
	if (is_anybodys(path, &st))
		return mem_str("everybody may write to it");
	if (stat(path, &st) == -1)
		return mem_str(strerror(errno));
	if (!S_ISREG(st.st_mode))
		return mem_str("not a file");
	if (access(path, X_OK) == -1)
		return mem_str("not executable");
	return NULL;
}

/* ------------------------------------------------------------------ the run */

static void
forget_secrets(void)
{
	static const char *const secrets[] = { "WA_TOKEN", "WA_APP_SECRET", "WA_VERIFY_TOKEN", "CREDENTIALS_DIRECTORY" };

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		unsetenv(secrets[i]);
}

static void
become(const char *dir, const char *path, const char *name, int input, pid_t parent)
{
	sigset_t none;

	setpgid(0, 0);
	/* Nobody is left to end it in time. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(NOT_RUN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	forget_secrets();
	setenv("WA_WORKSPACE", dir, 1);
	dup2(input, STDIN_FILENO);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	if (chdir(dir) == 0)
		execl(path, name, (char *)NULL);
	log_line("hooks/%s: %s", name, strerror(errno));
	_exit(NOT_RUN);
}

static int
launch(struct hook *h, const char *dir, const char *path, const char *name, int input)
{
	pid_t self = getpid();

	h->pid = fork();
	if (h->pid == 0)
		become(dir, path, name, input, self);
	if (h->pid == -1)
		return -1;
	setpgid(h->pid, h->pid);
	if ((h->fd = pidfd_open(h->pid, 0)) != -1)
		return 0;
	hook_kill(h);
	return -1;
}

int
hook_start(struct hook *h, const struct workspace *ws, const char *name, const struct buf *input,
    int64_t timeout_ms, char **reason)
{
	char *hooks = workspace_file(ws, "hooks"), *dir = realpath(ws->dir, NULL), *path;
	int fd = -1, rc = -1;

	*h = (struct hook){ .fd = -1, .deadline = clock_mono() + timeout_ms };
	path = dir != NULL ? mem_printf("%s/hooks/%s", dir, name) : file_path(hooks, name);
	*reason = objection(hooks, path);
	if (*reason == NULL && (dir == NULL || (fd = child_input(input->data, input->len)) == -1 || launch(h, dir, path, name, fd) == -1))
		*reason = mem_str(strerror(errno));
	else if (*reason == NULL)
		rc = 0;
	if (fd != -1)
		close(fd);
	free(path);
	free(dir);
	free(hooks);
	return rc;
}

void
hook_kill(struct hook *h)
{
	kill(-h->pid, SIGKILL);
	while (waitpid(h->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
	if (h->fd != -1)
		close(h->fd);
	h->fd = -1;
}

static char *
reason_of(int status)
{
	return WIFSIGNALED(status) ? mem_printf("ended by signal %d", WTERMSIG(status)) :
	    mem_printf("exit status %d", WEXITSTATUS(status));
}

enum hook_state
hook_look(struct hook *h, char **reason)
{
	struct pollfd p = { .fd = h->fd, .events = POLLIN };
	siginfo_t info = {0};
	int status = 0;

	*reason = NULL;
	if (poll(&p, 1, 0) == 0) {
		if (clock_mono() < h->deadline)
			return HOOK_RUNNING;
		hook_kill(h);
		*reason = mem_str("took longer than notices.hook_timeout");
		return HOOK_FAILED;
	}
	/* What it left behind goes before its number is free for others. */
	waitid(P_PID, (id_t)h->pid, &info, WEXITED | WNOWAIT);
	kill(-h->pid, SIGKILL);
	while (waitpid(h->pid, &status, 0) == -1 && errno == EINTR)
		continue;
	close(h->fd);
	h->fd = -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return HOOK_DONE;
	*reason = reason_of(status);
	return HOOK_FAILED;
}
