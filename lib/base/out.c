#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/out.h"

int
out_end(void)
{
	static bool said;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EX_OK;
	if (errno == EPIPE)
		return EX_OK;
	if (!said)
		log_line("stdout: %s", errno != 0 ? strerror(errno) : "not all of it could be written");
	said = true;
	return EX_IOERR;
}
