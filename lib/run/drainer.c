#include <sys/prctl.h>
#include <sys/wait.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "run/drainer.h"

struct drainer {
	pthread_t	 keeper;
	pthread_mutex_t	 lock;
	char		*argv[5];
	pid_t		 self;
	pid_t		 child;		/* 0 while there is none */
	bool		 stop;
	int		 status;	/* why it can't work; 0 while it can */
};

/* Only calls that are safe after a fork of a program with threads. */
static void
become_drainer(struct drainer *d)
{
	sigset_t none;

	/* The kernel counts the thread that forked as the parent: the keeper,
	 * who lives as long as we do. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != d->self)
		_exit(EX_OK);
	/* Not our handlers: what they note would be lost by the exec. */
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Whoever reads our stdout must see its end when we end. */
	dup2(STDERR_FILENO, STDOUT_FILENO);
	close(STDIN_FILENO);
	execv("/proc/self/exe", d->argv);
	_exit(EX_OSERR);
}

static int
run_once(struct drainer *d)
{
	int status = 0;
	pid_t pid;

	pthread_mutex_lock(&d->lock);
	pid = d->stop ? -1 : fork();
	if (pid == 0)
		become_drainer(d);
	d->child = pid > 0 ? pid : 0;
	pthread_mutex_unlock(&d->lock);
	if (pid == -1)
		return -1;
	while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
		continue;
	pthread_mutex_lock(&d->lock);
	d->child = 0;
	pthread_mutex_unlock(&d->lock);
	return status;
}

static bool
is_over(struct drainer *d, int status)
{
	bool over;

	pthread_mutex_lock(&d->lock);
	/* It said what is wrong, and it would be wrong again. */
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != EX_TEMPFAIL)
		d->status = WEXITSTATUS(status);
	over = d->stop || d->status != 0;
	pthread_mutex_unlock(&d->lock);
	return over;
}

static void *
keep(void *arg)
{
	struct timespec pause = { .tv_nsec = 200 * 1000 * 1000 };
	struct drainer *d = arg;

	for (;;) {
		int status = run_once(d);

		if (is_over(d, status))
			return NULL;
		if (WIFSIGNALED(status))
			log_line("the drainer was ended by signal %d; starting another", WTERMSIG(status));
		nanosleep(&pause, NULL);
	}
}

struct drainer *
drainer_start(const struct workspace *ws)
{
	struct drainer *d = mem_alloc(sizeof *d);
	sigset_t all, was;

	d->self = getpid();
	d->argv[0] = mem_str(log_name());
	d->argv[1] = mem_str("--drain");
	d->argv[2] = mem_str("-w");
	d->argv[3] = mem_printf("%s/", ws->dir);
	pthread_mutex_init(&d->lock, NULL);
	/* Signals are the main thread's: one that waits for a lock counts on them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	if (pthread_create(&d->keeper, NULL, keep, d) != 0)
		log_die(EX_OSERR, "no thread left for the drainer");
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return d;
}

bool
drainer_works(struct drainer *d)
{
	bool works;

	pthread_mutex_lock(&d->lock);
	works = d->status == 0;
	pthread_mutex_unlock(&d->lock);
	return works;
}

int
drainer_stop(struct drainer *d)
{
	int status;

	if (d == NULL)
		return 0;
	pthread_mutex_lock(&d->lock);
	d->stop = true;
	if (d->child != 0)
		kill(d->child, SIGTERM);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->keeper, NULL);
	status = d->status;
	pthread_mutex_destroy(&d->lock);
	for (size_t i = 0; i < 4; i++)
		free(d->argv[i]);
	free(d);
	return status;
}
