#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/watch.h"

#define LOOK_MS	CLOCK_SECOND

struct seen {
	struct timespec	changed;
	off_t		size;
	ino_t		inode;
};

struct watch {
	char		**paths;
	struct seen	 *seen;
	size_t		  n;
	int64_t		  looked;	/* monotonic */
};

static bool
look(struct watch *w)
{
	bool changed = false;

	w->looked = clock_mono();
	for (size_t i = 0; i < w->n; i++) {
		struct seen *s = &w->seen[i], now = {0};
		struct stat st;

		if (stat(w->paths[i], &st) == 0)
			now = (struct seen){ st.st_mtim, st.st_size, st.st_ino };
		changed = changed || now.changed.tv_sec != s->changed.tv_sec || now.changed.tv_nsec != s->changed.tv_nsec ||
		    now.size != s->size || now.inode != s->inode;
		*s = now;
	}
	return changed;
}

struct watch *
watch_new(char **paths, size_t n)
{
	struct watch *w = mem_alloc(sizeof *w);

	w->paths = mem_array(n + 1, sizeof *w->paths);
	memcpy(w->paths, paths, n * sizeof *paths);
	w->seen = mem_array(n + 1, sizeof *w->seen);
	w->n = n;
	look(w);
	return w;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	for (size_t i = 0; i < w->n; i++)
		free(w->paths[i]);
	free(w->paths);
	free(w->seen);
	free(w);
}

bool
watch_changed(struct watch *w)
{
	return clock_mono() - w->looked >= LOOK_MS && look(w);
}
