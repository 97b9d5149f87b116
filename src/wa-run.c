/* wa-run: run a desk: its listener, its line, its teller, and the sandbox when asked */
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/opt.h"
#include "base/stop.h"
#include "wa/workspace.h"

#define DELAY_MIN	INT64_C(100)		/* before a part is started again, ms */
#define DELAY_MAX	(30 * CLOCK_SECOND)
#define STEADY		(60 * CLOCK_SECOND)	/* who ran this long starts afresh with the delays */
#define GRACE		(15 * CLOCK_SECOND)	/* to finish what is in hand, then SIGKILL */
#define NOT_FOUND	127			/* the shell's status */

static const char *workspace;
static bool sandbox, no_listen;

static const struct opt opts[] = {
	OPT_WORKSPACE(&workspace),
	{ 0, "sandbox", OPT_FLAG, &sandbox, NULL, "with a stand-in for WhatsApp, and state of its own" },
	{ 0, "no-listen", OPT_FLAG, &no_listen, NULL, "no listener: one serves all workspaces already" },
	OPT_END
};

static const struct opt_spec spec = {
	.about = "run a desk: its listener, its line, its teller, and the sandbox when asked",
	.args = "[NAME]",
	.opts = opts,
};

/*
 * A part of the desk: a process group of its own, since the line is several
 * processes. down -> up -> (the leader ended) emptying -> down; a part starts
 * again only when nothing of it is left.
 */
enum state { DOWN, UP, EMPTYING };

struct part {
	const char	*name;
	const char	*argv[8];
	enum state	 state;
	pid_t		 group;
	int64_t		 started, due, kill_at;		/* monotonic */
	int64_t		 delay;
};

enum { SANDBOX, LISTENER, LINE, TELLER, PARTS };

struct desk {
	struct part	 parts[PARTS];
	struct workspace *ws;
	char		*dir;
	char		*own_line;	/* what a workspace may have instead of wa-line */
	bool		 ending;
	int		 status;
};

