#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lease.h"

/* Locks of the open file, not of the process: also between threads, and asked
 * for with F_OFD_GETLK without being taken. */
static const struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

/* Is this still the file of that name? Its last holder may have removed it
 * while we waited to lock it. */
static int
is_current(int fd, const char *path)
{
	struct stat mine, there;

	return fstat(fd, &mine) == 0 && stat(path, &there) == 0 && mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

int
lease_take(const char *path, const char *text)
{
	size_t len = strnlen(text, LEASE_MAX);

	for (;;) {
		struct flock lock = whole;
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), err;

		if (fd == -1)
			return -1;
		if (fcntl(fd, F_OFD_SETLK, &lock) == -1) {
			err = errno == EACCES || errno == EAGAIN ? EWOULDBLOCK : errno;
			close(fd);
			errno = err;
			return -1;
		}
		if (!is_current(fd, path)) {
			close(fd);
			continue;
		}
		if (ftruncate(fd, 0) == 0 && write(fd, text, len) == (ssize_t)len)
			return fd;
		err = errno;
		lease_end(path, fd);
		errno = err;
		return -1;
	}
}

void
lease_end(const char *path, int fd)
{
	if (fd == -1)
		return;
	unlink(path);
	close(fd);
}

char *
lease_look(const char *path)
{
	struct flock lock = whole;
	struct buf text = { 0 };
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd == -1)
		return NULL;
	if (fcntl(fd, F_OFD_GETLK, &lock) == -1 || lock.l_type == F_UNLCK || file_read(path, LEASE_MAX, &text) == -1) {
		buf_free(&text);
		close(fd);
		return NULL;
	}
	close(fd);
	return buf_take(&text);
}
