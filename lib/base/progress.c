#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/progress.h"

enum { PATIENCE_MS = 1000, EVERY_MS = 200 };

static struct {
	bool		on;
	int64_t		began, drawn;
	const char	*doing;
	int64_t		done, all;
} work;

void
progress_start(void)
{
	const char *term = getenv("TERM");

	work.on = isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
	work.began = clock_mono();
}

void
progress_tick(void)
{
	char line[120];
	int64_t now;
	int n;

	if (!work.on || work.doing == NULL)
		return;
	now = clock_mono();
	if (now - work.began < PATIENCE_MS || now - work.drawn < EVERY_MS)
		return;
	work.drawn = now;
	n = snprintf(line, sizeof line, "%s", work.doing);
	if (work.all > 0)
		n += snprintf(line + n, sizeof line - (size_t)n, ", %d %%", (int)(100 * work.done / work.all));
	snprintf(line + n, sizeof line - (size_t)n, ", %lld s", (long long)((now - work.began) / CLOCK_SECOND));
	log_passing(line);
}

void
progress_at(const char *doing, int64_t done, int64_t all)
{
	/* Where nobody waits, threads come here too. */
	if (!work.on)
		return;
	work.doing = doing;
	work.done = done;
	work.all = all;
	progress_tick();
}

void
progress_clear(void)
{
	log_passing(NULL);
}