static void
become(const char *const *argv)
{
	sigset_t none;

	setpgid(0, 0);
	/* Should we be killed outright, this process hears of it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], (char *const *)argv);
	log_line("%s: %s", argv[0], strerror(errno));
	_exit(NOT_FOUND);
}

static void
start(struct part *p)
{
	pid_t pid = fork();

	if (pid == -1) {
		log_line("fork: %s", strerror(errno));
		p->due = clock_mono() + DELAY_MAX;
		return;
	}
	if (pid == 0)
		become(p->argv);
	setpgid(pid, pid);
	p->group = pid;
	p->state = UP;
	p->kill_at = 0;
	p->started = clock_mono();
}

/* The whole group, and all the time it needs within reason. */
static void
stop(struct part *p)
{
	if (p->state == DOWN)
		return;
	kill(-p->group, SIGTERM);
	p->kill_at = clock_mono() + GRACE;
}

/* Wrong settings, wrong use, or a program that isn't there: trying again won't help. */
static bool
is_final(int status)
{
	return status == EX_CONFIG || status == EX_USAGE || status == NOT_FOUND;
}

static void
say_ended(const struct desk *d, const struct part *p, int wstatus)
{
	if (WIFSIGNALED(wstatus))
		log_line("%s: the %s was ended by signal %d; starting it again", d->ws->name, p->name, WTERMSIG(wstatus));
	else if (is_final(WEXITSTATUS(wstatus)))
		log_line("%s: the %s can't run (exit %d, said above); the desk stops", d->ws->name, p->name, WEXITSTATUS(wstatus));
	else
		log_line("%s: the %s ended (exit %d); starting it again", d->ws->name, p->name, WEXITSTATUS(wstatus));
}

static void
ended(struct desk *d, struct part *p, int wstatus)
{
	int64_t now = clock_mono();

	p->state = EMPTYING;
	stop(p);
	if (d->ending)
		return;
	say_ended(d, p, wstatus);
	if (WIFEXITED(wstatus) && is_final(WEXITSTATUS(wstatus))) {
		d->status = WEXITSTATUS(wstatus) == NOT_FOUND ? EX_UNAVAILABLE : WEXITSTATUS(wstatus);
		stop_ask();
	}
	p->delay = now - p->started >= STEADY || p->delay == 0 ? DELAY_MIN : p->delay * 2;
	if (p->delay > DELAY_MAX)
		p->delay = DELAY_MAX;
	p->due = now + p->delay;
}

/* Also what the parts leave behind: as a subreaper we inherit it. */
static void
reap(struct desk *d)
{
	int wstatus;
	pid_t pid;

	while ((pid = waitpid(-1, &wstatus, WNOHANG)) > 0)
		for (int i = 0; i < PARTS; i++)
			if (d->parts[i].state == UP && d->parts[i].group == pid)
				ended(d, &d->parts[i], wstatus);
}

/* The line needs the addresses and secrets that the sandbox writes. */
static bool
may_start(const struct desk *d, int i)
{
	char *path;
	bool there;

	if (!sandbox || i == SANDBOX)
		return true;
	path = workspace_state(d->ws, "sandbox.json");
	there = d->parts[SANDBOX].state == UP && file_exists(path);
	free(path);
	return there;
}

static void
step(struct desk *d, int i, int64_t now)
{
	struct part *p = &d->parts[i];

	if (p->state == EMPTYING && kill(-p->group, 0) == -1)
		p->state = DOWN;
	if (p->state != DOWN && p->kill_at != 0 && now >= p->kill_at)
		kill(-p->group, SIGKILL);
	if (p->state == DOWN && !d->ending && p->argv[0] != NULL && now >= p->due && may_start(d, i))
		start(p);
}

static bool
is_down(const struct desk *d, int first, int last)
{
	for (int i = first; i <= last; i++)
		if (d->parts[i].state != DOWN)
			return false;
	return true;
}

/* How long nothing needs to be looked at, ms; -1: until something happens. */
static int
patience(const struct desk *d)
{
	for (int i = 0; i < PARTS; i++) {
		/* Nobody tells when a group is empty or sandbox.json is there. */
		if (d->parts[i].state == EMPTYING || d->ending)
			return 20;
		if (d->parts[i].state == DOWN && d->parts[i].argv[0] != NULL)
			return 50;
	}
	return -1;
}

static void
supervise(struct desk *d, int children)
{
	struct pollfd fds[] = { { .fd = children, .events = POLLIN }, { .fd = stop_fd(), .events = POLLIN } };
	struct signalfd_siginfo info;

	while (!d->ending || !is_down(d, 0, PARTS - 1)) {
		/* Once asked to stop its descriptor stays readable. */
		if (poll(fds, d->ending ? 1 : 2, patience(d)) > 0 && (fds[0].revents & POLLIN) &&
		    read(children, &info, sizeof info) == -1)
			log_line("signalfd: %s", strerror(errno));
		reap(d);
		if (stop_asked() && !d->ending) {
			d->ending = true;
			for (int i = LISTENER; i < PARTS; i++)
				stop(&d->parts[i]);
		}
		/* The sandbox last: the line may be in the middle of a send. */
		if (d->ending && is_down(d, LISTENER, TELLER) && d->parts[SANDBOX].state == UP && d->parts[SANDBOX].kill_at == 0)
			stop(&d->parts[SANDBOX]);
		for (int i = 0; i < PARTS; i++)
			step(d, i, clock_mono());
	}
}

static void
compose(struct desk *d)
{
	const char *address = json_text(d->ws->config, "listen");
	const struct part listener = { .name = "listener", .argv = { "wa-recv", "--listen", address, "-w", d->dir } };
	const struct part line = { .name = "line", .argv = { access(d->own_line, X_OK) == 0 ? d->own_line : "wa-line", d->dir } };
	const struct part teller = { .name = "teller", .argv = { "wa-notify", "-w", d->dir } };
	const struct part stand_in = { .name = "sandbox", .argv = { "wa-sandbox", "-w", d->dir } };

	d->parts[LINE] = line;
	d->parts[TELLER] = teller;
	if (!no_listen)
		d->parts[LISTENER] = listener;
	if (sandbox)
		d->parts[SANDBOX] = stand_in;
	if (!no_listen)
		log_line("%s: %s at %s", d->ws->name, sandbox ? "sandbox, webhook" : "webhook", address);
	if (sandbox)
		log_line("%s: play a customer: wa chat -w %s", d->ws->name, d->ws->dir);
}

/* A descriptor to keep, or -1 after saying who is at work. */
static int
lock_desk(const struct workspace *ws)
{
	char *path = workspace_state(ws, "run.lock"), *pid;
	struct buf was = {0};
	int fd = file_lock(path, FILE_EXCLUSIVE, false), err = errno;

	if (fd == -1 && err == EWOULDBLOCK) {
		file_read(path, 64, &was);
		log_line("%s: this desk is running already (process %.*s)", ws->name, was.len ? (int)strcspn(was.data, "\n") : 1,
		    was.len ? was.data : "?");
	} else if (fd == -1) {
		log_line("%s: %s", path, strerror(err));
	} else {
		pid = mem_printf("%ld\n", (long)getpid());
		/* For the message above only. */
		if (ftruncate(fd, 0) == -1 || write(fd, pid, strlen(pid)) == -1)
			log_line("%s: %s", path, strerror(errno));
		free(pid);
	}
	buf_free(&was);
	free(path);
	return fd;
}

static int
watch_children(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int
run_desk(struct workspace *ws)
{
	struct desk d = { .ws = ws };
	int lock = lock_desk(ws), children = -1;

	if (lock == -1)
		return EX_TEMPFAIL;
	if ((d.dir = realpath(ws->dir, NULL)) == NULL || (children = watch_children()) == -1) {
		log_line("%s: %s", ws->dir, strerror(errno));
		d.status = EX_OSERR;
		goto done;
	}
	d.own_line = file_path(d.dir, "line");
	stop_catch();
	compose(&d);
	supervise(&d, children);
done:
	free(d.own_line);
	free(d.dir);
	if (children != -1)
		close(children);
	close(lock);
	return d.status;
}

int
main(int argc, char *argv[])
{
	struct workspace *ws;
	int status;

	opt_parse(&spec, &argc, &argv);
	if (workspace == NULL)
		workspace = argv[0];
	if (sandbox)
		setenv("WA_SANDBOX", "1", 1);
	if ((ws = workspace_open(workspace)) == NULL)
		return EX_CONFIG;
	/* A sandbox that was asked for by the environment is one too. */
	sandbox = ws->sandbox;
	status = run_desk(ws);
	workspace_free(ws);
	return status;
}
