#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"

extern char **environ;

/* The groups that run, for child_end_all. */
enum { CHILDREN_MAX = 64 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pid_t running[CHILDREN_MAX];

static void
note(pid_t was, pid_t is)
{
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < CHILDREN_MAX; i++)
		if (running[i] == was) {
			running[i] = is;
			break;
		}
	pthread_mutex_unlock(&mutex);
}

/* Workers block all signals and we ignore SIGPIPE; a child starts afresh, in
 * a group of its own. */
static void
set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, some;

	sigemptyset(&none);
	sigemptyset(&some);
	sigaddset(&some, SIGPIPE);
	posix_spawnattr_init(attr);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(attr, 0);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &some);
}

static void
set_files(posix_spawn_file_actions_t *files, int in, int out, bool quiet)
{
	posix_spawn_file_actions_init(files);
	if (in == -1)
		posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	else
		posix_spawn_file_actions_adddup2(files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO);
	if (quiet)
		posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
}

int
child_start(struct child *c, const char *const *argv, int in, const struct child_limits *limits)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC) == -1)
		return -1;
	set_attributes(&attr);
	set_files(&files, in, fds[1], limits->quiet);
	rc = posix_spawnp(&c->pid, argv[0], &files, &attr, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	close(fds[1]);
	if (rc != 0) {
		close(fds[0]);
		errno = rc;
		return -1;
	}
	if (limits->memory > 0)
		prlimit(c->pid, RLIMIT_AS, &(struct rlimit){ limits->memory, limits->memory }, NULL);
	note(0, c->pid);
	c->out = fds[0];
	c->deadline = clock_mono() + limits->timeout_ms;
	return 0;
}

ssize_t
child_read(struct child *c, void *to, size_t n)
{
	struct pollfd p = { .fd = c->out, .events = POLLIN };
	int64_t left;
	ssize_t got;

	for (;;) {
		left = c->deadline - clock_mono();
		if (left <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		if ((got = read(c->out, to, n)) != -1 || errno != EINTR)
			return got;
	}
}

/* Has it ended, in its time? Its id stays taken, and with it the group's. */
static bool
has_ended(const struct child *c)
{
	struct timespec pause = { .tv_nsec = 1000 * 1000 };
	siginfo_t info = {0};

	while (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) {
		if (clock_mono() >= c->deadline)
			return false;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 50 * 1000 * 1000)
			pause.tv_nsec *= 2;
	}
	return true;
}

int
child_end(struct child *c)
{
	char more;
	int status = 0;
	bool ended = child_read(c, &more, 1) == 0 && has_ended(c);

	/* What it started may live on in its group. */
	kill(-c->pid, SIGKILL);
	waitpid(c->pid, &status, 0);
	note(c->pid, 0);
	close(c->out);
	return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
child_run(const char *const *argv, int in, const struct child_limits *limits, size_t max, struct buf *out)
{
	enum { PART = 65536 };
	struct child c;
	size_t had = out->len;
	ssize_t n;
	int why = 0, status;

	if (child_start(&c, argv, in, limits) == -1)
		return -1;
	while ((n = child_read(&c, buf_room(out, PART), PART)) > 0 && out->len - had + (size_t)n <= max)
		out->len += (size_t)n;
	if (n != 0)
		why = n > 0 ? EFBIG : errno;
	buf_add(out, "", 0);
	if ((status = child_end(&c)) != -1 && why == 0)
		return status;
	errno = why != 0 ? why : clock_mono() >= c.deadline ? ETIMEDOUT : ECHILD;
	return -1;
}

int
child_input(const void *data, size_t len)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd != -1 && (file_write(fd, data, len) == -1 || lseek(fd, 0, SEEK_SET) == -1)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void
child_end_all(void)
{
	pthread_mutex_lock(&mutex);
	for (int i = 0; i < CHILDREN_MAX; i++)
		if (running[i] != 0)
			kill(-running[i], SIGKILL);
	pthread_mutex_unlock(&mutex);
}
