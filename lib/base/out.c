#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/out.h"
#include "base/progress.h"

/* errno may be that of a later call than the write that failed. */
static bool
reader_gone(void)
{
	struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

int
out_end(void)
{
	static bool said;
	int why;

	progress_clear();
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EX_OK;
	why = errno;
	if (why == EPIPE || reader_gone())
		return EX_OK;
	if (!said)
		log_line("stdout: %s", why != 0 ? strerror(why) : "not all of it could be written");
	said = true;
	return EX_IOERR;
}
