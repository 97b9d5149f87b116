#include <sys/inotify.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/bell.h"

static int
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1)
		return -1;
	futimens(fd, NULL);
	close(fd);
	return 0;
}

void
bell_ring(const char *path)
{
	if (utimensat(AT_FDCWD, path, NULL, 0) == -1 && errno == ENOENT)
		touch(path);
}

int
bell_open(const char *path)
{
	int fd, err;

	if (touch(path) == -1)
		return -1;
	if ((fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) == -1)
		return -1;
	if (inotify_add_watch(fd, path, IN_ATTRIB) == -1) {
		err = errno;
		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}

void
bell_clear(int fd)
{
	char events[4096];

	while (read(fd, events, sizeof events) > 0)
		continue;
}
