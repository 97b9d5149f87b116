#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/paint.h"

bool
paint_works(void)
{
	static int works = -1;
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (works == -1)
		works = isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') && term != NULL && strcmp(term, "dumb") != 0;
	return works;
}

const char *
paint(enum paint p)
{
	/* Yellow can hardly be read on white, nor blue on black. */
	static const char *const escapes[] = { "\033[0m", "\033[1m", "\033[2m", "\033[1;31m", "\033[32m", "\033[35m", "\033[36m", "\033[7m" };

	return paint_works() ? escapes[p] : "";
}
