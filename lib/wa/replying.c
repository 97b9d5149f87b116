#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lease.h"
#include "base/log.h"
#include "base/mem.h"
#include "wa/replying.h"

struct replying {
	char	*path;
	int	 fd;
};

/* Keys are "c_" and hex digits: nothing that leads elsewhere. */
static char *
path_of(const struct workspace *ws, const char *key)
{
	char *dir = workspace_state(ws, "lease"), *path;

	path = file_path(dir, key);
	free(dir);
	return path;
}

static int
make_place(const struct workspace *ws)
{
	char *dir = workspace_state(ws, "lease");
	int rc = file_mkdir(dir);

	if (rc == -1)
		log_line("%s: %s", dir, strerror(errno));
	free(dir);
	return rc;
}

struct replying *
replying_start(const struct workspace *ws, const char *key, const char *member, int64_t now, struct replying_who *who)
{
	struct replying *r = mem_alloc(sizeof *r);
	char since[CLOCK_LEN], *text = mem_printf("%s %s\n", clock_format(now, since), member);

	who->member[0] = '\0';
	r->path = path_of(ws, key);
	r->fd = -1;
	if (make_place(ws) == 0 && (r->fd = lease_take(r->path, text)) == -1 &&
	    (errno != EWOULDBLOCK || !replying_look(ws, key, who)))
		log_line("%s: %s", r->path, strerror(errno));
	free(text);
	if (r->fd != -1)
		return r;
	free(r->path);
	free(r);
	return NULL;
}

void
replying_end(struct replying *r)
{
	if (r == NULL)
		return;
	lease_end(r->path, r->fd);
	free(r->path);
	free(r);
}

bool
replying_look(const struct workspace *ws, const char *key, struct replying_who *who)
{
	char *path = path_of(ws, key), *text = lease_look(path), *space;
	bool found = false;

	*who = (struct replying_who){ .since = 0 };
	if (text != NULL && (space = strchr(text, ' ')) != NULL) {
		*space = '\0';
		space[1 + strcspn(space + 1, "\n")] = '\0';
		snprintf(who->member, sizeof who->member, "%s", space + 1);
		found = clock_parse(text, &who->since) == 0 && who->member[0] != '\0';
	}
	free(text);
	free(path);
	return found;
}
