#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/stop.h"

static volatile sig_atomic_t asked;
static int fds[2] = { -1, -1 };

void
stop_ask(void)
{
	asked = 1;
	/* Never read, so once is enough; a full pipe can't happen. */
	if (fds[1] != -1 && write(fds[1], "", 1) == -1)
		return;
}

static void
on_signal(int sig)
{
	(void)sig;
	if (!asked)
		stop_ask();
}

void
stop_catch(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	if (fds[0] == -1 && pipe2(fds, O_CLOEXEC | O_NONBLOCK) == -1)
		log_die(EX_OSERR, "pipe: no descriptor left");
	sigemptyset(&sa.sa_mask);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
}

int
stop_fd(void)
{
	return fds[0];
}

bool
stop_asked(void)
{
	return asked != 0;
}
