#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/share.h"

#ifndef WAPIPE_SHARE
#define WAPIPE_SHARE "/usr/local/share/wapipe"
#endif

/* Where a program built in place finds the sources' data (bin/ and build/unit/),
 * and one installed under another directory than it was made for. */
static const char *const beside[] = { "../lib/nlp", "../../lib/nlp", "../share/wapipe" };

/* dir/name when there is such a file. */
static char *
try(const char *dir, const char *name)
{
	char *path = file_path(dir, name);

	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

static char *
try_beside(const char *name)
{
	char exe[PATH_MAX], *path = NULL, *slash;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

	if (n <= 0)
		return NULL;
	exe[n] = '\0';
	if ((slash = strrchr(exe, '/')) != NULL)
		*slash = '\0';
	for (size_t i = 0; path == NULL && i < sizeof beside / sizeof *beside; i++) {
		char *dir = file_path(exe, beside[i]);

		path = try(dir, name);
		free(dir);
	}
	return path;
}

/* The caller frees; NULL after saying that it is nowhere. */
static char *
path_of(const char *name)
{
	const char *env = getenv("WAPIPE_SHARE");
	char *path = NULL;

	if (env != NULL && *env != '\0')
		path = try(env, name);
	else if ((path = try_beside(name)) == NULL)
		path = try(WAPIPE_SHARE, name);
	if (path == NULL)
		log_line("%s: not found in %s", name, env != NULL && *env != '\0' ? env : WAPIPE_SHARE);
	return path;
}

const void *
share_map(const char *name, size_t *len)
{
	char *path = path_of(name);
	void *p = MAP_FAILED;
	struct stat st;
	int fd = -1;

	if (path == NULL)
		return NULL;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) != -1 && fstat(fd, &st) == 0) {
		*len = (size_t)st.st_size;
		p = mmap(NULL, *len, PROT_READ, MAP_SHARED, fd, 0);
	}
	if (p == MAP_FAILED)
		log_line("%s: %s", path, strerror(errno));
	if (fd != -1)
		close(fd);
	free(path);
	return p == MAP_FAILED ? NULL : p;
}

void
share_unmap(const void *p, size_t len)
{
	if (p != NULL)
		munmap((void *)p, len);
}

char *
share_lines(const char *name, const char *form, int (*each)(void *arg, char *line), void *arg)
{
	size_t len;
	const void *shipped = share_map(name, &len);
	char *text, *next;
	int number = 0;

	if (shipped == NULL)
		return NULL;
	text = mem_strn(shipped, len);
	share_unmap(shipped, len);
	for (char *line = text; line != NULL; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		number++;
		if (*line != '#' && *line != '\0' && each(arg, line) == -1)
			log_line("%s:%d: not of the form '%s'", name, number, form);
	}
	return text;
}
